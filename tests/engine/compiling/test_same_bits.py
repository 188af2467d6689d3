"""NumPy's and Numba's text of one step give the same bits in float64, for every model."""

from __future__ import annotations

import numpy as np
import pytest

from engine.compiling import compiled_population
from engine.model.declaration import NeuronModel, SynapseModel
from tests.engine.compiling.pairs import OWN, pair_name, pairs
from tests.engine.compiling.stepping import defaults, random_drive, run_numba, run_numpy

NEURONS = 300  # more than one block of 256
STEPS, IN_PARTS = 60, 25  # NumPy takes hundreds of parts for a step in which any neuron of some kinds fires


def _scale(neuron: type[NeuronModel]) -> tuple[float, float]:
    """A current and a weight that make the neuron fire now and then."""
    entrance = neuron.input()
    unitless = entrance is None or entrance.unit == "1"
    return (0.2, 0.5) if unitless else (1500.0, 300.0)


@pytest.mark.parametrize("varied", [False, True], ids=["equal", "varied"])
@pytest.mark.parametrize("pair", [*pairs(), *OWN], ids=pair_name)
def test_both_texts_give_the_same_bits(
    pair: tuple[type[NeuronModel], tuple[type[SynapseModel], ...]], varied: bool
) -> None:
    neuron, synapses = pair
    receptors = {f"r{i}": synapse for i, synapse in enumerate(synapses)}
    known = compiled_population(neuron, receptors).parameters
    varying = frozenset(known) if varied else frozenset()
    population = compiled_population(neuron, receptors, varying)
    random = np.random.default_rng(3)
    spread = {name: q.default * (1 + 0.05 * random.random(NEURONS)) for name, q in known.items() if varied}
    spread = {n: np.minimum(v, known[n].at_most) for n, v in spread.items()}
    values = defaults(population, **spread)
    current, weight = _scale(neuron)
    steps = IN_PARTS if neuron.goes_in_parts() else STEPS
    drive = random_drive(population, steps, NEURONS, current, 50.0 if "Conductance" in pair_name(pair) else weight)
    compiled, its_states = run_numba(population, drive, values, 0.1)
    on_arrays, their_states = run_numpy(population, drive, values, 0.1)
    assert compiled == on_arrays
    assert compiled or not neuron.fires(), "the drive makes no neuron fire, so the test shows nothing"
    for name, rows in its_states.items():
        assert np.array_equal(rows, their_states[name]), name


@pytest.mark.parametrize("pair", [pairs()[0], OWN[0], OWN[3]], ids=pair_name)
def test_single_precision_stays_single_and_close(
    pair: tuple[type[NeuronModel], tuple[type[SynapseModel], ...]],
) -> None:
    neuron, synapses = pair
    receptors = {f"r{i}": synapse for i, synapse in enumerate(synapses)}
    single = compiled_population(neuron, receptors, precision="float32")
    double = compiled_population(neuron, receptors)
    drive = random_drive(single, 5, 50, *_scale(neuron))
    values = defaults(single)
    _, exact = run_numba(double, drive, values, 0.1)
    _, compiled = run_numba(single, drive, values, 0.1)
    _, arrays = run_numpy(single, drive, values, 0.1)
    for name, rows in exact.items():
        assert compiled[name].dtype == arrays[name].dtype == np.float32
        assert np.allclose(compiled[name], rows, rtol=1e-3, atol=1e-3)
        assert np.allclose(arrays[name], rows, rtol=1e-3, atol=1e-3)
