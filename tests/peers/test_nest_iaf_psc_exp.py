"""The leaky neuron with exponential currents is NEST's iaf_psc_exp, spike for spike."""

from dataclasses import replace

import pytest

from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import ExponentialCurrent
from tests.peers.against_nest import Case, Cell
from tests.peers.leaky import CELL, LIF
from tests.peers.networks import Link, recurrent
from tests.science.recurrent_400 import DURATION, TAU_EXCITATORY, TAU_INHIBITORY, description

TAUS = {"tau_syn_ex": TAU_EXCITATORY, "tau_syn_in": TAU_INHIBITORY}
CASE = Case(
    "iaf_psc_exp",
    recurrent(
        LeakyIntegrateAndFire,
        Link(ExponentialCurrent, 10.0, 100.0, {"tau_syn": TAU_EXCITATORY}),
        Link(ExponentialCurrent, -300.0, -60.0, {"tau_syn": TAU_INHIBITORY}),
        bias=(380.0, 480.0), start={"V": (-70.0, -55.0)}, parameters=LIF, refractory="t_ref",
    ),
    cells={id: Cell("iaf_psc_exp", {**CELL, **TAUS}) for id in "ei"},
    duration=1000.0,
)  # fmt: skip


@pytest.mark.peers
def test_no_spike_of_iaf_psc_exp_differs(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "0 spikes differ", compared="exponential currents")
    assert found.differing == 0 and found.spikes > 2000


@pytest.mark.peers
@pytest.mark.parametrize("threads", [1, 2])
def test_no_spike_of_the_fixed_network_differs(threads, tmp_path):
    case = Case(
        f"iaf_psc_exp, fixed network, {threads} thread{'s' if threads > 1 else ''}", description(),
        {id: Cell("iaf_psc_exp", {**CELL, **TAUS}) for id in "ei"}, DURATION, threads=threads,
    )  # fmt: skip
    found = case.compared(tmp_path)
    case.record(found, "0 spikes differ", compared="16,000 synapses of tests/science/data")
    assert found.differing == 0 and found.spikes > 4000


@pytest.mark.peers
def test_a_time_constant_that_is_a_twentieth_off_is_noticed(tmp_path):
    """The comparison can fail: nearly every neuron of a recurrent network fires at other times."""
    wrong = {id: replace(cell, parameters={**cell.parameters, "tau_syn_ex": 2.1}) for id, cell in CASE.cells.items()}
    found = replace(CASE, cells=wrong).compared(tmp_path)
    assert found.differing > 0.2 * found.spikes
