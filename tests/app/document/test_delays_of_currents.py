"""A current acts at once: its link has no delay to set, and a file that gives it one says so."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.edits import SetSynapses, synapses_of
from app.document.elements import Link, Value
from app.document.meaning.meaning import meaning
from engine import NetworkDescription, Population, Projection, Simulation, Stimulus, check, find
from engine.network.description import Recording
from engine.network.values import Normal
from tests.app.inspector.bench import Bench

SAYS = "A current acts without a delay"


def driven(delay: Value) -> NetworkDescription:
    return NetworkDescription(
        populations=(Population("A", find("neurons/leaky_integrate_and_fire"), 1),),
        stimuli=(Stimulus("step", find("stimuli/step_current")),),
        projections=(Projection("in", "step", "A", None, find("wiring/all_to_all"), 1.0, delay),),
        recordings=(Recording("trace", "A", "V"),),
    )


@pytest.mark.parametrize("delay", [0.25, 5.0, Normal(2.0, 0.1), np.array([3.0])])
def test_a_delay_of_a_current_is_told_to_do_nothing(delay):
    """0, 0.25 and 5 ms gave the same trace, and the check was empty."""
    (told,) = check(driven(delay))
    assert not told.is_fatal and (told.place, told.quantity) == ("in", "delay")
    assert str(told) == (
        "A current acts without a delay; that of in changes nothing. "
        "Set it to 0 ms; let step itself begin later where it shall."
    )
    traces = [Simulation(driven(d), backend="numpy").run(30.0).samples["trace"].values for d in (0.0, delay)]
    assert np.array_equal(*traces)


def test_a_current_without_a_delay_or_with_what_a_projection_begins_with_is_told_nothing():
    assert check(driven(0.0)) == check(driven(Projection.delay)) == []


class Drawn(Bench):
    """Beside the two populations, a current into the first."""

    def __init__(self, qtbot: QtBot, delay: Value = 0.0) -> None:
        super().__init__(qtbot)
        source = intentions.add_node(self.editor, "stimuli/step_current", (0, 200))
        self.current = intentions.connect(self.editor, source, "out", self.first, "in")
        document = self.editor.document
        SetSynapses(self.current, replace(synapses_of(self.wire()), delay=delay)).apply(document)

    def wire(self) -> Link:
        return self.editor.document.links[self.current]

    def told(self) -> list[str]:
        return [str(p) for p in meaning(self.editor.document).problems if p.place == self.current]


@pytest.mark.parametrize("delay", [1.0, 5.0])
def test_an_old_file_with_such_a_delay_says_so_and_runs_as_it_did(qtbot: QtBot, delay: float) -> None:
    bench = Drawn(qtbot, delay)
    (told,) = bench.told()
    assert told.startswith(SAYS)
    assert next(p for p in meaning(bench.editor.document).description.projections if p.id == bench.current).delay == 0.0


def test_the_delay_of_a_current_cannot_be_set_but_one_that_is_there_can_be_taken_back(qtbot: QtBot) -> None:
    bench = Drawn(qtbot)
    bench.select(bench.current)
    assert "delay" not in bench.panel.rows and not bench.told()
    bench.select(bench.link)
    assert "delay" in bench.panel.rows
    old = Drawn(qtbot, 5.0)
    old.select(old.current)
    old.type("delay", "3 ms")
    assert synapses_of(old.wire()).delay == 0.0 and not old.told()


def test_links_of_spikes_and_of_currents_that_are_set_together_stay_what_they_are(qtbot: QtBot) -> None:
    bench = Drawn(qtbot)
    intentions.set_delay(bench.editor, [bench.link, bench.current], 4.0)
    assert synapses_of(bench.the_link()).delay == 4.0 and synapses_of(bench.wire()).delay == 0.0
