"""Networks of samples, encoders, layers and a decoder, put together by chance from everything that is discovered."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from engine.learning.components.method import LearningMethod
from engine.model.declaration import Parameter
from engine.model.registry.discovery import find, models
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Sign,
)
from engine.network.values import ByDistance, Uniform

LEARNABLE = (
    "neurons/leaky_integrate_and_fire", "neurons/integrate_and_fire", "neurons/discrete_leaky_integrate_and_fire",
    "neurons/discrete_leaky_integrate_and_fire_subtractive", "neurons/discrete_integrate_and_fire_subtractive",
    "neurons/current_based_leaky_integrate_and_fire", "neurons/current_based_leaky_integrate_and_fire_subtractive",
    "neurons/symplectic_adaptive_leaky_integrate_and_fire",
    "neurons/discrete_adaptive_leaky_integrate_and_fire", "neurons/adaptive_threshold_leaky_integrate_and_fire",
)  # fmt: skip
READ_OUTS = ("neurons/leaky_integrator", "neurons/discrete_leaky_integrator", "neurons/discrete_integrator")
SAMPLES: dict[str, tuple[int, dict[str, float]]] = {
    "yin_yang": (3, {"training": 60.0, "test": 20.0}),
    "digits": (10, {"test_size": 1700.0}),
    "bars": (8, {"training": 40.0, "test": 20.0, "side": 4.0}),
    "moving_bars": (4, {"training": 24.0, "test": 12.0, "directions": 4.0, "side": 8.0, "frames": 8.0}),
    "poisson_patterns": (3, {"training": 40.0, "test": 20.0, "classes": 3.0, "trains": 20.0, "duration": 30.0}),
    "spike_xor": (2, {"training": 20.0, "test": 20.0}),
    "randman": (3, {"training": 40.0, "test": 20.0, "classes": 3.0, "intervals": 30.0}),
    "target_spike_trains": (2, {"inputs": 20.0, "patterns": 2.0, "duration": 60.0, "outputs": 2.0}),
    "waveforms": (1, {}),
}  # how many neurons answer, and parameters
OF_SPIKES = ("poisson_patterns", "spike_xor", "randman", "target_spike_trains")
CHANCE_OF_ALL_TO_ALL = 0.4


class Chance:
    """Draws networks and settings of methods from ``seed``."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def one(self, *of: Any) -> Any:
        return self._random.choice(of)

    def happens(self, share: float) -> bool:
        return self._random.random() < share

    def network(self) -> NetworkDescription:
        """One that may well be refused."""
        data = self.one(*SAMPLES)
        answers, parameters = SAMPLES[data]
        model = self.one(*LEARNABLE) if self.happens(0.8) else self._any("neurons")
        last = model if self.happens(0.6) else self.one(*READ_OUTS, *LEARNABLE)
        hidden = [f"hidden {number}" for number in range(self.one(0, 1, 1, 2))]
        populations = [*(self._population(id, model, self.one(6, 12, 16)) for id in hidden)]
        populations.append(self._population("out", last, answers))
        chain = ["code", *hidden, "out"]
        links = [self._link(f"to {b}", a, b, last if b == "out" else model) for a, b in pairwise(chain)]
        if hidden and self.happens(0.25):
            links.append(replace(self._link("loop", hidden[0], hidden[0], model), delay=self.one(1.0, 2.0)))
        sizes = {p.id: p.size for p in populations}
        links = [self._listed(k, sizes) if k.source in sizes and self.happens(0.15) else k for k in links]
        encoder = self.one("encoders/regular", "encoders/poisson") if data in OF_SPIKES else self._any("encoders")
        decoder = "decoders/spike_count" if self.happens(0.5) else self._any("decoders")
        shown = Dataset(
            "data", find(f"datasets/{data}"), parameters, sample_time=self.one(10.0, 20.0, 30.0), gap=self.one(0.0, 5.0)
        )
        return NetworkDescription(
            resolution=self.one(1.0, 1.0, 0.5, 0.1),
            datasets=(shown,),
            encoders=(Encoder("code", find(encoder), "data"),),
            populations=tuple(populations),
            projections=tuple(links),
            decoders=(Decoder("answer", find(decoder), "out", labels="data"),),
        )

    def settings(self, method: type[LearningMethod]) -> dict[str, float | str]:
        """Some of them other than their defaults."""
        declared = {n: p for n, p in method.parameters().items() if n not in ("epochs", "batch")}
        found: dict[str, float | str] = {n: self._near(p) for n, p in declared.items() if self.happens(0.25)}
        return found | {n: self.one(*c.options) for n, c in method.choices.items() if self.happens(0.3)}

    def _any(self, kind: str) -> str:
        return str(self.one(*(key for key in models(kind) if key != "neurons/equations")))

    def _near(self, parameter: Parameter) -> float:
        wanted = parameter.default * self.one(0.3, 3.0) or self.one(0.01, 0.1, 1.0)
        wanted = float(round(wanted)) if parameter.integer else wanted
        allowed = parameter.at_least <= wanted <= parameter.at_most and parameter.above < wanted < parameter.below
        return wanted if allowed else parameter.default

    def _population(self, id: str, model: str, size: int) -> Population:
        found = find(model)
        parameters = {n: self._near(p) for n, p in found.parameters().items() if self.happens(0.1)}
        bias = self.one(0.0, 0.0, 0.1, 300.0, Uniform(0.0, 0.2))
        population = Population(id, found, size, parameters, bias=bias)
        if size % 4 or self.happens(0.5):
            return population
        grid = {"rows": 4.0, "columns": size / 4}
        return replace(population, positions=find("positions/grid"), positions_parameters=grid)

    def _link(self, id: str, source: str, target: str, neuron: str) -> Projection:
        by_steps = "discrete" in neuron or "current_based" in neuron
        usual = "synapses/delta" if by_steps else self.one("synapses/exponential_current", "synapses/alpha_current")
        weights = (Uniform(-0.2, 0.4), Uniform(0.0, 0.5), 1.0) if by_steps else (Uniform(0.0, 300.0), 500.0, 3.0)
        wiring = self._any("wiring")
        if wiring == "wiring/explicit_list" or self.happens(CHANCE_OF_ALL_TO_ALL):
            wiring = "wiring/all_to_all"
        return Projection(
            id, source, target,
            synapse=find(usual if self.happens(0.7) else self._any("synapses")),
            wiring=find(wiring),
            weight=self.one(*weights, *weights, ByDistance("gaussian", 0.0, 1.0, 0.5)),
            delay=self.one(0.0, 1.0, 1.0, 2.0, Uniform(1.0, 4.0), ByDistance("linear", 1.0, 0.5)),
            sign=self.one(Sign.MIXED, Sign.MIXED, Sign.EXCITATORY),
        )  # fmt: skip

    def _listed(self, link: Projection, sizes: dict[str, int]) -> Projection:
        """By a list in which pairs may stand twice."""
        random, count = np.random.default_rng(self._random.randrange(1000)), self.one(0, 1, 5, 30)
        pre, post = (random.integers(0, sizes[end], count) for end in (link.source, link.target))
        weight = self.one(1.0, random.uniform(0.0, 1.0, count))
        delay = self.one(1.0, random.uniform(1.0, 4.0, count).round())
        listed = find("wiring/explicit_list")
        return replace(link, wiring=listed, connections=Connections(pre, post), weight=weight, delay=delay)
