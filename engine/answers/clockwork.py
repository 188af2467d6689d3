"""Neurons that fire at given times, and connections one by one: what an experiment on a single synapse needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from engine.answers.excitability import typical
from engine.model.declaration import NeuronModel
from engine.model.registry.discovery import models
from engine.model.topology import WiringRule
from engine.model.typed.neuron import neuron
from engine.network.description import Connections, Population, Projection
from engine.network.values import ByDistance, Floats, Value

LATE = 1e9  # ms: never
HALF = 0.5  # of a step, so that rounding moves no spike to the step before or after


CLOCKWORK = """about: Fires whenever its clock comes to zero, as often as is left, whatever reaches its membrane.

dV/dt = -V/tau + I/C : mV  # membrane potential
dclock/dt = 1 : ms  # time since the next spike
dremaining/dt = 0/tau : 1  # spikes that are left
threshold: clock >= 0*ms
reset: clock = where(remaining > 1, -period, -never); remaining = remaining - 1
V(0) = 0 mV
remaining(0) = 1

tau = 10 ms (> 0)  # membrane time constant
C = 250 pF (> 0)  # membrane capacitance
period = 100 ms (> 0)  # time between two spikes
never = 1000000000 ms  # after the last
I : pA  # summed synaptic and injected current
"""


@cache  # a class of a text is one class, by which kernels are found again (decision 0220)
def clockwork() -> type[NeuronModel]:
    """A neuron that fires when it is told to."""
    return neuron(CLOCKWORK)


def firing_at(id: str, first: Floats, resolution: float, count: int = 1, period: float = LATE) -> Population:
    """A neuron for each of the ``first`` spikes (neurons,) in ms; of ``count`` spikes, ``period`` ms apart."""
    half = HALF * resolution
    start: dict[str, Value] = {"clock": half - np.asarray(first, np.float64), "remaining": float(count)}
    return Population(id, clockwork(), len(first), {"period": period - half}, start)


def one_by_one(projection: Projection, source: str, target: str, count: int) -> Projection:
    """The projection between other elements: neuron n of either side is joined, with the mean of every number."""
    listed = next(rule for rule in models("wiring").values() if issubclass(rule, WiringRule) and rule.listed)
    pairs = np.arange(count, dtype=np.int64)
    return replace(
        projection,
        source=source,
        target=target,
        wiring=listed,
        wiring_parameters={},
        connections=Connections(pairs, pairs),
        weight=_mean(projection.weight),
        delay=_mean(projection.delay),
        synapse_parameters=_typical(projection.synapse_parameters),
        plasticity_parameters=_typical(projection.plasticity_parameters),
        short_term_parameters=_typical(projection.short_term_parameters),
    )


def _typical(values: Mapping[str, Value | str]) -> dict[str, Any]:
    return {name: given if isinstance(given, str) else _mean(given) for name, given in values.items()}


def _mean(value: Value) -> float:
    return value.base if isinstance(value, ByDistance) else typical(value)


def whole_steps(times: Sequence[float] | Floats, resolution: float) -> Floats:
    """The nearest times on the grid."""
    nearest: Floats = np.round(np.asarray(times, np.float64) / resolution) * resolution
    return nearest
