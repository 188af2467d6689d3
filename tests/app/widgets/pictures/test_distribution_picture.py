"""The histogram of values that are drawn beside a field or a row."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.widgets.pictures.distribution_picture import DistributionPicture


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([1.0, 3.0, 3.0], 1.0, 3.0),
        ([7.0, 7.0], 6.5, 7.5),
        ([1e3, np.nextafter(1e3, 2e3)], 999.5, 1000.5),
        ([], 0.0, 1.0),
    ],
)
def test_values_that_differ_by_rounding_alone_are_one(
    qtbot: QtBot, values: list[float], low: float, high: float
) -> None:
    picture = DistributionPicture("Hz")
    qtbot.addWidget(picture)
    picture.show_array(np.array(values))
    x, y = picture._x, picture._y  # one bar or two are told by nothing else but pixels
    assert (x[0], x[-1]) == (pytest.approx(low), pytest.approx(high))
    assert y.max() == (1.0 if values else 0.0)
