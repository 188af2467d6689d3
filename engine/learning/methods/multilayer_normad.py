"""NormAD through layers: hidden neurons learn from what their spikes have put onto the neurons behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Circuit
from engine.learning.components import declared, one_layer
from engine.learning.components.advice import alike
from engine.learning.components.declared import FRESH, HIDDEN, NONE, ONE, PRESENT
from engine.learning.components.drive import drive_of
from engine.learning.components.figures import Metric
from engine.learning.components.gradient_refusals import class_problems
from engine.learning.components.memory import in_double_precision
from engine.learning.components.method import Batch, LearningMethod, Settings
from engine.learning.components.one_layer import OneLayerLearner, OneLayerRule
from engine.learning.components.wanted import target_refusals, wants_trains
from engine.learning.methods.normad import NO_KERNEL, NormAD
from engine.learning.passes.tape import Tape
from engine.learning.passes.traces import has_trace, trace_of
from engine.model.quantities import Choice, Parameter, SettingCondition
from engine.network.description import Population, Projection
from engine.problems import Problem, declare
from engine.sampling.resolving import population_values

Array = NDArray[Any]
NEAR, MOVED = "nearness to the threshold", "times of spikes"
FLOATS_PER_STEP = 24  # arrays (steps, batch, neurons) of scans, signals and their transforms, rounded up
LEAST = 1e-6  # of the largest length: what is below is as good as nothing to divide by
FLOATS_PER_INPUT = 8  # arrays (steps, batch, inputs) of encoding, traces and their squares, rounded up

LOOP = declare(
    "learning.multilayer_normad.loop",
    "{element} feeds back to itself, and this rule goes back from layer to layer.",
    "Remove the feedback, or train by surrogate gradients.",
)


LABELS, TRAINS = "labels", "trains"
OF_LABELS = SettingCondition("wanted", (LABELS,), "The data say which spikes are wanted.")


class MultilayerNormAD(LearningMethod):
    """Every layer learns to make the read-out fire at wanted times: each wrong spike moves its weights by one length.

    The read-out learns as by NormAD. A spike of a hidden neuron i at s puts w_oi K(t - s) onto the read-out's neuron o;
    where o is wrong at t, that spike should have come sooner, or later, by the sign of the error times w_oi K'(t - s).
    Its time moves as its inputs have put onto its own membrane by then, d(s): so the error of a hidden neuron is
    e_i(s) = sum over o and t of w_oi K'(t - s) e_o(t) / N_o(t) at each of its spikes, and its weights move by
    r e_i(s) d(s) / |d(s)|. N_o(t) is the length of all w_oi K'(t - s), so that an error weighs as much in each layer.
    Layers further back learn from e_i as this one does from e_o.

    By nearness to the threshold the error reaches steps without a spike too, as far as the membrane was near its
    threshold: K in place of K', and g(s) = 1 / (1 + (x(s) / (a X))^2) in place of the spike, x the distance from the
    threshold and X its mean size in the batch. So silent neurons learn to fire, which no spike that moves can teach.

    A layer's typical weight is the root of the mean square of its weights at the start, so that a rate has no unit.

    Data that say which spikes are wanted are learnt by those; else the neuron of the right class is to fire from the
    first wanted spike on, one an interval or as often as it can, and all others are to be silent.

    Source: Anwani & Rajendran (2018), Training multi-layer spiking neural networks using NormAD based spatio-temporal
    error backpropagation, arXiv 1811.10678, whose abstract names the two steps; the equations here are derived anew
    from NormAD, and nearness to the threshold is not theirs.
    """

    title = "Multilayer NormAD"
    category = "Spike times"
    aliases = ("normalized approximate descent", "spatio-temporal error backpropagation", "target spike trains")

    epochs = declared.epochs(30.0)
    batch = declared.batch(64.0)
    rate = Parameter(
        "1", "r", "length of a change, in typical weights", default=0.3, above=0.0,
        detail="How far all weights onto a neuron move for each spike that is wrong or missing.",
    )  # fmt: skip
    hidden_rate = Parameter(
        "1", r"\rho", "share of it in hidden layers (0: fixed)", default=1.0, at_least=0.0, where=(HIDDEN,),
        detail="Hidden layers move by this share of that length.",
    )  # fmt: skip
    by = Choice(
        (NEAR, MOVED), "hidden neurons learn by", default=NEAR, where=(HIDDEN, SettingCondition("hidden_rate")),
        detail="Spikes that move teach only neurons that fire; nearness to the threshold teaches silent ones too.",
    )  # fmt: skip
    width = Parameter(
        "1", "a", "what is near, in mean distances", default=0.3, above=0.0,
        where=(HIDDEN, SettingCondition("hidden_rate"), SettingCondition("by", (NEAR,))),
        detail="How far from its threshold a membrane may be and still learn, in mean distances of the batch.",
    )  # fmt: skip
    tau = NormAD.parameters()["tau"]
    first = Parameter(
        "ms", "t_1", "first wanted spike of the right class", default=0.0, at_least=0.0, where=(OF_LABELS,),
        detail="From then on the neuron of the right class is to fire; all others are to be silent.",
    )  # fmt: skip
    interval = Parameter(
        "ms", r"\Delta t", "interval between wanted spikes", default=1.0, above=0.0, where=(OF_LABELS,),
        detail="How often it is to fire; where that is more often than it can, as often as it can.",
    )  # fmt: skip
    schedule = NormAD.choices["schedule"]
    warm_up = NormAD.parameters()["warm_up"]
    patience = NormAD.parameters()["patience"]
    start = declared.start(PRESENT, FRESH)

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        yield from one_layer.refusals_of_any_depth(circuit)
        if circuit.samples.targets is None:
            yield from class_problems(circuit)
        elif circuit.output.size != len(circuit.samples.names):
            yield from target_refusals(circuit)
        for population in circuit.populations:
            if not population.model.fires():
                yield Problem(population.id, one_layer.SILENT, {"model": population.model.title})
        for stage in circuit.stages:
            if stage.is_recurrent:
                yield problem_of(stage.populations[0], LOOP)
        targets = {p.id: p.model for p in circuit.populations}
        for projection in circuit.projections:
            if not has_trace(projection, targets[projection.target]):
                yield Problem(projection.id, NO_KERNEL)

    @classmethod
    def circumstances(cls, circuit: Circuit) -> dict[str, str]:
        hidden = any(p.id != circuit.output.id for p in circuit.populations)
        return {HIDDEN.name: ONE if hidden else NONE, OF_LABELS.name: TRAINS if wants_trains(circuit) else LABELS}

    @classmethod
    def counts_by(cls, circuit: Circuit, settings: Settings) -> Metric:
        return Metric.CORRELATION if wants_trains(circuit) else Metric.ACCURACY

    @classmethod
    def advice(cls, circuit: Circuit, settings: Settings, batches: int) -> tuple[Problem, ...]:
        return tuple(alike(circuit, settings))

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        neurons = sum(p.size for p in circuit.populations)
        inputs = sum(circuit.size(p.source) for p in circuit.projections)
        per_step = FLOATS_PER_STEP * neurons + FLOATS_PER_INPUT * inputs
        return in_double_precision(circuit, settings, per_step, one_layer.COPIES_OF_WEIGHTS)

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> LayersLearner:
        return LayersLearner(circuit, settings, seed)


class LayersLearner(OneLayerLearner):
    """All layers of a circuit without loops, under training."""

    def __init__(self, circuit: Circuit, settings: Settings, seed: int) -> None:
        h, tau = circuit.description.resolution, float(settings["tau"])
        models = {p.id: p.model for p in circuit.populations}
        traces = {p.id: trace_of(p, models[p.target], tau, h) for p in circuit.projections}
        super().__init__(circuit, settings, seed, OneLayerRule(traces, normalised=True), float(settings["rate"]))
        if settings["start"] == FRESH:
            self.weights.draw_fresh(seed, drive_of(circuit, seed).units)
        self._share, self._near = float(settings["hidden_rate"]), settings["by"] == NEAR
        self._width = float(settings["width"])
        self._train = wanted_train(circuit, float(settings["first"]), float(settings["interval"]))
        self._typical = {p.id: self._typical_weight(p) for p in circuit.populations}
        self._wants_trains = wants_trains(circuit)
        onward = [p for p in circuit.projections if p.source in models]
        courses = {p.id: traces[p.id] if self._near else traces[p.id].slope() for p in onward}
        self._courses = {p.id: self._filter(p, courses[p.id]) for p in onward}
        self._lengths = {p.id: self._filter(p, courses[p.id].squared()) for p in onward}

    def _typical_weight(self, population: Population) -> float:
        """The root of the mean square of all weights onto a population; 1 where all are zero."""
        onto = [self.weights.values[p.id, "weight"] for p in self._circuit.into(population.id)]
        count = sum(int(self.weights.wiring[p.id].fan_in().sum()) for p in self._circuit.into(population.id))
        total = sum(float(np.square(weight).sum()) for weight in onto)
        return float(np.sqrt(total / count)) if total > 0 else 1.0

    def _wanted(self, batch: Batch) -> Array:
        if self._wants_trains:
            return super()._wanted(batch)
        wanted = np.zeros((self._circuit.steps, len(batch.labels), self._circuit.output.size))
        wanted[:, np.arange(len(batch.labels)), batch.labels] = self._train[:, None]
        return wanted

    def _changes(self, tape: Tape, error: Array) -> dict[str, Array]:
        signals, changes = {self._circuit.output.id: tape.device.asarray(error)}, dict[str, Array]()
        for population in reversed(self._circuit.populations):
            if (signal := signals.get(population.id)) is None:
                continue
            onto = self._circuit.into(population.id)
            share = 1.0 if population.id == self._circuit.output.id else self._share
            changes |= self._layer(tape, signal, onto, share * self._typical[population.id])
            for projection in onto if self._share else ():
                if projection.id in self._courses:
                    back = self._back(tape, projection, signal)
                    signals[projection.source] = signals.get(projection.source, 0) + back
        return changes

    def _layer(self, tape: Tape, signal: Array, onto: Sequence[Projection], share: float) -> dict[str, Array]:
        """The changes of all weights onto one population, whose ``signal`` is (steps, batch, neurons)."""
        steps = np.flatnonzero(tape.device.host(np.any(signal, axis=(1, 2))))
        if not len(steps) or not share:
            return {}
        traces, here = {p.id: self._trace(tape, p, steps) for p in onto}, signal[tape.device.asarray(steps)]
        return {id: share * change for id, change in self._along(here, traces, onto).items()}

    def _back(self, tape: Tape, projection: Projection, signal: Array) -> Array:
        """Carry the targets' ``signal`` back: how the source should have fired otherwise, (steps, batch, neurons)."""
        gate, wiring = self._gate(tape, projection.source), self.weights.wiring[projection.id]
        weight = self.weights.values[projection.id, "weight"]
        put = self._lengths[projection.id].onward(np.square(gate))
        squares = np.maximum(wiring.onward(put.reshape(-1, put.shape[-1]), np.square(weight)), 0.0)
        length = np.sqrt(squares).reshape(signal.shape)
        length = np.where(length <= LEAST * length.max(), np.inf, length)
        by_sent = wiring.back((signal / length).reshape(-1, signal.shape[-1]), weight)
        signal_back: Array = gate * self._courses[projection.id].back(by_sent.reshape(gate.shape))
        return signal_back

    def _gate(self, tape: Tape, id: str) -> Array:
        """The share by which each step of a hidden neuron counts: (steps, batch, neurons)."""
        if not self._near:
            return tape.spikes(id)
        apart = tape.scans[id].distance().reshape(tape.steps, tape.batch, -1)
        scale = self._width * max(float(np.abs(apart).mean()), np.finfo(np.float64).tiny)
        gate: Array = 1.0 / (1.0 + np.square(apart / scale))
        return gate


def wanted_train(circuit: Circuit, first: float, interval: float) -> NDArray[np.float64]:
    """The spikes (steps,), 0 or 1, wanted of the neuron of the right class; times in ms.

    None is wanted while the neuron is refractory after the one before.
    """
    h, output = circuit.description.resolution, circuit.output
    refractory = output.model.refractory()
    held = float(np.max(population_values(output, 0)[refractory.name])) if refractory else 0.0
    times = np.arange(first, circuit.steps * h, max(interval, held + h))
    wanted = np.zeros(circuit.steps)
    wanted[np.minimum((times / h).round().astype(np.int64), circuit.steps - 1)] = 1.0
    return wanted
