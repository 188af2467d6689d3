"""CUDA text, run on the processor, gives the bits of the compiled loop."""

from __future__ import annotations

import numpy as np
import pytest

from engine.compiling import compiled_population
from engine.model.declaration import NeuronModel, SynapseModel
from tests.engine.compiling.host import COMPILER, run_cuda
from tests.engine.compiling.models import SynapseFirstLeaky
from tests.engine.compiling.pairs import OWN, pair_name, pairs
from tests.engine.compiling.stepping import defaults, random_drive, run_numba

NEURONS, STEPS = 50, 40
TOGETHER = [pair for pair in pairs() if len(pair[1]) > 1]


@pytest.mark.skipif(COMPILER is None, reason="no C++ compiler is here to run CUDA text on the processor")
@pytest.mark.parametrize("pair", [*TOGETHER[::2], *OWN[::2], OWN[3]], ids=pair_name)
def test_cuda_text_gives_the_bits_of_the_compiled_loop(
    pair: tuple[type[NeuronModel], tuple[type[SynapseModel], ...]],
) -> None:
    neuron, synapses = pair
    receptors = {f"r{i}": synapse for i, synapse in enumerate(synapses)}
    varying = frozenset(list(compiled_population(neuron, receptors).parameters)[::2])
    population = compiled_population(neuron, receptors, varying)
    spread = 1 + 0.02 * np.random.default_rng(1).random(NEURONS)
    own = {name: np.minimum(population.parameters[name].default * spread, 1e9) for name in varying}
    if "beta" in own:
        own["beta"] = np.minimum(own["beta"], 1.0)
    entrance = neuron.input()
    unitless = (entrance is None or entrance.unit == "1") and neuron is not SynapseFirstLeaky
    current, weight = (0.3, 0.5) if unitless else (700.0, 50.0)
    drive = random_drive(population, STEPS, NEURONS, current, weight)
    values = defaults(population, **own)
    expected, states = run_numba(population, drive, values, 0.1)
    spikes, found = run_cuda(population, drive, values, 0.1)
    assert spikes == expected
    assert all(np.array_equal(rows, found[name]) for name, rows in states.items())
