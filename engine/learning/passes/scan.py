"""One population of a batch through time, forward and backward."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import why_not
from engine.backends.kernels.source_cache import loaded
from engine.circuit.device import PROCESSOR, Device
from engine.compiling.passes.pass_text import BACKWARD, FORWARD, PassText
from engine.compiling.passes.scan import passes_of
from engine.compiling.passes.scan_module import ScanText
from engine.compiling.steps.population import compiled_population
from engine.learning.passes.kernel_passes import KernelPasses, Passes
from engine.learning.passes.thresholds import THRESHOLDS
from engine.model.declaration import SynapseModel
from engine.network.description import Population
from engine.network.values import Floats
from engine.sampling.resolving import steps_of
from engine.simulation.arrays.population_arrays import PopulationArrays, ReceptorGroup

Array = NDArray[Any]
ABLE = "able"  # of the tape: 0 where a refractory neuron could not have fired
DIFFERENCE = 1e-6  # relative step of the central difference through which coefficients reach parameters


class Room:
    """The memory of scans that take turns, such as those of whole batches and of the last, smaller one."""

    def __init__(self) -> None:
        self._flat: dict[str, Array] = {}

    def zeros(self, name: str, shape: tuple[int, int], precision: str, device: Device) -> Array:
        """An array of zeros in the place of an earlier one of this ``name``, if that was not smaller."""
        count = shape[0] * shape[1]
        if name not in self._flat or self._flat[name].size < count:
            self._flat[name] = device.zeros(count, precision)
        array = self._flat[name][:count].reshape(shape)
        array[:] = 0
        return array


class Scan:
    """A population of ``batch`` samples: arrays (steps, batch * neurons), the neurons of one sample together.

    ``steps`` may be all of a presentation or a segment of them. Then ``past`` steps before it are kept of the spikes,
    and of their derivatives those that reach back so far. Scans with the same ``room`` take turns. What is read and
    written are the steps of :meth:`look_at`, at first all.

    ``arrived[label]`` are the summed weights that arrive in each step, ``injected`` (1, columns) the current, or
    (steps, columns) where it is one that ``moves``; :meth:`forward` fills ``spikes``, with the membrane of neurons that
    never fire, which is what they send; :meth:`backward` takes ``bar_spikes`` and fills ``bar_arrived``,
    ``bar_injected``, its sum over steps ``bar_current`` (columns,), and the gradients of trained parameters. Without
    ``loops`` nothing is compiled. The arrays are on ``device``.
    """

    def __init__(
        self, population: Population, receptors: tuple[ReceptorGroup, ...], *, resolution: float, seed: int,
        batch: int, steps: int, precision: str, surrogate: str, width: float, trained: tuple[str, ...],
        loops: bool = True, past: int = 0, room: Room | None = None, device: Device = PROCESSOR, moves: bool = False,
    ) -> None:  # fmt: skip
        self.population, self.receptors, self.trained, self.device = population, receptors, trained, device
        self.batch, self.steps, self.width = batch, steps, np.dtype(precision).type(width)
        self._resolution, self._threshold = resolution, THRESHOLDS[surrogate]
        arrays = PopulationArrays(population, receptors, 1, ((0, population.size),), 1, resolution, seed, precision)
        self.values: dict[str, float | Floats] = dict(arrays.values)
        self._starts = arrays.starts
        labelled = tuple((r.label, r.synapse) for r in receptors)
        wanted = self._coefficients_of(trained, labelled)

        def text(written: str) -> ScanText:
            return passes_of(population.model, labelled, self._threshold, wanted, precision, written)

        self._precision, self._room = precision, room or Room()
        self.moves = moves  # whether its current differs from step to step
        self._compiled = device.is_host and loops and why_not("numba") is None
        self.text = text(self._written)
        self._allocate(precision, past, self._room)
        self._take(self.values)
        self._bound: dict[tuple[str, int, int, int], list[Array]] = {}
        self._local = loaded(self.text.local.source)
        forward, backward = (self._arrays_of(way, 0, steps) for way in (FORWARD, BACKWARD))
        self._passes = self._passes_of(text, forward, backward, self.width, self._lead)

    @property
    def _written(self) -> str:
        """The form in which passes are written here."""
        return "loops" if self._compiled else "arrays" if self.device.is_host else "device"

    def _passes_of(
        self, text: Callable[[str], PassText], forward: Sequence[Array], backward: Sequence[Array], number: Any,
        lead: int = 0,
    ) -> Passes | KernelPasses:  # fmt: skip
        """Passes that take such arrays and a number; ``text(written)`` writes them."""
        if not self.device.is_host:
            return KernelPasses(text(self._written), self.device, lead)
        return Passes(text(self._written), self._compiled, lambda: text("arrays"), forward, backward, number)

    def compile(self) -> None:
        """Have the compiled loops before the first batch, where there are any."""
        self._passes.compile()

    def _coefficients_of(
        self, trained: tuple[str, ...], labelled: tuple[tuple[str, type[SynapseModel]], ...]
    ) -> tuple[str, ...]:
        """Coefficients that move when a trained parameter moves."""
        if not trained:
            return ()
        plain = compiled_population(self.population.model, dict(labelled))
        single = {n: float(np.ravel(v)[0]) for n, v in self.values.items()}
        before = plain.coefficients(single, self._resolution)
        found: dict[str, None] = {}
        for name in trained:
            moved = plain.coefficients({**single, name: single[name] * 1.01 + 1e-3}, self._resolution)
            found |= {c: None for c in before if moved[c] != before[c]}
        return tuple(found)

    def _allocate(self, precision: str, past: int, room: Room) -> None:
        size, rows = self.batch * self.population.size, (self.steps, self.batch * self.population.size)
        model, zeros = self.population.model, self.device.zeros

        def shared(name: str, shape: tuple[int, int]) -> Array:
            return room.zeros(name, shape, precision, self.device)

        self._all_arrived = {r.label: shared(f"arrived {r.label}", rows) for r in self.receptors}
        self._all_bar_arrived = {r.label: shared(f"bar_arrived {r.label}", rows) for r in self.receptors}
        currents = rows if self.moves else (1, size)
        self._all_injected = shared("injected", currents)
        self._all_bar_injected = shared("bar_injected", currents)
        self.bar_current = zeros(size, precision) if self.moves else self._all_bar_injected[0]
        self._whole_tape = {name: shared(f"tape {number}", rows) for number, name in enumerate(self.text.tape)}
        self._carry = {name: zeros(size, precision) for name in self._starts}
        self._bars = {name: zeros(size, precision) for name in self._starts}
        self._coefficients = {name: zeros(size, precision) for name in self.text.coefficients}
        self._wanted = {name: zeros(size, precision) for name in self.text.wanted}
        refractory = model.refractory()
        self._refractory = zeros(size, np.int32)
        steps = steps_of(self.values[refractory.name], self._resolution) if refractory else np.int32(0)
        self._refractory_steps = self.device.asarray(
            np.array(np.broadcast_to(steps, (self.batch, self.population.size))).ravel()
        )
        self._lead = int(np.max(steps)) if self._threshold.is_smooth else 0
        self.past = max(self._lead, past)
        self._spikes = shared("spikes", (self.past + self.steps, size))
        self._bar_spikes = shared("bar_spikes", (self.past + self.steps, size))
        self.look_at(0, self.steps)

    def look_at(self, first: int, last: int) -> None:
        """Have the held steps [first, last) at hand as if they were all; those before them are their past."""
        self._first = first
        self.arrived = {label: array[first:last] for label, array in self._all_arrived.items()}
        self.bar_arrived = {label: array[first:last] for label, array in self._all_bar_arrived.items()}
        self.bar_sent = self.bar_arrived  # what goes back to those that sent: the same where spikes are numbers
        self._tape = {name: array[first:last] for name, array in self._whole_tape.items()}
        steps = slice(first, last) if self.moves else slice(None)
        self.injected, self.bar_injected = self._all_injected[steps], self._all_bar_injected[steps]
        here = slice(self.past + first, self.past + last)
        self.spikes, self.bar_spikes = self._spikes[here], self._bar_spikes[here]

    def sharpen(self, width: float) -> None:
        """Go on with another sharpness."""
        self.width = self.width.dtype.type(width)

    def begin(self, parameters: Mapping[str, Any]) -> None:
        """Take the present values of trained parameters and go back to the start of a presentation."""
        self._passes.look()
        for name in self.trained:
            value = np.asarray(self.device.host(parameters[name]), np.float64)
            self.values[name] = float(value) if value.ndim == 0 else value
        if self.trained:
            self._take(self.values)
        for name, start in self._starts.items():
            self._carry[name].reshape(self.batch, -1)[:] = self.device.asarray(start)
        self._refractory[:] = 0
        self._spikes[: self.past] = 0

    def rows(self, first: int, last: int) -> Array:
        """Spikes of the steps [first, last) of the segment; negative ones lie before it."""
        before = self.past + self._first
        return self._spikes[before + first : before + last]

    def bar_rows(self, first: int, last: int) -> Array:
        """The derivatives by those."""
        before = self.past + self._first
        return self._bar_spikes[before + first : before + last]

    def move_on(self, steps: int) -> None:
        """The segment of ``steps`` is over, and the next will follow."""
        self._spikes[: self.past] = self._spikes[steps : steps + self.past].copy()

    def standing(self) -> dict[str, Array]:
        """Copies of all that the steps to come depend on."""
        return {name: array.copy() for name, array in self._lasting().items()}

    def set_state(self, standing: Mapping[str, Array], columns: Any = slice(None)) -> None:
        """Be again where a copy was taken, all or some ``columns``."""
        for name, array in self._lasting().items():
            array[..., columns] = standing[name][..., columns]

    def _lasting(self) -> dict[str, Array]:
        return {**self._carry, " refractory": self._refractory, " past": self._spikes[: self.past]}

    def move_back(self, steps: int) -> None:
        """Move what reaches back before the segment to the end of the one before, of ``steps``."""
        if not self.past:
            return
        before = self._bar_spikes[: self.past].copy()
        self._bar_spikes[:] = 0
        self._bar_spikes[steps : steps + self.past] = before

    def forget_later(self) -> None:
        """Steps after the segment have no part in what the derivatives will be."""
        for array in (*([self._bar_spikes] if self.past else []), *self._bars.values()):
            array[:] = 0

    def _take(self, values: Mapping[str, float | Floats]) -> None:
        for name, value in self._coefficient_values(values).items():
            if name in self._coefficients:
                self._coefficients[name].reshape(self.batch, -1)[:] = self.device.asarray(value)

    def _coefficient_values(self, values: Mapping[str, float | Floats]) -> dict[str, float | Floats]:
        varying = frozenset(n for n, v in values.items() if isinstance(v, np.ndarray))
        synapses = {r.label: r.synapse for r in self.receptors}
        return compiled_population(self.population.model, synapses, varying).coefficients(values, self._resolution)

    def forward(self, first: int, last: int) -> None:
        """Advance through the steps [first, last)."""
        self._passes.forward(*self._arrays_of(FORWARD, first, last), self.width)

    def _arrays_of(self, way: str, first: int, last: int) -> list[Array]:
        """The arrays of a pass through these steps, bound once: they never move."""
        key = way, self._first, first, last
        if key not in self._bound:
            known = self._known(first, last)
            names = self.text.forward_arrays if way == FORWARD else self.text.backward_arrays
            self._bound[key] = [known[name] for name in names]
        return self._bound[key]

    def _known(self, first: int, last: int) -> dict[str, Array]:
        """All arrays of passes through these steps, by name."""
        steps = slice(first, last) if self.moves else slice(None)
        known: dict[str, Array] = {f"{n}_all": a for n, a in self._coefficients.items()}
        known |= {f"{n}_carry": a for n, a in self._carry.items()}
        known |= {f"{n}_tape": a[first:last] for n, a in self._tape.items()}
        known |= {f"{n}_bar": a for n, a in [*self._bars.items(), *self._wanted.items()]}
        known |= {f"arrived_{n}_all": a[first:last] for n, a in self.arrived.items()}
        known |= {f"arrived_{n}_bar": a[first:last] for n, a in self.bar_arrived.items()}
        return known | {
            "injected_all": self.injected[steps],
            "injected_bar": self.bar_injected[steps],
            "refractory": self._refractory,
            "refractory_steps": self._refractory_steps,
            "spike_all": self.rows(first - self._lead, last),
            "bar_spike_all": self.bar_rows(first - self._lead, last),
        }

    def state(self, name: str) -> Array:
        """A state (columns,) as the last step left it."""
        return self._carry[name]

    def fired(self, steps: int) -> float:
        """The sum of all neurons' spikes in the first ``steps``."""
        if not self.population.model.fires():
            return 0.0
        return float(
            self.spikes[:steps].sum(axis=1).sum(dtype=np.float64)
        )  # a step in single precision: whole up to 2**24

    def distance(self) -> Array:
        """The distance of each potential above its threshold before any reset (steps, columns); see the tape.

        Minus infinity where the model never fires.
        """
        if not self.population.model.fires():
            return self.device.asarray(np.full(self.spikes.shape, -np.inf))
        known = {**self._coefficients, **self._tape}
        function = loaded(self.text.distance).distance
        return self.device.asarray(function(*(known[name] for name in self.text.distance_reads)))

    def height(self) -> Array:
        """The slope of each spike by how far its potential is above threshold (steps, columns); see the tape."""
        if not self.population.model.fires():
            return np.zeros_like(self.spikes)
        height = self.device.asarray(self._at(self.text.local.height_reads, "height", self.width))
        return height * self._tape[ABLE] if ABLE in self._tape else height

    def height_by_membrane(self) -> Array:
        """The slope of each spike by its membrane before the reset (steps, columns); see the tape."""
        return self.device.asarray(self.height() * self._at(self.text.local.height_reads, "lift"))

    def jumps(self) -> dict[str, Array]:
        """The amounts that one more spike would add to other states than the membrane, (steps, columns) or a number."""
        local = self.text.local
        return dict(zip(local.jumping, self._at(local.jump_reads, "jumps"), strict=True))

    def _at(self, reads: tuple[str, ...], function: str, *more: Any) -> Any:
        known = {**self._coefficients, **self._tape}
        return getattr(self._local, function)(*(known[name] for name in reads), *more)

    @property
    def states(self) -> tuple[str, ...]:
        """The states of a neuron with its receptors."""
        return tuple(self._starts)

    def pull(self, of: str | None) -> tuple[dict[str, Array], dict[str, Array], Array]:
        """Derivatives of one state after the first step of the tape by the states before it, arrivals and the current.

        ``of`` None takes the spike in place of a state. The arrays (columns,) are overwritten by the next call.
        """
        self.begin_backward()
        self.bar_spikes[0] = of is None
        if of is not None:
            self._bars[of][:] = 1
        self.backward(0, 1)
        return self._bars, {label: bar[0] for label, bar in self.bar_arrived.items()}, self.bar_injected[0]

    def begin_backward(self) -> None:
        """Forget the derivatives of the last batch; ``bar_spikes`` is the caller's to fill."""
        self._bar_spikes[: self.past] = 0
        for array in (self.bar_current, *self._bars.values(), *self._wanted.values()):
            array[:] = 0

    def backward(self, first: int, last: int) -> None:
        """Go back from step ``last`` to ``first``."""
        if self.moves:
            self.bar_injected[first:last] = 0
        self._passes.backward(*self._arrays_of(BACKWARD, first, last), self.width)
        if self.moves:
            self.bar_current += self.bar_injected[first:last].sum(axis=0)

    def parameter_gradients(self) -> dict[str, Floats]:
        """Derivatives (neurons,) by each trained parameter, through every coefficient that it moves."""
        shape = (self.batch, self.population.size)
        by_coefficient = {
            n: self.device.host(a.reshape(shape).sum(axis=0, dtype=np.float64)) for n, a in self._wanted.items()
        }
        result = {}
        for name in self.trained:
            here = self.values[name]
            step = DIFFERENCE * np.maximum(np.abs(here), 1.0)
            up = self._coefficient_values({**self.values, name: here + step})
            down = self._coefficient_values({**self.values, name: here - step})
            total = np.zeros(self.population.size)
            for coefficient, by in by_coefficient.items():
                total += by * (np.asarray(up[coefficient]) - np.asarray(down[coefficient])) / (2 * step)
            result[name] = total
        return result
