"""Titles of nodes that differ at their ends only can be told apart on the canvas."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.canvas.painting.ink import text_width, two_lines

ROOM = 120.0


@pytest.mark.parametrize(
    "title",
    [
        "Excitatory convolutional layer with oriented receptive fields {}",
        "具有方向选择性感受野的兴奋性卷积层群体其神经元汇聚到下一层 {}",
    ],
)
def test_a_title_too_long_for_two_lines_shows_its_end(qtbot: QtBot, title: str) -> None:
    """Every layer read “Excitatory convolutional l…”."""
    lines = [two_lines(title.format(number), 13, 600, ROOM, ROOM) for number in (1, 2)]
    assert [second[-1] for _, second in lines] == ["1", "2"] and all("…" in second for _, second in lines)
    assert all(text_width(second, 13, 600) <= ROOM for _, second in lines)
