"""One layer that learns to answer spike trains with wanted spike trains: what such rules share.

A rule changes a weight in every step in which a spike is missing or too many: by the trace that the spikes of the
weight's source have left by then, upward for a missing spike and downward for one too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Arrays, Circuit, carries_current
from engine.circuit.obstacles import obstacles
from engine.circuit.weights import Weights
from engine.learning.components import declared
from engine.learning.components.correlation import filtered_cosine
from engine.learning.components.figures import Metric
from engine.learning.components.gradient_refusals import plastic_links
from engine.learning.components.memory import in_double_precision
from engine.learning.components.method import Batch, BatchOutcome, LearningMethod, Settings
from engine.learning.components.optimizers import pace
from engine.learning.components.wanted import target_refusals
from engine.learning.passes.decoder_scores import decoder_scores
from engine.learning.passes.filters import Filter
from engine.learning.passes.tape import Tape
from engine.learning.passes.traces import LinearTrace
from engine.network.description import Projection
from engine.problems import Problem, declare
from engine.sampling.resolving import steps_of

Array = NDArray[Any]
FLOATS_PER_STEP = 10  # arrays (steps, batch, neurons) that the layer's scan keeps, and targets, rounded up
FLOATS_PER_INPUT = 8  # arrays (steps, batch, trains) that encoding makes on its way, rounded up
COPIES_OF_WEIGHTS = 4
PRECISION = "float64"  # spike times decide here; what is trained is what a run shows

ONE_LAYER = declare(
    "learning.one_layer",
    "This rule trains one layer, and {element} does not get all its input from encoders.",
    "Link encoders straight to the population that the decoder reads, or train by multilayer NormAD.",
)
SILENT = declare(
    "learning.one_layer.silent", "{model} never fires, so it cannot fire as is wanted.", "Use a neuron that fires."
)
SENDS_CURRENT = declare(
    "learning.one_layer.current",
    "{element} sends a current, and this rule learns from spikes.",
    "Use an encoder that fires.",
)
SHARED = declare(
    "learning.one_layer.shared",
    "The connections of this link share their weights, and this rule changes each by itself.",
    "Use another wiring, such as all to all.",
)


def one_layer_misfits(circuit: Circuit) -> Iterator[Problem]:
    """The reasons why rules for one layer and target spike trains cannot train this circuit."""
    yield from refusals_of_any_depth(circuit)
    yield from target_refusals(circuit)
    output = circuit.output
    if not output.model.fires():
        yield Problem(output.id, SILENT, {"model": output.model.title})
    sources = {encoder.id for encoder in circuit.encoders}
    if any(p.source not in sources for p in circuit.projections):
        yield problem_of(output, ONE_LAYER)


def refusals_of_any_depth(circuit: Circuit) -> Iterator[Problem]:
    """The same, but for what the read-out is, what is wanted of it, and how many layers there are."""
    yield from obstacles(circuit)
    yield from plastic_links(circuit)
    for projection in circuit.projections:
        if projection.wiring.shared:
            yield Problem(projection.id, SHARED)
        if carries_current(circuit, projection):
            source = next(e for e in circuit.encoders if e.id == projection.source)
            yield Problem(source.id, SENDS_CURRENT, {"element": source.title or source.model.title})


class OneLayerMethod(LearningMethod, abstract=True):
    """A rule by which one layer learns to fire at wanted times, spike by spike."""

    category = "Spike times"
    merit = Metric.CORRELATION

    epochs = declared.epochs(100.0)
    batch = declared.batch(1.0)

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        return one_layer_misfits(circuit)

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        trains = sum(circuit.size(e.id) for e in circuit.encoders)
        per_step = FLOATS_PER_STEP * circuit.output.size + FLOATS_PER_INPUT * trains
        return in_double_precision(circuit, settings, per_step, COPIES_OF_WEIGHTS)


@dataclass(frozen=True)
class OneLayerRule:
    """The trace of each projection by id; ``alone`` is added to it; ``normalised`` divides by its length.

    The length is that of the traces of all inputs of a neuron together.
    """

    traces: Mapping[str, LinearTrace]
    normalised: bool
    alone: float = 0.0


class OneLayerLearner:
    """The layer under training by a rule; ``rate`` is what one spike that is missing or too many changes."""

    def __init__(self, circuit: Circuit, settings: Settings, seed: int, rule: OneLayerRule, rate: float) -> None:
        self._circuit, self._seed, self._rule, self._rate = circuit, seed, rule, rate
        self._schedule, self._warm_up = str(settings["schedule"]), float(settings.get("warm_up", 0.0))
        self.weights = Weights(circuit, seed, PRECISION, parameters=False)
        self._filters = {p.id: self._filter(p, rule.traces[p.id]) for p in circuit.projections}
        self._tapes: dict[int, Tape] = {}

    def _filter(self, projection: Projection, trace: LinearTrace) -> Filter:
        """A trace of what a link brings: a spike acts once its delay is over."""
        h = self._circuit.description.resolution
        delay = int(steps_of(float(projection.delay), h))  # type: ignore[arg-type]  # one number, by fits
        return Filter(trace, self._circuit.device, delay)

    def tape(self, batch: int) -> Tape:
        """The tape for a batch of this many samples."""
        if batch not in self._tapes:
            self._tapes[batch] = Tape(self._circuit, self.weights, batch, self._seed)
        return self._tapes[batch]

    def learn(self, batch: Batch) -> BatchOutcome:
        tape = self.tape(len(batch.labels))
        outcome, error = self._outcome(tape, batch)
        rate = self._rate * pace(self._schedule, batch.share, self._warm_up) / len(batch.labels)
        for id, change in self._changes(tape, error).items():
            self.weights.values[id, "weight"] += rate * change
        self.weights.keep_bounds()
        return outcome

    def answer(self, batch: Batch) -> BatchOutcome:
        return self._outcome(self.tape(len(batch.labels)), batch)[0]

    def _outcome(self, tape: Tape, batch: Batch) -> tuple[BatchOutcome, Array]:
        """The layer's answers, and its errors, wanted minus fired: 1, 0 or -1, (steps, batch, neurons)."""
        spikes = tape.device.host(tape.forward(batch.values, batch.presentations))
        wanted, h = self._wanted(batch), self._circuit.description.resolution
        error = wanted - spikes
        wrong = float(np.abs(error).sum()) / len(batch.labels)
        count = tape.fired_in_all() / len(batch.labels)
        alike = None if batch.targets is None else filtered_cosine(spikes, wanted, h)
        membrane = tape.device.host(tape.membrane(self._circuit.output.id))
        answers = np.argmax(decoder_scores(self._circuit, spikes, membrane), axis=1)
        return BatchOutcome(wrong, answers, count, alike), error

    def _wanted(self, batch: Batch) -> Array:
        """The spikes (steps, batch, neurons), 0 or 1, that the read-out should fire."""
        assert batch.targets is not None
        return batch.targets

    def _changes(self, tape: Tape, error: Array) -> dict[str, Array]:
        """The sum of changes (post, pre) of each projection over all steps with an error."""
        steps = np.flatnonzero(error.any(axis=(1, 2)))
        projections = self._circuit.projections
        traces = {p.id: self._rule.alone + self._trace(tape, p, steps) for p in projections}
        return self._along(self._circuit.device.asarray(error[steps]), traces, projections)

    def _along(self, wrong: Array, traces: Mapping[str, Array], onto: Sequence[Projection]) -> dict[str, Array]:
        """The sums of traces (steps, batch, pre) ``onto`` a layer by what is ``wrong`` there (steps, batch, post)."""
        if self._rule.normalised:
            squares = sum(self._reached(p, traces[p.id] ** 2) for p in onto)
            wrong = wrong / np.sqrt(np.where(squares > 0, squares, np.inf))
        flat = wrong.reshape(-1, wrong.shape[-1])
        return {p.id: flat.T @ traces[p.id].reshape(-1, traces[p.id].shape[-1]) for p in onto}

    def _trace(self, tape: Tape, projection: Projection, steps: NDArray[np.int64]) -> Array:
        """(asked steps, batch, trains)"""
        return self._filters[projection.id].onward(tape.spikes(projection.source), steps)

    def _reached(self, projection: Projection, squares: Array) -> Array:
        """The sum over the inputs that each neuron has, (asked steps, batch, post)."""
        wiring = self.weights.wiring[projection.id]
        if wiring.mask is None:
            return np.broadcast_to(squares.sum(axis=-1, keepdims=True), (*squares.shape[:-1], wiring.shape[0]))
        reached: Array = squares @ wiring.connected.T
        return reached

    def arrays(self) -> Arrays:
        return self.weights.outward()

    def state(self) -> dict[str, NDArray[Any]]:
        host = self._circuit.device.host
        return {f"{id}/{name}": np.array(host(value)) for (id, name), value in self.weights.values.items()}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        for flat, array in state.items():
            id, name = flat.rsplit("/", 1)
            self.weights.put((id, name), array)
