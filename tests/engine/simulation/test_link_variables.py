"""What a projection's receptor and rule hold is recorded like any state, the same on every backend and thread."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.link_variables import VariableOwner, VariableScope, link_variables
from engine.model.registry.discovery import find
from engine.network.description import Recording
from engine.simulation.simulation import Simulation
from tests.laws.networks import EXPONENTIAL, STDP, learning, short_term

ALPHA = find("synapses/alpha_current")
NETWORKS = {
    "learning by reward": lambda: learning(find("plasticity/reward_modulated_stdp")),
    "learning from the membrane": lambda: learning(find("plasticity/clopath")),
    "releasing": short_term,
    "learning and releasing": lambda: learning(STDP, find("short_term/tsodyks_markram")),
}
WAYS = (("numpy", 1), ("numba", 2))


def watched(network):
    """Every variable of the link from a to b, of all that have one."""
    link = next(p for p in network.projections if p.id == "ab")
    names = link.variables()
    return names, replace(network, recordings=tuple(Recording(name, "ab", name, None, 0.1) for name in names))


@pytest.mark.parametrize("made", NETWORKS)
def test_every_variable_of_a_link_is_recorded_as_it_is(made, monkeypatch):
    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)
    names, network = watched(NETWORKS[made]())
    assert not [p for p in check(network) if p.is_fatal]
    found = []
    for backend, threads in WAYS:
        simulation = Simulation(network, backend=backend, threads=threads)
        samples = simulation.advance(400).samples
        sizes = {VariableScope.SOURCE: 40 if made == "releasing" else 12, VariableScope.LINK: 1}
        for name, variable in names.items():
            values = samples[name].values
            assert np.array_equal(values[-1], simulation.values("ab", name)), name
            assert np.ptp(values[:, :]) > 0, f"{name} moves"
            if variable.each in sizes:
                assert values.shape == (400, sizes[variable.each])
        found.append({name: samples[name].values for name in names})
        simulation.close()
    for name in names:
        assert np.array_equal(found[0][name], found[1][name]), name


def test_what_a_rule_calls_as_its_receptor_does_has_a_name_of_its_own():
    short, rule = find("short_term/tsodyks_markram"), find("plasticity/pair_stdp")
    assert list(link_variables(EXPONENTIAL, None, short)) == ["weight", "I_syn", "u", "x"]
    all_three = link_variables(ALPHA, rule, short)
    assert list(all_three) == ["weight", "I_syn", "x", "plasticity.x", "y", "u", "short_term.x"]
    assert all_three["x"].part is VariableOwner.SYNAPSE and all_three["x"].each is VariableScope.TARGET
    assert all_three["plasticity.x"].part is VariableOwner.PLASTICITY
    assert (
        all_three["short_term.x"].part is VariableOwner.SHORT_TERM
        and all_three["short_term.x"].each is VariableScope.SOURCE
    )
