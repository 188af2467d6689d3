"""The leaky neuron with exponential conductances against NEST's iaf_cond_exp, whose solver adapts its step."""

import pytest

from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import ExponentialConductance
from tests.peers.against_nest import Case, Cell
from tests.peers.leaky import CONDUCTING_CELL, LIF
from tests.peers.networks import Link, recurrent

SYNAPSES = {"tau_syn_ex": 2.0, "tau_syn_in": 5.0, "E_ex": 0.0, "E_in": -80.0}
CASE = Case(
    "iaf_cond_exp",
    recurrent(
        LeakyIntegrateAndFire,
        Link(ExponentialConductance, 0.2, 1.0, {"tau_syn": 2.0}),
        Link(ExponentialConductance, 1.0, 5.0, {"tau_syn": 5.0}),
        bias=(380.0, 480.0), start={"V": (-70.0, -55.0)}, parameters=LIF, refractory="t_ref",
    ),
    cells={id: Cell("iaf_cond_exp", {**CONDUCTING_CELL, **SYNAPSES}) for id in "ei"},
    duration=1000.0,
)  # fmt: skip


@pytest.mark.peers
def test_spikes_of_iaf_cond_exp_are_as_many_and_lie_within_two_steps(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "equal counts of every neuron, times within 0.2 ms", compared="exponential conductances")
    assert found.spikes > 2000
    assert found.counts_differing == 0 and found.latest <= 0.2
