"""The recordings of the worker that the window reads: spikes, samples, shown samples, answers, weights.

Only the worker calls :meth:`RingBuffer.adopt` and :meth:`RingBuffer.append`; any thread reads. Steps are
absolute numbers of the time grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.running.record.history import ActivityHistory
from app.running.record.known_samples import KnownSamples
from app.running.record.ring import Ring
from app.running.record.size_past import SizePast
from app.running.record.weight_past import WeightPast, WeightSnapshot
from engine.network.description import Connections
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.simulation.chunk import Chunk  # brings the compilers

SPIKES_KEPT = 8_000_000  # of all elements together: 12 bytes each, about 96 MB when full
FEWEST_SPIKES = 65_536  # of one element, so that a few neurons keep a long past
SAMPLES_KEPT = 4_000_000  # values of all recordings together: 32 MB when full
SMALLEST_RECORDING = 512  # rows
PRESENTATIONS_KEPT = 4096
CANCELS = 1e-6  # share of two numbers below which their difference is computed otherwise
HISTORY_KEPT = 16_384  # snapshots of one projection: nearly an hour at five a second
HISTORY = {"steps": np.int64, "means": np.float64, "deviations": np.float64}


@dataclass(frozen=True)
class RecordedSpikes:
    """Spikes of one element: ``steps`` (k,) never falling and ``neurons`` (k,)."""

    steps: NDArray[np.int64]
    neurons: NDArray[np.int32]

    def of_first(self, size: int) -> RecordedSpikes:
        """Those of the first ``size`` neurons: a population that became smaller keeps the past of the others."""
        if not len(self.neurons) or int(self.neurons.max()) < size:
            return self
        left = self.neurons < size
        return RecordedSpikes(self.steps[left], self.neurons[left])


def times_of(spikes: RecordedSpikes, resolution: float) -> Floats:
    """The time of each spike in ms (k,)."""
    return np.asarray(spikes.steps * resolution, np.float64)


def spread(weights: Floats) -> tuple[float, float]:
    """Mean and standard deviation of weights (synapses,), of ten millions in 10 ms of the simulation's thread."""
    if not weights.size:
        return 0.0, 0.0
    with np.errstate(all="ignore"):  # of what is no number it is none
        mean, square = float(weights.mean()), float(weights @ weights) / weights.size
    variance = square - mean * mean
    if variance < CANCELS * square:  # nothing is left of the difference of two numbers that are nearly alike
        return mean, float(weights.std())
    return mean, float(np.sqrt(variance))


@dataclass(frozen=True)
class RecordedSamples:
    """Rows of one recording: ``steps`` (rows,) and ``values`` (rows, columns)."""

    steps: NDArray[np.int64]
    values: Floats


@dataclass(frozen=True)
class Presentations:
    """Samples that a dataset showed: each from ``first_steps`` (k,) on, ``indices`` and ``labels`` (k,)."""

    first_steps: NDArray[np.int64]
    indices: NDArray[np.int64]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class DecoderAnswers:
    """Closed windows of a decoder: end ``steps``, sample ``indices``, ``answers`` and ``labels``, each (k,).

    An unknown label is -1; ``scores`` is (k, neurons).
    """

    steps: NDArray[np.int64]
    indices: NDArray[np.int64]
    answers: NDArray[np.int64]
    labels: NDArray[np.int64]
    scores: Floats


@dataclass(frozen=True)
class WeightHistory:
    """Snapshots of a projection's weights: ``steps``, ``means`` and standard ``deviations``, each (k,)."""

    steps: NDArray[np.int64]
    means: Floats
    deviations: Floats


NO_SPIKES = RecordedSpikes(np.empty(0, np.int64), np.empty(0, np.int32))
NO_PRESENTATIONS = Presentations(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))

NUMBERS = count()


