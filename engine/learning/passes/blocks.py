"""A batch in blocks of samples, which the threads of a machine go through at once.

A loss that is a mean over samples sees each block by itself: it goes forward and back while its steps are at hand, and
as many are held as there are threads (:class:`BlocksInTurn`, decision 0255). One that couples samples sees the whole
batch between the two, with all blocks held (:class:`Blocks`).

How many blocks there are depends on the network and the batch, never on the machine, and what they find is put together
in their order. So any number of threads finds the same gradients, to the last digit (decision 0238).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache, partial
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.delays import differ
from engine.circuit.weights import Key, Weights
from engine.circuit.wired import has_loops, is_worth_loops
from engine.learning.passes.scan import Room
from engine.learning.passes.segments import Segments, Slopes, tape_of
from engine.learning.passes.tape import Rooms, Tape
from engine.network.description import Projection
from engine.simulation.arrays.layout import POOL, processors
from engine.simulation.connections.blocks import expected

Array = NDArray[Any]
Result = TypeVar("Result")
RoomsOfBlocks = Mapping[int, Rooms]
"""The memory of the tapes of each block, by its number."""
MOST = 16  # blocks of a batch
ROWS = 1024  # multiplications of a block by each weight at least: it is fetched, and its gradient added up, once
WORTH_A_BLOCK = 4e8  # multiplications and additions of a block at least, of all steps: calls between take 2 ms
WORTH_A_STEP = 8e6  # those of a step at least, where a network goes step by step
NEURON = 60  # of them that a neuron takes as long as in a step
WAYS = 3  # products of a link: onward, back, and its gradient
ANY_SEED = 0  # connections are expected ones


def blocks_of(circuit: Circuit, batch: int) -> int:
    """The number of blocks, a power of two, in which a ``batch`` of samples is gone through; 1 on a device."""
    if not circuit.device.is_host:
        return 1
    links = {p.id: expected(p, *circuit.ends(p, ANY_SEED)) for p in circuit.projections}
    moving = sum(WAYS * links[p.id] for p in circuit.projections if p.source not in circuit.constant_currents)
    work = circuit.steps * (moving + NEURON * sum(p.size for p in circuit.populations))
    rows = ROWS * sum(weights_of(circuit, p) for p in circuit.projections) / max(sum(links.values()), 1.0)
    least = max(rows / circuit.steps, WORTH_A_BLOCK / max(work, 1.0), 1.0)
    for stage in circuit.stages:
        if stage.is_recurrent:
            least = max(least, WORTH_A_STEP / max(sum(links[p.id] for p in stage.inner), 1.0))
    return int(min(2 ** math.floor(math.log2(max(batch / least, 1.0))), MOST))


def weights_of(circuit: Circuit, p: Projection) -> int:
    """Numbers of the array that is trained: a kernel, or one for each connection of windows or pair of neurons."""
    source, target = circuit.ends(p, ANY_SEED)
    if p.wiring.shared and source.shape is not None:
        return math.prod(p.wiring.kernel(source.shape, p.wiring_parameters))
    pairs = source.size * target.size
    window = p.wiring.window(p.wiring_parameters)
    if window is not None and has_loops(circuit.device) and not differ(p):
        synapses = round(expected(p, source, target))
        if is_worth_loops(synapses, source.size * window[0], pairs):  # a source has a run in each row that sees it
            return synapses
    return pairs


def rooms_of_blocks() -> RoomsOfBlocks:
    """Memory that tapes of several sizes of batches share."""
    return defaultdict(lambda: defaultdict(Room))


@dataclass(frozen=True)
class TapesOfBlocks:
    """The tapes of batches (:func:`~engine.learning.passes.segments.tape_of`), in blocks where it is worth it.

    One where delays are learnt, which are found once for a batch, or links are normalised over all of it.
    """

    circuit: Circuit
    weights: Weights
    seed: int
    length: int
    rooms: RoomsOfBlocks
    surrogate: str = "arctangent"
    width: float = 2.0
    keeps: bool = False
    gaps: Mapping[str, float] | None = None

    def held(self, batch: int) -> Tape | Segments | Blocks:
        """With all blocks held, between the way forward and the way back."""
        blocks = [self._made(number, size) for number, size in enumerate(self._sizes(batch))]
        return Blocks(blocks) if len(blocks) > 1 else blocks[0]

    def in_turn(self, batch: int) -> Tape | Segments | BlocksInTurn:
        """With a block held by each thread, of a loss that is a mean over samples."""
        return self.always_in_turn(batch) if len(self._sizes(batch)) > 1 else self._made(0, batch)

    def always_in_turn(self, batch: int) -> BlocksInTurn:
        """The same where one block is gone through as some are."""
        return BlocksInTurn(self._made, self._sizes(batch))

    def _sizes(self, batch: int) -> list[int]:
        blocks = 1 if self.weights.delayed or self.weights.normal else blocks_of(self.circuit, batch)
        return [batch // blocks + (number < batch % blocks) for number in range(blocks)]

    def _made(self, number: int, size: int) -> Tape | Segments:
        return tape_of(
            self.circuit, self.weights, size, self.seed, self.length, self.rooms[number], self.surrogate, self.width,
            self.keeps, self.gaps,
        )  # fmt: skip


class Blocks:
    """The results of one tape of a whole batch, from those of its blocks."""

    def __init__(self, tapes: Sequence[Tape | Segments], threads: int = 0) -> None:
        """Go through ``tapes`` by so many ``threads``, or by one for each processor of this process."""
        first = tapes[0]
        self.tapes, self.batch = tuple(tapes), sum(tape.batch for tape in tapes)
        self.circuit, self.threshold, self.device = first.circuit, first.threshold, first.device
        self.steps = self.circuit.steps
        self.scans, self.normalised = first.scans, first.normalised  # of the first block
        self._parts = _slices([tape.batch for tape in tapes])
        self.threads = min(threads or processors(), len(tapes))
        self._is_known = False  # whether the tapes have found what they share, such as tables of connections
        self.fired = np.zeros((0, self.batch, self.circuit.output.size))

    def drop(self, share: float, presentations: NDArray[np.int64]) -> None:
        """Until told again, this ``share`` of hidden neurons sends nothing; see :class:`Dropout`."""
        for tape, part in zip(self.tapes, self._parts, strict=True):
            tape.drop(share, presentations[part])

    def sharpen(self, width: float) -> None:
        """Go on with another sharpness of all thresholds."""
        for tape in self.tapes:
            tape.sharpen(width)

    def forward(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        """Spikes (steps, batch, neurons) of the read-out; of one that never fires its membrane."""
        return self._shown(lambda tape, part: tape.forward(values[part], presentations[part]))

    def answer(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        """The same where no gradients will be asked for."""
        return self._shown(lambda tape, part: tape.answer(values[part], presentations[part]))

    def backward(self, slope: Array, others: Slopes | None = None) -> dict[Key, Array]:
        """Gradients of the whole batch; see :meth:`Tape.backward`."""
        return sum_of(self._each(lambda tape, part: tape.backward(slope[:, part], self._of(others, part))))

    def truncated(
        self, values: Array, presentations: NDArray[np.int64], slopes: Callable[[Array], tuple[Array, Slopes | None]]
    ) -> dict[Key, Array]:
        """Those that go back no further than to the start of their segment; see :meth:`Segments.truncated`."""
        shown = [tape for tape in self.tapes if isinstance(tape, Segments)]
        number = {id(tape): k for k, tape in enumerate(shown)}
        found: list[dict[Key, Array]] = [{} for _ in shown]
        for tape, part in zip(shown, self._parts, strict=True):
            tape.begin_truncated(values[part], presentations[part])
        for first, last in shown[0].parts:

            def advance(tape: Any, part: slice, first: int = first, last: int = last) -> Array:
                fired: Array = tape.advance(first, last)
                return fired

            self._shown(advance)
            slope, others = slopes(self.fired)

            def retreat(tape: Any, part: slice, first: int = first, last: int = last) -> None:
                by = slope[first:last, part]  # noqa: B023 - all are done before the next segment
                tape.retreat(first, last, by, self._of(others, part), found[number[id(tape)]])  # noqa: B023

            list(self._each(retreat))
        return sum_of(tape.gathered(gradients) for tape, gradients in zip(shown, found, strict=True))

    def counts(self, id: str) -> Array:
        """The number of spikes of each neuron in the last presentation: (batch, neurons)."""
        return np.concatenate([tape.counts(id) for tape in self.tapes])

    def fired_in_all(self) -> float:
        """The number of spikes of all populations."""
        return sum(self._each(lambda tape, part: tape.fired_in_all()))

    def membrane(self, id: str) -> Array:
        """The membrane (batch, neurons) of a population after the last step, reset where it fired."""
        return np.concatenate([tape.membrane(id) for tape in self.tapes])

    def _shown(self, show: Callable[[Tape | Segments, slice], Array]) -> Array:
        self.fired = np.concatenate([np.asarray(self.device.host(fired)) for fired in self._each(show)], axis=1)
        return self.fired

    def _of(self, slopes: Slopes | None, part: slice) -> Slopes | None:
        """The ``part`` of slopes of other populations that is of these samples."""
        return None if slopes is None else {id: self._some(by, part) for id, by in slopes.items()}

    def _some(self, by: Array, part: slice) -> Array:
        """Of slopes that spread over (steps, batch, neurons)."""
        return by[..., part, :] if by.ndim > 1 and by.shape[-2] == self.batch > 1 else by

    def _each(self, work: Callable[[Tape | Segments, slice], Result]) -> Iterator[Result]:
        """The results of ``work`` on all blocks, in their order; at once where there are threads."""
        calls = [partial(work, tape, part) for tape, part in zip(self.tapes, self._parts, strict=True)]
        if not self._is_known and self.threads > 1:  # the others need not look for it, too
            self._is_known = True
            yield calls.pop(0)()
        yield from _in_order(calls, self.threads)


class BlocksInTurn:
    """The blocks of a batch, each gone through by itself on one of as many tapes as there are threads.

    What a tape holds is gone when the next block takes it: whoever needs it reads it in :meth:`each`.
    """

    def __init__(self, made: Callable[[int, int], Tape | Segments], sizes: Sequence[int], threads: int = 0) -> None:
        """Blocks of these ``sizes``; ``made(number, size)`` is a tape of the memory of that number."""
        self._made, self.batch, self._parts = made, sum(sizes), _slices(sizes)
        self._tapes: dict[tuple[int, int], Tape | Segments] = {}
        self.threads = min(threads or processors(), len(sizes))
        first = self._tape(0, sizes[0])
        self.circuit, self.threshold, self.device = first.circuit, first.threshold, first.device
        self.steps, self.normalised = self.circuit.steps, first.normalised
        self._dropped: tuple[float, NDArray[np.int64]] | None = None
        self._width: float | None = None
        self._is_known = False  # whether the tapes have found what they share, such as tables of connections

    @property
    def tapes(self) -> tuple[Tape | Segments, ...]:
        """Those that were needed so far, of all threads and sizes of blocks."""
        return tuple(self._tapes.values())

    def _tape(self, number: int, size: int) -> Tape | Segments:
        if (number, size) not in self._tapes:
            self._tapes[number, size] = self._made(number, size)
        return self._tapes[number, size]

    def drop(self, share: float, presentations: NDArray[np.int64]) -> None:
        """Until told again, this ``share`` of hidden neurons sends nothing; see :class:`Dropout`."""
        self._dropped = share, presentations

    def sharpen(self, width: float) -> None:
        """Go on with another sharpness of all thresholds."""
        self._width = width

    def answer(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        """Spikes (steps, batch, neurons) of the read-out; nothing else will be asked for."""
        shown = self.each(lambda tape, part: np.array(tape.answer(values[part], presentations[part])))
        return np.concatenate(list(shown), axis=1)

    def each(self, work: Callable[[Tape | Segments, slice], Result]) -> Iterator[Result]:
        """The results of ``work(tape, part)`` for the ``part`` of the samples of each block, in their order."""
        free: SimpleQueue[int] = SimpleQueue()
        for number in range(self.threads):
            free.put(number)

        def on_a_free_one(part: slice) -> Result:
            number = free.get()
            try:
                return work(self._ready(number, part), part)
            finally:
                free.put(number)

        calls = [partial(on_a_free_one, part) for part in self._parts]
        if not self._is_known and self.threads > 1:  # the others need not look for it, too
            self._is_known = True
            yield calls.pop(0)()
        yield from _in_order(calls, self.threads)

    def _ready(self, number: int, part: slice) -> Tape | Segments:
        tape = self._tape(number, part.stop - part.start)
        if self._width is not None:
            tape.sharpen(self._width)
        if self._dropped is not None:
            share, presentations = self._dropped
            tape.drop(share, presentations[part])
        return tape


def _slices(sizes: Sequence[int]) -> list[slice]:
    """The samples of each block."""
    return [slice(int(end) - size, int(end)) for end, size in zip(np.cumsum(sizes), sizes, strict=True)]


def _in_order(calls: Sequence[Callable[[], Result]], threads: int) -> Iterator[Result]:
    """The results of ``calls`` in their order. When it raises, none is at work any more."""
    if threads == 1:
        yield from (call() for call in calls)
        return
    under_way = [_pool(threads).submit(call) for call in calls]
    try:
        for future in under_way:
            yield future.result()
    finally:
        for future in under_way:
            future.cancel()
        wait(under_way)


def sum_of(gradients: Iterator[dict[Key, Array]]) -> dict[Key, Array]:
    """The sum of what blocks found, one after the other."""
    total = dict(next(gradients))
    for found in gradients:
        for key, by in found.items():
            total[key] = total[key] + by
    return total


@cache  # threads are kept for the next batch (decision 0238)
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix=POOL)
