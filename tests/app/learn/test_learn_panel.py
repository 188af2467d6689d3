"""The Learn panel with a trainer whose every step the test decides."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.learn import words
from app.learn.inquiry import Facts, find_out
from app.learn.panel import LearnPanel
from app.widgets.quantity_field import QuantityField
from engine.learning.checkpoint import Checkpoint
from engine.model.loading import tell
from engine.network.description import NetworkDescription
from engine.problems import Problem, declare
from tests.app.learn.bench import HISTORY, Bench
from tests.app.learn.staged import FACTS, Answer, StagedTrainer

PATIENCE = 60_000
BROKEN = declare("staged failure", "The loss of {element} is not a number.", "Lower the learning rate.")


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield Bench(qtbot)


def test_start_hands_over_the_network_the_method_and_the_settings(bench: Bench) -> None:
    field = bench.panel.settings.fields["epochs"]
    assert isinstance(field, QuantityField)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "12")
    QTest.keyClick(field, Qt.Key.Key_Return)
    bench.start()
    assert bench.trainer.asked is not None
    description, method, settings, seed = bench.trainer.asked
    assert isinstance(description, NetworkDescription)
    assert {p.id for p in description.populations} == {bench.output}
    assert method == "surrogate_gradient"
    assert settings == {"epochs": 12.0, "learning_rate": 0.002, "surrogate": "arctan"}
    assert seed == 1


def test_a_method_that_does_not_fit_stays_listed_with_its_reason(bench: Bench) -> None:
    button = bench.panel.methods.buttons["eprop"]
    assert button.isVisible()
    assert not button.isEnabled()
    assert "leaky integrator" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.panel.methods.value == "surrogate_gradient"


def test_settings_are_locked_while_it_trains_and_free_again_after(bench: Bench) -> None:
    bench.start()
    assert not any(field.isEnabled() for field in bench.panel.settings.fields.values())
    assert not bench.panel.methods.buttons["surrogate_gradient"].isEnabled()
    assert not bench.panel.status.start.isVisible()
    bench.trainer.end(bench.outcome(1.0))
    assert all(field.isEnabled() for field in bench.panel.settings.fields.values())
    assert bench.panel.status.start.isVisible()


def test_progress_says_where_it_stands_and_what_cancel_would_keep(bench: Bench) -> None:
    bench.start()
    bench.progress()
    status = bench.panel.status
    assert status.left.words == "12 s left"
    assert status.epoch.words == "Epoch 4 of 30"
    assert status.batch.words == "batch 13 of 20"
    assert "epoch 2, 82.0 %" in status.note.words
    assert status.bar.share == pytest.approx((3 + 13 / 20) / 30)
    curves = bench.panel.figures.results.accuracy.series
    assert list(curves[1].values) == [0.55, 0.82, 0.79]
    assert curves[1].dashed


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


def test_what_is_known_of_the_weights_in_use_goes_into_an_exported_file(bench: Bench) -> None:
    assert bench.panel.provenance == {}
    bench.start()
    bench.progress()
    bench.trainer.end(bench.outcome(0.5))
    assert bench.panel.provenance["test_accuracy"] == 0.968
    assert bench.panel.provenance["method"] == "Surrogate gradient"
    bench.panel.runs[0].counts_right = False
    assert bench.panel.provenance["test_correlation"] == 0.968
    bench.editor.undo_stack.undo()
    assert bench.panel.provenance == {}


def test_cancel_asks_the_trainer_and_keeps_the_best_weights(bench: Bench) -> None:
    bench.start()
    bench.progress()
    QTest.mouseClick(bench.panel.status.cancel, Qt.MouseButton.LeftButton)
    assert bench.trainer.cancelled == 1
    bench.trainer.end(bench.outcome(0.25, cancelled=True))
    assert bench.present_weight() == 0.25
    assert bench.panel.status.left.words == "cancelled at epoch 3"


CHECKPOINT = Checkpoint({}, {}, {}, 2, 0.82, (), 31.0)


def test_a_cancelled_run_is_resumed_as_it_was_started(bench: Bench) -> None:
    bench.start()
    asked = bench.trainer.asked
    bench.progress()
    bench.trainer.end(bench.outcome(0.25, cancelled=True, checkpoint=CHECKPOINT))
    intentions.set_parameter(bench.editor, [bench.output], "beta", 0.5)
    status = bench.panel.status
    assert status.resume.isVisible()
    assert "epoch 3" in status.note.words
    QTest.mouseClick(status.resume, Qt.MouseButton.LeftButton)
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
    QTest.mouseClick(bench.panel.status.resume, Qt.MouseButton.LeftButton)
    assert bench.trainer.checkpoint is CHECKPOINT
    bench.trainer.end(bench.outcome(1.0))
    assert [run.state for run in bench.panel.runs] == ["done", "done"]


def test_the_table_of_runs_is_sorted_by_the_column_that_is_clicked(bench: Bench) -> None:
    for test_accuracy in (0.9, None, 0.95):
        bench.start()
        bench.trainer.end(replace(bench.outcome(test_accuracy or 0.1), test_accuracy=test_accuracy))
    table = bench.panel.list
    assert table.numbers == [3, 2, 1]
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert table.numbers == [3, 1, 2]
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(0) + 5, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.numbers == [1, 2, 3]
    said = [str(table.row_of(1).siblingAtColumn(column).data()) for column in range(8)]
    assert said == ["1", "Surrogate gradient", "96.4 %", "90.0 %", "3", "0:52", "152", "1"]


def test_the_keyboard_restores_a_run_too(bench: Bench) -> None:
    for value in (1.0, 2.0):
        bench.start()
        bench.trainer.end(bench.outcome(value))
    table = bench.panel.list
    table.setFocus()
    table.setCurrentIndex(table.row_of(2))
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


def test_what_keeps_a_network_from_training_is_said_and_shown(bench: Bench, qtbot: QtBot) -> None:
    for link in list(bench.editor.document.links.values()):
        if link.target_port == "labels":
            intentions.delete(bench.editor, [link.id])
    from app.document.interpretation import interpret

    bench.panel.show_facts(find_out(interpret(bench.editor.document)))
    status = bench.panel.status
    assert not status.start.isEnabled()
    assert "does not know the right answers" in status.note.words
    decoder = next(n.id for n in bench.editor.document.nodes.values() if n.kind == "decoder")
    QTest.qWait(1)
    with qtbot.waitSignal(bench.panel.show_element) as shown:
        QTest.mouseClick(status.show_place, Qt.MouseButton.LeftButton)
    assert shown.args == [decoder]


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


def test_a_result_whose_shapes_moved_is_offered_and_not_applied(bench: Bench) -> None:
    bench.start()
    intentions.set_size(bench.editor, [bench.output], 12)
    steps = bench.editor.undo_stack.count()
    bench.trainer.end(bench.outcome(1.0))
    assert bench.editor.undo_stack.count() == steps
    message = bench.panel.message
    assert message is not None
    assert message.kind == "warning"
    assert bench.editor.document.nodes[bench.output].title in message.sentence.words
    QTest.qWait(1)
    QTest.mouseClick(message.buttons[1], Qt.MouseButton.LeftButton)
    assert bench.panel.message is None
    intentions.set_size(bench.editor, [bench.output], 10)
    bench.click_run(1)
    assert bench.present_weight() == 1.0


def test_moving_a_node_while_it_trains_does_not_keep_the_result_away(bench: Bench) -> None:
    bench.start()
    intentions.move(bench.editor, {bench.output: (90.0, 90.0)})
    bench.trainer.end(bench.outcome(1.0))
    assert bench.present_weight() == 1.0


def test_a_failure_names_the_place_and_leads_there(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    bench.trainer.is_running = False
    bench.trainer.failed.emit(Problem(bench.output, BROKEN, {"element": "Output"}))
    message = bench.panel.message
    assert message is not None
    assert "not a number" in message.title.words
    assert "learning rate" in message.sentence.words
    QTest.qWait(1)
    with qtbot.waitSignal(bench.panel.show_element) as shown:
        QTest.mouseClick(message.buttons[0], Qt.MouseButton.LeftButton)
    assert shown.args == [bench.output]
    assert bench.panel.status.start.isEnabled()
    assert bench.panel.status.note.words == "The weights stay as they were."
    assert bench.present_weight() is None


def test_pause_and_resume_are_one_button(bench: Bench) -> None:
    bench.start()
    bench.progress()
    pause = bench.panel.status.pause
    QTest.mouseClick(pause, Qt.MouseButton.LeftButton)
    assert bench.trainer.is_paused
    assert pause.text() == "Resume"
    QTest.mouseClick(pause, Qt.MouseButton.LeftButton)
    assert not bench.trainer.is_paused
    assert pause.text() == "Pause"


def test_what_it_answers_shows_right_and_wrong(bench: Bench) -> None:
    bench.start()
    image = np.zeros((8, 8))
    bench.trainer.answered.emit((Answer(image, "3", "3"), Answer(image, "9", "3")))
    tiles = bench.panel.figures.answers.tiles
    assert [tile.is_wrong for tile in tiles[:2]] == [False, True]
    assert "it is 9" in tiles[1].toolTip()
    assert tiles[2].isHidden()


def test_a_network_that_cannot_run_says_so_beside_start(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.output], "beta", 5.0)
    bench.panel.show_facts(FACTS)
    assert not bench.panel.status.start.isEnabled()
    assert bench.panel.status.note.words == bench.panel.status.start.toolTip() != ""


def test_another_document_forgets_the_runs(bench: Bench) -> None:
    bench.start()
    bench.trainer.end(bench.outcome(1.0))
    assert bench.panel.list.numbers == [1]
    bench.editor.load(Editor().document)
    assert not bench.panel.list.numbers
    assert not bench.panel.runs


def test_the_real_methods_tell_whether_they_fit_the_drawn_network(bench: Bench) -> None:
    from app.document.interpretation import interpret

    facts = find_out(interpret(bench.editor.document))
    assert facts.data is not None
    assert facts.data.training + facts.data.validation + facts.data.test == 1797
    fitting = [method for method in facts.methods if not method.reason]
    assert fitting
    assert "epochs" in fitting[0].parameters
    usual = [method.key for method in fitting if method.usual]
    assert usual == [fitting[0].key], "what a person begins with stands first"
    assert list(facts.methods[: len(fitting)]) == fitting, "what does not fit stands below"
    bench.panel.methods.show_methods(facts.methods)
    assert [bench.panel.methods.value] == usual
    nothing = find_out(NetworkDescription())
    assert nothing.data is None
    assert all(method.reason for method in nothing.methods)


def test_the_smoothed_model_is_offered_and_the_usual_method_comes_first(bench: Bench) -> None:
    from app.document.interpretation import interpret

    bench.panel.show_facts(find_out(interpret(bench.editor.document)))
    assert bench.panel.methods.value == "surrogate_gradient"
    button = bench.panel.methods.buttons["smoothed_model"]
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    field = bench.panel.settings.fields["last_sharpness"]
    assert isinstance(field, QuantityField)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "20")
    QTest.keyClick(field, Qt.Key.Key_Return)
    bench.start()
    assert bench.trainer.asked is not None
    _, method, settings, _ = bench.trainer.asked
    assert method == "smoothed_model"
    assert settings["last_sharpness"] == 20.0
    assert settings["form"] == "soft threshold"


def test_the_panel_asks_in_the_background_when_it_is_shown(bench: Bench, qtbot: QtBot) -> None:
    panel = LearnPanel(bench.editor, StagedTrainer())
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.facts_known, timeout=20_000):
        panel.show()
    assert panel.methods.value
    assert panel.status.start.isEnabled()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.clock(61.0), "1:01"),
        (words.time_left(0.2), "1 s left"),
        (words.time_left(75.0), "1:15 left"),
        (words.time_left(float("inf")), ""),
        (words.percent(0.9712), "97.1 %"),
        (words.percent(None), "–"),
        (words.percent(float("nan")), "–"),
        (words.spikes(1204.4), "1,204"),
    ],
)
def test_figures_are_written_plainly(written: str, expected: str) -> None:
    assert written == expected


def test_a_method_that_counts_by_correlation_says_so_and_without_validation_the_last_epoch_is_kept(
    bench: Bench,
) -> None:
    facts = tuple(replace(method, counts_right=False) for method in FACTS.methods)
    bench.panel.show_facts(replace(FACTS, methods=facts))
    bench.start()
    assert bench.panel.figures.results.accuracy.accessibleName() == "Accuracy"
    nothing = float("nan")
    bench.progress(history=tuple(replace(epoch, validation_accuracy=nothing) for epoch in HISTORY))
    curves = bench.panel.figures.results.accuracy
    assert curves.accessibleName() == "Correlation"
    assert [series.name for series in curves.series] == ["training"]
    assert bench.panel.runs[0].best_epoch == 3


def test_data_that_are_read_show_how_far_and_need_not_be_waited_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slowly(_description: object) -> Facts:
        while not go.wait(0.01):
            tell(0.3)
        return FACTS

    monkeypatch.setattr("app.learn.inquiry.find_out", slowly)
    panel = LearnPanel(Bench(qtbot).editor, StagedTrainer())
    qtbot.addWidget(panel)
    panel.resize(420, 900)
    panel.show()
    qtbot.waitUntil(lambda: panel.waiting.cancel.isVisible() and panel.waiting.bar.share == 0.3, timeout=PATIENCE)
    assert panel.waiting.words.text() == "Reading the data…"
    with qtbot.waitSignal(panel._inquiry.stopped, timeout=PATIENCE):
        QTest.mouseClick(panel.waiting.cancel, Qt.MouseButton.LeftButton)
    assert panel.waiting.words.text() == "Reading the data was cancelled." and not panel.status.start.isEnabled()
    go.set()
    with qtbot.waitSignal(panel.facts_known, timeout=PATIENCE):
        QTest.mouseClick(panel.waiting.again, Qt.MouseButton.LeftButton)
    assert not panel.waiting.isVisible() and panel.status.start.isEnabled()
