"""Messages with a sentence and buttons."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from app.widgets.banner import Banner
from tests.strays import no_stray_windows


@pytest.mark.parametrize("sentence", ["", "Link it, or remove it."])
def test_a_banner_is_made_without_a_window_that_flashes(qtbot: QtBot, dressed: Preferences, sentence: str) -> None:
    with no_stray_windows():
        banner = Banner("warning", "Nothing reaches the population.", sentence, (("Select", lambda: None),))
        qtbot.addWidget(banner)
    assert banner.sentence.isVisibleTo(banner) == bool(sentence)
