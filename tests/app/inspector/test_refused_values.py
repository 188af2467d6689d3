"""What was typed and refused is not lost without a word when its form is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme, use_theme
from app.commands import intentions
from app.document.document import Document
from app.i18n.translation import use_language
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.fields.text_field import TextArea
from app.widgets.fields.value_field import ValueField
from tests.app.inspector.bench import Bench
from tests.app.seen import scroll_area

KEY = "parameters:tau_m"


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench(qtbot)
    made.select(made.first)
    QTest.qWait(1)
    return made


def number(bench: Bench, key: str = KEY) -> QuantityField:
    return bench.field(key).number


def begin(bench: Bench, text: str) -> None:
    """Type and go on without Enter."""
    QTest.mouseClick(number(bench), Qt.MouseButton.LeftButton)
    QTest.keyClicks(number(bench), text)


def press(bench: Bench, words: str) -> None:
    assert bench.panel.banner is not None
    QTest.mouseClick(next(b for b in bench.panel.banner.buttons if b.text() == words), Qt.MouseButton.LeftButton)


def test_a_double_click_in_a_row_takes_what_is_typed(bench: Bench) -> None:
    place = number(bench, "parameters:t_ref").rect().center()
    QTest.mouseClick(number(bench, "parameters:t_ref"), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(number(bench, "parameters:t_ref"), Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClicks(number(bench, "parameters:t_ref"), "5")
    QTest.keyClick(number(bench, "parameters:t_ref"), Qt.Key.Key_Return)
    assert bench.node(bench.first).parameters == {"t_ref": 5.0}


def test_another_selection_says_what_was_refused_and_leads_back_to_it(bench: Bench) -> None:
    """A click on another node took the sentence away in the moment in which it came: the old value, no message."""
    begin(bench, "0.0.1")
    bench.select(bench.second)
    assert number(bench).text() == "10" and not number(bench).is_wrong
    banner = bench.panel.banner
    assert banner is not None and banner.isVisible() and banner.title.words == "A value was refused"
    title = bench.node(bench.first).title
    assert banner.sentence.words == f"{title}: Membrane time constant: “0.0.1” is not a number."
    press(bench, "Show it")
    assert bench.editor.selection.ids == (bench.first,) and bench.panel.banner is None
    assert number(bench).text() == "0.0.1" and number(bench).is_wrong and number(bench).hasFocus()
    assert "0.0.1" in bench.panel.rows[KEY].objection.words
    QTest.keyClicks(number(bench), "0.1")
    QTest.keyClick(number(bench), Qt.Key.Key_Return)
    assert bench.node(bench.first).parameters == {"tau_m": 0.1}
    bench.select(bench.second)
    assert bench.panel.banner is None


def test_it_can_be_given_up_from_elsewhere(bench: Bench) -> None:
    begin(bench, "-3")
    bench.select()
    press(bench, "Leave it as it was")
    assert bench.panel.banner is None
    bench.select(bench.first)
    assert number(bench).text() == "10" and not number(bench).is_wrong and bench.steps == 0


def test_nothing_is_said_of_what_is_gone(bench: Bench) -> None:
    begin(bench, "-3")
    bench.select(bench.second)
    intentions.delete(bench.editor, [bench.first])
    bench.select()
    assert bench.panel.banner is None
    bench.undo()
    begin_again = bench.panel
    bench.select(bench.first)
    begin(bench, "-3")
    bench.editor.load(Document())
    assert begin_again.banner is None


def test_a_lock_and_another_font_leave_it_to_be_mended(bench: Bench) -> None:
    begin(bench, "quick")
    bench.panel.lock("A training is under way.")
    assert number(bench).text() == "10"
    bench.panel.lock("")
    assert number(bench).text() == "quick" and number(bench).is_wrong
    try:
        use_theme(theme().dark, 16)
        assert number(bench).text() == "quick" and number(bench).is_wrong
    finally:
        use_theme(theme().dark)


def test_a_list_of_numbers_that_is_refused_stays_in_its_row(bench: Bench) -> None:
    """The next change of anything showed the numbers of before, beneath a sentence about others."""
    train = intentions.add_node(bench.editor, "stimuli/spike_times", (0, 200))
    bench.select(train)
    QTest.qWait(1)
    key = next(key for key in bench.panel.rows if key.startswith("series:"))
    row = bench.panel.rows[key]
    assert isinstance(row.field, TextArea)
    area = row.field.editor
    area.setFocus()
    area.selectAll()
    QTest.keyClicks(area, "5, x")
    QTest.keyClick(area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "“x” is not a number." in row.objection.words and row.refused == "5, x"
    intentions.set_parameter(bench.editor, [bench.first], "tau_m", 12.0)
    intentions.rename(bench.editor, train, "Times")
    assert area.toPlainText() == "5, x" and row.objection.isVisible()
    bench.select(bench.first)
    assert bench.panel.banner is not None
    bench.select(train)
    again = bench.panel.rows[key]
    assert again.refused == "5, x" and again.objection.isVisible()
    assert isinstance(again.field, TextArea)
    again.field.editor.setFocus()
    QTest.keyClick(again.field.editor, Qt.Key.Key_Escape)
    assert again.refused == "" and again.objection.isHidden()


def test_it_is_said_with_the_signs_of_the_language(qtbot: QtBot) -> None:
    """In Chinese a narrow colon stood between the name and the sentence."""
    use_language("zh_CN")
    try:
        made = Bench(qtbot)
        made.select(made.first)
        QTest.qWait(1)
        begin(made, "0.0.1")
        made.select(made.second)
        banner = made.panel.banner
        assert banner is not None and banner.sentence.words.count("：") == 2 and ":" not in banner.sentence.words
    finally:
        use_language("en")


def test_the_sentence_of_a_refused_value_moves_no_field(bench: Bench) -> None:
    """Rows beneath went down by a line under the hand, and up again."""
    rows, panel = bench.panel.rows, bench.panel
    places = {key: QRect(row.mapTo(panel, QPoint(0, 0)), row.size()) for key, row in rows.items()}
    keys = list(rows)
    for key in ("parameters:tau_m", next(key for key in keys if isinstance(rows[key].field, ValueField))):
        bench.type(key, "-4")
        QTest.qWait(1)
        said = rows[key].objection
        assert said.isVisible() and said.words and panel.isAncestorOf(said)
        assert places == {key: QRect(row.mapTo(panel, QPoint(0, 0)), row.size()) for key, row in rows.items()}
        plate = QRect(said.mapTo(panel, QPoint(0, 0)), said.size())
        assert panel.rect().contains(plate)
        assert not any(plate.intersects(places[free]) for free in keys[keys.index(key) :]), "what a hand goes on to"
        assert said.height() >= said.heightForWidth(said.width())
        bench.field(key).give_up()
        assert not said.isVisible()


def test_the_sentence_of_a_refused_value_stands_where_its_row_does(bench: Bench) -> None:
    bench.type("parameters:tau_m", "-4")
    row = bench.panel.rows["parameters:tau_m"]
    said = row.objection

    def beside() -> bool:
        QTest.qWait(1)
        return said.mapToGlobal(QPoint(0, said.height())).y() == row.mapToGlobal(QPoint(0, 0)).y()

    assert beside()
    scroll_area(row).verticalScrollBar().setValue(60)
    assert beside()
    bench.panel.resize(420, 500)
    assert beside() and said.width() <= row.width()
    row.hide()
    assert not said.isVisible()
    row.show()
    assert said.isVisible() and beside()
