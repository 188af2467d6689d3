"""Learning on the way: gradients are summed up step by step, with memory for no step but the present one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import why_not
from engine.circuit.circuit import Circuit
from engine.circuit.receptors import receptors
from engine.circuit.wanted_series import first_counted, wants_series
from engine.circuit.weights import Key, Weights
from engine.compiling.passes.scan import passes_of
from engine.learning.components import declared, tape_memory
from engine.learning.components.advice import advice
from engine.learning.components.averages import average_copies
from engine.learning.components.by_gradient import GradientLearner
from engine.learning.components.drive import Drive
from engine.learning.components.feedback import Signals
from engine.learning.components.figures import Metric
from engine.learning.components.gradient_refusals import (
    class_misfits,
    membrane_misfits,
    metric_of,
    reads_membrane,
)
from engine.learning.components.losses import (
    SPIKE_COUNTS,
    WANTED_VALUES,
    natural_loss,
    sample_rate_penalty,
    softmax_cross_entropy,
)
from engine.learning.components.losses_on_the_way import LossOfCounts, LossOnTheWay, Slope, loss_of_membranes
from engine.learning.components.method import Batch, BatchOutcome, LearningMethod, Settings
from engine.learning.components.silence import silent
from engine.learning.passes.eligibility import EligibilityTraces, PerInput, PerSynapse
from engine.learning.passes.inputs import Inputs
from engine.learning.passes.local_derivatives import LocalDerivatives
from engine.learning.passes.thresholds import THRESHOLDS
from engine.learning.passes.walk import Walk
from engine.model.declaration import Payload
from engine.model.functions import MS_PER_S
from engine.network.description import Learns, Population
from engine.problems import Problem, declare
from engine.simulation.operations.decoding import decoder_values

Array = NDArray[Any]
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
        decoder = circuit.decoder
        if decoder.model.hears is Payload.VALUES:
            yield from membrane_misfits(circuit)
            return
        yield from class_misfits(circuit, rates=True)
        if natural_loss(decoder.model) != SPIKE_COUNTS:
            yield Problem(decoder.id, COUNTS_ONLY, {"model": decoder.model.title})

    @classmethod
    def counts_by(cls, circuit: Circuit, settings: Settings) -> Metric:
        return metric_of(WANTED_VALUES) if wants_series(circuit) else cls.merit

    @classmethod
    def advice(cls, circuit: Circuit, settings: Settings, batches: int) -> tuple[Problem, ...]:
        return advice(circuit, settings, batches)

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        number, batch = np.dtype(str(settings["precision"])).itemsize, round(float(settings["batch"]))
        traces, summed = 0, float(settings.get("rate_weight", 0.0)) > 0
        for p in circuit.populations:
            into = circuit.into(p.id)
            pre = 1 + sum(circuit.size(link.source) for link in into)
            states = len(p.model.states()) + sum(len(link.synapse.states()) for link in into if link.synapse)
            filtered, silent = cls.traces(settings)
            is_output = p.id == circuit.output.id
            one = is_output or not (filtered or summed)
            if one and _serves_all(circuit, p, settings, silent):
                traces += PerInput.memory(batch, p.size, states, pre)
            else:
                traces += PerSynapse.memory(batch, p.size, states, pre, summed and not is_output)
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
                float(self._settings.get("dampening", 1.0)),
            )  # fmt: skip
            self._presented[batch] = _Presented(walk, self.signals, self._rates())
        return self._presented[batch]

    def _rates(self) -> RateRegularisation:
        """The firing rate regularisation that is set, if any."""
        seconds = self._circuit.steps * self._circuit.description.resolution / MS_PER_S
        weight = float(self._settings.get("rate_weight", 0.0))
        return RateRegularisation(weight, float(self._settings.get("target_rate", 0.0)) * seconds)

    def backward(self, batch: Batch) -> tuple[BatchOutcome, dict[Key, Array]]:
        return self._gradients(batch, self._loss(batch))

    def step(self, batch: Batch, gradients: Mapping[Key, Array]) -> None:
        before = {key: value.copy() for key, value in self.weights.values.items()}
        self._descend(batch, gradients, self.drive)
        self._settle(batch)
        self.signals.follow(before, self.weights)

    def _answer(self, batch: Batch) -> BatchOutcome:
        return self.presented(len(batch.labels)).shown(batch, self._loss(batch), learns=False)

    def gradients(self, batch: Batch, slope: Slope) -> tuple[BatchOutcome, dict[Key, Array]]:
        """The circuit's answers to a batch, and the sums of its eligibility times the learning signals of ``slope``."""
        return self._gradients(batch, LossOfCounts(slope))

    def _gradients(self, batch: Batch, loss: LossOnTheWay) -> tuple[BatchOutcome, dict[Key, Array]]:
        self.signals.begin(self.weights, batch.labels)
        presented = self.presented(len(batch.labels))
        return presented.shown(batch, loss, learns=True), presented.gradients()

    def _loss(self, batch: Batch) -> LossOnTheWay:
        smoothing, steps = float(self._settings["smoothing"]), self._circuit.steps
        window = float(self._settings.get("window", 0.0))
        first = max(steps - round(window / self._circuit.description.resolution), 0) if window else 0
        if reads_membrane(self._circuit):
            return loss_of_membranes(batch, steps, first, smoothing, first_counted(self._circuit))
        return LossOfCounts(lambda counts: softmax_cross_entropy(counts, batch.labels, smoothing), first)

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


