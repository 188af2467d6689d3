"""Runs of the Learn panel: their weights, their table, and how a cancelled one goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from app.document.meaning.meaning import meaning
from app.i18n.translation import tr, use_language
from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.learning.components.declared import FRESH, PRESENT, start
from engine.learning.components.figures import Metric
from tests.app.learn.bench import HISTORY, Bench, numbers_in, row_of
from tests.app.learn.staged import FACTS, Outcome
from tests.app.seen import scroll_area
from tests.app.test_simplified_chinese import NAME

STARTS = (("present", (PRESENT, FRESH)), ("anew", (FRESH, PRESENT)))
CHECKPOINT = b"what it goes on from"


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield Bench(qtbot)


def test_a_run_tells_its_method_in_the_language_of_the_window_and_a_file_in_english(qtbot: QtBot) -> None:
    """Runs of an English window stayed English in a Chinese one, and the other way about."""
    use_language(NAME)
    try:
        bench = Bench(qtbot)
        facts = replace(FACTS.methods[0], title=tr("Surrogate gradient"), name="Surrogate gradient")
        bench.panel.show_facts(replace(FACTS, methods=(facts,)))
        bench.start()
        bench.trainer.end(bench.outcome(0.5))
        assert row_of(bench.panel.list, 1).siblingAtColumn(1).data() == "替代梯度"
        assert bench.editor.document.runs[0].title == bench.panel.provenance["method"] == "Surrogate gradient"
    finally:
        use_language("en")


def test_training_ends_in_one_step_that_undo_takes_back(bench: Bench) -> None:
    bench.start()
    bench.progress()
    bench.trainer.end(bench.outcome(0.5))
    assert bench.present_weight() == 0.5
    assert bench.editor.undo_stack.count() == 1
    assert bench.panel.runs[0].is_applied
    bench.editor.undo_stack.undo()
    assert bench.present_weight() is None
    assert not bench.panel.runs[0].is_applied
    bench.editor.undo_stack.redo()
    assert bench.present_weight() == 0.5


def test_a_method_that_goes_on_from_the_weights_of_a_run_says_so_before_it_starts(bench: Bench) -> None:
    """A second method began at 97 %, beside others that begin anew, and nothing said why."""
    first = FACTS.methods[0]
    present, anew = (replace(first, key=key, title=key, choices={"start": start(*options)}) for key, options in STARTS)
    bench.panel.show_facts(replace(FACTS, methods=(present, anew)))
    chosen, compared = bench.panel.choosing.origin, bench.panel.choosing.comparison.origin
    assert chosen.isHidden() and compared.isHidden(), "the weights are as they were drawn"
    bench.start()
    bench.progress()
    bench.trainer.end(bench.outcome(0.5))
    assert chosen.isVisible() and chosen.words == "Goes on from the weights of run 1, not from fresh ones."
    assert compared.words.endswith(": present.")
    QTest.mouseClick(bench.panel.choosing.methods.buttons["anew"], Qt.MouseButton.LeftButton)
    assert chosen.isHidden() and not compared.isHidden()
    bench.editor.undo_stack.undo()
    bench.editor.undo_stack.undo()
    assert chosen.isHidden() and compared.isHidden()


def test_what_is_known_of_the_weights_in_use_goes_into_an_exported_file(bench: Bench) -> None:
    assert bench.panel.provenance == {}
    bench.start()
    bench.progress()
    bench.trainer.end(bench.outcome(0.5))
    assert bench.panel.provenance["test_accuracy"] == 0.968
    assert bench.panel.provenance["method"] == "Surrogate gradient"
    run = bench.panel.runs[0]
    run.record = structs.replace(run.record, merit=Metric.CORRELATION)
    assert bench.panel.provenance["test_correlation"] == 0.968
    bench.editor.undo_stack.undo()
    assert bench.panel.provenance == {}


def test_a_run_kept_before_weights_named_their_connections_is_restored_onto_what_its_seed_connects(
    bench: Bench,
) -> None:
    """Such a drawing was refused: its weights were a list, and its rule had drawn others by the drawing's own seed."""
    editor, key = bench.editor, (bench.link, "weight")
    intentions.set_wiring(editor, (bench.link,), "wiring/fixed_probability")
    bench.start()
    bench.progress()
    assert bench.trainer.asked is not None
    seed = bench.trainer.asked[3]
    connected = Weights(circuit(meaning(editor.document).description), seed, "float64", parameters=False).wiring[
        bench.link
    ]
    bare = np.arange(1.0, len(connected.connections.pre) + 1)
    bench.trainer.end(Outcome({key: bare}, HISTORY))
    kept = synapses_of(editor.document.links[bench.link])
    assert bench.panel.runs[0].is_applied and not [p for p in meaning(editor.document).problems if p.is_fatal]
    for end in ("pre", "post"):
        assert np.array_equal(editor.document.array(getattr(kept, end)), getattr(connected.connections, end))
    editor.undo_stack.undo()
    bench.panel.runs[0].arrays = {key: bare}
    intentions.set_arrays(editor, {key: bare}, "As it was then")
    assert bench.panel.runs[0].is_applied and [p for p in meaning(editor.document).problems if p.is_fatal]
    bench.click_run(1)
    assert bench.panel.runs[0].is_applied and not [p for p in meaning(editor.document).problems if p.is_fatal]
    steps = editor.undo_stack.count()
    bench.click_run(1)
    assert editor.undo_stack.count() == steps, "what is in use is not put there again"
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    bench.panel.runs[0].arrays = {key: bare}
    intentions.set_link_parameter(editor, (bench.link,), "wiring", "p", 0.5)
    bench.click_run(1)
    assert not bench.panel.runs[0].is_applied
    banner = bench.panel.messages.banner
    assert banner is not None and banner.sentence.words.startswith("No longer of the same shape")


