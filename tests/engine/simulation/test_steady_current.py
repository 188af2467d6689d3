"""A current that is one number for all neurons is a constant of the loop: it changes no bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Sign, Stimulus
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation
from tests.laws.networks import ALL, LIF, SOME

BACKENDS = pytest.mark.parametrize("backend", ["numba", "numpy"])
SYNAPSES = pytest.mark.parametrize("synapse", ["exponential_current", "exponential_conductance", "delta"])


def network(synapse: str, wire: bool) -> NetworkDescription:
    """One population with a bias that fires by itself and by noise; ``wire`` adds a current of 0 pA."""
    kind = find(f"synapses/{synapse}")
    cells = Population("cells", LIF, 40, bias=400.0, start={"V": np.linspace(-70.0, -56.0, 40)})
    weight = 0.3 if synapse == "delta" else 6.0
    inside = Projection("in", "cells", "cells", kind, SOME, weight, 1.5, Sign.EXCITATORY, wiring_parameters={"p": 0.2})
    alone = NetworkDescription(populations=(cells,), projections=(inside,))
    nothing = Stimulus("nothing", find("stimuli/dc_current"), parameters={"amplitude": 0.0})
    current = Projection("wire", "nothing", "cells", None, ALL, 1.0)
    return replace(alone, stimuli=(nothing,), projections=(inside, current)) if wire else alone


@BACKENDS
@SYNAPSES
def test_a_steady_current_fires_the_spikes_of_one_that_is_injected(synapse, backend):
    simulations = [Simulation(network(synapse, wire), backend=backend) for wire in (False, True)]
    steady = [s._arrays.populations["cells"].steady for s in simulations]
    one, other = (s.advance(2000).spikes["cells"] for s in simulations)
    assert steady == [True, False] and len(one) > 100
    assert np.array_equal(one.steps, other.steps) and np.array_equal(one.neurons, other.neurons)


@BACKENDS
def test_a_bias_that_becomes_one_for_each_neuron_is_an_array_from_then_on(backend):
    simulation = Simulation(network("exponential_current", False), backend=backend)
    simulation.advance(100)
    before = simulation._arrays.populations["cells"]
    simulation.apply(SetValue("cells", "bias", 500.0))
    assert simulation._arrays.populations["cells"] is before, "nothing was compiled"
    simulation.apply(SetValue("cells", "bias", np.linspace(0.0, 800.0, 40)))
    assert not simulation._arrays.populations["cells"].steady
    fired = np.bincount(simulation.advance(2000).spikes["cells"].neurons, minlength=40)
    assert fired[:10].sum() == 0 < fired[30:].sum()
