"""What stands above a curve: names of its axes, or values at the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.widgets.pictures.function_picture import TOP, FunctionPicture


@pytest.fixture
def picture(qtbot: QtBot) -> FunctionPicture:
    picture = FunctionPicture(("Time", "ms"), ("Current", "pA"))
    qtbot.addWidget(picture)
    picture.resize(300, 170)
    picture.show_curve(np.linspace(0, 60, 61), np.zeros(61))
    with qtbot.waitExposed(picture):
        picture.show()
    return picture


def heading(picture: FunctionPicture) -> QImage:
    """What stands above the axes on the right."""
    return picture.grab().toImage().copy(120, 0, 180, TOP - 4)


def test_the_name_of_the_axis_stays_while_the_mouse_is_at_the_edge_of_a_picture(picture: FunctionPicture) -> None:
    """It was gone where no value took its place: in the margins."""
    named = heading(picture)
    QTest.mouseMove(picture, QPoint(160, 80))
    assert heading(picture) != named, "values at the mouse stand there"
    QTest.mouseMove(picture, QPoint(160, 165))
    assert heading(picture) == named


def test_values_go_once_the_page_is_scrolled_beneath_the_mouse(picture: FunctionPicture) -> None:
    named = heading(picture)
    QTest.mouseMove(picture, QPoint(160, 80))
    place, none, down = QPointF(160, 80), Qt.MouseButton.NoButton, QPoint(0, -120)
    keys, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(picture, QWheelEvent(place, place, QPoint(), down, none, keys, phase, False))
    assert heading(picture) == named


@pytest.mark.parametrize(
    ("measured", "right", "top"),
    [
        ((80.0, 10.0), 100.0, 20.0),
        ((131.0, 10.0), 150.0, 20.0),
        ((None, 27.0), 100.0, 30.0),
        ((900.0, 10.0), 100.0, 20.0),
    ],
)
def test_an_axis_goes_on_to_what_a_run_has_measured_beyond_the_curve(
    qapp: QApplication, measured: tuple[float | None, float], right: float, top: float
) -> None:
    """The point stood at the edge, as if it had been measured there; only what lies far beyond still does."""
    picture = FunctionPicture(("Current", "pA"), ("Rate", "Hz"))
    picture.resize(300, 170)
    picture.show_curve(np.array([0.0, 100.0]), np.array([0.0, 20.0]))
    corner = picture.place_of(100.0, 20.0 * 1.05)
    picture.show_measured(measured)
    assert picture.point_at(corner) == pytest.approx((right, top * 1.05))
