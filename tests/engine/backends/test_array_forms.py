"""How the array forms go through a network, in pieces, in slices or one by one, changes no bit."""

from __future__ import annotations

import numpy as np
import pytest

from engine.network.description import NetworkDescription, Population
from engine.progress import Cancelled
from engine.simulation.simulation import Simulation
from tests.laws.networks import EXPONENTIAL, LIF, OTHERS, coupled, learning, plastic, recurrent

COUPLES, LEARNS = "few connections that couple at a time", "synapses one row after the other"
"""Choices of what only some networks do."""
CHOICES = {
    "small pieces of populations": {"engine.simulation.arrays.population_arrays.CACHED": 7},
    "small pieces of random words": {"engine.sampling.randomness.CACHED": 5},
    "connections sliced": {"engine.simulation.operations.delivery.WORTH_SLICING": 0},
    "connections looked up": {
        "engine.simulation.operations.delivery.WORTH_SLICING": 1 << 30,
        "engine.simulation.operations.delivery.FEW": 0,
    },
    "targets kept as they are": {"engine.simulation.operations.delivery.WIDENED": 0},
    COUPLES: {"engine.simulation.operations.coupling.TOGETHER": 3},
    LEARNS: {"engine.simulation.operations.plasticity.WORTH_ONE_BY_ONE": 0},
}
NETWORKS = {
    "recurrent": lambda: recurrent(LIF, EXPONENTIAL),
    "plastic": plastic,
    "coupled": coupled,
    **{rule.key: (lambda rule=rule: learning(rule)) for rule in OTHERS},
}
STEPS = 200


def run(network):
    simulation = Simulation(network(), backend="numpy")
    spikes = simulation.advance(STEPS).spikes
    weights = [simulation.weights(p.id) for p in simulation.description.projections]
    return [block.steps for block in spikes.values()], [block.neurons for block in spikes.values()], weights


@pytest.mark.parametrize("network", NETWORKS)
def test_every_way_through_the_arrays_gives_the_same_bits(network, monkeypatch):
    plain, drawn = run(NETWORKS[network]), NETWORKS[network]()
    assert sum(map(len, plain[0])) > 5
    learns = any(p.plasticity is not None for p in drawn.projections)
    left_out = {choice for choice, acts in ((COUPLES, network == "coupled"), (LEARNS, learns)) if not acts}
    for choice in CHOICES.keys() - left_out:
        values = CHOICES[choice]
        with monkeypatch.context() as patched:
            for name, value in values.items():
                patched.setattr(name, value)
            for one, other in zip(plain, run(NETWORKS[network]), strict=True):
                assert all(map(np.array_equal, one, other)), choice


@pytest.mark.parametrize("answers", [0, 3, 10])
def test_a_step_is_given_up_between_its_pieces(answers, monkeypatch):
    for name, value in {
        "engine.simulation.arrays.population_arrays.CACHED": 7,
        "engine.simulation.operations.coupling.TOGETHER": 3,
        "engine.backends.cancellation.LOOK": -1.0,
    }.items():
        monkeypatch.setattr(name, value)
    asked = []

    def goes_on():
        asked.append(simulation.step)
        return len(asked) <= answers

    simulation = Simulation(coupled(), backend="numpy")
    with pytest.raises(Cancelled):
        simulation.advance(1, goes_on)
    assert len(asked) == answers + 1 and simulation.step == 0
    plain, watched = Simulation(coupled(), backend="numpy"), Simulation(coupled(), backend="numpy")
    one, other = plain.advance(50), watched.advance(50, lambda: True)
    assert all(np.array_equal(one.spikes[id].neurons, other.spikes[id].neurons) for id in one.spikes)


@pytest.mark.parametrize(("reset", "start"), [(-70.0, None), (-40.0, None), (-70.0, -30.0)])
def test_who_is_refractory_above_the_threshold_waits(reset, start):
    """Whether it was reset above it, or put there."""
    values = {"V_reset": reset, "V_th": -50.0, "t_ref": 2.0}
    network = NetworkDescription(populations=(Population("a", LIF, 20, values, bias=700.0),))
    found = []
    for backend in ("numpy", "numba"):
        simulation = Simulation(network, backend=backend)
        simulation.advance(30)
        if start is not None:
            cells = simulation._arrays.populations["a"]
            cells.states["V"][:10], cells.refractory[:10] = start, np.arange(10)
        block = simulation.advance(300).spikes["a"]
        found.append((block.steps, block.neurons))
        simulation.close()
    assert len(found[0][0]) > 20
    assert all(map(np.array_equal, *found))
