"""Deterministic recurrent networks with weights, delays, refractory times, starts and currents of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign
from engine.network.values import Floats, Value

H = 0.1
LISTED = find("wiring/explicit_list")
SIZES = {"e": 160, "i": 40}
OUT_DEGREE = 20
LONGEST = 60  # steps of a delay


@dataclass(frozen=True)
class Link:
    """A synapse with its parameters and the range of its weights, which are positive for conductances."""

    synapse: type[SynapseModel]
    low: float
    high: float
    parameters: Mapping[str, Value] = field(default_factory=dict)


def recurrent(
    neuron: type[NeuronModel],
    excites: Link,
    inhibits: Link,
    bias: tuple[float, float],
    start: Mapping[str, tuple[float, float]],
    parameters: Mapping[str, Value],
    refractory: str = "",
    seed: int = 20261124,
) -> NetworkDescription:
    """160 excitatory and 40 inhibitory neurons, 20 synapses from each onto either kind at random.

    ``refractory`` names the parameter that is drawn between 1 and 4 ms for every neuron; ``start`` gives ranges.
    """
    random = np.random.default_rng(seed)

    def population(id: str) -> Population:
        size = SIZES[id]
        drawn: dict[str, Value] = dict(parameters)
        if refractory:
            drawn[refractory] = random.integers(10, 40, size) * H
        starts: dict[str, Value] = {name: random.uniform(*ends, size) for name, ends in start.items()}
        return Population(id, neuron, size, drawn, starts, random.uniform(*bias, size))

    def projection(source: str, target: str) -> Projection:
        link, share = excites if source == "e" else inhibits, OUT_DEGREE * SIZES[target] // sum(SIZES.values())
        pre = np.repeat(np.arange(SIZES[source]), share)
        rows = [_others(random, SIZES[target], i if source == target else -1, share) for i in range(SIZES[source])]
        post = np.concatenate(rows)
        weight: Floats = random.uniform(link.low, link.high, len(pre))
        delay: Floats = random.integers(1, LONGEST, len(pre)) * H
        sign = Sign.EXCITATORY if source == "e" else Sign.INHIBITORY
        return Projection(
            source + target, source, target, link.synapse, LISTED, weight, delay, sign, link.parameters,
            connections=Connections(pre, post),
        )  # fmt: skip

    populations = tuple(population(id) for id in SIZES)
    return NetworkDescription(H, populations, tuple(projection(s, t) for s in SIZES for t in SIZES))


def _others(random: np.random.Generator, size: int, self_index: int, count: int) -> np.ndarray:
    possible = np.delete(np.arange(size), self_index) if self_index >= 0 else np.arange(size)
    return np.asarray(random.choice(possible, count, replace=False))
