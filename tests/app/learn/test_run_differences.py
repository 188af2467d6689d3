"""Runs whose curves are drawn together are told apart by what differs; one may be ended now."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.kept_runs import KeptRun
from app.learn.runs.run_differences import RunDifferences, differing, reached
from app.learn.runs.training_runs import TrainingRun
from engine.learning.components.figures import Metric, TrainingState
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.network.description import NetworkDescription
from tests.app.learn.bench import HISTORY, Bench
from tests.patience import outwait_double_click

RATE = "Learning rate (0: by the inputs)"  # so that a 0 in its row explains itself


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def run(
    number: int, settings: Mapping[str, float | str], method: str = "surrogate_gradient", seed: int = 1
) -> TrainingRun:
    record = KeptRun(
        number, method, method, seed, settings, TrainingState.DONE, Metric.ACCURACY, len(HISTORY), 5.0, (("e1", 10),),
        {"test": 0.9 + number / 100, "best_validation": 0.8}, HISTORY, (), validation=0.1,
    )  # fmt: skip
    return TrainingRun(record, NetworkDescription(), None, TrainingState.DONE, epoch=len(HISTORY))


def test_only_what_differs_is_listed_and_what_was_left_alone_has_its_default() -> None:
    runs = [run(1, {"learning_rate": 0.01, "batch": 64.0}), run(2, {"batch": 64.0}), run(3, {"batch": 64.0}, seed=7)]
    default = f"{SurrogateGradient.parameters()['learning_rate'].default:g}"
    assert differing(runs[:2]) == [(RATE, "0.01", default)]
    assert differing(runs) == [("Seed", "1", "1", "7"), (RATE, "0.01", default, default)]
    assert differing([runs[1], run(4, {"batch": 64.0})]) == []
    assert reached(runs[:2])[1] == ("Test part", "91.0 %", "92.0 %")


def test_a_setting_that_only_one_method_has_is_unknown_of_the_other() -> None:
    rows = {row[0]: row[1:] for row in differing([run(1, {}), run(2, {}, "gone", seed=1)])}
    assert rows["Method"] == ("surrogate_gradient", "gone")
    assert rows[RATE][1] == "–" != rows[RATE][0]


def test_the_table_comes_with_a_second_curve_and_goes_with_it(bench: Bench) -> None:
    bench.start()
    bench.trainer.end(bench.outcome(0.1))
    assert not bench.panel.figures.differences.isVisible()
    intentions.set_training_value(bench.editor, "surrogate_gradient", "learning_rate", 0.5, "Rate")
    outwait_double_click()
    bench.start()
    bench.trainer.end(bench.outcome(0.2))
    bench.panel.show_beside(1)
    table = bench.panel.figures.differences
    assert table.isVisible() and [name for name, _ in table.shown.head] == ["", "run 2", "run 1"]
    assert table.shown.cells[0] == (RATE, "0.5", "0.002")
    bench.panel.show_beside(1)
    assert not table.isVisible()


def test_of_two_runs_both_are_in_sight_in_a_narrow_panel_and_tooltips_have_rows_whole(qtbot: QtBot) -> None:
    panel = RunDifferences()
    qtbot.addWidget(panel)
    panel.resize(300, 400)
    panel.show()
    panel.show_runs([run(1, {}, "a method of a long name"), run(2, {}, "another method of a long name")])
    last, room = panel.table.horizontalHeader(), panel.table.viewport().width()
    assert room - 3 <= last.length() <= room, "what is too wide gives way"
    tip = panel.shown.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Method: a method of a long name · another method of a long name"
    wide = last.sectionSize(1)
    panel.resize(900, 400)
    assert last.sectionSize(1) > wide and panel.table.viewport().width() > last.length(), "as wide as it wants"


def test_end_now_asks_the_trainer_once_and_can_still_be_cancelled(bench: Bench) -> None:
    bench.start()
    bench.progress()
    status = bench.panel.status
    assert status.end_early.isVisible()
    outwait_double_click()
    QTest.mouseClick(status.end_early, Qt.MouseButton.LeftButton)
    assert bench.trainer.ended_early == 1 and bench.trainer.cancelled == 0
    assert status.left.words == "ending…" and not status.end_early.isEnabled() and not status.pause.isEnabled()
    QTest.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    assert bench.trainer.cancelled == 1
    bench.trainer.end(bench.outcome(0.3))
    assert not status.end_early.isVisible()
    outwait_double_click()
    bench.start()
    assert status.end_early.isEnabled() and status.pause.isEnabled()


def test_two_runs_fill_the_width_of_the_panel(qtbot: QtBot) -> None:
    """At its right it stayed empty, beside tables that are as wide as the panel."""
    table = RunDifferences()
    qtbot.addWidget(table)
    table.resize(400, 400)
    table.show()
    table.show_runs([run(1, {}), run(2, {}, seed=7)])
    widths = [table.table.columnWidth(place) for place in range(3)]
    assert sum(widths) == table.table.viewport().width()
