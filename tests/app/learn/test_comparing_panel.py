"""Comparing methods in the Learn panel, with a trainer whose every step the test decides."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.commands.editor import Editor
from app.document.kept_reductions import ReducedRow
from app.i18n import time_words
from app.i18n.comparison_words import figure_words, spread_words
from app.learn import reduction_words
from app.learn.runs import keeping
from app.learn.setup.inquiry import MethodFacts
from app.widgets.fields.quantity_field import QuantityField
from engine.learning.components.figures import Metric, TrainingState
from engine.learning.training.comparing import ComparedRun, Spread
from engine.learning.training.costs import Cost
from engine.problems import Problem, Severity, declare
from tests.app.file_answers import answer_with
from tests.app.learn.bench import HISTORY, Bench, numbers_in, row_of
from tests.app.learn.staged import EPOCHS, FACTS, Outcome, Progress

NEVER = declare("staged comparison", "The output of {element} is no leaky integrator.", "Choose another neuron.")
BROKEN = declare("staged breakage", "The loss of {element} is not a number.", "Lower the learning rate.")
LONG = "A method with a name that is longer than any column of a narrow panel"
METHODS = (
    FACTS.methods[0],
    MethodFacts("second", LONG, "It learns.", "", {"epochs": EPOCHS}),
    MethodFacts("eprop", "e-prop", "Online.", "No leaky integrator.", problem=Problem("", NEVER, {"element": "Out"})),
)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    made.panel.show_facts(replace(FACTS, methods=METHODS))
    QTest.qWait(1)
    yield made


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def outcome(bench: Bench, quality: float, cancelled: bool = False) -> Outcome:
    assert bench.trainer.asked is not None
    _, method, settings, seed = bench.trainer.asked
    title = next(facts.title for facts in METHODS if facts.key == method)
    state = TrainingState.CANCELLED if cancelled else TrainingState.DONE
    row = ComparedRun(
        method, title, state, seed, Metric.ACCURACY, quality, quality, 3, 5.0, 2e6, Cost(10.0, 2000.0, 0.0), settings
    )
    return replace(bench.outcome(quality, cancelled), accuracy=quality, row=row)


def end(bench: Bench, quality: float, cancelled: bool = False) -> None:
    """The training under way ends, and the next begins."""
    before = len(bench.panel.runs)
    bench.trainer.end(outcome(bench, quality, cancelled))
    QTest.qWait(20)
    assert cancelled or bench.trainer.is_running == (len(bench.panel.runs) > before)


def cells(bench: Bench) -> list[list[str]]:
    return [list(line[:3]) for line in bench.panel.compared.shown.cells]


def table(bench: Bench) -> list[list[str]]:
    return [list(line) for line in bench.panel.compared.shown.cells]


def compare(bench: Bench, seeds: str = "2") -> None:
    field = bench.panel.comparison.seeds
    press(field)
    QTest.keyClicks(field, seeds)
    QTest.keyClick(field, Qt.Key.Key_Return)
    bench.editor.undo_stack.clear()
    press(bench.panel.comparison.start)


def test_methods_and_seeds_are_trained_in_a_row_and_the_best_is_marked(bench: Bench) -> None:
    assert list(bench.panel.comparison.boxes) == ["surrogate_gradient", "second"]
    assert bench.panel.comparison.start.text() == "Train 6 times"
    compare(bench)
    asked = []
    for quality in (0.90, 0.94, 0.95, 0.97):
        assert bench.trainer.asked is not None
        asked.append(bench.trainer.asked[1::2])
        assert bench.panel.status.title.words == f"Comparing: {len(asked)} of 4"
        end(bench, quality)
    assert asked == [("surrogate_gradient", 1), ("surrogate_gradient", 2), ("second", 1), ("second", 2)]
    assert cells(bench) == [
        ["Surrogate gradient", "2", "92.0 ± 2.8 %"],
        [f"{LONG} *", "2", "96.0 ± 1.4 %"],
    ]
    assert not bench.panel.compared.reasons.isVisible(), "why others do not fit is read in the list of methods"
    press(bench.panel.compared.copy)
    assert "e-prop: The output of Out is no leaky integrator." in QGuiApplication.clipboard().text()
    assert not bench.trainer.is_running and bench.panel.status.start.isVisible()


def test_nothing_is_put_into_the_document_until_a_run_is_clicked(bench: Bench) -> None:
    compare(bench, "1")
    end(bench, 0.25)
    end(bench, 0.5)
    assert bench.present_weight() is None and bench.editor.undo_stack.count() == 0
    QTest.qWait(1)
    bench.click_run(1)
    assert bench.present_weight() == 0.25
    bench.editor.undo_stack.undo()
    assert bench.present_weight() is None


def test_a_row_is_there_as_soon_as_its_training_has_ended_and_cancel_keeps_it(bench: Bench) -> None:
    compare(bench)
    assert not bench.panel.compared.isVisible(), "there is nothing to be compared yet"
    bench.progress()
    assert bench.panel.status.left.words == "this one: 12 s left", "and not all that wait"
    end(bench, 0.9)
    assert bench.panel.compared.isVisible()
    assert cells(bench) == [["Surrogate gradient", "1", "90.0 %"]]
    assert not bench.panel.comparison.start.isEnabled()
    press(bench.panel.status.cancel)
    assert bench.trainer.cancelled == 1
    end(bench, 0.5, cancelled=True)
    assert not bench.trainer.is_running and len(bench.panel.runs) == 2
    assert cells(bench) == [["Surrogate gradient", "1", "90.0 %"]]
    assert bench.panel.comparison.start.isEnabled()


def test_what_fails_is_said_and_the_next_goes_on_once_however_many_reasons_it_had(bench: Bench) -> None:
    compare(bench, "1")
    bench.trainer.is_running = False
    for element in ("one", "two"):
        bench.trainer.failed.emit(Problem(bench.output, BROKEN, {"element": element}))
    QTest.qWait(20)
    assert len(bench.panel.runs) == 2 and bench.trainer.is_running
    message = bench.panel.messages.banner
    assert message is not None and "not a number" in message.title.words
    end(bench, 0.9)
    assert cells(bench) == [[LONG, "1", "90.0 %"]]
    assert "Surrogate gradient: The loss of" in bench.panel.compared.reasons.words


def test_a_method_that_is_not_checked_is_left_out_and_none_is_no_comparison(bench: Bench) -> None:
    choice = bench.panel.comparison
    press(choice.boxes["second"])
    bench.panel.show_facts(replace(FACTS, methods=METHODS))
    assert not choice.boxes["second"].isChecked() and choice.start.text() == "Train 3 times"
    choice.boxes["surrogate_gradient"].setChecked(False)
    assert not choice.start.isEnabled() and choice.start.toolTip() == "Check a method to compare."


def test_the_comparison_is_copied_and_saved(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(bench, "1")
    end(bench, 0.9)
    end(bench, 0.8)
    press(bench.panel.compared.copy)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Method", "Seeds", "Test"]
    assert lines[1].split("\t")[:3] == ["Surrogate gradient *", "1", "90.0 %"]
    answer_with(monkeypatch, tmp_path / "table")
    press(bench.panel.compared.save)
    assert bench.panel.compared.said.words == "Written: table.csv"
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["state"] for row in rows if row["row"] == "run"] == ["does not fit", "done", "done"]
    assert rows[1]["energy_nj"] == repr(2000.0 * 0.9 / 1000)
    answer_with(monkeypatch, tmp_path / "no" / "t.csv")
    press(bench.panel.compared.save)
    assert "There is no folder" in bench.panel.compared.said.words


def test_runs_are_kept_with_the_project_and_a_click_restores_them_after_it_was_opened_again(
    bench: Bench, tmp_path: Path
) -> None:
    compare(bench, "1")
    end(bench, 0.25)
    end(bench, 0.5)
    assert bench.editor.is_modified and bench.editor.undo_stack.is_clean
    bench.editor.save(tmp_path / "net.spikeloom")
    assert not bench.editor.is_modified
    bench.editor.load(Editor().document)
    assert not bench.panel.runs
    bench.editor.open(tmp_path / "net.spikeloom")
    assert numbers_in(bench.panel.list) == [2, 1]
    said = [str(row_of(bench.panel.list, 1).siblingAtColumn(column).data()) for column in range(11)]
    assert said[1:] == [
        "Surrogate gradient", "96.4 %", "25.0 %", "3", "0:52", "152", "1", "1.9 MiB", "2,000", "1.8 nJ"
    ]  # fmt: skip
    assert bench.present_weight() is None and not bench.editor.is_modified
    bench.panel.show_facts(replace(FACTS, methods=METHODS))
    QTest.qWait(1)
    bench.click_run(1)
    assert bench.present_weight() == 0.25
    assert bench.panel.provenance["test_accuracy"] == 0.25
    assert not bench.panel.status.resume.isVisible()
    bench.editor.undo_stack.undo()
    assert bench.present_weight() is None
    bench.start()
    assert bench.panel.runs[-1].number == 3


def test_a_warning_of_one_of_several_trainings_says_whose_it_is_and_moves_nothing(bench: Bench) -> None:
    """The results went out of sight each time that a training warned, and nobody knew which."""
    bench.panel.resize(420, 500)
    compare(bench)
    bar = bench.panel.findChild(QScrollArea).verticalScrollBar()
    bar.setValue(before := bar.maximum() // 2)
    told = Problem(bench.output, BROKEN, {"element": "Output"}, Severity.WARNING)
    bench.trainer.progressed.emit(Progress(2, 30, 1, 20, 1.0, 12.0, HISTORY[:1], warnings=(told,)))
    message = bench.panel.messages.banner
    assert message is not None
    assert message.title.words == "Surrogate gradient, seed 1: The loss of Output is not a number."
    QTest.qWait(20)
    assert bar.value() >= before > 0, "what is read stays where it is"
    end(bench, 0.9)
    bench.progress()
    assert bench.panel.messages.banner is None


def test_the_newest_comparison_is_kept_with_the_project(bench: Bench, tmp_path: Path) -> None:
    """Means and deviations of an hour of training were gone once the project was closed; its runs alone stayed."""
    for qualities in ((0.1, 0.2, 0.3, 0.4), (0.90, 0.94, 0.95, 0.97)):
        compare(bench)
        for quality in qualities:
            end(bench, quality)
    bench.start()
    bench.trainer.end(bench.outcome(0.1))
    before, figures = table(bench), bench.panel.compared.shown.head
    bench.editor.save(tmp_path / "net.spikeloom")
    bench.editor.load(Editor().document)
    bench.panel.show_facts(FACTS)
    assert not bench.panel.compared.isVisible()
    bench.editor.open(tmp_path / "net.spikeloom")
    assert not bench.panel.compared.isVisible(), "that takes what the methods bring, which are still asked"
    bench.panel.show_facts(replace(FACTS, methods=METHODS))
    assert bench.panel.compared.isVisible()
    assert table(bench) == before and bench.panel.compared.shown.head == figures
    assert before[1][:3] == [f"{LONG} *", "2", "96.0 ± 1.4 %"]


def test_of_large_runs_the_newest_keep_their_weights(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 10 * 64 * 8)
    compare(bench, "1")
    end(bench, 0.25)
    end(bench, 0.5)
    assert [len(run.arrays) for run in bench.editor.document.runs] == [0, 1]
    assert [run.figures["test"] for run in bench.editor.document.runs] == [0.25, 0.5]


def test_another_document_ends_the_comparison(bench: Bench) -> None:
    compare(bench)
    end(bench, 0.9)
    bench.editor.load(Editor().document)
    assert not bench.panel.compared.isVisible()
    assert not bench.panel.runs


def test_what_would_be_nothing_is_written_in_a_finer_unit() -> None:
    """It was 0.0 s."""
    assert [figure_words("seconds", value) for value in (0.0, 0.0004, 0.03, 0.05, 1.25)] == [
        "0.0 s", "0.4 ms", "30 ms", "0.1 s", "1.2 s"
    ]  # fmt: skip
    assert spread_words("preparing", Spread(0.02, 0.003)) == "20 ± 3 ms"
    assert [figure_words("energy_nj", value) for value in (0.0, 0.0009, 0.03, 0.3)] == [
        "0.0 nJ", "0.9 pJ", "30 pJ", "0.3 nJ"
    ]  # fmt: skip
    assert figure_words("memory_mib", 0.02) == "20 KiB"
    assert reduction_words.cells(ReducedRow("full", 0.0, 0.5, 1.0, 300.0, 0.27, 16), "accuracy")[-1] == "16 B"
    assert [time_words.duration(seconds) for seconds in (0.0, 0.0301, 0.06)] == ["0.0 s", "30 ms", "0.1 s"]


def test_methods_with_unequal_epochs_are_told_apart_before_and_none_is_marked_after(bench: Bench) -> None:
    """3 epochs were set for one method, the others had their 30, and the best of these was marked."""
    choice = bench.panel.comparison
    assert choice.unfair.isHidden()
    field = bench.panel.settings.fields["epochs"]
    assert isinstance(field, QuantityField)
    press(field)
    QTest.keyClicks(field, "3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    expected = f"Not equally many epochs (3: Surrogate gradient; 30: {LONG}): no method is marked as the best."
    assert choice.unfair.words == expected and not choice.unfair.isHidden()
    compare(bench, "1")
    end(bench, 0.8)
    end(bench, 0.9)
    compared = bench.panel.compared
    assert compared.unfair.words == expected and not compared.unfair.isHidden()
    assert not any(cell.endswith("*") for row in compared.shown.cells for cell in row[:1])
    press(compared.copy)
    assert expected in QGuiApplication.clipboard().text()
    press(field)
    QTest.keyClicks(field, "30")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert choice.unfair.isHidden()


def test_methods_with_equal_epochs_are_compared_as_before(bench: Bench) -> None:
    compare(bench, "1")
    end(bench, 0.8)
    end(bench, 0.9)
    compared = bench.panel.compared
    assert compared.unfair.isHidden() and [cell[0][-1] == "*" for cell in compared.shown.cells] == [False, True]