class RingBuffer:
    """The newest past of a run. Rings appear with :meth:`adopt`, or with the first block of an unknown id."""

    def __init__(self, spikes_kept: int = SPIKES_KEPT, samples_kept: int = SAMPLES_KEPT) -> None:
        self._spikes_kept = spikes_kept
        self._samples_kept = samples_kept
        self._sizes: dict[str, int] = {}
        self._size_past: dict[str, SizePast] = {}
        self._spikes: dict[str, Ring] = {}
        self._left: dict[str, Ring] = {}  # spikes of what was deleted, for as long as it may come back
        self._samples: dict[str, Ring] = {}
        self._shown: dict[str, Ring] = {}
        self._answers: dict[str, Ring] = {}
        self._partial: dict[str, Floats] = {}
        self._weights: dict[str, Floats] = {}
        self._connections: dict[str, Connections] = {}
        self._weight_history: dict[str, Ring] = {}
        self._weight_past = WeightPast()
        self.weights_version = 0
        self.number = next(NUMBERS)  # no other buffer of this process has it, as one at the same address would
        self.datasets: dict[str, KnownSamples] = {}
        self.history = ActivityHistory()
        self.first_step = 0
        self.latest_step = 0
        self._cut_at = 0  # the step from which on nothing was taken over of a longer past
        self.origin = object()  # the same for all buffers that go on from one that was cut

    # The worker's side

    def adopt(self, sizes: Mapping[str, int]) -> None:
        """Elements that fire and their sizes; known ones keep their past, also those that had left and come back."""
        for id, size in sizes.items():
            self._size_past[id] = self._size_past.get(id, SizePast()).going_on(self.latest_step, size)
        known, room = self._left | self._spikes, self._spikes_kept
        self._sizes, self._left = dict(sizes), {}
        self._spikes = {id: ring for id, ring in known.items() if id in sizes}
        for id in (id for id in reversed(known) if id not in sizes):  # those that left last are kept first
            room -= known[id].capacity
            if room >= 0:
                self._left = {id: known[id], **self._left}

    def append(self, chunk: Chunk) -> None:
        """Store a chunk; afterwards ``latest_step`` is its end."""
        for id, spikes in chunk.spikes.items():
            ring = self._spikes.get(id) or self._spike_ring(id)
            ring.append(len(spikes.steps), steps=spikes.steps, neurons=spikes.neurons)
        for id, block in chunk.samples.items():
            samples = self._samples.get(id) or self._sample_ring(id, block.values.shape[1])
            samples.append(len(block.steps), steps=block.steps, values=block.values)
        for id, shown in chunk.shown.items():
            for sample in shown:
                self._shown_ring(id).append(1, steps=sample.first_step, indices=sample.sample, labels=sample.label)
        for id, answers in chunk.answers.items():
            for window in answers:
                self._answer_ring(id, len(window.scores)).append(
                    1,
                    steps=window.step,
                    indices=window.sample,
                    answers=window.answer,
                    labels=window.label,
                    scores=window.scores,
                )
        self._partial = dict(chunk.partial)
        self.history.add(chunk.first_step, chunk.steps, sum(len(s.steps) for s in chunk.spikes.values()))
        self.latest_step = chunk.first_step + chunk.steps  # last: readers go no further than this

    def store_weights(self, projection: str, weights: Floats, connections: Connections) -> None:
        """A snapshot (synapses,) of a projection's weights; the arrays are never written again."""
        self._connections[projection] = connections
        self._weights = {**self._weights, projection: weights}
        ring = self._weight_history.get(projection) or Ring(HISTORY_KEPT, HISTORY)
        self._weight_history = {**self._weight_history, projection: ring}
        mean, deviation = spread(weights)
        ring.append(1, steps=self.latest_step, means=mean, deviations=deviation)
        self._weight_past.keep(projection, WeightSnapshot(self.latest_step, weights, connections, self.latest_step))
        self.weights_version += 1

    def forget_samples(self, recording: str) -> None:
        self._samples = {id: ring for id, ring in self._samples.items() if id != recording}

    def until(self, step: int) -> RingBuffer:
        """Another buffer whose past ends with the state before ``step``; this one stays as it is for its readers."""
        cut = RingBuffer(self._spikes_kept, self._samples_kept)
        cut.origin = self.origin
        cut._sizes, cut.datasets, cut._size_past = dict(self._sizes), self.datasets, dict(self._size_past)
        cut._spikes, cut._left, cut._samples, cut._answers = (
            {id: ring.until(ring.find("steps", step + 1)) for id, ring in rings.items()}
            for rings in (self._spikes, self._left, self._samples, self._answers)
        )
        cut._shown = {id: ring.until(ring.find("steps", step)) for id, ring in self._shown.items()}
        cut._weights, cut._connections = self._weights, dict(self._connections)
        cut._weight_history = {
            id: ring.until(ring.find("steps", step + 1)) for id, ring in self._weight_history.items()
        }
        cut._weight_past = self._weight_past.until(step)
        cut.weights_version = self.weights_version
        cut.history = self.history.until(step)
        cut.first_step, cut.latest_step = self.first_step, min(step, self.latest_step)
        cut._cut_at = step + 1
        return cut

    def show_partial(self, scores: Mapping[str, Floats]) -> None:
        """Scores so far of windows that are open, where no chunk is stored that has them."""
        self._partial = dict(scores)

    def _spike_ring(self, id: str) -> Ring:
        size, total = self._sizes.get(id, 1), sum(self._sizes.values()) or 1
        capacity = min(max(FEWEST_SPIKES, self._spikes_kept * size // total), self._spikes_kept)
        ring = Ring(capacity, {"steps": np.int64, "neurons": np.int32})
        self._spikes = {**self._spikes, id: ring}
        return ring

    def _sample_ring(self, id: str, columns: int) -> Ring:
        capacity = max(SMALLEST_RECORDING, self._samples_kept // (max(columns, 1) * 8))
        ring = Ring(capacity, {"steps": np.int64, "values": (np.float64, columns)})
        self._samples = {**self._samples, id: ring}
        return ring

    def _shown_ring(self, id: str) -> Ring:
        if id not in self._shown:
            ring = Ring(PRESENTATIONS_KEPT, {"steps": np.int64, "indices": np.int64, "labels": np.int64})
            self._shown = {**self._shown, id: ring}
        return self._shown[id]

    def _answer_ring(self, id: str, neurons: int) -> Ring:
        if id not in self._answers:
            whole = dict.fromkeys(("steps", "indices", "answers", "labels"), np.int64)
            ring = Ring(PRESENTATIONS_KEPT, {**whole, "scores": (np.float64, neurons)})
            self._answers = {**self._answers, id: ring}
        return self._answers[id]

    # The readers' side

    def elements(self) -> tuple[str, ...]:
        """Ids of the elements whose spikes are kept."""
        return tuple(self._spikes)

    def size_of(self, element: str) -> int | None:
        """Trains of an element that fires in this run, also before its first spike; None where none does."""
        return self._sizes.get(element)

    def size_past(self, element: str) -> SizePast:
        """The sizes of an element, each from its step on."""
        return self._size_past.get(element, SizePast())

    def oldest_step(self, element: str | None = None) -> int:
        """The first step from which every spike of ``element`` (or of all elements) is still there."""
        rings = list(self._spikes.values()) if element is None else [self._spikes[element]]
        lost = [since for ring in rings if (since := self._whole_since(ring)) is not None]
        return max([self.first_step, *(since + 1 for since in lost)])

    def _whole_since(self, ring: Ring) -> int | None:
        """The step of the oldest row that is still there of a ring that lost some, None where it lost none."""
        oldest = ring.oldest()
        if not oldest:
            return None
        steps = ring.rows(oldest, oldest + 1)[1]["steps"]
        if oldest == ring.begins and (not len(steps) or steps[0] > self._cut_at):
            return self._cut_at  # nothing of it was left where the buffer was cut
        return int(steps[0]) if len(steps) else None

    def kept_since(self, element: str) -> int:
        """The first step from which every spike of ``element`` is still there, 0 where none was dropped."""
        oldest = self.oldest_step(element) if element in self._spikes else 0
        return oldest if oldest > self.first_step else 0

    def spikes(self, element: str, since_step: int = 0, until_step: int | None = None) -> RecordedSpikes:
        """Spikes with ``since_step`` <= step < ``until_step`` that are still there."""
        ring = self._spikes.get(element)
        if ring is None:
            return NO_SPIKES
        stop = None if until_step is None else ring.find("steps", until_step)
        _, rows = ring.rows(ring.find("steps", since_step), stop)
        return RecordedSpikes(rows["steps"], rows["neurons"])

    def count_spikes(self, element: str, since_step: int, until_step: int) -> int:
        """The number of :meth:`spikes`, told without a copy of them."""
        ring = self._spikes.get(element)
        return 0 if ring is None else ring.find("steps", until_step) - ring.find("steps", since_step)

    def samples(self, recording: str, since_step: int = 0, until_step: int | None = None) -> RecordedSamples | None:
        """Rows of a recording in [since, until), None before its first chunk."""
        ring = self._samples.get(recording)
        if ring is None:
            return None
        stop = None if until_step is None else ring.find("steps", until_step)
        _, rows = ring.rows(ring.find("steps", since_step), stop)
        return RecordedSamples(rows["steps"], rows["values"])

    def samples_kept_since(self, recording: str) -> int:
        """The step from which all rows of a recording are still there, 0 where none was dropped."""
        ring = self._samples.get(recording)
        return 0 if ring is None else self._whole_since(ring) or 0

    def shown(self, dataset: str, since_step: int = 0) -> Presentations:
        """Presentations that began at or after ``since_step``, and the one that was going on then."""
        ring = self._shown.get(dataset)
        if ring is None:
            return NO_PRESENTATIONS
        _, rows = ring.rows(max(0, ring.find("steps", since_step + 1) - 1))
        return Presentations(rows["steps"], rows["indices"], rows["labels"])

    def presentations(self, dataset: str) -> int:
        """The number of samples of a dataset that were shown so far."""
        ring = self._shown.get(dataset)
        return ring.written if ring is not None else 0

    def answers(self, decoder: str, since_step: int = 0) -> DecoderAnswers | None:
        """Windows of a decoder that closed at or after ``since_step``, None before the first."""
        ring = self._answers.get(decoder)
        if ring is None:
            return None
        _, rows = ring.rows(ring.find("steps", since_step))
        return DecoderAnswers(rows["steps"], rows["indices"], rows["answers"], rows["labels"], rows["scores"])

    def partial(self, decoder: str) -> Floats | None:
        """Scores (neurons,) so far in the window that is open."""
        return self._partial.get(decoder)

    def weights(self, projection: str) -> Floats | None:
        """The newest snapshot (synapses,) of a watched projection; do not write to it."""
        return self._weights.get(projection)

    def weights_at(self, projection: str, step: int) -> WeightSnapshot | None:
        """A watched projection's weights as they were known at a step; None where none are kept of that time."""
        return self._weight_past.at(projection, step)

    def weight_history(self, projection: str, since_step: int, until_step: int) -> WeightHistory:
        """The history of a watched projection's weights in [since, until), with what was known before."""
        ring = self._weight_history.get(projection)
        if ring is None:
            return WeightHistory(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
        first = max(ring.find("steps", since_step) - 1, 0)
        _, rows = ring.rows(first, ring.find("steps", until_step))
        return WeightHistory(rows["steps"], rows["means"], rows["deviations"])

    def connections(self, projection: str) -> Connections | None:
        """The neurons that the watched weights connect, in the same order."""
        return self._connections.get(projection)
