"""The arrays of one population: states, coefficients, arrivals, and the operation that advances them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.aligned import aligned, whole_lines, zeros
from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Array, Bound, Kernel, OnArrays, Operation, settling
from engine.backends.kernels.source_cache import loaded
from engine.compiling.mathematics.lumping import lump
from engine.compiling.mathematics.no_real_value import NoRealValue
from engine.compiling.steps.population import CompiledPopulation, compiled_population
from engine.model.declaration import SynapseModel
from engine.network.description import Parameters, Population, Projection
from engine.network.values import Floats
from engine.problems import NetworkError, Problem, declare
from engine.sampling.randomness import key_of, stream
from engine.sampling.resolving import (
    bounds_test,
    population_bias,
    population_values,
    resolved_values,
    starting_state,
    steps_of,
)
from engine.simulation.arrays.layout import Range
from engine.simulation.operations.coupling import keeping
from engine.simulation.operations.drawing import CHANCE, drawing
from engine.simulation.operations.finite import EVERY, looking
from engine.simulation.operations.injection import biasing
from engine.simulation.operations.spike_log import SpikeLog

NO_REAL_VALUE = declare(
    "equations-without-a-value",
    "The equations of {element} divide by zero, take a root of what is never positive, or compare what never changes.",
    "Look for parts of them that cancel.",
)


@dataclass(frozen=True)
class ReceptorGroup:
    """Projections onto one population whose synapses share their state; the first id stands for all."""

    label: str
    synapse: type[SynapseModel]
    parameters: Parameters
    projections: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.projections[0]


def receptor_groups(projections: Iterable[Projection]) -> tuple[ReceptorGroup, ...]:
    """The receptors at which projections onto one population end."""
    return tuple(ReceptorGroup(f"r{number}", *group) for number, group in enumerate(lump(projections)))


class PopulationArrays:
    """Everything that one population's step reads and writes.

    ``states`` by full name (size,); ``rings`` by receptor (slots, size); ``values`` are the parameters as numbers or
    arrays (size,). Arrays keep their addresses: live changes write into them. ``alone`` says that nothing but the bias
    is injected: where that is one number, so is what the loop reads.
    """

    def __init__(
        self, population: Population, receptors: tuple[ReceptorGroup, ...], slots: int, parts: tuple[Range, ...],
        chunk: int, resolution: float, seed: int, precision: str, alone: bool = False, resets: int = 0,
    ) -> None:  # fmt: skip
        self.population, self.receptors, self.parts = population, receptors, parts
        self.resolution, self.seed, self.precision, self.slots = resolution, seed, precision, slots
        size = population.size
        self.values = population_values(population, seed)
        starts = starting_state(population, seed, self.values)
        for receptor in receptors:
            self._add_receptor(receptor, starts)
        varying = frozenset(n for n, v in self.values.items() if isinstance(v, np.ndarray))
        synapses = {r.label: r.synapse for r in receptors}
        bias = population_bias(population, seed)
        self.steady = alone and not isinstance(bias, np.ndarray)
        self.values[INJECTED] = bias if self.steady else 0.0
        self.compiled = _compiled(population, synapses, varying, precision, self.steady)
        self.kernel = updating(self.compiled, precision)
        self.starts = {name: starts[name].astype(precision) for name in self.compiled.states}
        self.states = {name: aligned(start) for name, start in self.starts.items()}
        self.rings = {r.label: zeros((slots, size), precision) for r in receptors}
        self.bias = zeros(1 if self.steady else size, precision)
        self.injected = zeros(1 if self.steady else size, precision)
        self.refractory = zeros(size, np.int32)
        self.drawn = zeros(size if self.compiled.fires_by_chance else 1, precision)
        self.since = np.zeros(1, np.int64)  # the step before which all spikes under way were last forgotten
        own = self.compiled.refractory in varying
        self.refractory_steps = zeros(size if own else 1, np.int32)
        self.constants = zeros(max(len(self.compiled.constants), 1), precision)
        self.coefficients = {c: zeros(size, precision) for c in self.compiled.varying_arrays}
        self.bias[:] = self.injected[:] = bias
        self.refresh()
        self.kept = np.zeros((0, size), precision)  # the membrane after the last steps (slots, size), for couplings
        self.kept_slots = np.zeros(1, np.int64)
        self.shortest = int(self.refractory_steps.min()) if self.compiled.refractory else 0
        self.logs = [SpikeLog(low, high, chunk, max(self.shortest, 1), resets) for low, high in parts]
        self.last = {name: state.copy() for name, state in self.states.items()}
        self.found = {name: [np.full(2, -1, np.int64) for _ in parts] for name in self.states}

    def _add_receptor(self, receptor: ReceptorGroup, starts: dict[str, Floats]) -> None:
        own: dict[str, float | Floats] = {}
        for name, parameter in receptor.synapse.parameters().items():
            value = receptor.parameters.get(name, parameter.default)
            own[name] = resolved_values(
                value, self.population.size, self.seed, receptor.key, name, bounds_test(parameter)
            )
            self.values[f"{name}_{receptor.label}"] = own[name]
        for name, state in receptor.synapse.states().items():
            start = own[state.start] if isinstance(state.start, str) else state.start
            starts[f"{name}_{receptor.label}"] = np.array(np.broadcast_to(start, self.population.size), np.float64)

    def refresh(self) -> None:
        """Compute again, in place, what the loop reads from the parameters."""
        known = self.compiled.coefficients(self.values, self.resolution)
        for place, name in enumerate(self.compiled.constants):
            self.constants[place] = np.ravel(known[name])[0]
        for name in self.compiled.varying_arrays:
            self.coefficients[name][:] = known[name]
        if self.compiled.refractory:
            self.refractory_steps[:] = steps_of(self.values[self.compiled.refractory], self.resolution)

    def can_take(self, name: str, value: float | Floats) -> bool:
        """Tell whether a parameter's new value fits the compiled kernel: an array stays an array, a number a number."""
        if name == self.compiled.refractory and np.min(steps_of(value, self.resolution)) < self.shortest:
            return False  # the spike log has no room for neurons that fire more often
        return isinstance(value, np.ndarray) == isinstance(self.values[name], np.ndarray)

    def set_value(self, name: str, value: float | Floats) -> None:
        """Change one parameter, by full name, in place."""
        self.values[name] = value
        self.refresh()

    def set_bias(self, bias: float | Floats) -> bool:
        """The current into each neuron, a number or (size,); False where one number was compiled and cannot hold it."""
        if self.steady and isinstance(bias, np.ndarray):
            return False
        self.bias[:] = self.injected[:] = bias
        if self.steady:
            self.set_value(INJECTED, bias)
        return True

    def reset(self, step: int) -> None:
        """Back to the start before ``step``: states, refractory counts, and no spike under way."""
        self.since[0] = step
        for name, start in self.starts.items():
            self.states[name][:] = start
        for ring in self.rings.values():
            ring[:] = 0
        self.refractory[:] = 0
        self.fill_kept()

    def trust(self) -> None:
        """Forget that numbers went wrong, as other numbers take their place, which are the last that were right."""
        for name, state in self.states.items():
            self.last[name][:] = state
        for parts in self.found.values():
            for found in parts:
                found[:] = -1

    def keep_values(self, steps: int) -> None:
        """Keep the membrane for links that read it ``steps`` later; twice as long, as threads run ahead of others."""
        if 2 * steps + 1 > len(self.kept):
            self.kept = zeros((2 * steps + 1, self.population.size), self.precision)
            self.kept_slots[0] = len(self.kept)
            self.fill_kept()

    @property
    def sent(self) -> Array:
        """The values that links that carry no spikes read of each neuron (size,): its membrane."""
        return self.states[self.population.model.membrane]

    def fill_kept(self) -> None:
        """Fill what is kept with what is now."""
        self.kept[:] = self.sent

    def keep_operation(self, part: int, now: NDArray[np.int64]) -> Operation:
        """The membrane of one part after its step is kept."""
        low, high = self.parts[part]
        arrays: dict[str, Array] = {"state": self.sent[low:high]}
        arrays |= {"values": self.kept, "slots": self.kept_slots, "low": np.array([low], np.int64), "now": now}
        arrays["stride"] = np.array([self.population.size], np.int64)
        return Operation(keeping(self.precision), high - low, arrays)

    def bias_operation(self, part: int) -> Operation:
        """The bias as the first part of this step's injected current."""
        low, high = self.parts[part]
        arrays = {"bias": self.bias[low:high], "injected": self.injected[low:high]}
        return Operation(biasing(self.precision), high - low, arrays)

    def draw_operations(self, part: int, now: NDArray[np.int64]) -> list[Operation]:
        """The random numbers of one part of neurons that fire by chance; none of others."""
        if not self.compiled.fires_by_chance:
            return []
        low, high = self.parts[part]
        arrays: dict[str, Array] = {
            "words": np.zeros(4 * (high - low), np.uint32),
            "made": np.full(1, -1, np.int64),
            "key": np.array(key_of(self.seed, stream(self.population.id, CHANCE)), np.uint32),
            "first": np.array([low], np.int64),
            "now": now,
            "drawn": self.drawn[low:high],
        }
        return [Operation(drawing(self.precision), high - low, arrays)]

    def update_operation(self, part: int) -> Operation:
        """One step of the neurons of one part."""
        low, high = self.parts[part]
        log = self.logs[part]
        arrays: dict[str, Array] = {f"{s}_all": v[low:high] for s, v in self.states.items()}
        arrays |= {f"{c}_all": v[low:high] for c, v in self.coefficients.items()}
        arrays |= {f"arrived_{label}_all": ring[:, low:high] for label, ring in self.rings.items()}
        own = len(self.refractory_steps) > 1
        arrays |= {
            "injected_all": self.injected if self.steady else self.injected[low:high],
            "drawn_all": self.drawn[low:high] if self.compiled.fires_by_chance else self.drawn,
            "constants": self.constants,
            "refractory": self.refractory[low:high],
            "refractory_steps": self.refractory_steps[low:high] if own else self.refractory_steps,
            "crossed": zeros(whole_lines(high - low), np.uint8),
            "spikes": log.spikes,
            "offsets": log.offsets,
        }
        return Operation(self.kernel, high - low, arrays, self.slots, self.population.size)

    def look_operations(self, part: int, now: NDArray[np.int64]) -> list[Operation]:
        """One look at all states of one part."""
        low, high = self.parts[part]
        arrays: dict[str, Array] = {"now": now}
        for i, (name, state) in enumerate(self.states.items()):
            arrays |= {f"values_{i}": state[low:high], f"last_{i}": self.last[name][low:high]}
            arrays[f"found_{i}"] = self.found[name][part]
        kernel = looking(self.precision, len(self.states))
        return [Operation(kernel, high - low, arrays, every=EVERY)] if self.states else []

    def mutable(self) -> Mapping[tuple[str, str], Array]:
        """The arrays that a step changes, by (element, name)."""
        id = self.population.id
        result: dict[tuple[str, str], Array] = {
            (id, name): self.states[name] for name in self.population.model.states()
        }
        result[id, "refractory"] = self.refractory
        result[id, "since"] = self.since
        result[id, KEPT] = self.kept
        for receptor in self.receptors:
            for name in receptor.synapse.states():
                result[receptor.key, name] = self.states[f"{name}_{receptor.label}"]
            result[receptor.key, ARRIVALS] = self.rings[receptor.label]
        return result