def test_a_cancelled_run_is_resumed_as_it_was_started(bench: Bench) -> None:
    bench.start()
    asked = bench.trainer.asked
    bench.progress()
    bench.trainer.end(bench.outcome(0.25, cancelled=True, checkpoint=CHECKPOINT))
    intentions.set_parameter(bench.editor, [bench.output], "beta", 0.5)
    status = bench.panel.status
    assert status.resume.isVisible()
    assert "epoch 3" in status.note.words
    bench.resume()
    assert bench.trainer.asked == asked
    assert bench.trainer.checkpoint is CHECKPOINT
    assert not status.resume.isVisible()
    bench.trainer.end(bench.outcome(0.5))
    assert len(bench.panel.runs) == 1
    assert bench.panel.runs[0].state == "done"
    assert bench.present_weight() == 0.5
    assert not status.resume.isVisible()


def test_of_several_runs_the_one_that_was_clicked_is_resumed(bench: Bench) -> None:
    bench.start()
    bench.trainer.end(bench.outcome(0.25, cancelled=True, checkpoint=CHECKPOINT))
    bench.start()
    assert bench.trainer.checkpoint is None
    bench.trainer.end(bench.outcome(0.5))
    assert not bench.panel.status.resume.isVisible()
    QTest.qWait(1)
    bench.click_run(1)
    assert bench.present_weight() == 0.25
    bench.resume()
    assert bench.trainer.checkpoint is CHECKPOINT
    bench.trainer.end(bench.outcome(1.0))
    assert [run.state for run in bench.panel.runs] == ["done", "done"]


def test_the_table_of_runs_is_sorted_by_the_column_that_is_clicked(bench: Bench) -> None:
    for accuracy in (0.9, float("nan"), 0.95):
        bench.start()
        bench.trainer.end(replace(bench.outcome(np.nan_to_num(accuracy, nan=0.1)), accuracy=accuracy))
    table = bench.panel.list
    assert numbers_in(table) == [3, 2, 1]
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert numbers_in(table) == [3, 1, 2]
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(0) + 5, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert numbers_in(table) == [1, 2, 3]
    said = [str(row_of(table, 1).siblingAtColumn(column).data()) for column in range(8)]
    assert said == ["1", "Surrogate gradient", "96.4 %", "90.0 %", "3", "0:52", "152", "1"]


