"""What opens over a field can be told from it, in both themes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme, use_theme
from app.widgets.fields.distribution_popup import DistributionPopup
from app.widgets.quantities import Bounds


@pytest.mark.parametrize("dark", [True, False])
def test_the_values_of_neurons_open_on_a_plate_with_an_outline(qtbot: QtBot, dark: bool) -> None:
    """In the light theme it was white on white."""
    before = theme()
    parent = QWidget()
    qtbot.addWidget(parent)
    use_theme(dark, before.base_font)
    popup = DistributionPopup(Bounds("mV"), -65.0, True, parent)
    popup.show()
    picture = popup.grab().toImage()
    edge = picture.pixelColor(QPoint(picture.width() // 2, 0))
    inside = picture.pixelColor(QPoint(picture.width() // 2, 4))
    assert (edge, inside) == (theme().color("lineStrong"), theme().color("surface1"))
    use_theme(before.dark, before.base_font)
