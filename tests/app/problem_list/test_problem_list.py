"""Problems are named with their place, lead there, and are mended by their button in one undo step."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from app.document.meaning.meaning import Meaning
from app.problem_list.panel import ProblemCard, ProblemListPanel
from engine.problems import SENTENCES, Problem, declare
from tests.patience import PATIENCE

LIF = "neurons/leaky_integrate_and_fire"
STOPPED = declare("staged stop", "V of {element} overflowed.", "Make the step finer.")


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.editor = Editor()
        self.first = intentions.add_node(self.editor, LIF, (0, 0))
        self.second = intentions.add_node(self.editor, LIF, (300, 0))
        self.link = intentions.connect(self.editor, self.first, "out", self.second, "in")
        self.editor.undo_stack.clear()
        self.panel = ProblemListPanel(self.editor)
        self.panel.resize(420, 600)
        qtbot.addWidget(self.panel)
        self.panel.show()

    def card(self, place: str) -> ProblemCard:
        self.panel.check()
        QTest.qWait(1)
        return next(card for card in self.panel.cards if card.problem.place == place)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield Bench(qtbot)


def test_to_delete_what_is_not_linked_yet_is_not_what_is_pressed_first(bench: Bench) -> None:
    """Who had drawn one neuron was told to delete it by a filled button."""
    alone = intentions.add_node(bench.editor, LIF, (600, 0))
    card = bench.card(alone)
    assert [button.text() for button in card.buttons] == ["Show", "Delete it"]
    assert not any(button.property("look") == "primary" for button in card.buttons)
    QTest.mouseClick(card.buttons[1], Qt.MouseButton.LeftButton)
    assert alone not in bench.editor.document.nodes


def test_a_sound_network_shows_a_check_mark_in_words(bench: Bench) -> None:
    bench.panel.check()
    assert not bench.panel.cards
    assert bench.panel.empty.isVisible()
    assert "No problems" in bench.panel.summary.words


def test_a_short_delay_is_mended_by_its_button_and_undone(bench: Bench) -> None:
    intentions.set_delay(bench.editor, [bench.link], 0.05)
    card = bench.card(bench.link)
    assert card.kind == "warning"
    assert " → " in card.sentence.words
    assert card.buttons[0].text() == "Set delay to 0.1 ms"
    steps = bench.editor.undo_stack.count()
    QTest.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    assert synapses_of(bench.editor.document.links[bench.link]).delay == 0.1
    assert bench.editor.undo_stack.count() == steps + 1
    bench.panel.check()
    assert not bench.panel.cards
    bench.editor.undo_stack.undo()
    assert synapses_of(bench.editor.document.links[bench.link]).delay == 0.05
    assert bench.card(bench.link)


def test_the_list_follows_the_drawing_by_itself(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.panel.found) as found:
        intentions.set_delay(bench.editor, [bench.link], 0.05)
    assert [problem.place for problem in found.args[0]] == [bench.link]


def test_a_click_on_a_problem_selects_its_place_and_names_the_field(bench: Bench, qtbot: QtBot) -> None:
    intentions.set_delay(bench.editor, [bench.link], 0.05)
    bench.editor.selection.clear()
    card = bench.card(bench.link)
    with qtbot.waitSignals([bench.panel.show_element, bench.panel.show_field]):
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert bench.editor.selection.ids == (bench.link,)


def test_enter_goes_where_the_click_goes(bench: Bench, qtbot: QtBot) -> None:
    intentions.set_delay(bench.editor, [bench.link], 0.05)
    card = bench.card(bench.link)
    with qtbot.waitSignal(bench.panel.show_element) as shown:
        QTest.keyClick(card, Qt.Key.Key_Return)
    assert shown.args == [bench.link]


def test_fatal_problems_stand_above_warnings(bench: Bench) -> None:
    intentions.set_delay(bench.editor, [bench.link], 0.05)
    intentions.set_parameter(bench.editor, [bench.first], "tau_m", -5.0)
    bench.panel.check()
    assert bench.panel.cards[0].kind == "error"
    assert bench.panel.cards[-1].kind == "warning"


def test_a_value_out_of_bounds_is_reset_by_its_button(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.first], "tau_m", -5.0)
    card = bench.card(bench.first)
    QTest.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    assert "tau_m" not in bench.editor.document.nodes[bench.first].parameters


def test_what_stopped_a_run_is_shown_until_the_drawing_changes(bench: Bench) -> None:
    bench.panel.show_failure(Problem(bench.first, STOPPED, {"element": "Population"}))
    QTest.qWait(1)
    assert bench.panel.cards[0].title.words == "V of Population overflowed."
    assert bench.panel.problems[0].code == STOPPED
    intentions.move(bench.editor, {bench.first: (10.0, 10.0)})
    bench.panel.check()
    assert not bench.panel.cards


def test_every_remedy_belongs_to_a_declared_problem() -> None:
    from app.problem_list.remedies import MAKERS

    assert set(MAKERS) <= set(SENTENCES)


def test_an_empty_canvas_has_no_problem_until_something_is_drawn(qtbot: QtBot) -> None:
    editor = Editor()
    panel = ProblemListPanel(editor)
    qtbot.addWidget(panel)
    assert panel.problems == () and panel.summary.words == "Nothing is drawn yet"
    intentions.add_node(editor, "stimuli/poisson", (0, 0))
    panel.check()
    assert panel.problems
    editor.undo_stack.undo()
    panel.check()
    assert panel.problems == ()


def test_the_drawing_is_checked_beside_the_window(bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    turned, turns = threading.Event(), []
    timer = QTimer()
    timer.timeout.connect(lambda: (turns.append(1), turned.set() if len(turns) > 20 else None))
    timer.start(0)

    def slow(meaning: Meaning) -> tuple[Problem, ...]:
        assert turned.wait(20.0), "the window stood still"
        return check(meaning)

    check = Meaning.check
    monkeypatch.setattr(Meaning, "check", slow)
    with qtbot.waitSignal(bench.panel.found) as found:
        intentions.set_delay(bench.editor, [bench.link], 0.05)
    assert [problem.place for problem in found.args[0]] == [bench.link]
    timer.stop()


def test_a_check_that_came_later_is_the_one_that_counts(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def slow(meaning: Meaning) -> tuple[Problem, ...]:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert goes_on.wait(PATIENCE / 1000)
        return check(meaning)

    check = Meaning.check
    monkeypatch.setattr(Meaning, "check", slow)
    intentions.set_delay(bench.editor, [bench.link], 0.05)
    qtbot.waitUntil(begun.is_set)
    bench.editor.undo_stack.undo()
    bench.panel.check()
    goes_on.set()
    qtbot.wait(200)
    assert not bench.panel.problems


def test_a_layer_gets_the_shape_that_a_convolution_makes_at_a_click(bench: Bench) -> None:
    intentions.set_part(bench.editor, [bench.link], "wiring", "wiring/convolution")
    for node, size in ((bench.first, 64), (bench.second, 9)):
        intentions.set_size(bench.editor, [node], size)
        intentions.set_place(bench.editor, [node], "rows", float(size) ** 0.5)
        intentions.set_place(bench.editor, [node], "columns", float(size) ** 0.5)
    intentions.set_link_parameter(bench.editor, [bench.link], "wiring", "channels", 4.0)
    card = bench.card(bench.link)
    words = card.problem.values
    assert (words["wanted"], words["have"]) == ("4 × 6 × 6", "3 × 3")
    button = next(button for button in card.buttons if "4 × 6 × 6" in button.text())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.editor.document.nodes[bench.second].size == 4 * 6 * 6
    bench.panel.check()
    assert not [card for card in bench.panel.cards if card.problem.place == bench.link]
