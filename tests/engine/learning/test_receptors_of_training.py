"""Links end at the receptors of training as they do at those of a run."""

from __future__ import annotations

import pytest

from engine.circuit.circuit import circuit
from engine.circuit.receptors import receptors
from engine.model.registry.discovery import find
from engine.network.values import Uniform, Value
from engine.simulation.arrays.population_arrays import receptor_groups
from tests.engine.learning.networks import projection, small

CURRENT = {"synapse": find("synapses/exponential_current")}


@pytest.mark.parametrize(("value", "apart"), [(5.0, 1), (Uniform(2.0, 9.0), 2)], ids=["a number", "a distribution"])
def test_links_share_a_receptor_where_a_run_shares_it_and_draw_their_own_values_otherwise(
    value: Value, apart: int
) -> None:
    """Two links with one distribution had one draw in training and two in the run behind it."""
    own = {**CURRENT, "synapse_parameters": {"tau_syn": value}}
    neuron = "neurons/leaky_integrate_and_fire"
    network = small(neuron=neuron, more=(projection("skip", "code", "out", **own),), **own)
    drawn = circuit(network)
    found = receptors(drawn, "out")
    assert len(found) == apart
    assert [r.projections for r in found] == [r.projections for r in receptor_groups(drawn.into("out"))]
