"""Layers whose names differ at their ends can be told apart where they are shown in little room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.i18n.energy_words import layer_columns, step_columns
from app.learn.costs.energy_bars import EnergyBars, LayerBar
from app.learn.costs.layer_table import LayerTable
from app.preferences import Preferences

NARROW, WIDE = 330, 900
NAMES = [f"Excitatory convolutional layer with oriented receptive fields {number}" for number in (1, 2)]
NAMES = [*NAMES, *(f"{name} → Read-out" for name in NAMES)]


def _shown(qtbot: QtBot, widget: QWidget, width: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    with qtbot.waitExposed(widget):
        widget.show()


def _table(qtbot: QtBot, width: int) -> LayerTable:
    table = LayerTable("Costs")
    table.show_layers(step_columns(), [[name, "0.98", "1.04", "4 %", "1.0 MB"] for name in [*NAMES, "Whole step"]])
    _shown(qtbot, table, width)
    return table


def _cells_of_table(qtbot: QtBot) -> list[QImage]:
    table = _table(qtbot, NARROW)
    picture = table.viewport().grab()
    places = [table.visualRect(table.shown.index(row, 0)) for row in range(len(NAMES))]
    return [picture.copy(place).toImage() for place in places]


def _names_of_bars(qtbot: QtBot) -> list[QImage]:
    bars = EnergyBars()
    bars.show_bars([LayerBar(name, 1.0, 2.0, 0.5) for name in NAMES])
    _shown(qtbot, bars, NARROW)
    places = (bars.row(row).toRect() for row in range(len(NAMES)))
    return [bars.grab(QRect(place.left(), place.top(), NARROW // 3, place.height())).toImage() for place in places]


@pytest.mark.parametrize("pictures", [_cells_of_table, _names_of_bars])
def test_names_that_differ_at_their_ends_look_different(
    dressed: Preferences, qtbot: QtBot, pictures: Callable[[QtBot], list[QImage]]
) -> None:
    """All were cut at the right, and read "Excitatory convolutio…"."""
    seen = pictures(qtbot)
    assert not any(seen[one] == seen[other] for one in range(len(seen)) for other in range(one))


def test_names_have_the_width_that_figures_leave(dressed: Preferences, qtbot: QtBot) -> None:
    narrow = _table(qtbot, NARROW).columnWidth(0)
    table = _table(qtbot, WIDE)
    columns = [table.columnWidth(place) for place in range(len(step_columns()))]
    assert columns[0] > narrow and sum(columns) <= table.viewport().width()
    table.resize(NARROW, table.height())
    qtbot.waitUntil(lambda: table.columnWidth(0) == narrow)


def test_short_names_take_no_more_than_they_need(dressed: Preferences, qtbot: QtBot) -> None:
    table = LayerTable("Energy")
    table.show_layers(layer_columns(), [["Pixels", *["1 nJ"] * (len(layer_columns()) - 1)]])
    _shown(qtbot, table, WIDE)
    assert table.columnWidth(0) < NARROW / 3
