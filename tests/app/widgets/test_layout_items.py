"""Python is never left with the item of a layout that Qt has deleted: what lies at its address next would be mistaken.

PySide keeps the Python object of such an item; a widget at the same address ended the process when it was deleted.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QLayoutItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import app
from app.widgets.layout import column, empty, laid_at_once, let_go, row, widgets_in

SOURCE = Path(app.__file__).parent
GIVE_ITEMS = {"itemAt", "takeAt", "itemAtPosition", "spacerItem"}
DELETE = {"deleteLater"}
ALLOWED = {"widgets/layout.py": 2}
"""Calls by file: in ``empty``, of spaces alone."""
WITHOUT_A_LAYOUT = {
    "application.py",
    "canvas/image.py",
    "canvas/interaction/inline_edit.py",
    "widgets/above.py",
    "widgets/spotlight.py",
    "window/project/background_tasks.py",
    "window/live_views/views.py",
}
"""What these delete lies over others or is a window of its own; all else goes by ``let_go``."""


def items() -> list[int]:
    """Addresses of the items of layouts, but for layouts themselves, that Python has an object of."""
    known = (made for made in shiboken6.getAllValidWrappers() if issubclass(type(made), QLayoutItem))
    return [shiboken6.getCppPointer(item)[0] for item in known if not issubclass(type(item), QLayout)]


def deleted(*widgets: QWidget, go: Callable[[QWidget], None] = QWidget.deleteLater) -> None:
    """Deleted by Qt, as they are in a window."""
    for widget in widgets:
        go(widget)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def panel(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def lines(panel: QWidget) -> QVBoxLayout:
    """Two labels, a space, and two more labels in a row."""
    layout, beside = column(panel), row()
    for words in "ab":
        layout.addWidget(QLabel(words))
    layout.addStretch(1)
    layout.addLayout(beside)
    for words in "cd":
        beside.addWidget(QLabel(words))
    return layout


def words(layout: QLayout) -> list[str]:
    return [widget.text() for widget in widgets_in(layout) if isinstance(widget, QLabel)]


def test_the_widgets_of_a_layout_come_in_its_order_and_without_its_items(panel, lines):
    lines.insertWidget(0, QLabel("first"))
    before = items()
    assert words(lines) == ["first", "a", "b"]
    (beside,) = lines.findChildren(QLayout)
    assert words(beside) == ["c", "d"]
    assert words(QVBoxLayout()) == []
    assert items() == before


def test_what_is_laid_at_once_is_shown_and_leaves_no_item_behind(panel, lines, qtbot):
    before = items()
    panel.show()
    with laid_at_once(lines):
        late = QLabel("late")
        lines.addWidget(late)
    assert late.isVisible()
    deleted(late, *widgets_in(lines))
    assert items() == before


def test_emptying_keeps_what_is_to_be_kept_and_leaves_no_item_behind(panel, lines):
    before = items()
    kept = widgets_in(lines)[1]
    empty(lines, keep=(kept,))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert (lines.count(), words(lines)) == (0, [])
    assert shiboken6.isValid(kept)
    lines.addWidget(kept)
    assert words(lines) == ["b"]
    deleted(kept)
    assert items() == before


def test_what_goes_leaves_its_layout_first_also_one_that_was_filled_before_it_came_into_another(panel):
    """``addLayout`` makes the objects of all items; one by one they are forgotten again."""
    before = items()
    lines, beside = column(panel), row()
    for words in "ab":
        beside.addWidget(QLabel(words))
    lines.addLayout(beside)
    made = len(items()) - len(before)
    assert made == 2, "PySide makes none any more: this file can be shorter"
    deleted(*widgets_in(beside), go=let_go)
    assert items() == before


def test_all_that_may_stand_in_a_layout_is_deleted_by_way_of_it():
    calls = {str(path.relative_to(SOURCE).as_posix()) for path in SOURCE.rglob("*.py") if any(asked(path, DELETE))}
    assert calls == {*WITHOUT_A_LAYOUT, "widgets/layout.py"}


def test_no_part_of_the_application_asks_a_layout_for_its_items():
    found = {str(path.relative_to(SOURCE).as_posix()): len(list(asked(path))) for path in SOURCE.rglob("*.py")}
    assert {path: count for path, count in found.items() if count} == ALLOWED


def asked(path: Path, names: Container[str] = GIVE_ITEMS) -> Iterator[ast.Call]:
    """Calls of such names in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node