def test_the_keyboard_restores_a_run_too(bench: Bench) -> None:
    for value in (1.0, 2.0):
        bench.start()
        bench.trainer.end(bench.outcome(value))
    table = bench.panel.list
    table.setFocus()
    table.setCurrentIndex(row_of(table, 2))
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert bench.present_weight() == 1.0


def test_widths_that_a_person_set_stay_when_the_panel_is_resized(bench: Bench) -> None:
    bench.start()
    bench.trainer.end(bench.outcome(1.0))
    table = bench.panel.list
    before = table.columnWidth(1)
    bench.panel.resize(900, 900)
    QTest.qWait(1)
    assert table.columnWidth(1) > before
    table.setColumnWidth(1, 90)
    bench.panel.resize(420, 900)
    QTest.qWait(1)
    assert table.columnWidth(1) == 90


def test_a_click_on_a_run_restores_its_weights_in_one_step(bench: Bench) -> None:
    for value in (1.0, 2.0):
        bench.start()
        bench.progress()
        bench.trainer.end(bench.outcome(value))
    steps = bench.editor.undo_stack.count()
    QTest.qWait(1)
    bench.click_run(1)
    assert bench.present_weight() == 1.0
    assert bench.editor.undo_stack.count() == steps + 1
    assert [run.is_applied for run in bench.panel.runs] == [True, False]
    bench.click_run(1)
    assert bench.editor.undo_stack.count() == steps + 1
    bench.editor.undo_stack.undo()
    assert bench.present_weight() == 2.0


def test_runs_stay_in_their_place_while_one_after_another_is_restored(bench: Bench, qtbot: QtBot) -> None:
    """The list of methods was made anew each time, and what was scrolled to was gone from under the mouse."""
    for value in (1.0, 2.0):
        bench.start()
        bench.progress()
        bench.trainer.end(bench.outcome(value))
    panel = bench.panel
    facts = panel.choosing.facts
    assert facts is not None
    button = next(iter(panel.methods.buttons.values()))
    bar = scroll_area(panel.list).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() - 10)
    place = panel.list.mapTo(panel, QPoint())
    bench.click_run(1)
    panel.show_facts(replace(facts, methods=tuple(replace(method) for method in facts.methods)))
    qtbot.waitUntil(lambda: bench.present_weight() == 1.0 and panel.list.mapTo(panel, QPoint()) == place)
    assert next(iter(panel.methods.buttons.values())) is button


def test_a_result_whose_shapes_moved_is_offered_and_not_applied(bench: Bench) -> None:
    bench.start()
    intentions.set_size(bench.editor, [bench.output], 12)
    steps = bench.editor.undo_stack.count()
    bench.trainer.end(bench.outcome(1.0))
    assert bench.editor.undo_stack.count() == steps
    message = bench.panel.messages.banner
    assert message is not None
    assert message.kind == "warning"
    assert bench.editor.document.nodes[bench.output].title in message.sentence.words
    QTest.qWait(1)
    QTest.mouseClick(message.buttons[1], Qt.MouseButton.LeftButton)
    assert bench.panel.messages.banner is None
    intentions.set_size(bench.editor, [bench.output], 10)
    bench.click_run(1)
    assert bench.present_weight() == 1.0


def test_moving_a_node_while_it_trains_does_not_keep_the_result_away(bench: Bench) -> None:
    bench.start()
    intentions.move(bench.editor, {bench.output: (90.0, 90.0)})
    bench.trainer.end(bench.outcome(1.0))
    assert bench.present_weight() == 1.0


def test_another_document_forgets_the_runs(bench: Bench) -> None:
    bench.start()
    bench.trainer.end(bench.outcome(1.0))
    assert numbers_in(bench.panel.list) == [1]
    bench.editor.load(Editor().document)
    assert not numbers_in(bench.panel.list)
    assert not bench.panel.runs
