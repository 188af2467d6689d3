"""Learning on the way: gradients are summed up step by step, with memory for no step but the present one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import why_not
from engine.circuit.circuit import Circuit
from engine.circuit.receptors import receptors
from engine.circuit.weights import Key, Weights
from engine.compiling.passes.scan import passes_of
from engine.learning.components import declared, tape_memory
from engine.learning.components.advice import advice
from engine.learning.components.averages import average_copies
from engine.learning.components.by_gradient import GradientLearner
from engine.learning.components.drive import Drive
from engine.learning.components.feedback import Signals
from engine.learning.components.gradient_refusals import class_misfits
from engine.learning.components.losses import SPIKE_COUNTS, natural_loss, softmax_cross_entropy
from engine.learning.components.method import Batch, BatchOutcome, LearningMethod, Settings
from engine.learning.components.silence import silent
from engine.learning.passes.eligibility import EligibilityTraces, PerInput, PerSynapse
from engine.learning.passes.inputs import Inputs
from engine.learning.passes.local_derivatives import LocalDerivatives
from engine.learning.passes.thresholds import THRESHOLDS
from engine.learning.passes.walk import Walk
from engine.network.description import Learns, Population
from engine.problems import Problem, declare
from engine.simulation.operations.decoding import decoder_values

Array = NDArray[Any]
Slope = Callable[[Array], tuple[float, Array]]
"""From the spikes so far (batch, neurons): the loss, and its slope by the spikes of this step."""
COPIES_OF_WEIGHTS = 6  # the weights, their gradient, two moments, and the best copy in double precision

COUNTS_ONLY = declare(
    "learning.online.counts",
    "{model} hears more than how often neurons fire, and learning on the way compares the counts so far.",
    "Use a decoder of spike counts, or train by surrogate gradients.",
)


class OnlineMethod(LearningMethod, abstract=True):
    """The common part of methods that learn while a sample is shown."""

    category = "Online"
    learns = frozenset({Learns.WEIGHTS, Learns.NOTHING})

    learning_rate = declared.learning_rate(8e-3)
    surrogate = declared.SURROGATE
    width = declared.SHARPNESS
    measure = declared.MEASURE
    smoothing = declared.smoothing(0.1)
    optimizer = declared.optimizer()
    schedule = declared.schedule()
    warm_up = declared.warm_up()
    largest_gradient = declared.largest_gradient(0.0)
    patience = declared.patience()
    average = declared.average()
    average_decay = declared.average_decay()
    average_start = declared.average_start()
    start = declared.start()
    precision = declared.PRECISION

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterator[Problem]:
        yield from class_misfits(circuit)
        decoder = circuit.decoder
        if natural_loss(decoder.model) != SPIKE_COUNTS:
            yield Problem(decoder.id, COUNTS_ONLY, {"model": decoder.model.title})

    @classmethod
    def advice(cls, circuit: Circuit, settings: Settings, batches: int) -> tuple[Problem, ...]:
        return advice(circuit, settings, batches)

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        number, batch = np.dtype(str(settings["precision"])).itemsize, round(float(settings["batch"]))
        traces = 0
        for p in circuit.populations:
            into = circuit.into(p.id)
            pre = 1 + sum(circuit.size(link.source) for link in into)
            states = len(p.model.states()) + sum(len(link.synapse.states()) for link in into if link.synapse)
            filtered, silent = cls.traces(settings)
            one = (p.id == circuit.output.id or not filtered) and _serves_all(circuit, p, settings, silent)
            traces += (PerInput if one else PerSynapse).memory(batch, p.size, states, pre)
        weights = sum(circuit.size(p.source) * circuit.size(p.target) for p in circuit.projections)
        parts = tape_memory.of_parts(circuit, number, batch)
        parts += tape_memory.of_signals(circuit, batch)
        copies = COPIES_OF_WEIGHTS + average_copies(settings)
        return number * (batch * Walk.memory(circuit) + traces) + parts + 8 * copies * weights

    @classmethod
    def traces(cls, settings: Settings) -> tuple[bool, bool]:
        """Tell whether eligibility is filtered before the read-out, and whether traces go on through resets."""
        return False, True


def _serves_all(circuit: Circuit, population: Population, settings: Settings, silent: bool) -> bool:
    """Tell whether one trace of each input is enough, by expressions and by parameters that are single numbers."""
    found = receptors(circuit, population.id)
    parameters = (population.parameters, *(r.parameters for r in found))
    if not all(isinstance(value, float | int) for values in parameters for value in values.values()):
        return False
    labelled = tuple((r.label, r.synapse) for r in found)
    threshold, precision = THRESHOLDS[str(settings["surrogate"])], str(settings["precision"])
    local = passes_of(
        population.model, labelled, threshold, (), precision, "loops" if why_not("numba") is None else "arrays"
    ).local
    return local.steady_silent if silent else local.steady


class OnlineLearner(GradientLearner):
    """A circuit that learns while it is shown samples; ``signals`` tell each population what its spikes should be."""

    def __init__(self, circuit: Circuit, settings: Settings, seed: int, signals: Signals, drive: Drive) -> None:
        super().__init__(circuit, settings, seed)
        self.signals, self.drive = signals, drive
        self.weights = Weights(circuit, seed, str(settings["precision"]), parameters=False)
        if settings["start"] == declared.FRESH:
            self.weights.draw_fresh(seed, drive.units)
        self._presented: dict[int, _Presented] = {}

    def presented(self, batch: int) -> _Presented:
        """The circuit with room for this many samples."""
        if batch not in self._presented:
            walk = Walk(
                self._circuit, self.weights, batch, self._seed,
                str(self._settings["surrogate"]), float(self._settings["width"]), self.drive.gaps,
            )  # fmt: skip
            self._presented[batch] = _Presented(walk, self.signals)
        return self._presented[batch]

    def backward(self, batch: Batch) -> tuple[BatchOutcome, dict[Key, Array]]:
        return self.gradients(batch, self._slope(batch))

    def step(self, batch: Batch, gradients: Mapping[Key, Array]) -> None:
        before = {key: value.copy() for key, value in self.weights.values.items()}
        self._descend(batch, gradients, self.drive)
        self._settle(batch)
        self.signals.follow(before, self.weights)

    def _answer(self, batch: Batch) -> BatchOutcome:
        return self.presented(len(batch.labels)).shown(batch, self._slope(batch), learns=False)

    def gradients(self, batch: Batch, slope: Slope) -> tuple[BatchOutcome, dict[Key, Array]]:
        """The circuit's answers to a batch, and the sums of its eligibility times the learning signals."""
        self.signals.begin(self.weights, batch.labels)
        presented = self.presented(len(batch.labels))
        return presented.shown(batch, slope, learns=True), presented.gradients()

    def _slope(self, batch: Batch) -> Slope:
        smoothing = float(self._settings["smoothing"])
        return lambda counts: softmax_cross_entropy(counts, batch.labels, smoothing)

    def state(self) -> dict[str, Array]:
        own = {
            f"signal/{name}/": np.array(self._circuit.device.host(array))
            for name, array in self.signals.state().items()
        }
        return super().state() | own

    def restore(self, state: Mapping[str, Array]) -> None:
        super().restore(state)
        own = {name.split("/", 2)[1]: array for name, array in state.items() if name.startswith("signal/")}
        self.signals.restore(own)


