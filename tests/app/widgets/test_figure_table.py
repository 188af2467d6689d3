"""A table whose rows are chosen shows the whole row under the mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTableView
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.preferences import Preferences
from app.widgets.figure_table import fit_table, set_up_table

ROWS, COLUMNS = 4, 3


@pytest.fixture
def table(dressed: Preferences, qtbot: QtBot) -> Iterator[QTableView]:
    made = QTableView()
    model = QStandardItemModel(ROWS, COLUMNS, made)
    for row in range(ROWS):
        for place in range(COLUMNS):
            model.setItem(row, place, QStandardItem("12"))
    made.setModel(model)
    set_up_table(made, "Figures", QAbstractItemView.SelectionMode.SingleSelection)
    fit_table(made, 26, ROWS)
    qtbot.addWidget(made)
    made.resize(400, made.height())
    with qtbot.waitExposed(made):
        made.show()
    yield made


def _ground(table: QTableView, row: int, column: int) -> QColor:
    """At the edge of a cell, where no word stands."""
    corner = table.visualRect(table.model().index(row, column)).topLeft() + QPoint(2, 3)
    return table.viewport().grab().toImage().pixelColor(corner)


def _move_onto(table: QTableView, qtbot: QtBot, row: int, column: int) -> None:
    qtbot.mouseMove(table.viewport(), table.visualRect(table.model().index(row, column)).center())


def test_the_whole_row_under_the_mouse_is_marked_and_no_other(table: QTableView, qtbot: QtBot) -> None:
    rest, marked = _ground(table, 0, 0), theme().color("surface2")
    assert rest != marked
    for row in (1, 2):
        _move_onto(table, qtbot, row, 1)
        grounds = [{_ground(table, at, column).name() for column in range(COLUMNS)} for at in range(ROWS)]
        assert grounds == [{(marked if at == row else rest).name()} for at in range(ROWS)]


def test_no_row_is_marked_where_none_can_be_chosen(table: QTableView, qtbot: QtBot) -> None:
    """It promised a click that did nothing."""
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    rest = _ground(table, 0, 0)
    _move_onto(table, qtbot, 1, 1)
    assert {_ground(table, 1, column).name() for column in range(COLUMNS)} == {rest.name()}
