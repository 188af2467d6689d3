"""Plain keys write in fields; elsewhere they act."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import ref

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.fields.quantity_field import QuantityField
from app.widgets.fields.text_field import TextField
from app.widgets.quantities import Bounds
from app.window.frame.menu_actions import MenuActions
from app.window.frame.text_focus import TextFocus
from tests.activation import activate
from tests.app.menus import menus


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.shortcuts = MenuActions(self, menus())
        for id in self.shortcuts:
            self.shortcuts[id].triggered.connect(lambda _checked=False, id=id: self.done.append(id))
        self.field, self.button = QLineEdit(), QPushButton("go")
        self.button.clicked.connect(lambda: self.done.append("button"))
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.button)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Window]:
    filtered = TextFocus(qapp)
    made = Window()
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    yield made
    filtered.deleteLater()


def test_keys_typed_into_a_field_write_and_do_nothing_else(qtbot: QtBot, window: Window) -> None:
    window.field.setFocus()
    qtbot.keyClicks(window.field, "a/ ?.A")
    qtbot.keyClick(window.field, Qt.Key.Key_Backspace)
    qtbot.keyClick(window.field, Qt.Key.Key_Delete)
    assert window.field.text() == "a/ ?."
    assert window.done == []


def test_space_runs_once_enter_has_taken_a_value(qtbot: QtBot, window: Window) -> None:
    """It took the place of the value in its field."""
    field, told = QuantityField(Bounds("mV")), []
    window.layout().addWidget(field)
    field.show()
    field.set_value(1.0)
    field.edited.connect(lambda value, gesture: told.append(value))
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "-50 mV")
    assert window.done == [] and field.text() == "-50 mV", "within a value it is typed"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert window.done == ["run.toggle"]
    assert told == [-50.0] and field.text().strip()


CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_undo_takes_back_a_value_that_enter_has_taken_and_letters_of_one_that_is_typed(
    qtbot: QtBot, window: Window
) -> None:
    """After Enter the keyboard stays in the field, which has nothing of its own to undo."""
    number, words = QuantityField(Bounds("mV")), TextField()
    for field in (number, words):
        window.layout().addWidget(field)
        field.show()
        field.setFocus()
        qtbot.keyClicks(field, "5")
        qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
        assert window.done == [] and "5" not in field.text(), "its letters are the field's"
        qtbot.keyClicks(field, "5")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
        qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL | SHIFT)
        assert window.done == ["edit.undo", "edit.redo"]
        window.done.clear()


def test_the_same_keys_act_where_nothing_is_typed(qtbot: QtBot, window: Window) -> None:
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Slash)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_Delete)
    assert window.done == ["insert.quick", "run.toggle", "edit.delete"]


def test_space_presses_the_button_that_has_the_focus(qtbot: QtBot, window: Window) -> None:
    window.button.setFocus()
    qtbot.keyClick(window.button, Qt.Key.Key_Space)
    assert window.done == ["button"]


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot, window: Window) -> None:
    window.field.setFocus()
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    assert window.done == []
    window.button.setFocus()
    qtbot.keyClick(window.button, Qt.Key.Key_Return)
    assert window.done == ["button"]


def test_a_field_that_had_the_focus_and_is_gone_leaves_keys_to_the_next(qtbot: QtBot, window: Window) -> None:
    window.button.setFocus()
    window.button.deleteLater()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not window.button)
    window.field.setFocus()
    qtbot.keyClicks(window.field, "/a")
    assert window.field.text() == "/a" and window.done == []


class Told(TextFocus):
    """Remembers what it was asked about."""

    def __init__(self, application: QApplication) -> None:
        self.asked: set[QObject] = set()
        super().__init__(application)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.asked.add(watched)
        return super().eventFilter(watched, event)


def test_only_what_has_the_focus_is_watched(qtbot: QtBot, qapp: QApplication, window: Window) -> None:
    """Each event that passes through Python waits for a simulation that computes in Python."""
    told = Told(qapp)
    window.button.setFocus()
    window.field.setFocus()
    told.asked.clear()
    window.button.repaint()
    window.repaint()
    window.resize(300, 200)
    qtbot.keyClick(window.field, Qt.Key.Key_A)
    assert told.asked == {window.field}
    told.deleteLater()


def test_commands_act_even_from_a_field(qtbot: QtBot, window: Window) -> None:
    window.field.setFocus()
    qtbot.keyClick(window.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.field, Qt.Key.Key_F5)
    assert window.done == ["view.commands", "run.toggle"]


def test_a_widget_that_nobody_holds_any_more_is_not_held_by_the_keyboard(qtbot: QtBot, window: Window) -> None:
    """The last to hold it deleted it while Qt was telling it that it had lost the keyboard, and the process died."""
    alone = QLineEdit()
    alone.show()
    activate(qtbot, alone)
    alone.setFocus()
    assert QApplication.focusWidget() is alone
    known = ref(alone)
    del alone
    assert known() is None


def test_space_runs_after_a_click_and_presses_where_the_keyboard_went(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a click on Add in the breakpoints, Space added once more instead of running."""
    monkeypatch.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
    window.button.setFocus()
    monkeypatch.undo()
    qtbot.keyClick(window.button, Qt.Key.Key_Space)
    assert window.done == ["run.toggle"]
    window.field.setFocus()
    window.button.setFocus()
    qtbot.keyClick(window.button, Qt.Key.Key_Space)
    assert window.done == ["run.toggle", "button"]


def test_a_list_that_was_opened_by_the_mouse_leaves_space_to_the_run(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = QComboBox(window)
    choice.addItems(["one", "two"])
    choice.show()
    monkeypatch.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
    choice.setFocus()
    choice.showPopup()
    monkeypatch.undo()
    choice.hidePopup()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is choice)
    qtbot.keyClick(choice, Qt.Key.Key_Space)
    assert window.done == ["run.toggle"] and not choice.view().isVisible()
