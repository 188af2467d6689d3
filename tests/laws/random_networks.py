"""Networks of populations, stimuli, samples and links that learn and tire, put together by chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from engine.checking.network import check
from engine.model.registry.discovery import find
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Sign,
    Stimulus,
)
from engine.network.values import ByDistance, LogNormal, Normal, Uniform
from tests.engine.learning.random_networks import Chance

COMMON = (
    "neurons/leaky_integrate_and_fire", "neurons/izhikevich", "neurons/adaptive_exponential_integrate_and_fire",
    "neurons/discrete_leaky_integrate_and_fire",
)  # fmt: skip
SAMPLES = ("yin_yang", "bars", "moving_bars", "poisson_patterns")
REPAIRS = 4


class AnyNetwork(Chance):
    """Draws networks that run; with ``common`` neurons and synapses few kernels are compiled."""

    def __init__(self, seed: int, common: bool) -> None:
        super().__init__(seed)
        self._common = common

    def network(self) -> NetworkDescription | None:
        """One that may run, without whatever was refused; None where too much was."""
        drawn = self._network()
        for _ in range(REPAIRS):
            wrong = {p.place for p in check(drawn) if p.is_fatal}
            if not wrong:
                return drawn
            drawn = _without(drawn, wrong)
        return None

    def _network(self) -> NetworkDescription:
        h = self.one(0.1, 0.1, 0.5, 1.0)
        populations = [self._cells(f"cells {number}") for number in range(self.one(1, 2, 3))]
        stimuli = [self._stimulus(f"stimulus {number}") for number in range(self.one(0, 1, 2))]
        datasets, encoders, decoders = self._samples(populations[-1].id) if self.happens(0.35) else ((), (), ())
        sources = [*populations, *stimuli, *encoders]
        links = [
            self._drawn_link(f"link {number}", self.one(*sources), self.one(*populations), h)
            for number in range(self.one(2, 4, 6, 8))
        ]
        return NetworkDescription(
            h, tuple(populations), tuple(links), tuple(stimuli), datasets, encoders, decoders
        )  # fmt: skip

    def _cells(self, id: str) -> Population:
        model, size = self.one(*COMMON) if self._common else self._any("neurons"), self.one(1, 3, 12, 16, 40)
        cells = self._population(id, model, size)
        if cells.model.goes_in_parts():  # a thousand parts a step where it starts or falls back into its own spike
            return replace(cells, bias=self.one(0.0, 400.0, 2000.0), parameters={})
        bias = self.one(0.0, 100.0, 400.0, 2000.0, 1e5, 0.5, Uniform(0.0, 600.0), Uniform(0.0, 1.0))
        own = {n: np.linspace(p.default, self._near(p), size) for n, p in cells.model.parameters().items()}
        own = {name: values for name, values in own.items() if self.happens(0.1)}
        return replace(cells, bias=bias, parameters={**cells.parameters, **own})

    def _stimulus(self, id: str) -> Stimulus:
        model = find(self._any("stimuli"))
        parameters = {n: self._near(p) for n, p in model.parameters().items() if self.happens(0.3)}
        return Stimulus(id, model, 1 if model.own_train_per_target() else self.one(1, 5, 20), parameters)

    def _samples(self, read: str) -> tuple[tuple[Dataset, ...], tuple[Encoder, ...], tuple[Decoder, ...]]:
        data = Dataset(
            "data", find(f"datasets/{self.one(*SAMPLES)}"), {"training": 20.0, "test": 10.0},
            sample_time=self.one(2.0, 5.0, 20.0), gap=self.one(0.0, 3.0), shuffled=self.happens(0.5),
            split=self.one("test", "train", "all"), reset_between=self.happens(0.7),
        )  # fmt: skip
        answer = Decoder("answer", find(self._any("decoders")), read, labels=self.one(None, "data"))
        return (data,), (Encoder("code", find(self._any("encoders")), "data"),), (answer,)

    def _drawn_link(self, id: str, source: Any, target: Population, h: float) -> Projection:
        link = self._link(id, source.id, target.id, target.model.key)
        weight = self.one(1.0, 300.0, 5000.0, Uniform(0.0, 100.0), Normal(50.0, 20.0), LogNormal(50.0, 20.0))
        weight = ByDistance("gaussian", 0.0, 100.0, 0.5) if self.happens(0.1) else weight
        delay = self.one(h, 1.0, 2.0, 0.0, 15.0, Uniform(h, 5.0), Normal(2.0, 1.0), ByDistance("linear", h, 1.0))
        sign = self.one(*Sign, Sign.EXCITATORY)
        link = replace(link, weight=weight, delay=delay, sign=sign, wiring_parameters=self._chosen(link.wiring))
        if self._common and link.synapse is not None and link.synapse.key not in ("synapses/delta",):
            link = replace(link, synapse=find("synapses/exponential_current"))
        if isinstance(source, Stimulus | Encoder) and not source.model.payload().name.startswith("SPIKE"):
            link = replace(link, synapse=None)
        if isinstance(source, Population | Stimulus) and self.happens(0.2):
            link = self._listed(link, {source.id: source.size, target.id: target.size})
        if self.happens(0.3):
            rule = find(self._any("plasticity"))
            own = {n: self._near(p) for n, p in rule.parameters().items() if self.happens(0.2)}
            link = replace(link, plasticity=rule, plasticity_parameters=own)
        return replace(link, short_term=find(self._any("short_term"))) if self.happens(0.2) else link

    def _chosen(self, rule: Any) -> dict[str, Any]:
        """Small numbers and any choices of a rule of wiring."""
        choices = {n: self.one(*c.options) for n, c in rule.choices.items() if self.happens(0.4)}
        counts = {n: float(self.one(1, 2, 3, 30)) for n, p in rule.parameters().items() if p.integer}
        return choices | {n: value for n, value in counts.items() if self.happens(0.6)}


def _without(network: NetworkDescription, wrong: Iterable[str]) -> NetworkDescription:
    """Links and decoders that are refused go; other elements go back to their defaults."""
    return replace(
        network,
        projections=tuple(k for k in network.projections if k.id not in wrong),
        decoders=tuple(d for d in network.decoders if d.id not in wrong),
        populations=tuple(Population(p.id, p.model, p.size) if p.id in wrong else p for p in network.populations),
        stimuli=tuple(Stimulus(s.id, s.model, s.size) if s.id in wrong else s for s in network.stimuli),
    )
