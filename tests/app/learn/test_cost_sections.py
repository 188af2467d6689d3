"""What a sample and a training step cost, as a person asks for it: counted, priced by other numbers, measured."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import copying, intentions
from app.document.meaning.meaning import meaning
from app.i18n.energy_words import energy_words, step_columns
from app.learn.costs.energy import EnergySection
from app.learn.costs.layer_table import LayerTable
from app.learn.costs.step import StepSection
from app.preferences import Preferences
from engine.learning.components.figures import TrainingState
from engine.learning.training import evaluation
from engine.learning.training.energy import NUMBERS, EnergyModel, total
from engine.learning.training.evaluation import EvaluationCancelled, evaluate
from tests.app.learn.bench import Bench


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    for section in (made.panel.costs.energy, made.panel.costs.step):
        section.cancel.click()
        qtbot.waitUntil(section.cancel.isHidden)


def _click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _counted(bench: Bench, qtbot: QtBot) -> EnergySection:
    section = bench.panel.costs.energy
    _click(section.measure)
    qtbot.waitUntil(lambda: section.costs is not None and section.measure.isVisible())
    return section


def test_a_click_tells_what_a_sample_costs_layer_by_layer(bench: Bench, qtbot: QtBot) -> None:
    section = bench.panel.costs.energy
    assert section.bars.isHidden() and section.table.isHidden() and section.said.isHidden()
    _counted(bench, qtbot)
    document = bench.editor.document
    costs = evaluate(meaning(document).description, seed=document.settings.seed).costs
    assert costs is not None
    cells = section.table.shown.cells
    assert [row[1] for row in cells] == [energy_words(one.energy(EnergyModel())) for one in costs.spiking] + [
        energy_words(total(costs.spiking).energy(EnergyModel()))
    ]
    assert "→" in cells[0][0] and cells[-1][0] == "All layers"
    assert section.table.shown.marked == {len(cells) - 1}
    assert [bar.name for bar in section.bars.bars] == [row[0] for row in cells[:-1]]
    assert energy_words(total(costs.twin).energy(EnergyModel())) in section.said.words
    qtbot.waitUntil(lambda: not section.bars.size().isEmpty())  # its place is found a moment later
    assert not section.bars.grab().isNull()


def test_other_numbers_price_anew_what_was_counted_once(bench: Bench, qtbot: QtBot) -> None:
    section = _counted(bench, qtbot)
    before = section.table.shown.cells[-1][1]
    _click(section.open)
    fields = section.numbers.fields
    assert list(fields) == list(NUMBERS) and all(field.isVisible() for field in fields.values())
    kept: list[dict[str, float]] = []
    section.numbers.changed.connect(kept.append)
    fields["sram_8k"].type_anew("1")
    QTest.keyClick(fields["sram_8k"], Qt.Key.Key_Return)
    assert kept == [{"sram_8k": 1.0}]
    assert section.table.shown.cells[-1][1] != before
    assert "64 bits of a memory of 8 KiB, pJ = 1." in section.said.words
    QTest.qWait(1)  # the button has its place
    _click(section.numbers.back)
    assert kept[-1] == {}
    assert section.table.shown.cells[-1][1] == before and section.numbers.back.isHidden()


def test_numbers_that_cannot_be_are_refused_in_their_field(bench: Bench, qtbot: QtBot) -> None:
    section = bench.panel.costs.energy
    _click(section.open)
    field = section.numbers.fields["add"]
    field.type_anew("-1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.is_wrong and section.numbers.own == {}


def test_kept_numbers_that_mean_nothing_are_left_out(bench: Bench) -> None:
    numbers = bench.panel.costs.energy.numbers
    numbers.set_numbers({"add": 0.1, "subtract": 1.0, "multiply": -1.0, "dram": float("inf")})
    assert numbers.own == {"add": 0.1}


def test_a_change_of_the_drawing_is_said_beside_what_was_counted(bench: Bench, qtbot: QtBot) -> None:
    section = _counted(bench, qtbot)
    assert "has changed" not in section.said.words
    intentions.set_arrays(bench.editor, {(bench.link, "weight"): np.full((10, 64), 0.5)}, "Weights")
    assert "has changed" in section.said.words
    _counted(bench, qtbot)
    qtbot.waitUntil(lambda: "has changed" not in section.said.words)


def test_counting_may_be_given_up_and_says_why_it_cannot_be(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    section, waits = bench.panel.costs.energy, threading.Event()

    def counted(*_given: object, **_how: object) -> None:
        waits.wait(10)
        raise EvaluationCancelled

    monkeypatch.setattr(evaluation, "evaluate", counted)
    _click(section.measure)
    assert section.cancel.isVisible() and not section.measure.isVisible()
    _click(section.cancel)
    waits.set()
    qtbot.waitUntil(lambda: section.measure.isVisible())
    assert section.costs is None and section.said.isHidden()
    monkeypatch.undo()
    copying.delete(bench.editor, [bench.link])
    _click(section.measure)
    qtbot.waitUntil(lambda: section.measure.isVisible() and section.said.isVisible())
    assert section.costs is None and section.said.words


def test_a_click_measures_a_step_of_the_method_that_is_chosen(bench: Bench, qtbot: QtBot) -> None:
    section: StepSection = bench.panel.costs.step
    weights = bench.editor.document.links[bench.link].synapses
    steps = bench.editor.undo_stack.count()
    _click(section.measure)
    qtbot.waitUntil(lambda: section.costs is not None and section.measure.isVisible())
    cells = section.table.shown.cells
    assert [row[0] for row in cells][-3:] == ["Optimizer", "Loss, rest", "Whole step"]
    assert cells[-1][3] == "100 %"
    assert bench.editor.document.links[bench.link].synapses == weights
    assert bench.editor.undo_stack.count() == steps
    intentions.set_training_value(bench.editor, "surrogate_gradient", "batch", 16.0, "Batch", None)
    assert "have changed" in section.said.words


def test_nothing_is_measured_while_something_is_trained(bench: Bench) -> None:
    sections = bench.panel.costs.energy, bench.panel.costs.step
    bench.trainer.is_running = True
    bench.trainer.state_changed.emit(TrainingState.TRAINING)
    for section in sections:
        assert not section.measure.isEnabled() and "training" in section.measure.toolTip()
        section.start()
        assert not section.cancel.isVisible()
    bench.trainer.is_running = False
    bench.trainer.state_changed.emit(TrainingState.IDLE)
    assert all(section.measure.isEnabled() for section in sections)


def test_numbers_are_kept_with_the_preferences(qtbot: QtBot, tmp_path: Path) -> None:
    kept = Preferences(tmp_path)
    kept.set(energy={"multiply": 3.1})
    made = Composition(kept, recovery=tmp_path / "recovery")
    numbers = made.learn.costs.energy.numbers
    assert numbers.own == {"multiply": 3.1}
    numbers.changed.emit({"add": 0.1})
    assert Preferences(tmp_path).choices.energy == {"add": 0.1}
    made.window.close()
    made.close()


def test_numbers_of_ones_own_are_called_as_their_fields_are(bench: Bench, qtbot: QtBot) -> None:
    """The window said “add = 5”, which is the word of a command."""
    section = _counted(bench, qtbot)
    section.numbers.set_numbers({"add": 5.0, "multiply": 4.0})
    section.numbers.changed.emit({})
    assert "With numbers of your own: addition or comparison, pJ = 5; multiplication, pJ = 4." in section.said.words


def test_every_layer_of_ten_is_seen_without_a_scroll_bar_within_that_of_the_panel(qtbot: QtBot) -> None:
    """Thirteen rows of a step scrolled for themselves, and the wheel that should have moved the panel moved them."""
    table = LayerTable("")
    qtbot.addWidget(table)
    table.show_layers(step_columns(), [[f"Layer {row}", "1.00", "1.00", "1 %", "–"] for row in range(20)])
    table.show()
    qtbot.waitExposed(table)
    assert not table.verticalScrollBar().isVisible() and table.verticalScrollBar().maximum() == 0
    assert "Forward, ms" in [table.model().headerData(1, Qt.Orientation.Horizontal)]
