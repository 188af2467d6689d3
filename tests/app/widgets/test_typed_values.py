"""A typed value is what was typed: one choice of the number in every field, and what is refused stays to be mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.fields import quantity_field
from app.widgets.fields.distribution_popup import DistributionPopup
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.fields.text_field import TextArea
from app.widgets.fields.value_field import ValueField
from app.widgets.quantities import Bounds, NotAQuantity, parse_quantity
from engine.network.values import Normal
from tests.activation import activate

LEFT = Qt.MouseButton.LeftButton
RETURN, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab


class Bench(QWidget):
    """Two fields beneath each other in a window that has the keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.first, self.field = QuantityField(Bounds("ms")), QuantityField(Bounds("ms", above=0.0))
        self.told: list[float] = []
        self.said = ""
        body = QVBoxLayout(self)
        body.addWidget(self.first)
        body.addWidget(self.field)
        self.first.set_value(1.0)
        self.field.set_value(5.0)
        self.field.edited.connect(lambda value, _gesture: self.told.append(value))
        self.field.objected.connect(self._hear)
        qtbot.addWidget(self)
        self.show()
        activate(qtbot, self)
        self.first.setFocus()

    def _hear(self, sentence: str) -> None:
        self.said = sentence


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield Bench(qtbot)


