"""What Tab reaches in a part of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from app.window.actions.regions import stops


def test_a_part_is_read_line_by_line_and_column_by_column(qtbot: QtBot) -> None:
    region = QWidget()
    qtbot.addWidget(region)
    right, left = QWidget(), QWidget()  # made in another order than they stand in
    row = QHBoxLayout(region)
    row.addWidget(left)
    row.addWidget(right)
    fields: dict[str, QLineEdit] = {}
    for name, column in (("right", right), ("left", left)):
        whole, lines = QVBoxLayout(column), [QHBoxLayout(), QHBoxLayout()]
        for line in lines:
            whole.addLayout(line)
        for place in (3, 1, 2, 0):
            fields[f"{name} {place}"] = QLineEdit()
        for place in range(4):
            lines[place // 2].addWidget(fields[f"{name} {place}"])
    fields["left 2"].setEnabled(False)
    fields["right 1"].hide()
    region.show()
    wanted = ["left 0", "left 1", "left 3", "right 0", "right 2", "right 3"]
    assert stops(region) == [fields[name] for name in wanted]


def test_what_qt_made_itself_stays_known_when_another_part_is_deleted(qtbot: QtBot) -> None:
    """A form was filled anew after a region was asked: Python held the canvas and bars of panels for deleted."""
    window = QWidget()
    qtbot.addWidget(window)
    region, _area, field = QWidget(window), QScrollArea(window), QLineEdit(window)
    known = window.findChildren(QWidget)
    window.show()
    assert stops(region) == []
    delete(field)
    assert [part for part in known if not isValid(part)] == [field]


def test_what_has_no_height_is_read_too(qtbot: QtBot) -> None:
    """A part that a narrow window left no height was looked for on and on: the window hung."""
    whole = QWidget()
    qtbot.addWidget(whole)
    whole.resize(200, 100)
    flat, line = QLineEdit(whole), QLineEdit(whole)
    flat.setGeometry(0, 10, 100, 0)
    line.setGeometry(0, 20, 100, 20)
    whole.show()
    assert flat.isVisible() and stops(whole) == [flat, line]
