"""Facilitation and depression are NEST's tsodyks2_synapse, in a recurrent network where they shape every spike."""

from dataclasses import replace

import pytest

from engine.neurons import LeakyIntegrateAndFire
from engine.short_term import TsodyksMarkram
from engine.synapses import ExponentialCurrent
from tests.peers.against_nest import Case, Cell, Synapse
from tests.peers.leaky import CELL, LIF
from tests.peers.networks import Link, recurrent

WARM = {"U": 0.08, "tau_rec": 90.0, "tau_fac": 600.0}
TIRED = {"U": 0.55, "tau_rec": 500.0, "tau_fac": 20.0}
RULES = {"ee": WARM, "ei": TIRED, "ie": TIRED, "ii": WARM}


def network(rules=RULES):
    """The recurrent network of the other cases; each of its projections tires or warms up in its own way."""
    static = recurrent(
        LeakyIntegrateAndFire,
        Link(ExponentialCurrent, 50.0, 400.0, {"tau_syn": 2.0}),
        Link(ExponentialCurrent, -900.0, -200.0, {"tau_syn": 4.0}),
        bias=(380.0, 480.0), start={"V": (-70.0, -55.0)}, parameters=LIF, refractory="t_ref",
    )  # fmt: skip
    return replace(
        static,
        projections=tuple(
            replace(p, short_term=TsodyksMarkram, short_term_parameters=rules[p.id]) for p in static.projections
        ),
    )


CASE = Case(
    "tsodyks2_synapse",
    network(),
    cells={id: Cell("iaf_psc_exp", {**CELL, "tau_syn_ex": 2.0, "tau_syn_in": 4.0}) for id in "ei"},
    # Rested at the start: NEST's u is that of its first spike, which does not change it.
    synapses={id: Synapse("tsodyks2_synapse", {**rule, "u": rule["U"], "x": 1.0}) for id, rule in RULES.items()},
    duration=1000.0,
)


@pytest.mark.peers
def test_no_spike_through_tsodyks2_synapse_differs(tmp_path):
    found = CASE.compared(tmp_path)
    CASE.record(found, "0 spikes differ", "synapses that tire or warm up, rested at the start")
    assert found.differing == 0 and found.spikes > 2000


@pytest.mark.peers
def test_a_release_that_is_a_tenth_off_is_noticed(tmp_path):
    """The comparison can fail: what one kind of synapse releases moves spikes all over the network."""
    wrong = replace(CASE, network=network(RULES | {"ee": WARM | {"U": 0.088}}))
    found = wrong.compared(tmp_path)
    assert found.differing > 0.05 * found.spikes
