"""Axes of small curves: what stands beside a line is the value there."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.widgets.pictures.curves import CurvesPicture, NamedCurve


def axis(*values: float) -> list[float]:
    picture = CurvesPicture("Loss")
    picture.show_series([NamedCurve("training", values, 0)], len(values))
    return [float(words.replace("−", "-")) for words in picture.axis_words()]


@pytest.mark.parametrize("scale", [1e-6, 1e-2, 1.0, 1e3])
def test_a_middle_and_a_top_are_told_to_their_last_digit(qtbot: QtBot, scale: float) -> None:
    """A top of 1.02 was told as 1, and its half as 0.51."""
    for value in (1.02, 1.0, *np.random.default_rng().uniform(0.1, 10.0, 20)):
        low, middle, top = axis(value * scale, value * scale / 3)
        assert low == 0.0 and value * scale <= top * (1 + 1e-12) and top <= 1.26 * value * scale
        assert middle == pytest.approx(top / 2, rel=1e-12)


def test_values_below_zero_are_within_the_axis(qtbot: QtBot) -> None:
    """A loss of one's own may be negative; it lay on the line of 0."""
    assert axis(0.5, -2.5) == [-2.8, 0.0, 2.8]


def test_no_values_have_an_axis(qtbot: QtBot) -> None:
    assert axis() == [0.0, 0.5, 1.0] and axis(0.0) == [0.0, 0.5, 1.0] and axis(float("nan")) == [0.0, 0.5, 1.0]
