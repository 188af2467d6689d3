"""Reducing weights as a person does: measure, click a row, take it back, open it again; and what a training needs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from app.document.elements import ArrayRef
from app.document.meaning.held_back import held_back_samples
from app.document.meaning.meaning import meaning
from app.i18n.memory_words import Needed, demand_words
from engine.learning.components.figures import TrainingState
from engine.learning.components.memory import MemoryDemand
from engine.learning.training.reducing import Remains, measured_reductions
from engine.network.values import Floats
from tests.app.learn.bench import Bench
from tests.app.seen import computes, scroll_area
from tests.patience import PATIENCE

FEW = 0.02  # of the training samples to measure by, where figures are not looked at


@pytest.fixture
def usual(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    made.panel.reducing.cancel.click()
    qtbot.waitUntil(lambda: not computes(made.panel.reducing))


@pytest.fixture
def bench(usual: Bench) -> Bench:
    intentions.set_training(usual.editor, "Validation", validation=FEW)
    usual.editor.undo_stack.clear()
    return usual


def _measured(bench: Bench, qtbot: QtBot) -> None:
    QTest.mouseClick(bench.panel.reducing.measure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(bench.panel.reducing.rows) == 25)
    qtbot.waitUntil(lambda: not computes(bench.panel.reducing))


def _choose(bench: Bench, row: int) -> None:
    table = bench.panel.reducing.table
    place = table.visualRect(table.shown.index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def _weights(bench: Bench) -> Floats:
    document = bench.editor.document
    reference = synapses_of(document.links[bench.link]).weight
    assert isinstance(reference, ArrayRef)
    return document.array(reference)


def test_a_click_restores_a_row_in_one_step_that_undo_takes_back(bench: Bench, qtbot: QtBot) -> None:
    section, document = bench.panel.reducing, bench.editor.document
    before = synapses_of(document.links[bench.link]).weight
    section.measure.setFocus()
    _measured(bench, qtbot)
    assert bench.panel.focusWidget() is section  # not the next control, which may be another panel's tab
    assert "validation part" in section.said.words
    assert section.table.applied == 0 and section.test.isEnabled(), "the weights as they are"
    assert [len(series.values) for series in section.curves.series] == [5] * 5
    steps = bench.editor.undo_stack.count()
    _choose(bench, 3)
    assert bench.editor.undo_stack.count() == steps + 1 and section.table.applied == 3
    kept = _weights(bench)
    assert np.count_nonzero(kept) == kept.size - int(0.6 * kept.size)
    _choose(bench, 3)
    assert bench.editor.undo_stack.count() == steps + 1
    _choose(bench, 7)
    assert section.table.applied == 7
    bench.editor.undo_stack.undo()
    assert section.table.applied == 3 and np.array_equal(_weights(bench), kept)
    assert section.said.words == "In the drawing now."
    bench.editor.undo_stack.undo()
    assert section.table.applied == 0 and section.said.words == "In the drawing now."
    assert synapses_of(document.links[bench.link]).weight == before and len(section.rows) == 25


def test_rows_of_other_weights_than_the_drawings_say_so_until_these_are_back(
    bench: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    """After a training, or when one was undone, the rows seemed to be of what the drawing had."""
    section, other = bench.panel.reducing, "The drawing has other weights now."
    bench.start()
    bench.trainer.end(bench.outcome(1.0))
    _measured(bench, qtbot)
    assert section.table.applied == 0 and other not in section.said.words
    bench.start()
    bench.trainer.end(bench.outcome(2.0))
    assert section.table.applied == -1 and section.said.words.endswith(other)
    assert "validation part" in section.said.words and not section.test.isEnabled()
    bench.editor.save(tmp_path / "net.spikeloom")
    bench.editor.load(Editor().document)
    bench.editor.open(tmp_path / "net.spikeloom")
    assert section.table.applied == -1 and section.said.words.endswith(other)
    bench.click_run(1)
    assert section.table.applied == 0 and other not in section.said.words


def test_another_seed_draws_other_weights(bench: Bench, qtbot: QtBot) -> None:
    section, settings = bench.panel.reducing, bench.editor.document.settings
    _measured(bench, qtbot)
    assert section.table.applied == 0
    intentions.set_settings(bench.editor, seed=settings.seed + 1)
    assert section.table.applied == -1
    bench.editor.undo_stack.undo()
    assert section.table.applied == 0


def test_the_words_of_a_row_have_room_in_bold_too(bench: Bench, qtbot: QtBot) -> None:
    """The row in use read “full precis…”."""
    section = bench.panel.reducing
    _measured(bench, qtbot)
    table, bold = section.table, QFontMetrics(theme().font(12, 600, tabular=True))
    for column in range(table.shown.columnCount()):
        words = [str(table.shown.index(row, column).data()) for row in range(25)]
        assert table.columnWidth(column) > max(map(bold.horizontalAdvance, words)) + theme().px(6)


def test_the_test_samples_are_asked_once_when_somebody_asks(bench: Bench, qtbot: QtBot) -> None:
    section = bench.panel.reducing
    _measured(bench, qtbot)
    _choose(bench, 3)
    assert section.rows[3].tested is None
    QTest.mouseClick(section.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: section.rows[3].tested is not None)
    assert "On the test samples" in section.said.words and not section.test.isEnabled()
    assert section.table.shown.index(3, 7).data() in section.said.words
    assert bench.editor.document.reduction is not None
    assert bench.editor.document.reduction.rows[3].tested == section.rows[3].tested


def test_rows_stay_when_the_network_changes_and_a_row_of_other_sizes_is_not_applied(bench: Bench, qtbot: QtBot) -> None:
    section = bench.panel.reducing
    _measured(bench, qtbot)
    intentions.set_size(bench.editor, [bench.output], 12)
    steps = bench.editor.undo_stack.count()
    _choose(bench, 3)
    assert bench.editor.undo_stack.count() == steps and "no longer of the same shape" in section.said.words
    intentions.set_size(bench.editor, [bench.output], 10)
    _choose(bench, 3)
    assert section.table.applied == 3


@pytest.mark.parametrize("wiring", ["wiring/all_to_all", "wiring/fixed_probability"])
def test_what_was_measured_is_kept_with_the_project_and_a_click_makes_a_rows_weights_again(
    bench: Bench, qtbot: QtBot, tmp_path: Path, wiring: str
) -> None:
    section, path = bench.panel.reducing, tmp_path / "net.spikeloom"
    intentions.set_wiring(bench.editor, (bench.link,), wiring)
    _measured(bench, qtbot)
    said = [section.table.shown.index(row, column).data() for row in range(25) for column in range(8)]
    _choose(bench, 13)
    wanted = _weights(bench).copy()
    bench.editor.undo_stack.undo()
    bench.editor.save(path)
    bench.editor.load(Editor().document)
    assert not section.rows and not section.table.isVisible()
    bench.editor.open(path)
    assert not bench.editor.is_modified and section.table.isVisible() and "validation part" in section.said.words
    assert [section.table.shown.index(row, column).data() for row in range(25) for column in range(8)] == said
    assert [len(series.values) for series in section.curves.series] == [5] * 5
    _choose(bench, 0)
    qtbot.waitUntil(lambda: section.table.applied == 0)
    _choose(bench, 13)
    qtbot.waitUntil(lambda: section.table.applied == 13)
    assert np.array_equal(_weights(bench), wanted)
    assert not [problem for problem in meaning(bench.editor.document).problems if problem.is_fatal]


def test_rows_that_come_after_another_project_was_opened_are_not_shown_there(bench: Bench, qtbot: QtBot) -> None:
    section = bench.panel.reducing
    QTest.mouseClick(section.measure, Qt.MouseButton.LeftButton)
    bench.editor.load(Editor().document)
    qtbot.waitUntil(lambda: not computes(section))
    QTest.qWait(50)
    assert not section.rows and bench.editor.document.reduction is None


def test_what_fails_after_another_project_was_opened_is_not_told_there(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened, section = threading.Event(), bench.panel.reducing

    def measured(*_given: object, **_how: object) -> object:
        opened.wait(PATIENCE / 1000)
        raise ZeroDivisionError

    monkeypatch.setattr("engine.learning.training.reducing.measured_reductions", measured)
    QTest.mouseClick(section.measure, Qt.MouseButton.LeftButton)
    bench.editor.load(Editor().document)
    opened.set()
    qtbot.waitUntil(lambda: "ZeroDivisionError" in caplog.text)
    qtbot.wait(50)
    assert section.said.words == ""


def test_nothing_is_measured_while_something_is_trained(bench: Bench) -> None:
    bench.start()
    bench.trainer.state_changed.emit(TrainingState.TRAINING)
    assert not bench.panel.reducing.measure.isEnabled()


def test_a_row_that_is_known_can_be_restored_while_others_are_measured_but_not_while_something_is_trained(
    bench: Bench, qtbot: QtBot
) -> None:
    section = bench.panel.reducing
    QTest.mouseClick(section.measure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(section.rows) > 1)
    _choose(bench, 1)
    assert section.table.applied == 1
    QTest.mouseClick(section.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not computes(section))
    bench.start()
    steps = bench.editor.undo_stack.count()
    _choose(bench, 0)
    assert bench.editor.undo_stack.count() == steps and section.said.words == "A training is under way."


def test_what_was_held_back_is_that_of_the_run_whose_weights_are_in_the_drawing(usual: Bench) -> None:
    """Reducing asked samples that these weights had been trained with, where the run had another seed."""
    bench, editor = usual, usual.editor
    assert held_back_samples(editor.document) == (editor.document.settings.seed, 0.1)
    intentions.set_training(editor, "Seed", seed=7, validation=0.25)
    bench.start()
    bench.trainer.end(bench.outcome(0.5))
    intentions.set_training(editor, "Seed", seed=8, validation=0.5)
    assert held_back_samples(editor.document) == (7, 0.25)
    intentions.set_weight(editor, (bench.link,), 0.25)
    assert held_back_samples(editor.document) == (8, 0.5), "as a training that was begun now would"


def test_reduced_weights_are_measured_again_on_what_their_training_held_back(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seed that the panel had by then chose other samples, which the weights had been trained with."""
    editor, held = bench.editor, list[Any]()

    def noted(*network: Any, **how: Any) -> Iterator[Remains]:
        held.append(how["held"])
        return measured_reductions(*network, **how)

    monkeypatch.setattr("engine.learning.training.reducing.measured_reductions", noted)
    intentions.set_training(editor, "Seed", seed=7, validation=0.03)
    bench.start()
    bench.trainer.end(bench.outcome(0.5))
    intentions.set_training(editor, "Seed", seed=8, validation=FEW)
    for row in (8, 13, 19):
        _measured(bench, qtbot)
        _choose(bench, row)
    assert held == [(7, 0.03)] * 3
    intentions.set_weight(editor, (bench.link,), 0.25)
    _measured(bench, qtbot)
    assert held[-1] == (8, FEW), "these are no run's"