def digits(field: QLineEdit) -> QPoint:
    """On the last digit of what is written, where a person who means the number clicks."""
    return QPoint(field.cursorRect().center().x() if field.hasFocus() else field.width() - 44, field.height() // 2)


def double_click(field: QWidget, at: QPoint | None = None) -> None:
    """Press, release, double-click, release: as a window system tells it."""
    place = at if at is not None else field.rect().center()
    QTest.mouseClick(field, LEFT, pos=place)
    QTest.mouseDClick(field, LEFT, pos=place)


def test_a_double_click_chooses_the_whole_number(bench: Bench) -> None:
    """Typed over “5.0”, a 2 made 5.2 of it."""
    double_click(bench.field, digits(bench.field))
    assert bench.field.selectedText() == "5.0"
    QTest.keyClicks(bench.field, "2")
    QTest.keyClick(bench.field, RETURN)
    assert bench.told == [2.0] and bench.field.value == 2.0


def test_a_double_click_on_a_fraction_takes_another_fraction(bench: Bench) -> None:
    """Typed over “0.02”, 0.1 was read as 0.0.1 and refused."""
    bench.field.set_value(0.02)
    double_click(bench.field, digits(bench.field))
    QTest.keyClicks(bench.field, "0.1")
    QTest.keyClick(bench.field, RETURN)
    assert bench.told == [0.1] and bench.field.text() == "0.1" and not bench.field.is_wrong


@pytest.mark.parametrize("value", [5.0, 0.02, -70.0, 1e-6, 12000.0, 0.1])
@pytest.mark.parametrize("clicks", [1, 2, 3])
def test_however_often_it_is_clicked_at_once_all_of_it_is_chosen(bench: Bench, value: float, clicks: int) -> None:
    bench.field.set_value(value)
    place = digits(bench.field)
    QTest.mouseClick(bench.field, LEFT, pos=place)
    if clicks > 1:
        QTest.mouseDClick(bench.field, LEFT, pos=place)
    if clicks > 2:
        QTest.mouseClick(bench.field, LEFT, pos=place)
    assert bench.field.selectedText() == bench.field.text() != ""


def test_a_hand_that_trembles_within_a_double_click_chooses_no_part(bench: Bench) -> None:
    bench.field.set_value(12.75)
    place = digits(bench.field)
    QTest.mouseClick(bench.field, LEFT, pos=place)
    QTest.mousePress(bench.field, LEFT, pos=place)
    QTest.mouseRelease(bench.field, LEFT, pos=place)
    QTest.mouseDClick(bench.field, LEFT, pos=place)
    QTest.mousePress(bench.field, LEFT, pos=place)
    QTest.mouseMove(bench.field, place - QPoint(3, 0))
    QTest.mouseRelease(bench.field, LEFT, pos=place - QPoint(3, 0))
    assert bench.field.selectedText() == "12.75"


def test_tab_chooses_the_whole_number(bench: Bench) -> None:
    QTest.keyClick(bench.first, TAB)
    assert bench.field.hasFocus() and bench.field.selectedText() == "5.0"
    QTest.keyClicks(bench.field, "7")
    QTest.keyClick(bench.field, TAB)
    assert bench.told == [7.0]


def test_a_click_after_enter_chooses_the_number_again_and_the_next_one_puts_the_caret(bench: Bench) -> None:
    """The keyboard stays in the field after Enter: the next value begins with a click, too."""
    QTest.mouseClick(bench.field, LEFT, pos=digits(bench.field))
    QTest.keyClicks(bench.field, "12.5")
    QTest.keyClick(bench.field, RETURN)
    wait_for_no_double_click()
    QTest.mouseClick(bench.field, LEFT, pos=digits(bench.field))
    assert bench.field.selectedText() == "12.5"
    wait_for_no_double_click()
    QTest.mouseClick(bench.field, LEFT, pos=QPoint(bench.field.width() - 34, bench.field.height() // 2))
    assert not bench.field.hasSelectedText()
    QTest.keyClicks(bench.field, "7")
    QTest.keyClick(bench.field, RETURN)
    assert bench.told == [12.5, 12.57], "a part of it is changed where the caret was put"


def wait_for_no_double_click() -> None:
    QTest.qWait(QApplication.doubleClickInterval() + 50)


def test_what_comes_into_the_field_from_elsewhere_is_chosen_as_a_whole(bench: Bench) -> None:
    """An undo put another number there with the caret at its end, and what was typed was appended."""
    QTest.mouseClick(bench.field, LEFT, pos=digits(bench.field))
    bench.field.set_value(30.0)
    assert bench.field.selectedText() == "30"
    QTest.keyClick(bench.field, Qt.Key.Key_Up)
    assert bench.field.selectedText() == "31"
    QTest.keyClicks(bench.field, "2")
    QTest.keyClick(bench.field, RETURN)
    assert bench.told[-1] == 2.0


def test_what_is_refused_stays_with_its_sentence_until_it_is_mended(bench: Bench) -> None:
    double_click(bench.field, digits(bench.field))
    QTest.keyClicks(bench.field, "0.0.1")
    QTest.keyClick(bench.field, RETURN)
    assert (bench.field.text(), bench.field.is_wrong, bench.told) == ("0.0.1", True, [])
    assert bench.said == "“0.0.1” is not a number."
    QTest.keyClick(bench.field, TAB)
    bench.field.set_value(5.0)
    assert (bench.field.text(), bench.field.is_wrong) == ("0.0.1", True), "leaving and a refresh change nothing"
    double_click(bench.field, digits(bench.field))
    assert bench.field.selectedText() == "0.0.1"
    QTest.keyClicks(bench.field, "0.1")
    QTest.keyClick(bench.field, RETURN)
    assert (bench.told, bench.said, bench.field.is_wrong) == ([0.1], "", False)


def test_other_limits_leave_what_is_typed_and_what_was_refused(bench: Bench) -> None:
    """The neuron of a phase plane was overwritten by each answer that came while it was typed."""
    QTest.mouseClick(bench.field, LEFT, pos=digits(bench.field))
    QTest.keyClicks(bench.field, "12")
    bench.field.set_bounds(Bounds("ms", at_most=10.0))
    assert bench.field.text() == "12"
    QTest.keyClick(bench.field, RETURN)
    bench.field.set_bounds(Bounds("ms", at_most=9.0))
    assert bench.field.text() == "12" and bench.field.is_wrong and "at most 10" in bench.said


def test_escape_takes_back_what_was_refused(bench: Bench) -> None:
    QTest.mouseClick(bench.field, LEFT, pos=digits(bench.field))
    QTest.keyClicks(bench.field, "-3")
    QTest.keyClick(bench.field, RETURN)
    assert bench.field.is_wrong and "above 0 ms" in bench.said
    QTest.keyClick(bench.field, ESCAPE)
    assert (bench.field.text(), bench.field.is_wrong, bench.said, bench.told) == ("5.0", False, "", [])


@pytest.mark.parametrize("text", ["0.0.1", "1..2", "5.2.1", "1 2", "12 00", "1e", "--3", "1,2,3", "0.0.5 s"])
@pytest.mark.parametrize("unit", ["ms", "1", "1/ms"])
def test_what_is_no_number_is_said_to_be_none(text: str, unit: str) -> None:
    """“0.0.1” was told to be a unit that does not fit, and “1 2” was read as 12."""
    with pytest.raises(NotAQuantity) as refusal:
        parse_quantity(text, unit)
    assert str(refusal.value) == f"“{text}” is not a number."


@pytest.mark.parametrize(("text", "value"), [("12 000", 12000.0), ("1 000 000.5", 1000000.5), ("５．５", 5.5)])
def test_groups_of_three_digits_and_wide_digits_are_read(text: str, value: float) -> None:
    assert parse_quantity(text, "ms") == value


def test_a_unit_that_begins_with_a_number_is_none_of_it() -> None:
    assert parse_quantity("0.5 1/ms", "1/ms") == parse_quantity("0.5", "1/ms") == 0.5


def test_wide_digits_count_in_the_unit_that_is_shown(bench: Bench) -> None:
    """“５” in a field of MΩ was 5 GΩ."""
    bench.field.set_bounds(Bounds("GOhm"))
    bench.field.set_value(0.1)
    bench.field.type_anew("５")
    assert bench.told == [0.005]


def test_a_click_on_a_number_with_a_typed_unit_leaves_the_unit(bench: Bench) -> None:
    bench.field.set_bounds(Bounds("ms", at_most=10.0))
    QTest.mouseClick(bench.field, LEFT, pos=digits(bench.field))
    QTest.keyClicks(bench.field, "0.5 s")
    QTest.keyClick(bench.field, RETURN)
    assert bench.field.is_wrong
    double_click(bench.field)
    assert bench.field.selectedText() == "0.5"
    QTest.keyClicks(bench.field, "0.002")
    QTest.keyClick(bench.field, RETURN)
    assert bench.told == [2.0]


def test_the_spread_of_a_distribution_is_what_was_typed(qtbot: QtBot) -> None:
    popup, told = opened(qtbot, Normal(0.1, 0.02))
    double_click(popup.fields[1], digits(popup.fields[1]))
    assert popup.fields[1].selectedText() == "0.02"
    QTest.keyClicks(popup.fields[1], "0.1")
    QTest.keyClick(popup.fields[1], RETURN)
    assert told == [Normal(0.1, 0.1)]


def opened(qtbot: QtBot, value: Normal) -> tuple[DistributionPopup, list[object]]:
    field, told = ValueField(Bounds("ms", above=0.0)), list[object]()
    qtbot.addWidget(field)
    field.set_value(value)
    field.show()
    field.edited.connect(lambda value, _gesture: told.append(value))
    field.open_picture()
    popup = field.popup
    assert popup is not None
    popup.kept = field  # as a form keeps it
    return popup, told


def test_a_spread_that_cannot_be_is_refused_in_its_field(qtbot: QtBot) -> None:
    """The sentence stood there, but the field was not marked, and Esc left −1 in it."""
    popup, told = opened(qtbot, Normal(10.0, 2.0))
    QTest.mouseClick(popup.fields[1], LEFT)
    QTest.keyClicks(popup.fields[1], "-1")
    QTest.keyClick(popup.fields[1], RETURN)
    assert popup.fields[1].is_wrong and popup.fields[1].text() == "-1" and told == []
    assert "must not be negative" in popup.objection.words and popup.objection.isVisible()
    QTest.mouseClick(popup.fields[0], LEFT)
    QTest.keyClicks(popup.fields[0], "12")
    QTest.keyClick(popup.fields[0], RETURN)
    assert told == [Normal(12.0, 2.0)], "what is refused beside it is not taken"
    assert popup.fields[1].text() == "-1" and "must not be negative" in popup.objection.words
    QTest.mouseClick(popup.fields[1], LEFT)
    QTest.keyClick(popup.fields[1], ESCAPE)
    assert popup.fields[1].text() == "2.0" and popup.objection.isHidden()


def test_a_popup_stays_open_while_something_in_it_is_refused(qtbot: QtBot) -> None:
    """A click elsewhere closed it with the sentence that nobody had read."""
    popup, told = opened(qtbot, Normal(10.0, 2.0))
    QTest.mouseClick(popup.fields[1], LEFT)
    QTest.keyClicks(popup.fields[1], "0.0.1")
    QTest.mouseClick(popup, LEFT, pos=QPoint(-20, -20))
    assert popup.isVisible() and popup.fields[1].is_wrong and popup.objection.isVisible() and told == []
    QTest.keyClick(popup.fields[1], ESCAPE)
    QTest.mouseClick(popup, LEFT, pos=QPoint(-20, -20))
    assert not popup.isVisible()


def test_a_number_of_a_list_is_chosen_as_a_whole(qtbot: QtBot) -> None:
    """A double click into “10, 12.5” chose the 5."""
    area = TextArea()
    qtbot.addWidget(area)
    area.resize(200, 76)
    area.show()
    area.set_value("10, 12.5, −3e−2")
    for at, number in ((1, "10"), (4, "12.5"), (7, "12.5"), (12, "−3e−2")):
        double_click(area.editor.viewport(), _at(area.editor, at))
        assert area.editor.textCursor().selectedText() == number


def _at(editor: QPlainTextEdit, place: int) -> QPoint:
    cursor = editor.textCursor()
    cursor.setPosition(place)
    return editor.cursorRect(cursor).center()


def test_a_list_that_is_refused_stays_as_it_was_typed(qtbot: QtBot) -> None:
    """The next refresh showed the numbers of before beneath a sentence about others."""
    area, told = TextArea(), list[str]()
    qtbot.addWidget(area)
    area.show()
    area.set_value("1, 2")
    area.finished.connect(told.append)
    area.editor.setFocus()
    area.editor.selectAll()
    QTest.keyClicks(area.editor, "1, x")
    QTest.keyClick(area.editor, RETURN, Qt.KeyboardModifier.ControlModifier)
    area.refuse("“x” is not a number.")
    area.editor.clearFocus()
    area.set_value("1, 2")
    assert area.editor.toPlainText() == "1, x" and area.is_wrong
    area.editor.setFocus()
    QTest.keyClick(area.editor, ESCAPE)
    assert area.editor.toPlainText() == "1, 2" and not area.is_wrong


def test_several_objections_are_said_until_each_is_mended(qtbot: QtBot) -> None:
    popup, _ = opened(qtbot, Normal(10.0, 2.0))
    for field, text in ((popup.fields[0], "fast"), (popup.fields[1], "slow")):
        QTest.mouseClick(field, LEFT)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, RETURN)
    assert "slow" in popup.objection.words
    QTest.mouseClick(popup.fields[1], LEFT)
    QTest.keyClick(popup.fields[1], ESCAPE)
    assert "fast" in popup.objection.words and popup.objection.isVisible()


FIELDS_OF_WORDS = {
    "widgets/fields/search_field.py": "what to search for",
    "window/frame/chooser.py": "commands to search for",
    "canvas/interaction/inline_edit.py": "a title",
    "widgets/fields/text_field.py": "words",
    "widgets/fields/value_edit.py": "values: the one that all others are",
}


def test_no_field_of_values_is_made_otherwise() -> None:
    """A plain line of Qt chooses a part of a number, keeps nothing that is refused and marks nothing."""
    plain = re.compile(r"QLineEdit\(|\(QLineEdit\)|QAbstractSpinBox\(|QDoubleSpinBox|QSpinBox|QInputDialog")
    root = Path(quantity_field.__file__).parents[2]
    made = {str(path.relative_to(root)) for path in root.rglob("*.py") if plain.search(path.read_text("utf-8"))}
    assert made == set(FIELDS_OF_WORDS)
