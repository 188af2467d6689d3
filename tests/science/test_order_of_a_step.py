"""What is said of one step, for every neuron: when arrivals act, whether a threshold itself fires, where rest is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.model.declaration import NeuronModel
from engine.model.equations.mathematics import comparison
from engine.model.pairing import accepts
from engine.model.registry.discovery import find, models
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.simulation.simulation import Simulation

NEURONS = [model for model in models("neurons").values() if issubclass(model, NeuronModel)]
PULSE, EXPONENTIAL, ALL = find("synapses/pulse"), find("synapses/exponential_current"), find("wiring/all_to_all")
H, ARRIVAL = 0.1, 30
STRICT = {  # NIR, snnTorch and e-prop fire above the threshold; a chance is compared with a number below one
    "discrete_integrate_and_fire", "discrete_leaky_integrate_and_fire", "current_based_leaky_integrate_and_fire",
    "discrete_leaky_integrate_and_fire_subtractive", "discrete_adaptive_leaky_integrate_and_fire",
    "symplectic_adaptive_leaky_integrate_and_fire", "poisson", "spike_response", "generalized_integrate_and_fire",
}  # fmt: skip


def name(model: type[NeuronModel]) -> str:
    return model.key.removeprefix("neurons/")


def watched(neuron: type[NeuronModel], weight: float, steps: int = ARRIVAL + 5) -> np.ndarray:
    """The membrane (steps,) of a neuron that a weight reaches at step ``ARRIVAL``."""
    synapse = PULSE if accepts(neuron, PULSE) else EXPONENTIAL
    network = NetworkDescription(
        H, (Population("a", neuron, 1),), (Projection("p", "s", "a", synapse, ALL, weight, H),),
        (Stimulus("s", find("stimuli/spike_times"), 1, {"times": np.array([ARRIVAL - 1]) * H}),),
        recordings=(Recording("V", "a", neuron.membrane),),
    )  # fmt: skip
    if weight == 0.0:
        network = replace(network, projections=(), stimuli=())
    return Simulation(network, backend="numpy").advance(steps).samples["V"].values[:, 0]


@pytest.mark.parametrize("neuron", [n for n in NEURONS if accepts(n, PULSE) or accepts(n, EXPONENTIAL)], ids=name)
def test_what_arrives_moves_a_map_in_its_step_and_a_membrane_in_the_next(neuron: type[NeuronModel]) -> None:
    moved = watched(neuron, 0.25 if accepts(neuron, PULSE) else 2.0) != watched(neuron, 0.0)
    first = np.flatnonzero(moved)[0] + 1
    assert first == (ARRIVAL if neuron.is_discrete() else ARRIVAL + 1)


@pytest.mark.parametrize("neuron", [n for n in NEURONS if n.fires()], ids=name)
def test_a_neuron_fires_at_its_threshold_or_above_it_as_its_source_says(neuron: type[NeuronModel]) -> None:
    assert comparison(neuron) == (">" if name(neuron) in STRICT else ">=")


LEAKY = [n for n in NEURONS if "E_L" in n.parameters() and not n.upward_crossing and "Delta_T" not in n.parameters()]


@pytest.mark.parametrize("neuron", LEAKY, ids=name)
def test_a_leaky_membrane_that_nothing_drives_stays_at_its_rest_wherever_that_is(neuron: type[NeuronModel]) -> None:
    for rest in (-71.25, -62.5):
        population = Population("a", neuron, 3, {"E_L": rest})
        network = NetworkDescription(H, (population,), recordings=(Recording("V", "a", neuron.membrane),))
        assert np.abs(Simulation(network, backend="numpy").advance(300).samples["V"].values - rest).max() < 1e-9