ARRIVALS, KEPT, INJECTED = "arrivals", "kept", "injected"
CACHED = 32_768  # neurons whose numbers stay in the second cache through a step on arrays


def _compiled(
    population: Population, synapses: Mapping[str, type[SynapseModel]], varying: frozenset[str], precision: str,
    steady: bool,
) -> CompiledPopulation:  # fmt: skip
    try:
        return compiled_population(population.model, synapses, varying, precision, steady)
    except NoRealValue:
        values = {"element": population.title or population.id}
        raise NetworkError([Problem(population.id, NO_REAL_VALUE, values)]) from None


def updating(compiled: CompiledPopulation, precision: str) -> Kernel:
    """The compiled step of a population in both forms."""
    sharing = Sharing(count="count")
    return Kernel(
        compiled.numba_text, "update", compiled.arguments, _on_arrays(compiled), precision, sharing,
        text_on_device=compiled.fused_text,
    )  # fmt: skip


def _on_arrays(compiled: CompiledPopulation) -> OnArrays:
    places = {name: place for place, name in enumerate(compiled.constants)}

    def on_arrays(a: SimpleNamespace) -> Bound:
        update = loaded(compiled.numpy_text).update
        rings = [getattr(a, f"arrived_{label}_all") for label in compiled.receptors]

        def given(name: str, low: int, high: int) -> Array:
            if name in places:
                number: Array = a.constants[places[name], ...]  # no dimensions, and the same memory
                return number
            values: Array = getattr(a, name if name.startswith("refractory") else f"{name}_all")
            return values[low:high] if len(values) == a.neurons else values

        parts = []
        for low in range(0, a.neurons, CACHED):
            high = min(low + CACHED, a.neurons)
            advance = update(high - low, **{name: given(name, low, high) for name in compiled.numpy_arguments})
            parts.append((low, advance, [[ring[turn, low:high] for ring in rings] for turn in range(a.ring_slots)]))

        seen = -1
        slots, offsets, spikes, calls, ask = a.ring_slots, a.offsets, a.spikes, a.calls, a.ask

        def step(j: int, k: int) -> None:
            nonlocal seen
            anew, seen = seen != calls[0], calls[0]
            turn, count = k % slots, int(offsets[j])
            for low, advance, arrivals in parts:
                arrived = arrivals[turn]
                fired = advance(anew, *arrived)
                for ring in arrived:
                    ring.fill(0)
                if fired.size:
                    spikes[count : count + fired.size] = fired + low if low else fired
                    count += fired.size
                if low:
                    ask()
            offsets[j + 1] = count

        return settling(step, [advance.settle for _, advance, _ in parts if hasattr(advance, "settle")])

    return on_arrays
