"""Izhikevich's neuron in steps of forward Euler is NEST's izhikevich, spike for spike."""

import pytest

from engine.neurons import Izhikevich
from engine.synapses import Delta
from tests.peers.against_nest import Case, Cell
from tests.peers.networks import Link, recurrent

CELLS = {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0}
CASE = Case(
    "izhikevich",
    recurrent(
        Izhikevich, Link(Delta, 0.1, 1.0), Link(Delta, -3.0, -0.5),
        bias=(4.0, 15.0), start={"V": (-70.0, -55.0), "u": (-15.0, -10.0)}, parameters={**CELLS, "C_m": 1.0},
    ),
    cells={
        id: Cell("izhikevich", {**{name: name for name in CELLS}, "V_m": "start V", "U_m": "start u", "I_e": "bias"})
        for id in "ei"
    },
    duration=1000.0,
)  # fmt: skip


@pytest.mark.peers
def test_no_spike_of_izhikevich_differs(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "0 spikes differ", compared="delta synapses, forward Euler in both")
    assert found.differing == 0 and found.spikes > 2000
