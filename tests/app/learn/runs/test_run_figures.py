"""What the Learn panel says of data and shows of every run: in the right words, also after a project was closed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.commands.editor import Editor
from app.document.file.file_format import open_document
from app.i18n import time_words
from app.learn.panel import LearnPanel
from app.learn.runs.run_columns import EPOCHS, VALIDATION
from app.learn.runs.run_painter import ICON
from app.learn.runs.status import TrainingStatus
from app.learn.setup.inquiry import DataFacts
from app.running.trainings.training_work import WAITS
from app.widgets.figure_table import PADDING
from engine.learning.components.figures import Metric
from engine.learning.training.course import AccuracyCourse
from engine.problems import Problem, Severity
from tests.app.learn.bench import HISTORY, Bench, numbers_in, row_of
from tests.app.learn.staged import FACTS, Progress, StagedTrainer
from tests.app.seen import scroll_area

COURSE = AccuracyCourse((1, 2, 4, 5), (0.2, 0.5, 0.75, 0.8))
COUNTS = np.array([[5.0, 1.0, 0.0], [0.0, 4.0, 2.0], [1.0, 0.0, 7.0]])
TEST = VALIDATION + 1


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


DATA = {
    "Digits, 1,437 images": DataFacts("Digits", 1293, 144, 360, are_images=True),
    "Trains, 1 sample": DataFacts("Trains", 1, 0, 1),
    "Patterns, 1,000 samples": DataFacts("Patterns", 900, 100, 200),
    "Face, 1 image": DataFacts("Face", 1, 0, 1, are_images=True),
}


@pytest.mark.parametrize("words", DATA)
def test_data_are_called_what_they_are(bench: Bench, words: str) -> None:
    bench.panel.show_facts(replace(FACTS, data=DATA[words]))
    assert bench.panel.data.words == words


def cell(bench: Bench, column: int) -> str:
    table = bench.panel.list
    return str(table.sorted.index(0, column).data())


def test_wanted_spikes_are_compared_in_table_and_head(bench: Bench) -> None:
    """It said “test 100 %” of one train."""
    bench.start()
    nothing = float("nan")
    history = tuple(replace(epoch, validation_accuracy=nothing) for epoch in HISTORY)
    measured = {"validation_accuracy": nothing, "accuracy": 0.9534, "merit": Metric.CORRELATION}
    bench.trainer.end(replace(bench.outcome(0.5), history=history, **measured))
    assert (cell(bench, VALIDATION), cell(bench, TEST)) == ("–", "0.953")
    status: TrainingStatus = bench.panel.status
    assert status.batch.text() == "Correlation 0.953" and status.epoch.text() == ""
    curves = bench.panel.figures.results.accuracy
    assert curves.accessibleName() == "Correlation" and not any("%" in words for words in curves.axis_words())


def test_of_two_figures_the_head_says_which_is_of_the_test_part(bench: Bench) -> None:
    """“Validation 0.787 explained variance 0.778” stood there."""
    bench.start()
    measured = {"validation_accuracy": 0.787, "accuracy": 0.778, "merit": Metric.EXPLAINED}
    bench.trainer.end(replace(bench.outcome(0.5), history=HISTORY, **measured))
    status: TrainingStatus = bench.panel.status
    assert (status.epoch.text(), status.batch.text()) == ("Validation 0.787", "test 0.778")


def test_a_training_that_counts_right_answers_draws_them_in_per_cent(bench: Bench) -> None:
    bench.start()
    bench.trainer.end(replace(bench.outcome(0.5), history=HISTORY))
    assert bench.panel.figures.results.accuracy.axis_words()[-1] == "100 %"


def test_the_course_over_steps_and_the_answers_by_class_stay_with_the_project(
    bench: Bench, qtbot: QtBot, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    bench.panel.show_facts(replace(FACTS, data=replace(FACTS.data, names=("cat", "dog", "hen"))))  # type: ignore[type-var]
    bench.start()
    bench.trainer.end(replace(bench.outcome(0.5), course=COURSE, confusion=COUNTS))
    figures = bench.panel.figures
    assert figures.course.isVisibleTo(bench.panel) and figures.confusion.isVisibleTo(bench.panel)
    assert "4: 75.0%" in figures.course.accessibleName() and figures.part.words == "of the test part"
    bench.panel.grab()
    bench.editor.save(tmp_path / "a.spikeloom")
    editor = Editor()
    panel = LearnPanel(editor, StagedTrainer())
    qtbot.addWidget(panel)
    editor.load(open_document(tmp_path / "a.spikeloom"), tmp_path / "a.spikeloom")
    (run,) = panel.runs
    assert run.record.course == tuple(zip(COURSE.steps, COURSE.accuracies, strict=True))
    assert run.confusion is not None and run.confusion.tolist() == COUNTS.tolist()
    assert not panel.figures.course.isVisibleTo(panel)
    panel.look_at(run.number)
    assert panel.figures.course.isVisibleTo(panel) and panel.figures.confusion.isVisibleTo(panel)


def test_arrows_look_at_runs_and_leave_the_weights_as_they_are(bench: Bench) -> None:
    for number, counts in ((1, COUNTS), (2, None)):
        bench.start()
        bench.trainer.end(
            replace(bench.outcome(float(number)), confusion=counts, course=COURSE if counts is None else None)
        )
    table, figures = bench.panel.list, bench.panel.figures
    assert numbers_in(table) == [2, 1] and figures.course.isVisibleTo(bench.panel)
    table.setFocus()
    table.setCurrentIndex(row_of(table, 2))
    steps = bench.editor.undo_stack.count()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert figures.confusion.isVisibleTo(bench.panel) and not figures.course.isVisibleTo(bench.panel)
    assert bench.present_weight() == 2.0 and bench.editor.undo_stack.count() == steps
    assert bench.panel.status.title.text() == "Training run 1"
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert bench.present_weight() == 1.0


def test_who_begins_a_training_sees_its_curves_at_once(bench: Bench, qtbot: QtBot) -> None:
    panel = bench.panel
    panel.resize(420, 640)
    qtbot.waitUntil(lambda: not panel.needs.isHidden())  # a line above, which comes from beside
    bench.start()
    scrolling = scroll_area(panel.figures.progress)
    bar = scrolling.verticalScrollBar()
    seen = [(0, 0)]

    def rests() -> bool:
        seen.append((bar.value(), panel.figures.progress.mapTo(scrolling, QPoint(0, 0)).y()))
        return seen[-1] == seen[-2] and bar.value() > 0

    qtbot.waitUntil(rests)
    top = seen[-1][1]
    assert 0 <= top < scrolling.height() - panel.figures.results.height()
    before = bar.value()
    bench.progress()
    QTest.qWait(20)
    assert bar.value() == before and panel.figures.progress.mapTo(scrolling, QPoint(0, 0)).y() == top, "still"


def test_a_run_that_is_cancelled_before_an_epoch_is_whole_leaves_the_weights_alone(bench: Bench) -> None:
    before = bench.present_weight()
    bench.start()
    status = bench.panel.status
    QTest.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    assert bench.trainer.cancelled == 1
    assert status.left.words == "cancelling…" and not status.cancel.isEnabled() and not status.pause.isEnabled()
    bench.trainer.end(replace(bench.outcome(1.0, cancelled=True), history=()))
    assert bench.present_weight() == before and not bench.editor.undo_stack.count()
    assert "stay as they were" in status.note.words
    bench.start()
    assert status.cancel.isEnabled() and status.pause.isEnabled()


def test_names_of_classes_have_room_beside_the_matrix(bench: Bench) -> None:
    matrix = bench.panel.figures.confusion
    matrix.resize(380, 260)
    matrix.show_counts(np.eye(2), ("1", "2"))
    few = matrix.matrix.left
    matrix.show_counts(np.eye(2), ("same", "different"))
    assert matrix.matrix.left > few + 20
    matrix.show_counts(np.eye(2), ("a" * 200, "b"))
    assert matrix.matrix.left < 200
    assert not matrix.grab().isNull()


def test_many_epochs_and_short_times_are_written_whole(bench: Bench) -> None:
    """“678 / 20…” stood under the mark of the state, and a third of a second was 0:00."""
    bench.start()
    bench.trainer.progressed.emit(Progress(678, 20_000, 1, 1, 3.0, 76.0, HISTORY))
    table = bench.panel.list
    assert bench.panel.status.epoch.words == "Epoch 678 of 20,000"
    assert cell(bench, EPOCHS) == "678 / 20,000"
    assert cell(bench, EPOCHS + 1) == "0:03"  # tenths would flicker
    room = table.columnWidth(EPOCHS) - theme().px(ICON) - 2 * theme().px(PADDING)
    assert QFontMetrics(theme().font(12, tabular=True)).horizontalAdvance("20,000 / 20,000") <= room
    bench.trainer.end(replace(bench.outcome(0.5), seconds=0.31))
    assert cell(bench, EPOCHS + 1) == "0.3 s"
    assert time_words.duration(9.96) == "0:10" and time_words.duration(61.0) == "1:01"


def test_the_best_of_all_accuracies_is_whole_in_bold(bench: Bench) -> None:
    bench.start()
    bench.trainer.end(bench.outcome(1.0))
    room = bench.panel.list.columnWidth(VALIDATION) - 2 * theme().px(PADDING)
    assert QFontMetrics(theme().font(12, 600, tabular=True)).horizontalAdvance("100.0 %") <= room


def test_without_a_validation_part_nothing_is_said_of_the_best(bench: Bench) -> None:
    bench.start()
    history = tuple(replace(epoch, validation_accuracy=float("nan")) for epoch in HISTORY)
    bench.progress(history=history)
    assert bench.panel.status.note.words == "Cancel keeps the weights of the last epoch."
    outcome = replace(bench.outcome(0.5), history=history, validation_accuracy=float("nan"), accuracy=0.9)
    bench.trainer.end(outcome)
    assert bench.panel.status.batch.words == "Test 90.0 %"


def test_of_data_that_are_to_be_reproduced_nothing_can_be_held_back(bench: Bench) -> None:
    field = bench.panel.settings.fields["validation"]
    assert field.isEnabled()
    bench.panel.show_facts(replace(FACTS, data=DATA["Trains, 1 sample"]))
    field = bench.panel.settings.fields["validation"]
    around = field.parentWidget()
    assert not field.isEnabled() and around is not None and "to be reproduced" in around.toolTip()
    bench.panel.show_facts(FACTS)
    assert bench.panel.settings.fields["validation"].isEnabled()


def test_of_data_that_say_what_chooses_no_share_is_asked_for(bench: Bench) -> None:
    data = replace(FACTS.data, training=50, validation=20, is_divided=True)
    bench.panel.show_facts(replace(FACTS, data=data))
    field = bench.panel.settings.fields["validation"]
    around = field.parentWidget()
    assert not field.isEnabled() and around is not None and "say themselves which samples choose" in around.toolTip()
    assert data.parts(0.1) == data.parts(0.0) == (50, 20)


def test_nothing_is_promised_of_cancel_while_what_was_learnt_waits_for_room(bench: Bench) -> None:
    """It said that the best weights would be kept, and they were not."""
    bench.start()
    waits = Problem("", WAITS, {"reason": "No space left on device"}, Severity.WARNING)
    bench.trainer.progressed.emit(Progress(4, 30, 13, 20, 31.0, 12.0, HISTORY, warnings=(waits,)))
    assert bench.panel.status.note.words == "Cancel gives up what was learnt since the last checkpoint."
    bench.progress(history=HISTORY)
    assert bench.panel.status.note.words.startswith("Cancel keeps the best weights")
