"""The small field that runs to a time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.window.runs.run_to import RunTo
from tests.activation import activate


class Desk(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.resize(900, 500)
        self.other = QLineEdit()
        QVBoxLayout(self).addWidget(self.other)
        self.times: list[float] = []
        self.refusal = ""
        self.run_to = RunTo(self, self.run)

    def run(self, time: float) -> str:
        self.times.append(time)
        return self.refusal


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    made.other.setFocus()
    made.run_to.open()
    return made


@pytest.mark.parametrize(("typed", "time"), [("1 s", 1000.0), ("250", 250.0), ("0.5 s", 500.0), ("20 ms", 20.0)])
def test_enter_runs_to_the_time_that_was_typed_with_its_unit(desk: Desk, typed: str, time: float) -> None:
    QTest.keyClicks(desk.run_to.field, typed)
    QTest.keyClick(desk.run_to.field, Qt.Key.Key_Return)
    assert desk.times == [time]
    assert desk.run_to.isHidden()
    assert desk.other.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_no_other_field_has_the_keyboard_meanwhile(desk: Desk, key: Qt.Key) -> None:
    """The title of the network stood selected after every command that was chosen by its name."""
    next_one = QLineEdit("what comes next", desk)
    next_one.show()
    QTest.keyClicks(desk.run_to.field, "20 ms")
    QWidget.setTabOrder(desk.run_to.button, next_one)
    QTest.keyClick(desk.run_to.field, key)
    assert desk.other.hasFocus() and not next_one.selectedText()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_form_that_was_built_anew_meanwhile_takes_no_run_away(desk: Desk, key: Qt.Key) -> None:
    """The keyboard came from a field that is gone: the box closes, and the keyboard stays in the window."""
    desk.run_to.field.setText("20 ms")
    desk.other.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.keyClick(desk.run_to.field, key)
    assert desk.times == [20.0] * (key == Qt.Key.Key_Return)
    assert desk.run_to.isHidden()


@pytest.mark.parametrize("typed", ["", "soon", "-5 ms", "0", "3 mV", "1e99"])
def test_what_is_no_time_is_refused_beside_the_field(desk: Desk, typed: str) -> None:
    QTest.keyClicks(desk.run_to.field, typed)
    QTest.keyClick(desk.run_to.field, Qt.Key.Key_Return)
    assert not desk.times
    assert desk.run_to.isVisible() and desk.run_to.objection.words


def test_a_refusal_of_the_run_is_shown_and_the_field_stays(desk: Desk) -> None:
    desk.refusal = "That time has passed already."
    QTest.keyClicks(desk.run_to.field, "5")
    QTest.mouseClick(desk.run_to.button, Qt.MouseButton.LeftButton)
    assert desk.run_to.isVisible()
    assert desk.run_to.objection.words == desk.refusal


def test_escape_and_a_click_elsewhere_close_it(desk: Desk) -> None:
    QTest.keyClick(desk.run_to.field, Qt.Key.Key_Escape)
    assert desk.run_to.isHidden()
    desk.run_to.open()
    desk.other.setFocus()
    assert desk.run_to.isHidden()
    assert not desk.times


def test_a_click_chooses_the_time_and_leaves_the_unit_and_what_is_refused_is_marked(desk: Desk) -> None:
    field = desk.run_to.field
    QTest.keyClicks(field, "0.0.5 s")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.run_to.isVisible() and field.is_wrong and field.selectedText() == "0.0.5 s"
    assert desk.run_to.objection.words == "“0.0.5 s” is not a number."
    QTest.keyClicks(field, "0.5 s")
    for press in (QTest.mouseClick, QTest.mouseDClick):
        press(field, Qt.MouseButton.LeftButton)
    assert field.selectedText() == "0.5"
    QTest.keyClicks(field, "2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.times == [2000.0] and desk.run_to.isHidden()
    desk.run_to.open()
    assert not field.is_wrong and field.selectedText() == "2"
