"""Runs whose curves are drawn together, and the samples that a run has mistaken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands.editor import Editor
from app.document.file.file_format import open_document
from app.learn.mistaken import COLUMNS, ROWS
from app.learn.panel import LearnPanel
from app.learn.runs.run_columns import METHOD, NUMBER
from app.running.trainings.known_trainings import LOSS
from app.widgets.figure_table import PADDING
from engine.circuit.circuit import circuit
from tests.app.learn.bench import HISTORY, Bench, row_of
from tests.app.learn.staged import FACTS, Progress, StagedTrainer

COUNTS = np.diag(np.arange(10) + 20)
COUNTS[8, 1], COUNTS[2, 7] = 2, 30
MISTAKES = np.array([[1500, 8, 1], [1700, 8, 1], *([1440 + k, 2, 7] for k in range(30))])


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    made = Bench(qtbot)
    made.panel.show_facts(replace(FACTS, data=replace(FACTS.data, names=tuple("0123456789"))))  # type: ignore[type-var]
    return made


def train(bench: Bench, value: float = 0.5) -> None:
    bench.start()
    bench.trainer.end(replace(bench.outcome(value), confusion=COUNTS, mistakes=MISTAKES))


def press(bench: Bench, number: int, column: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    table = bench.panel.list
    area = table.visualRect(row_of(table, number).siblingAtColumn(column))
    place = area.center() if column else QPoint(area.left() + PADDING + 3, area.center().y())
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, place)


def drawn(bench: Bench) -> list[int]:
    return [training.number for training in bench.panel.trainings.shown]


def test_ctrl_and_the_square_and_space_draw_runs_together_and_leave_the_weights(bench: Bench) -> None:
    for value in (1.0, 2.0, 3.0):
        train(bench, value)
    steps = bench.editor.undo_stack.count()
    assert drawn(bench) == [3]
    press(bench, 1, METHOD, Qt.KeyboardModifier.ControlModifier)
    press(bench, 2, NUMBER)
    assert drawn(bench) == [3, 1, 2]
    curves = bench.panel.figures.results.accuracy
    assert [series.name for series in curves.series] == ["run 3", "run 1", "run 2"]
    assert [run.is_drawn for run in bench.panel.runs] == [True, True, True]
    table = bench.panel.list
    table.setFocus()
    table.setCurrentIndex(row_of(table, 1))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert drawn(bench) == [3, 2]
    assert bench.present_weight() == 3.0 and bench.editor.undo_stack.count() == steps
    bench.click_run(2)
    assert drawn(bench) == [2, 3] and bench.present_weight() == 2.0, "a click restores, and they change places"
    bench.start()
    assert drawn(bench)[0] == 4, "what is trained comes first"


def test_the_small_figures_and_the_views_have_one_source(bench: Bench) -> None:
    bench.start()
    (training,) = bench.panel.trainings.shown
    assert training.is_running and training.epochs == 30 and not training.history
    assert bench.panel.figures.progress.isVisibleTo(bench.panel)
    history = tuple(replace(epoch, validation_loss=2 * epoch.loss) for epoch in HISTORY)
    bench.trainer.progressed.emit(Progress(4, 30, 13, 20, 31.0, 12.0, history, confusion=COUNTS, mistakes=MISTAKES))
    (training,) = bench.panel.trainings.shown
    losses = training.of(LOSS)
    assert training.best == 2 and losses[1] == [2.4, 1.2, 0.8] and not training.tested
    figures = bench.panel.figures
    assert [list(series.values) for series in figures.results.loss.series] == [*losses]
    assert figures.part.words == "of the validation part" and figures.confusion.isVisibleTo(bench.panel)
    bench.trainer.end(replace(bench.outcome(0.5), history=history, confusion=COUNTS, mistakes=MISTAKES))
    assert bench.panel.trainings.shown[0].tested and not bench.panel.trainings.shown[0].is_running


def test_curves_of_a_training_that_ended_early_fill_the_room(bench: Bench) -> None:
    """Of 100,000 epochs that were ended after 400 the curves were a line at the edge."""
    bench.start()
    bench.progress()
    assert bench.panel.trainings.length == 30
    bench.trainer.finished.emit(bench.outcome(0.5, cancelled=True))
    assert bench.panel.trainings.length == len(HISTORY)


def test_a_click_on_a_mistake_shows_its_samples(bench: Bench, qtbot: QtBot) -> None:
    train(bench)
    matrix, popup = bench.panel.figures.confusion, bench.panel.looked_at.mistaken
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.area((3, 3)).center().toPoint())
    assert not popup.isVisible(), "right answers are no mistakes"
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.area((8, 1)).center().toPoint())
    qtbot.waitUntil(popup.isVisible)
    assert (popup.title.words, popup.about.words) == ("8 answered as 1", "2 of the test part, run 1")
    assert [tile.words for tile in popup.grid.tiles] == ["1500", "1700"] and popup.grid.isVisible()
    samples = circuit(bench.panel.runs[0].description).samples
    assert np.array_equal(popup.grid.tiles[1].brightness, np.uint8(samples.signal(1700).reshape(8, 8) * 255))
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    matrix.setFocus()
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.matrix.chosen == (2, 7)
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    qtbot.waitUntil(popup.isVisible)
    assert popup.more.words == "and 6 more" and len(popup.grid.tiles) == COLUMNS * ROWS
    popup.hide()


def test_mistakes_stay_with_the_project_and_an_older_one_says_that_it_kept_none(
    bench: Bench, qtbot: QtBot, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    train(bench)
    bench.editor.save(tmp_path / "a.spikeloom")
    editor = Editor()
    panel = LearnPanel(editor, StagedTrainer())
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)  # a window that comes to the front closes popups
    editor.load(open_document(tmp_path / "a.spikeloom"), tmp_path / "a.spikeloom")
    panel.look_at(1)
    (training,) = panel.trainings.shown
    popup = panel.looked_at.mistaken
    panel.trainings.asked.emit(training, 8, 1)
    qtbot.waitUntil(popup.isVisible)
    assert [tile.words for tile in popup.grid.tiles] == ["1500", "1700"] and popup.grid.isVisible()
    popup.hide()
    panel.trainings.asked.emit(replace(training, mistakes=None), 8, 1)
    assert popup.isVisible() and "not kept" in popup.more.words
    popup.hide()