def test_the_training_of_reduced_weights_is_known_by_what_a_project_keeps(bench: Bench, qtbot: QtBot) -> None:
    editor = bench.editor
    intentions.set_training(editor, "Seed", seed=7, validation=0.03)
    bench.start()
    bench.trainer.end(bench.outcome(0.5))
    intentions.set_training(editor, "Seed", seed=8, validation=FEW)
    _measured(bench, qtbot)
    _choose(bench, 8)
    assert held_back_samples(editor.document) == (7, 0.03)
    intentions.set_weight(editor, (bench.link,), 0.25)
    assert held_back_samples(editor.document) == (8, FEW), "these are no run's, reduced or not"


def test_measuring_can_be_cancelled(bench: Bench, qtbot: QtBot) -> None:
    section = bench.panel.reducing
    QTest.mouseClick(section.measure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(section.rows))
    content = scroll_area(section).widget()
    assert content is not None and content.minimumSizeHint().width() <= bench.panel.width(), "nothing is cut"
    QTest.mouseClick(section.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not computes(section))
    assert len(section.rows) < 25 and section.measure.isEnabled() and section.measure.isVisible()


WHOLE = MemoryDemand(1_300_000_000, 2500, 2500, length=228)
LARGE, LEAST = MemoryDemand(190_000_000, 2500, 228, 1.3, 228), MemoryDemand(60_000_000, 2500, 50, 1.3, 50)
CUT = MemoryDemand(8_300_000, 400, 20, length=20)