class _Presented:
    """A batch on its way through the circuit, with the traces that its synapses keep."""

    def __init__(self, walk: Walk, signals: Signals) -> None:
        self._walk, self._signals = walk, signals
        self._local = {id: LocalDerivatives(scan, signals.silent) for id, scan in walk.scans.items()}
        self._inputs = {id: Inputs(walk, id, local.seeds) for id, local in self._local.items()}
        self._traces: dict[str, EligibilityTraces] = {}

    def shown(self, batch: Batch, slope: Slope, learns: bool) -> BatchOutcome:
        """Show a batch, and learn from every step."""
        walk, circuit = self._walk, self._walk.circuit
        output, h, decoder = circuit.output, circuit.description.resolution, circuit.decoder
        for traces in self._traces.values():
            traces.begin()
        for local in self._local.values():
            local.begin()
        counts, loss = np.zeros((walk.batch, output.size), walk.weights.precision), 0.0
        totals = {p.id: 0.0 for p in circuit.populations}
        values = decoder_values(decoder, h)
        heard = decoder.model.memory(counts.shape, values)
        for step in walk.steps(batch.values, batch.presentations):
            fired = circuit.device.host(walk.spikes(output.id))
            counts += fired
            decoder.model.hear_all(heard, fired[None] > 0, np.array([h * (step + 1)]), values)
            for p in circuit.populations:
                totals[p.id] += float(walk.spikes(p.id).sum(dtype=np.float64))
            if learns:
                loss, by_spikes = slope(counts)
                self._learn(circuit.device.asarray(by_spikes, counts.dtype))
        loss = loss if learns else slope(counts)[0]
        duration = circuit.steps * h
        scores = decoder.model.scores(heard, duration, duration, values)
        never = () if learns else silent(circuit, lambda id: np.array(totals[id]))
        return BatchOutcome(loss, np.argmax(scores, axis=1), sum(totals.values()) / walk.batch, silent=never)

    def _learn(self, slope: Array) -> None:
        for local in self._local.values():
            local.update()
        signals = self._signals.now(self._walk, slope)
        for id, local in self._local.items():
            if id not in self._traces:
                self._traces[id] = self._kept(local, self._inputs[id].ends, self._signals.keep(id))
            self._traces[id].advance(self._inputs[id].now(), signals[id])

    @staticmethod
    def _kept(local: LocalDerivatives, ends: NDArray[np.int64], keep: float) -> EligibilityTraces:
        return PerInput(local, ends) if keep == 0 and local.is_shared else PerSynapse(local, ends, keep)

    def gradients(self) -> dict[Key, Array]:
        """Of every projection and bias, from the batch just shown."""
        found: dict[Key, Array] = {}
        for id, traces in self._traces.items():
            found |= self._inputs[id].gradients(traces.total)
        return found
