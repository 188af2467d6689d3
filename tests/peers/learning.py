"""Listed sources onto driven neurons, joined by synapses that learn, for the cases that compare weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.model.declaration import PlasticityModel
from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign, Stimulus
from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import ExponentialCurrent
from tests.peers.leaky import LIF
from tests.peers.networks import H

TIMES, LISTED, ONE = find("stimuli/spike_times"), find("wiring/explicit_list"), find("wiring/one_to_one")
SOURCES, TARGETS, DURATION = 30, 12, 2000.0
LAST = 1700.0  # ms: when all drive ends


def learning(
    rule: type[PlasticityModel], parameters: Mapping[str, float], inhibitory: bool = False, largest: float = 120.0
) -> NetworkDescription:
    """Targets fire by strong listed spikes and by what they learn; afterwards every source fires once more, alone.

    Weights begin between 20 pA and the ``largest``.
    """
    random = np.random.default_rng(20261124)

    def stimulus(id: str, size: int, count: int, last: bool) -> Stimulus:
        steps = [np.sort(random.choice(np.arange(20, round(LAST / H)), count, replace=False)) for _ in range(size)]
        if last:
            steps = [np.append(own, round((LAST + 40.0 + 7.0 * i) / H)) for i, own in enumerate(steps)]
        trains = np.repeat(np.arange(size), [len(own) for own in steps]).astype(np.float64)
        return Stimulus(id, TIMES, size, {"times": np.concatenate(steps) * H, "trains": trains})

    pre, post = (index.ravel() for index in np.meshgrid(np.arange(SOURCES), np.arange(TARGETS)))
    weight = random.uniform(20.0, largest, len(pre)) * (-1.0 if inhibitory else 1.0)
    sign = Sign.INHIBITORY if inhibitory else Sign.EXCITATORY
    return NetworkDescription(
        H,
        (Population("t", LeakyIntegrateAndFire, TARGETS, {**LIF, "t_ref": 2.0}),),
        (
            Projection("drive", "d", "t", ExponentialCurrent, ONE, 5000.0, 1.0),
            Projection(
                "learns", "s", "t", ExponentialCurrent, LISTED, weight, random.integers(2, 60, len(pre)) * H, sign,
                plasticity=rule, plasticity_parameters=parameters, connections=Connections(pre, post),
            ),
        ),
        (stimulus("d", TARGETS, 45, False), stimulus("s", SOURCES, 60, True)),
    )  # fmt: skip