@pytest.mark.parametrize(
    ("needed", "words"),
    [
        (Needed((WHOLE, LARGE), WHOLE, 2 << 30, 2 << 30),
         "Needs 1.3 GB: 2,500 steps; in 11 segments: 190 MB, about 1.3 × the time, same result."),
        (Needed((WHOLE, LARGE), LARGE, 2 << 30, 1 << 29),
         "Needs 190 MB: 2,500 steps in 11 segments, about 1.3 × the time, same result; all at once: 1.3 GB."),
        (Needed((WHOLE, LARGE, LEAST), LEAST, 50_000_000, 1 << 40),
         "Needs 60 MB: 2,500 steps in 50 segments, about 1.3 × the time; all at once: 1.3 GB; "
         "in 11 segments: 190 MB, about 1.3 × the time, same result. That is more than the budget of 50 MB."),
        (Needed((CUT,), CUT, 1 << 30, 1 << 30),
         "Needs 8.3 MB: 20 of 400 steps at a time."),
        (Needed((MemoryDemand(3_000_000),), MemoryDemand(3_000_000), 1 << 30, 1 << 30), "Needs 3.0 MB."),
        (Needed((MemoryDemand(10**300),), MemoryDemand(10**300), 3_000_000, 1 << 30),
         "Needs more than 1,000,000 GB. That is more than the budget of 3.0 MB."),
        (Needed((MemoryDemand(3_000_000),), MemoryDemand(3_000_000), 1 << 30, 1 << 20),
         "Needs 3.0 MB. Only 1.0 MB is free now."),
        (
            Needed((MemoryDemand(90_000_000, 100, 100, length=100), MemoryDemand(20_000_000, 100, 10, 1.3, 10)),
                   MemoryDemand(90_000_000, 100, 100, length=100), 1 << 30, 30_000_000),
            "Needs 90 MB: 100 steps; in 10 segments: 20 MB, about 1.3 × the time. Only 30 MB is free now. "
            "Close other programs, or set a memory budget of 20 MB, with which it goes in segments.",
        ),
    ],
)  # fmt: skip
def test_what_a_training_needs_is_said_in_every_way_that_it_can_be_done(needed: Needed, words: str) -> None:
    assert demand_words(needed) == words


def test_the_line_follows_the_method_and_its_settings(bench: Bench, qtbot: QtBot) -> None:
    panel = bench.panel
    with qtbot.waitSignal(panel.facts_known):
        panel.asking.ask()
    panel.methods.buttons["smoothed_model"].click()
    qtbot.waitUntil(lambda: panel.needs.isVisible())
    before = panel.needs.words
    assert before.startswith("Needs ") and "segments" in before
    field = panel.settings.fields["batch"]
    field.edited.emit(512.0, "typed")
    qtbot.waitUntil(lambda: panel.needs.words != before)
