"""The leaky neuron with delta synapses is NEST's iaf_psc_delta, spike for spike."""

import pytest

from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import Delta
from tests.peers.against_nest import Case, Cell
from tests.peers.leaky import CELL, LIF
from tests.peers.networks import Link, recurrent

CASE = Case(
    "iaf_psc_delta",
    recurrent(
        LeakyIntegrateAndFire, Link(Delta, 0.1, 1.0), Link(Delta, -3.0, -0.5),
        bias=(380.0, 480.0), start={"V": (-70.0, -55.0)}, parameters=LIF, refractory="t_ref",
    ),
    cells={id: Cell("iaf_psc_delta", CELL) for id in "ei"},
    duration=1000.0,
)  # fmt: skip


@pytest.mark.peers
def test_no_spike_of_iaf_psc_delta_differs(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "0 spikes differ", compared="delta synapses")
    assert found.differing == 0 and found.spikes > 2000
