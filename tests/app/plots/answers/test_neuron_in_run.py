"""What a run does with the selected neuron, in its phase plane and on its f–I curve."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.making.sketch import Sketch
from app.document.meaning.meaning import meaning
from app.help.model_card import ModelCardPage
from app.plots.answers.neuron_answers import TICK, NeuronAnswers
from app.plots.base.time_range import TimeRange
from app.plots.sources.source import PlotSource
from app.running.run import Run
from app.running.simulated import RunSettings
from app.widgets.pictures.plane_signs import PlaneSign

SPEED = RunSettings(speed=0.0)


class Stage:
    """Two populations under a bias, one of them driven by the other too, with a panel and a run."""

    def __init__(self) -> None:
        sketch = Sketch("Live", resolution=0.1)
        self.first = sketch.node(
            "neurons/adaptive_exponential_integrate_and_fire", "First", (0, 0), 3, parameters={"bias": 700.0}
        )
        self.second = sketch.node("neurons/leaky_integrate_and_fire", "Second", (300, 0), 2, parameters={"bias": 300.0})
        link = {"weight": 50.0}
        self.link = sketch.link(self.first, self.second, **link)
        self.editor = Editor()
        self.editor.load(sketch.document)
        self.run, self.range = Run(), TimeRange()
        self.source = PlotSource(self.run, self.editor.document)
        self.answers = NeuronAnswers(self.editor, self.source, self.range)
        self.page = ModelCardPage("", self.answers)

    def go(self, qtbot: QtBot, until: float) -> None:
        """Let the run stand still at ``until`` ms."""
        if self.run.state == "idle":
            self.run.start(meaning(self.editor.document).description, SPEED, paused=True)
            qtbot.waitUntil(lambda: self.run.state == "paused")
        self.run.resume(until)
        qtbot.waitUntil(lambda: self.source.latest >= until)
        qtbot.waitUntil(lambda: self.run.state == "paused")

    def select(self, qtbot: QtBot, id: str) -> None:
        self.editor.selection.set([id])
        self.settle(qtbot)

    def settle(self, qtbot: QtBot) -> None:
        answers = self.answers
        qtbot.waitUntil(lambda: not answers.asking.is_busy)


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    apply(qapp, theme())
    stage = Stage()

    def settled(page: ModelCardPage) -> None:
        page.hide()
        qtbot.waitUntil(lambda: not stage.answers.asking.is_busy)

    qtbot.addWidget(stage.page, before_close_func=settled)
    stage.page.resize(400, 1400)
    with qtbot.waitExposed(stage.page):
        stage.page.show()
    yield stage
    stage.run.close()


def test_the_orbit_of_the_run_is_drawn_and_looks_back_with_the_views(stage: Stage, qtbot: QtBot) -> None:
    stage.select(qtbot, stage.first)
    plane = stage.answers.phase.plane
    assert PlaneSign.LIVE not in plane.signs()
    stage.go(qtbot, 300.0)
    qtbot.waitUntil(lambda: len(plane.live.x) > 2900)
    assert PlaneSign.LIVE in plane.signs()
    whole = plane.live
    assert np.allclose(whole.x[whole.jumps], -60.0, atol=0.2), "each jump ends at the reset"
    assert len(whole.jumps) == len(spikes(stage, stage.first, 0))
    stage.range.point_at(100.0)
    qtbot.waitUntil(lambda: len(plane.live.x) < 1100)
    assert plane.live.x[-1] == whole.x[len(plane.live.x) - 1], "it ends at the cursor"
    stage.range.point_at(None)
    stage.range.show(0.0, 200.0)
    qtbot.waitUntil(lambda: 1900 < len(plane.live.x) < 2100)
    stage.range.follow()
    qtbot.waitUntil(lambda: len(plane.live.x) > 2900)


def test_what_is_fitted_holds_what_the_run_does_and_a_hand_that_chose_is_left_alone(stage: Stage, qtbot: QtBot) -> None:
    intentions.set_parameter(stage.editor, [stage.first], "bias", 4000.0)
    stage.select(qtbot, stage.first)
    plane = stage.answers.phase.plane
    (_, _), (_, before) = plane.fitted_ranges

    def holds_all() -> bool:
        ways = zip(plane.fitted_ranges, (plane.live.x, plane.live.y), strict=True)
        return all(low <= values.min() and values.max() <= high for (low, high), values in ways)

    stage.go(qtbot, 300.0)
    qtbot.waitUntil(lambda: len(plane.live.x) > 2900)
    assert plane.live.y.max() > before, "it adapts more than in the response"
    qtbot.waitUntil(holds_all)
    stage.settle(qtbot)
    narrow = ((-60.0, -50.0), (0.0, 10.0))
    plane.see(narrow)
    stage.go(qtbot, 400.0)
    QTest.qWait(200)
    assert plane.seen == narrow
    QTest.keyClick(plane, Qt.Key.Key_Home)
    assert not plane.seen
    qtbot.waitUntil(holds_all)


def spikes(stage: Stage, id: str, neuron: int) -> np.ndarray:  # type: ignore[type-arg]
    found = stage.source.frames.spikes(id)
    return found.steps[found.neurons == neuron]


def test_the_run_is_the_same_with_and_without_a_look_at_it(stage: Stage, qtbot: QtBot) -> None:
    stage.go(qtbot, 200.0)
    unseen = stage.source.frames.spikes(stage.second)
    stage.run.reset()
    qtbot.waitUntil(lambda: stage.run.state == "paused" and not stage.source.latest)
    stage.select(qtbot, stage.second)
    stage.go(qtbot, 200.0)
    seen = stage.source.frames.spikes(stage.second)
    assert np.array_equal(unseen.steps, seen.steps)
    assert np.array_equal(unseen.neurons, seen.neurons)


def test_another_neuron_of_the_run_is_chosen_by_its_number(stage: Stage, qtbot: QtBot) -> None:
    stage.select(qtbot, stage.first)
    stage.go(qtbot, 50.0)
    field = stage.answers.phase.neuron
    qtbot.waitUntil(field.isVisible)
    assert field.value == 0
    field.setFocus()
    QTest.keyClicks(field, "2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stage.source.chosen.of(stage.first).tolist() == [2]
    QTest.keyClicks(field, "9999")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.is_wrong and stage.answers.phase.objection.isVisible(), "it was marked, and nothing was said"
    assert "at most" in stage.answers.phase.objection.words
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert stage.answers.phase.objection.isHidden() and field.value == 2
    assert stage.source.chosen.of(stage.first).tolist() == [2]
    stage.go(qtbot, 100.0)
    qtbot.waitUntil(lambda: len(stage.answers.phase.plane.live.x) > 0)
    assert len(stage.answers.phase.plane.live.x) < 600, "what it did before was not recorded"


def test_a_neuron_that_is_chosen_in_another_view_is_followed_and_marked_in_it_when_chosen_here(
    stage: Stage, qtbot: QtBot
) -> None:
    """The phase plane stayed at the neuron that is traced, whatever row of the statistics was chosen."""
    chosen, field = stage.source.chosen, stage.answers.phase.neuron
    stage.go(qtbot, 50.0)
    chosen.choose(stage.first, (2,))
    stage.select(qtbot, stage.first)
    qtbot.waitUntil(lambda: field.isVisible() and field.value == 2)  # chosen before it was looked at
    chosen.choose(stage.first, (1, 2))
    qtbot.waitUntil(lambda: field.isVisible() and field.value == 1)  # of several the first
    chosen.choose(stage.second, (0,))
    qtbot.wait(3 * TICK)
    assert field.value == 1, "one of another population"
    field.setFocus()
    QTest.keyClicks(field, "2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.wait(3 * TICK)
    assert field.value == 2 and chosen.of(stage.first).tolist() == [2]


def test_rate_and_mean_input_are_marked_on_the_curve(stage: Stage, qtbot: QtBot) -> None:
    """The mean input is the bias and what the synapse brings: weight times time constant times the source's rate."""
    stage.select(qtbot, stage.second)
    stage.go(qtbot, 1000.0)
    curve = stage.answers.curve
    qtbot.waitUntil(lambda: curve.measured is not None and curve.measured[0] is not None)
    assert curve.measured is not None
    current, rate = curve.measured
    count = len(stage.source.frames.spikes(stage.second).steps)
    assert rate == pytest.approx(count / 2)
    arrived = 3 * len(spikes(stage, stage.first, 0))
    assert current == pytest.approx(300.0 + 50.0 * 5.0 * arrived / 1000.0, rel=0.02)
    assert "mean input of" in stage.answers.in_run.words


