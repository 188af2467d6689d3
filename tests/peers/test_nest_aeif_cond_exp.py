"""The adaptive exponential neuron with exponential conductances against NEST's aeif_cond_exp at the usual 0.1 ms."""

import pytest

from engine.neurons import AdaptiveExponentialIntegrateAndFire
from engine.synapses import ExponentialConductance
from tests.peers.against_nest import Case, Cell
from tests.peers.networks import Link, recurrent

OURS = {"C_m": 281.0, "g_L": 30.0, "E_L": -70.6, "V_T": -50.4, "Delta_T": 2.0, "a": 4.0, "tau_w": 144.0, "b": 80.5}
RESET = {"V_peak": 0.0, "V_reset": -60.0}
THEIRS = {name: name for name in ("C_m", "g_L", "E_L", "Delta_T", "a", "tau_w", "b", "V_peak", "V_reset", "t_ref")}
SYNAPSES = {"tau_syn_ex": 2.0, "tau_syn_in": 5.0, "E_ex": 0.0, "E_in": -80.0}
CASE = Case(
    "aeif_cond_exp",
    recurrent(
        AdaptiveExponentialIntegrateAndFire,
        Link(ExponentialConductance, 0.2, 1.0, {"tau_syn": 2.0}),
        Link(ExponentialConductance, 1.0, 5.0, {"tau_syn": 5.0}),
        bias=(700.0, 1000.0), start={"V": (-70.0, -55.0)}, parameters={**OURS, **RESET}, refractory="t_ref",
    ),
    cells={
        id: Cell("aeif_cond_exp", {**THEIRS, **SYNAPSES, "V_th": "V_T", "V_m": "start V", "w": 0.0, "I_e": "bias"})
        for id in "ei"
    },
    duration=1000.0,
)  # fmt: skip


@pytest.mark.peers
def test_spikes_of_aeif_cond_exp_are_as_many_and_lie_within_two_steps(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "equal counts of every neuron, times within 0.2 ms", compared="exponential conductances")
    assert found.spikes > 1000
    assert found.counts_differing == 0 and found.latest <= 0.2 + 1e-9
