"""The leaky neuron with alpha currents is NEST's iaf_psc_alpha, spike for spike."""

import pytest

from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import AlphaCurrent
from tests.peers.against_nest import Case, Cell
from tests.peers.leaky import CELL, LIF
from tests.peers.networks import Link, recurrent

CASE = Case(
    "iaf_psc_alpha",
    recurrent(
        LeakyIntegrateAndFire,
        Link(AlphaCurrent, 10.0, 60.0, {"tau_syn": 2.0}),
        Link(AlphaCurrent, -200.0, -40.0, {"tau_syn": 4.0}),
        bias=(380.0, 480.0), start={"V": (-70.0, -55.0)}, parameters=LIF, refractory="t_ref",
    ),
    cells={id: Cell("iaf_psc_alpha", {**CELL, "tau_syn_ex": 2.0, "tau_syn_in": 4.0}) for id in "ei"},
    duration=1000.0,
)  # fmt: skip


@pytest.mark.peers
def test_no_spike_of_iaf_psc_alpha_differs(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "0 spikes differ", compared="alpha currents")
    assert found.differing == 0 and found.spikes > 2000