@dataclass(frozen=True)
class RateRegularisation:
    """Firing rate regularisation: ``weight`` times the mean square of how far spikes a sample are from ``wanted``."""

    weight: float = 0.0
    wanted: float = 0.0


class _Presented:
    """A batch on its way through the circuit, with the traces that its synapses keep."""

    def __init__(self, walk: Walk, signals: Signals, rates: RateRegularisation) -> None:
        self._walk, self._signals, self._rates = walk, signals, rates
        self._local = {id: LocalDerivatives(scan, signals.silent, walk.dampening) for id, scan in walk.scans.items()}
        self._inputs = {id: Inputs(walk, id, local.seeds) for id, local in self._local.items()}
        self._traces: dict[str, EligibilityTraces] = {}
        output = walk.circuit.output.id
        self._regular = [p.id for p in walk.circuit.populations if rates.weight and p.id != output and p.model.fires()]

    def shown(self, batch: Batch, loss: LossOnTheWay, learns: bool) -> BatchOutcome:
        """Show a batch, and learn from every step."""
        walk, circuit = self._walk, self._walk.circuit
        output, h, decoder = circuit.output, circuit.description.resolution, circuit.decoder
        for traces in self._traces.values():
            traces.begin()
        for local in self._local.values():
            local.begin()
        shape = walk.batch, output.size
        loss.begin(shape, walk.weights.precision)
        totals = {p.id: 0.0 for p in circuit.populations if p.model.fires()}
        counts = {id: np.zeros_like(walk.spikes(id)) for id in self._regular}
        values = decoder_values(decoder, h)
        heard, hears_spikes = decoder.model.memory(shape, values), not reads_membrane(circuit)
        for step in walk.steps(batch.values, batch.presentations):
            sent = circuit.device.host(walk.spikes(output.id))
            if hears_spikes:
                decoder.model.hear_all(heard, sent[None] > 0, np.array([h * (step + 1)]), values)
            for id in totals:
                totals[id] += float(walk.spikes(id).sum(dtype=np.float64))
            for id, count in counts.items():
                count += walk.spikes(id)
            by_sent = loss.hear(step, sent, learns)
            if learns:
                self._learn(circuit.device.asarray(np.zeros_like(sent) if by_sent is None else by_sent, sent.dtype))
        duration = circuit.steps * h
        if hears_spikes:
            scores = decoder.model.scores(heard, duration, duration, values)
        else:
            scores = np.array(circuit.device.host(walk.spikes(output.id)))
        never = () if learns else silent(circuit, lambda id: np.array(totals[id]))
        found, fired = loss.loss + (self._end(counts) if learns else 0.0), sum(totals.values()) / walk.batch
        return BatchOutcome(found, np.argmax(scores, axis=1), fired, loss.merits, never, loss.step_answers)

    def _learn(self, slope: Array) -> None:
        for local in self._local.values():
            local.update()
        signals = self._signals.now(self._walk, slope)
        for id, local in self._local.items():
            if id not in self._traces:
                self._traces[id] = self._kept(id, local)
            self._traces[id].advance(self._inputs[id].now(), signals[id])

    def _end(self, counts: Mapping[str, Array]) -> float:
        """The penalty of the rates of the presentation that is over, from which synapses learn."""
        device, penalty = self._walk.circuit.device, 0.0
        for id, count in counts.items():
            more, slope = sample_rate_penalty(device.host(count), self._rates.wanted)
            penalty += self._rates.weight * more
            traces = self._traces[id]
            assert isinstance(traces, PerSynapse), "rates need the eligibility of each sample"
            traces.end(device.asarray(self._rates.weight * slope, count.dtype))
        return penalty

    def _kept(self, id: str, local: LocalDerivatives) -> EligibilityTraces:
        keep, ends, summed = self._signals.keep(id), self._inputs[id].ends, id in self._regular
        if keep == 0 and not summed and local.is_shared:
            return PerInput(local, ends)
        return PerSynapse(local, ends, keep, summed)

    def gradients(self) -> dict[Key, Array]:
        """Of every projection and bias, from the batch just shown."""
        found: dict[Key, Array] = {}
        for id, traces in self._traces.items():
            found |= self._inputs[id].gradients(traces.total)
        return found
