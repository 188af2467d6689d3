"""Networks that are drawn anew every day: mixed neurons and synapses, every parameter, weight and delay its own.

``SPIKELOOM_DAY=20261130`` draws those of that day again; each test prints the day, so that what fails can be repeated.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign
from engine.neurons import AdaptiveExponentialIntegrateAndFire, Izhikevich, LeakyIntegrateAndFire
from engine.plasticity import PairSTDP
from engine.short_term import ShortTermDepression, TsodyksMarkram
from engine.synapses import AlphaConductance, AlphaCurrent, Delta, ExponentialConductance, ExponentialCurrent

VARIABLE = "SPIKELOOM_DAY"
DAY = int((os.environ.get(VARIABLE) or f"{date.today():%Y%m%d}").replace("-", ""))
REPEAT = f"{VARIABLE}={DAY}"
"""What repeats the networks of this run."""

H, FAN = 0.1, 10
LISTED = find("wiring/explicit_list")
LINEAR = {"e": ExponentialCurrent, "a": AlphaCurrent, "d": Delta, "i": ExponentialCurrent}
"""Leaky neurons by what their synapses are; ``i`` inhibits."""
READERS = {"c": ExponentialConductance, "o": AlphaConductance, "x": ExponentialConductance}
"""Neurons with conductances, which hear the others and are not heard: leaky ones, and ``x`` adaptive exponential."""
SIZES = {"e": 80, "a": 60, "d": 60, "i": 50, "c": 30, "o": 30, "x": 30}
WEIGHTS = {  # of what excites and of what inhibits
    ExponentialCurrent: ((10.0, 60.0), (-150.0, -30.0)),
    AlphaCurrent: ((10.0, 60.0), (-120.0, -25.0)),
    Delta: ((0.1, 0.6), (-1.5, -0.3)),
    ExponentialConductance: ((0.5, 3.0), (0.5, 4.0)),
    AlphaConductance: ((0.3, 2.0), (0.3, 3.0)),
}
SINGLE = ("tau_m", "C_m")
"""What NEST's conductance of the leak is computed from, as PyNN's time constant from ``C_m`` and ``g_L``."""


@dataclass(frozen=True)
class Draw:
    """A network of a day: which links learn and which tire, and whether every delay is one step."""

    day: int = DAY
    learns: bool = True
    tires: bool = True
    at_once: bool = False
    kinds: tuple[str, ...] = (*LINEAR, *READERS)

    def network(self) -> NetworkDescription:
        random = np.random.default_rng(self.day)
        populations = [self._neurons(random, id) for id in SIZES]
        links = [self._link(random, s, t) for s in LINEAR for t in SIZES]
        kept = [link for link in links if {link.source, link.target} <= set(self.kinds)]
        return NetworkDescription(H, tuple(p for p in populations if p.id in self.kinds), tuple(kept))

    def _neurons(self, random: np.random.Generator, id: str) -> Population:
        size = SIZES[id]
        if id == "x":
            return self._adaptive(random, id)
        values: dict[str, Any] = {"tau_m": random.uniform(8.0, 20.0, size), "C_m": random.uniform(150.0, 300.0, size)}
        values["E_L"] = random.uniform(-72.0, -66.0, size)
        values["V_th"] = values["E_L"] + random.uniform(12.0, 18.0, size)
        values["V_reset"] = values["E_L"] + random.uniform(-3.0, 4.0, size)
        values["t_ref"] = random.integers(5, 40, size) * H
        if id in READERS:
            values |= {name: float(values[name][0]) for name in SINGLE}
        rheobase = (values["V_th"] - values["E_L"]) * values["C_m"] / values["tau_m"]
        start = {"V": random.uniform(values["V_reset"], values["V_th"])}
        return Population(
            id, LeakyIntegrateAndFire, size, values, start, rheobase * random.uniform(0.7, 1.25, size), title=id.upper()
        )

    @staticmethod
    def _adaptive(random: np.random.Generator, id: str) -> Population:
        size = SIZES[id]
        values: dict[str, Any] = {"C_m": random.uniform(200.0, 300.0, size), "g_L": random.uniform(20.0, 35.0, size)}
        values |= {"E_L": random.uniform(-72.0, -68.0, size), "V_T": random.uniform(-52.0, -48.0, size)}
        values |= {"Delta_T": random.uniform(1.5, 2.5, size), "a": random.uniform(2.0, 6.0, size)}
        values |= {"tau_w": random.uniform(80.0, 200.0, size), "b": random.uniform(40.0, 100.0, size)}
        values["t_ref"] = random.integers(5, 40, size) * H
        values |= {name: float(values[name][0]) for name in ("C_m", "g_L")}
        start = {"V": random.uniform(-70.0, -60.0, size)}
        return Population(
            id, AdaptiveExponentialIntegrateAndFire, size, values, start, random.uniform(300.0, 700.0, size), title="X"
        )

    def _link(self, random: np.random.Generator, source: str, target: str) -> Projection:
        synapse = (LINEAR | READERS)[target]
        inhibits = source == "i"
        sizes = SIZES[source], SIZES[target]
        pre = np.repeat(np.arange(sizes[0]), FAN)
        post = np.concatenate([random.choice(sizes[1], FAN, replace=False) for _ in range(sizes[0])])
        kept = (pre != post) | (source != target)
        pre, post = pre[kept], post[kept]
        weight = random.uniform(*WEIGHTS[synapse][inhibits], len(pre))
        delay = random.integers(1, 60, len(pre)) * H
        taus = {} if synapse is Delta else {"tau_syn": (4.0 if inhibits else 2.0) + SIZES[target] / 100.0}
        sign = Sign.INHIBITORY if inhibits else Sign.EXCITATORY
        link = Projection(
            source + target, source, target, synapse, LISTED, weight, H if self.at_once else delay, sign, taus,
            connections=Connections(pre, post),
        )  # fmt: skip
        return replace(link, **self._rules(random, link))

    def _rules(self, random: np.random.Generator, link: Projection) -> Mapping[str, Any]:
        """Links among ``e`` and from ``d`` learn, those from ``a`` and ``i`` to ``e`` tire, each in its own way."""
        most = float(np.abs(link.weight).max())
        learnt = {"A_plus": random.uniform(0.005, 0.03), "A_minus": random.uniform(0.005, 0.03), "w_max": 1.3 * most}
        learnt |= {"tau_plus": random.uniform(10.0, 30.0), "tau_minus": 15.0 + SIZES[link.target] / 10.0}
        tired = {"U": random.uniform(0.1, 0.6), "tau_rec": random.uniform(50.0, 500.0)}
        warm = tired | {"tau_fac": random.uniform(50.0, 500.0)}
        if self.learns and link.id in ("ee", "da"):
            return {"plasticity": PairSTDP, "plasticity_parameters": learnt}
        if self.tires and link.id == "ae":
            return {"short_term": TsodyksMarkram, "short_term_parameters": warm}
        if self.tires and link.id == "ie":
            return {"short_term": ShortTermDepression, "short_term_parameters": tired}
        return {}


def quadratic(day: int = DAY) -> NetworkDescription:
    """Izhikevich's neurons of many kinds, joined by jumps of the membrane with weights and delays of their own."""
    random = np.random.default_rng(day)
    sizes = {"e": 160, "i": 40}

    def neurons(id: str) -> Population:
        size = sizes[id]
        values = {"a": random.uniform(0.02, 0.1, size), "b": random.uniform(0.2, 0.25, size), "C_m": 1.0}
        values |= {"c": random.uniform(-65.0, -50.0, size), "d": random.uniform(2.0, 8.0, size)}
        start = {"V": random.uniform(-70.0, -55.0, size), "u": random.uniform(-15.0, -10.0, size)}
        return Population(id, Izhikevich, size, values, start, random.uniform(4.0, 15.0, size), title=id.upper())

    def link(source: str, target: str) -> Projection:
        pre = np.repeat(np.arange(sizes[source]), FAN)
        post = np.concatenate([random.choice(sizes[target], FAN, replace=False) for _ in range(sizes[source])])
        kept = (pre != post) | (source != target)
        pre, post = pre[kept], post[kept]
        weight = random.uniform(0.1, 1.0, len(pre)) if source == "e" else random.uniform(-3.0, -0.5, len(pre))
        sign = Sign.EXCITATORY if source == "e" else Sign.INHIBITORY
        return Projection(
            source + target, source, target, Delta, LISTED, weight, random.integers(1, 60, len(pre)) * H, sign,
            connections=Connections(pre, post),
        )  # fmt: skip

    populations = tuple(neurons(id) for id in sizes)
    return NetworkDescription(H, populations, tuple(link(s, t) for s in sizes for t in sizes))
