"""A network of excitation and inhibition in balance fires irregularly, whatever the seed."""

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Sign, Stimulus
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation

EXCITATORY, INHIBITORY = 400, 100
SECOND = 1000.0


def network() -> NetworkDescription:
    lif, exponential = find("neurons/leaky_integrate_and_fire"), find("synapses/exponential_current")
    some, every = find("wiring/fixed_probability"), find("wiring/all_to_all")
    start = {"V": Uniform(-70.0, -55.0)}
    projections = [
        Projection(f"drive {p}", "noise", p, exponential, every, 160.0, 1.0, synapse_parameters={"tau_syn": 2.0})
        for p in ("e", "i")
    ]
    for source, weight, sign, tau in (("e", 180.0, Sign.EXCITATORY, 2.0), ("i", -1080.0, Sign.INHIBITORY, 4.0)):
        projections += [
            Projection(
                source + target, source, target, exponential, some, weight, 1.5, sign, {"tau_syn": tau}, {"p": 0.1}
            )
            for target in ("e", "i")
        ]
    return NetworkDescription(
        populations=(Population("e", lif, EXCITATORY, start=start), Population("i", lif, INHIBITORY, start=start)),
        stimuli=(Stimulus("noise", find("stimuli/poisson"), parameters={"rate": 1200.0}),),
        projections=tuple(projections),
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_balanced_network_fires_irregularly(seed):
    record = Simulation(network(), seed=seed).run(1.5 * SECOND)
    spikes = record.spikes["e"]
    rate = len(spikes) / EXCITATORY / 1.5
    variation = []
    for neuron in range(EXCITATORY):
        intervals = np.diff(spikes.steps[spikes.neurons == neuron])
        if len(intervals) >= 4:
            variation.append(intervals.std() / intervals.mean())
    assert 1.0 <= rate <= 40.0
    assert len(variation) > EXCITATORY / 4
    assert 0.7 <= np.mean(variation) <= 1.3
