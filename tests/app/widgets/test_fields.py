"""Fields under real keys and mouse: what they tell, refuse, and keep."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme, use_theme
from app.widgets.fields.choice_field import ChoiceField, wide_enough
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.fields.segmented import Segmented
from app.widgets.fields.slider import Slider
from app.widgets.fields.value_field import ValueField
from app.widgets.quantities import Bounds
from app.widgets.text import SMALL, shortened
from engine.network.values import ByDistance, Normal, Uniform
from tests.activation import activate
from tests.app.plots.hand import turn_wheel

MS = Bounds("ms", above=0.0)


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[QuantityField]:
    window = QWidget()
    body = QVBoxLayout(window)
    made = QuantityField(MS)
    other = QuantityField(MS)
    body.addWidget(other)
    body.addWidget(made)
    qtbot.addWidget(window)
    window.show()
    activate(qtbot, window)
    other.setFocus()
    made.set_value(20.0)
    yield made


def written(field: QuantityField) -> list[tuple[float, str]]:
    told: list[tuple[float, str]] = []
    field.edited.connect(lambda value, gesture: told.append((value, gesture)))
    return told


def type_into(field: QuantityField, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


def test_a_value_typed_with_another_unit_is_converted(field: QuantityField) -> None:
    told = written(field)
    type_into(field, "0.05 s")
    assert told == [(50.0, "")]
    assert field.text() == "50"


def test_nonsense_keeps_the_old_value_and_says_why(field: QuantityField) -> None:
    told, sentences = written(field), []
    field.objected.connect(sentences.append)
    type_into(field, "quick")
    assert told == []
    assert field.is_wrong
    assert "quick" in sentences[-1]
    assert field.value == 20.0
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.is_wrong
    assert field.text() == "20"
    assert sentences[-1] == ""


def test_a_value_out_of_bounds_is_refused_with_the_bound(field: QuantityField) -> None:
    told, sentences = written(field), []
    field.objected.connect(sentences.append)
    type_into(field, "-3")
    assert told == []
    assert "above 0 ms" in sentences[-1]


def test_leaving_the_field_finishes_it(field: QuantityField) -> None:
    told = written(field)
    type_into(field, "7", Qt.Key.Key_Tab)
    assert told == [(7.0, "")]


def test_arrows_step_within_one_gesture_and_shift_steps_further(field: QuantityField) -> None:
    told = written(field)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [value for value, _ in told] == [21.0, 22.0, 12.0]
    assert len({gesture for _, gesture in told}) == 1
    assert told[0][1]


def test_dragging_across_the_field_is_one_gesture(field: QuantityField) -> None:
    told = written(field)
    place = field.rect().center()
    QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=place)
    for offset in (10, 20, 40):
        QTest.mouseMove(field, place + QPoint(offset, 0))
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=place + QPoint(40, 0))
    assert len(told) >= 2
    assert told[-1][0] == 30.0
    assert len({gesture for _, gesture in told}) == 1
    assert not field.hasFocus()


def test_scrolling_over_a_choice_neither_changes_it_nor_takes_the_keyboard(qtbot: QtBot) -> None:
    field = ChoiceField([("a", "Alpha"), ("b", "Beta")])
    qtbot.addWidget(field)
    field.set_value("a")
    field.show()
    turn_wheel(field, field.rect().center(), -1)
    assert field.currentText() == "Alpha"
    assert field.focusPolicy() & Qt.FocusPolicy.WheelFocus == Qt.FocusPolicy.StrongFocus


def test_the_wheel_turns_only_a_field_in_focus(field: QuantityField) -> None:
    told = written(field)
    turn_wheel(field, field.rect().center())
    assert told == []
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    turn_wheel(field, field.rect().center())
    assert [value for value, _ in told] == [21.0]


def test_several_values_are_a_dash_until_one_is_typed(field: QuantityField) -> None:
    told = written(field)
    field.set_value(None)
    assert field.text() == "—"
    type_into(field, "3")
    assert told == [(3.0, "")]


def test_a_refresh_does_not_touch_what_is_being_typed(field: QuantityField) -> None:
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "123")
    field.set_value(55.0)
    assert field.text() == "123"
    assert field.hasFocus()


def test_typing_a_distribution_makes_one(qtbot: QtBot) -> None:
    field = ValueField(Bounds("mV"))
    qtbot.addWidget(field)
    field.show()
    field.set_value(-50.0)
    told: list[object] = []
    field.edited.connect(lambda value, _gesture: told.append(value))
    type_into(field.number, "normal -50 ± 1")
    assert told == [Normal(-50.0, 1.0)]
    assert field.words.text() == "normal −50 ± 1"
    assert field.is_wide


def test_a_click_on_a_distribution_opens_its_picture_and_a_kind_can_be_chosen(qtbot: QtBot) -> None:
    field = ValueField(Bounds("mV"))
    qtbot.addWidget(field)
    field.show()
    field.set_value(Uniform(-70.0, -55.0))
    told: list[object] = []
    field.edited.connect(lambda value, _gesture: told.append(value))
    QTest.mouseClick(field.words, Qt.MouseButton.LeftButton)
    popup = field.popup
    assert popup is not None
    assert popup.isVisible()
    middle = popup.kinds.area("constant").center().toPoint()
    QTest.mouseClick(popup.kinds, Qt.MouseButton.LeftButton, pos=middle)
    assert told == [-62.5]
    assert not field.is_wide
    popup.close()


def test_a_choice_tells_only_what_a_person_chose(qtbot: QtBot) -> None:
    field = ChoiceField([("a", "Alpha"), ("b", "Beta")])
    qtbot.addWidget(field)
    field.show()
    told: list[str] = []
    field.chosen.connect(told.append)
    field.set_value("a")
    assert told == []
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.view().isVisible() and told == []
    QTest.keyClick(field.view(), Qt.Key.Key_Down)
    assert told == []
    QTest.keyClick(field.view(), Qt.Key.Key_Return)
    assert told == ["b"]
    field.set_value(None)
    assert field.value is None


def test_segments_are_chosen_by_arrow_keys(qtbot: QtBot) -> None:
    choice = Segmented([("a", "One"), ("b", "Two")])
    qtbot.addWidget(choice)
    choice.show()
    told: list[str] = []
    choice.chosen.connect(told.append)
    QTest.keyClick(choice, Qt.Key.Key_Right)
    QTest.keyClick(choice, Qt.Key.Key_Right)
    assert told == ["b"]


def test_a_slider_follows_the_mouse_in_one_gesture(qtbot: QtBot) -> None:
    slider = Slider()
    qtbot.addWidget(slider)
    slider.resize(220, 22)
    slider.show()
    slider.show_value(5.0, 0.0, 10.0)
    told: list[tuple[float, str]] = []
    slider.edited.connect(lambda value, gesture: told.append((value, gesture)))
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(110, 11))
    for x in (130, 150, 219):
        QTest.mouseMove(slider, QPoint(x, 11))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(219, 11))
    assert told[-1][0] == 10.0
    assert len({gesture for _, gesture in told}) == 1


def test_fields_grow_with_the_font(qtbot: QtBot) -> None:
    field = QuantityField(MS)
    qtbot.addWidget(field)
    before = field.sizeHint()
    dark = theme().dark
    try:
        use_theme(dark, base_font=16)
        assert field.sizeHint().width() > before.width()
        assert field.sizeHint().height() > before.height()
    finally:
        use_theme(dark)


def test_a_value_of_connections_follows_the_distance_by_a_choice_and_numbers(qtbot: QtBot) -> None:
    field = ValueField(Bounds("pA"), by_distance=True)
    qtbot.addWidget(field)
    field.show()
    field.set_value(100.0)
    told: list[object] = []
    field.edited.connect(lambda value, _gesture: told.append(value))
    field.open_picture()
    popup = field.popup
    assert popup is not None and popup.forms.isVisible() and not popup.fields[2].isVisible()
    QTest.mouseClick(popup.forms, Qt.MouseButton.LeftButton, pos=popup.forms.area("gaussian").center().toPoint())
    assert told == [ByDistance("gaussian", 0.0, 100.0, 0.2)]
    assert popup.picture.isVisible() and popup.fields[2].isVisible()
    type_into(popup.fields[2], "300 um")
    type_into(popup.fields[0], "5")
    assert told[-1] == ByDistance("gaussian", 5.0, 100.0, 0.3)
    type_into(popup.fields[2], "0")
    assert told[-1] == ByDistance("gaussian", 5.0, 100.0, 0.3) and "above 0 mm" in popup.objection.words
    QTest.mouseClick(popup.forms, Qt.MouseButton.LeftButton, pos=popup.forms.area("linear").center().toPoint())
    assert told[-1] == ByDistance("linear", 5.0, 100.0, 1.0) and not popup.fields[2].isVisible()
    QTest.mouseClick(popup.kinds, Qt.MouseButton.LeftButton, pos=popup.kinds.area("constant").center().toPoint())
    assert told[-1] == 5.0
    popup.close()


def test_only_values_of_connections_between_places_offer_the_distance(qtbot: QtBot) -> None:
    field = ValueField(Bounds("mV"))
    qtbot.addWidget(field)
    field.show()
    field.open_picture()
    assert field.popup is not None and not field.popup.forms.isVisible()
    field.popup.close()


def test_of_a_link_in_little_room_both_names_are_cut(qtbot: QtBot) -> None:
    metrics = QFontMetrics(theme().font())
    title = "Retinal ganglion cells → Simple cells"
    assert shortened(title, metrics, 1000) == title
    cut = shortened(title, metrics, metrics.horizontalAdvance(title) * 2 // 3)
    first, second = cut.split(" → ")
    assert "…" in first and first.startswith("Ret") and second.startswith("Sim")
    assert first.endswith("ells") and second.endswith("ells"), "names differ at their ends"
    assert metrics.horizontalAdvance(cut) <= metrics.horizontalAdvance(title) * 2 // 3
    assert shortened("A — Simple cells of the left eye", metrics, metrics.horizontalAdvance("A — Simple ce")) != title


def test_a_choice_that_asks_for_its_width_is_written_whole(qtbot: QtBot) -> None:
    for words in ("light on dark", "dark on light", "from the files", "Wiring Wii MMM"):
        field = ChoiceField([("a", words)])
        qtbot.addWidget(field)
        field.set_value("a")
        field.setFixedWidth(wide_enough((words,)))
        metrics = QFontMetricsF(field.font())
        assert metrics.elidedText(words, Qt.TextElideMode.ElideRight, field.room) == words
        assert field.widest == field.width()


def test_a_distribution_is_written_smaller_before_it_is_cut(qtbot: QtBot) -> None:
    """“uniform 0.8 … 1.2” read “uniform 0.8 ……” in a wide font."""
    field = ValueField(Bounds("mV"), spread=True)
    qtbot.addWidget(field)
    field.set_value(Uniform(0.8, 1.2))
    field.show()
    whole = QFontMetricsF(theme().font(tabular=True)).horizontalAdvance("uniform 0.8 … 1.2 mV")
    words = field.words
    words.resize(math.ceil(whole) + 40, words.height())
    assert words.shown_font.pixelSize() == theme().font().pixelSize()
    words.resize(math.floor(whole) + 10, words.height())
    small = words.shown_font
    assert small.pixelSize() < theme().font().pixelSize()
    assert QFontMetricsF(small).horizontalAdvance("uniform 0.8 … 1.2 mV") <= words.width() - 17


@pytest.mark.parametrize("width", range(158, 300, 10))
def test_a_long_name_of_a_model_takes_as_many_lines_as_it_needs(qtbot: QtBot, width: int) -> None:
    """In a wide font the second line was cut: the first took what it could, the rest stood in the other."""
    name = "Current-based leaky integrate-and-fire, subtractive"
    field = ChoiceField([("long", name), ("short", "Poisson")], model=True)
    qtbot.addWidget(field)
    field.set_value("long")
    field.resize(width, 26)
    smallest = QFontMetrics(theme().font(SMALL))
    assert " ".join(field.lines) == name
    assert all(smallest.horizontalAdvance(line) <= field.room for line in field.lines)
    assert field.sizeHint().height() >= len(field.lines) * smallest.height()
    assert field.toolTip() == name
    field.set_value("short")
    assert field.lines == ["Poisson"] and field.sizeHint().height() == theme().px(26)
