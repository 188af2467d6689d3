"""What is round is round in every density: Qt leaves the corners square where a radius is more than half a side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QRadioButton, QSlider, QStyle, QStyleOptionButton, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from app.appearance import style
from app.appearance.theme import DENSITIES, set_density, theme
from app.plots.transport.meters import SpeedControl


@pytest.fixture(params=DENSITIES)
def density(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    before = qapp.styleSheet()
    set_density(request.param)
    style.apply(qapp, theme())
    yield request.param
    set_density("normal")
    style.apply(qapp, theme())
    qapp.setStyleSheet(before)


@pytest.mark.parametrize("is_chosen", [True, False])
def test_a_choice_among_several_is_a_circle(qtbot: QtBot, density: str, is_chosen: bool) -> None:
    """Those not chosen were squares in the density Large."""
    button = QRadioButton("one of several")
    qtbot.addWidget(button)
    button.setChecked(is_chosen)
    button.show()
    option = QStyleOptionButton()
    button.initStyleOption(option)
    area = button.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, button)
    painted = button.grab().toImage()
    ground = painted.pixelColor(painted.width() - 1, 0)
    assert painted.pixelColor(area.topLeft()) == painted.pixelColor(area.bottomRight()) == ground
    assert painted.pixelColor(QPoint(area.center().x(), area.top())) != ground


def test_the_handle_of_the_speed_is_whole_and_round(qtbot: QtBot, density: str) -> None:
    """It was a square in the density Compact, and would have been cut above and below by a larger one."""
    control = SpeedControl()
    qtbot.addWidget(control)
    control.show()
    slider: QSlider = control.slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    assert slider.rect().contains(handle) and abs(handle.width() - handle.height()) <= 1
    painted = slider.grab().toImage()
    assert painted.pixelColor(handle.topLeft()) == painted.pixelColor(0, 0)
