"""The leaky neuron with alpha conductances against NEST's iaf_cond_alpha, whose solver adapts its step."""

import pytest

from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import AlphaConductance
from tests.peers.against_nest import Case, Cell
from tests.peers.leaky import CONDUCTING_CELL, LIF
from tests.peers.networks import Link, recurrent

SYNAPSES = {"tau_syn_ex": 2.0, "tau_syn_in": 5.0, "E_ex": 0.0, "E_in": -80.0}
CASE = Case(
    "iaf_cond_alpha",
    recurrent(
        LeakyIntegrateAndFire,
        Link(AlphaConductance, 0.1, 0.6, {"tau_syn": 2.0}),
        Link(AlphaConductance, 0.5, 3.0, {"tau_syn": 5.0}),
        bias=(380.0, 480.0), start={"V": (-70.0, -55.0)}, parameters=LIF, refractory="t_ref",
    ),
    cells={id: Cell("iaf_cond_alpha", {**CONDUCTING_CELL, **SYNAPSES}) for id in "ei"},
    duration=1000.0,
)  # fmt: skip


@pytest.mark.peers
def test_spikes_of_iaf_cond_alpha_are_as_many_and_lie_within_two_steps(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "equal counts of every neuron, times within 0.2 ms", compared="alpha conductances")
    assert found.spikes > 2000
    assert found.counts_differing == 0 and found.latest <= 0.2
