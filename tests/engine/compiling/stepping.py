"""Runs the generated texts of a population on given input, one step at a time, with bounds that Python checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.aligned import whole_lines
from engine.backends.kernels.source_cache import loaded
from engine.compiling import CompiledPopulation
from tests.compiled_once import keeping

Array = NDArray[Any]
DTYPES = {"np.int32": np.int32, "np.int64": np.int64, "np.uint8": np.uint8}


@dataclass
class Drive:
    """What reaches the neurons: ``injected`` (steps, neurons) and, by label, ``arrived`` (steps, neurons)."""

    injected: Array
    arrived: Mapping[str, Array] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        return len(self.injected)

    @property
    def neurons(self) -> int:
        return self.injected.shape[-1]


def random_drive(population: CompiledPopulation, steps: int, neurons: int, current: float, weight: float) -> Drive:
    """A noisy drive around ``current``, and arrivals of ``weight`` at a tenth of the steps."""
    random = np.random.default_rng(7)
    arrived = {
        label: np.where(random.random((steps, neurons)) < 0.1, weight * random.random((steps, neurons)), 0.0)
        for label in population.receptors
    }
    return Drive(current * (1 + 0.5 * random.standard_normal((steps, neurons))), arrived)


def chances(step: int, neurons: int) -> Array:
    """The random numbers (neurons,) of one step."""
    return np.random.default_rng([11, step]).random(neurons)


def start(population: CompiledPopulation, values: Mapping[str, Any], neurons: int) -> dict[str, Array]:
    """Every state as declared, (neurons,)."""
    kind = np.dtype(population.precision)
    states = {}
    for name, state in population.states.items():
        value = values[state.start] if isinstance(state.start, str) else state.start
        states[name] = np.broadcast_to(np.asarray(value, kind), (neurons,)).copy()
    return states


def defaults(population: CompiledPopulation, **given: Any) -> dict[str, Any]:
    """The value of every parameter."""
    return {**{name: q.default for name, q in population.parameters.items()}, **given}


def run_numba(
    population: CompiledPopulation, drive: Drive, values: Mapping[str, Any], h: float
) -> tuple[list[tuple[int, int]], dict[str, Array]]:
    """Spikes (step, neuron) and the states after each step, (steps, neurons), of the compiled loop."""
    kind, n = np.dtype(population.precision), drive.neurons
    update = keeping(loaded(population.numba_text).update)
    states = start(population, values, n)
    found = population.coefficients(values, h)
    arrays: dict[str, Array] = {f"{name}_all": value for name, value in states.items()}
    arrays |= {f"{name}_all": np.broadcast_to(found[name], n).astype(kind) for name in population.varying_arrays}
    arrays["constants"] = np.array([found[name] for name in population.constants] or [0.0], kind)
    for a in population.arguments:
        if a.name not in arrays:
            length = {
                "neurons": n,
                "lines": whole_lines(n),
                "slot": n,
                "capacity": n * drive.steps,
                "chunk": drive.steps + 1,
            }.get(a.length)
            length = int(a.length) if length is None else length
            arrays[a.name] = np.zeros(length, kind if a.dtype == "F" else DTYPES[a.dtype])
    if population.refractory:
        arrays["refractory_steps"][:] = np.round(np.asarray(values[population.refractory]) / h)
    kept: dict[str, list[Array]] = {name: [] for name in states}
    for j in range(drive.steps):
        if "injected_all" in arrays:
            arrays["injected_all"][:] = drive.injected[j]
        if population.fires_by_chance:
            arrays["drawn_all"][:] = chances(j, n)
        for label, weights in drive.arrived.items():
            arrays[f"arrived_{label}_all"][:] = weights[j]
        update(n, j, *(arrays[a.name] for a in population.arguments))
        assert all(not arrays[f"arrived_{label}_all"].any() for label in drive.arrived)
        for name in states:
            kept[name].append(states[name].copy())
    offsets = arrays["offsets"]
    steps = np.repeat(np.arange(drive.steps), np.diff(offsets))
    spikes = [(int(s), int(i)) for s, i in zip(steps, arrays["spikes"][: offsets[-1]], strict=True)]
    return spikes, {name: np.array(rows) for name, rows in kept.items()}


def run_numpy(
    population: CompiledPopulation,
    drive: Drive,
    values: Mapping[str, Any],
    h: float,
    begin: Mapping[str, Array] | None = None,
) -> tuple[list[tuple[int, int]], dict[str, Array]]:
    """The same with whole arrays, from ``begin`` where it is given."""
    kind, n = np.dtype(population.precision), drive.neurons
    states: dict[str, Array] = {
        name: np.broadcast_to(s, n).astype(kind)
        for name, s in {**start(population, values, n), **(begin or {})}.items()
    }
    found = population.coefficients(values, h)
    given: dict[str, Array] = {name: np.array(found[name], kind).reshape(()) for name in population.constants}
    given |= {name: np.broadcast_to(found[name], n).astype(kind) for name in population.varying_arrays}
    given |= states | {"injected": np.zeros(n, kind), "drawn": np.zeros(n, kind), "refractory": np.zeros(n, np.int32)}
    if population.refractory:
        given["refractory_steps"] = np.round(np.atleast_1d(values[population.refractory]) / h).astype(np.int32)
    update = loaded(population.numpy_text).update
    advance = update(n, **{name: given[name] for name in population.numpy_arguments})
    kept: dict[str, list[Array]] = {name: [] for name in states}
    spikes = []
    for j in range(drive.steps):
        given["injected"][:] = drive.injected[j]
        given["drawn"][:] = chances(j, n)
        arrived = (drive.arrived.get(label, np.zeros((j + 1, n)))[j] for label in population.receptors)
        fired = advance(j == 0, *(np.broadcast_to(weights, n).astype(kind) for weights in arrived))
        spikes += [(j, int(i)) for i in fired]
        for name in states:
            kept[name].append(states[name].copy())
    return spikes, {name: np.array(rows) for name, rows in kept.items()}