def test_a_run_that_ends_before_the_next_look_was_recorded_from_its_start(stage: Stage, qtbot: QtBot) -> None:
    stage.select(qtbot, stage.second)
    stage.run.start(meaning(stage.editor.document).description, SPEED, paused=True)
    stage.run.resume(100.0)
    while stage.run.status().step < 1000:
        time.sleep(0.01)  # the window is busy until it has ended
    curve, plane = stage.answers.curve, stage.answers.phase.plane
    qtbot.waitUntil(lambda: curve.measured is not None)
    assert curve.measured is not None
    arrived = 3 * len(spikes(stage, stage.first, 0))
    assert curve.measured[0] == pytest.approx(300.0 + 50.0 * 5.0 * arrived / 100.0, rel=0.1)
    assert len(plane.live.x) == 1000


def test_an_input_that_is_no_current_is_said_to_be_unknown(stage: Stage, qtbot: QtBot) -> None:
    from msgspec.structs import replace

    link = stage.editor.document.links[stage.link]
    assert link.synapses is not None
    delta = replace(link, synapses=replace(link.synapses, synapse="synapses/delta", weight=1.0))
    stage.editor.document.put(delta)
    stage.select(qtbot, stage.second)
    stage.go(qtbot, 100.0)
    qtbot.waitUntil(lambda: stage.answers.curve.measured is not None)
    assert stage.answers.curve.measured is not None
    assert stage.answers.curve.measured[0] is None
    assert "cannot be given" in stage.answers.in_run.words


def test_of_an_input_of_currents_that_was_not_recorded_nothing_is_said(stage: Stage, qtbot: QtBot) -> None:
    """“Its input is not only current” was said of a step current, where the panel was opened after the run."""
    stage.go(qtbot, 100.0)
    stage.select(qtbot, stage.second)
    qtbot.waitUntil(lambda: "In the last second" in stage.answers.in_run.words)
    assert "current" not in stage.answers.in_run.words


def test_nothing_is_recorded_for_a_panel_that_is_not_in_sight(stage: Stage, qtbot: QtBot) -> None:
    stage.select(qtbot, stage.first)
    stage.go(qtbot, 20.0)
    assert stage.source.neuron.neuron == (stage.first, 0)
    stage.page.hide()
    assert stage.source.neuron.neuron[0] == ""
    assert stage.source.neuron.past(20.0, 10.0) is None
