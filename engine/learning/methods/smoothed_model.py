"""The drawn network with spikes that are numbers, and its exact gradient: sharpened until they are spikes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Key
from engine.learning.components import declared
from engine.learning.components.advice import advice
from engine.learning.components.by_gradient import GradientMethod
from engine.learning.components.losses import OF_MEMBRANES, SCORES, count_scores
from engine.learning.components.memory import MemoryDemand
from engine.learning.components.method import Batch, BatchOutcome, Settings
from engine.learning.components.normalised import normal_misfits
from engine.learning.components.tape_memory import PLAIN
from engine.learning.methods.surrogate_gradient import (
    AnyTape,
    SurrogateGradient,
    SurrogateGradientLearner,
    tape_demands,
)
from engine.learning.passes.thresholds import GATE, SMOOTH, SOFT
from engine.model.declaration import Reset
from engine.model.quantities import Choice, Parameter
from engine.problems import NetworkError, Problem, declare

STAYS_ABOVE = declare(
    "learning.smoothed.stays_above",
    "After a spike {model} may still be above its threshold, where the gate sends nothing.",
    "Choose the form soft threshold, or a neuron that is reset to a value.",
)

IN_PARTS = declare(
    "learning.smoothed.in_parts",
    "{model} makes a step in as many parts as its upstroke needs, and a smooth spike has no one moment among them.",
    "Train by the surrogate gradient, or choose Write as equations and take out “in parts of …”.",
)


class SmoothedModel(GradientMethod):
    """Back-propagation through a network whose spikes are numbers from 0 to 1, sharpened while it learns.

    In a step the neuron fires s = 1 / (1 + exp(-k x)) at the distance x from its threshold; s is sent, and the
    reset goes that share of its way: next = (1 - s) V + s reset(V). Nothing is replaced or left out of the
    gradient. The sharpness k grows from its first to its last value by equal factors; validation and test are
    those of the drawn network, with whole spikes.

    The gate is the second form: a spike is what the integral of a gate over the membrane's path gains in a step,
    as in tau ds/dt = -s + g(V) dV/dt with an integral of g over V of one; the synapse is the drawn one.

    Source: Huh & Sejnowski (2018), Gradient descent for spiking neural networks, arXiv 1706.04698, equation of the
    gated synapse. The share of the reset, and that of refractory neurons, are our own reading for neurons with a
    reset in steps of a grid; both are exact as k grows.
    """

    title = "Smoothed model"
    category = "Gradients"
    takes_own_terms = True
    learns = SurrogateGradient.learns
    aliases = ("soft threshold", "exact gradient", "annealing", "Huh", "Sejnowski", "differentiable spikes")

    learning_rate = declared.learning_rate(8e-3)
    form = Choice(
        (SOFT, GATE), "form", default=SOFT,
        detail="How a spike is smoothed: a soft threshold on the membrane, or a gate that the membrane passes.",
    )  # fmt: skip
    first_sharpness = Parameter(
        "1", "k_0", "sharpness at first", default=1.0, above=0.0,
        detail="How sharp the threshold is in the first batch. Low values let every neuron learn.",
    )  # fmt: skip
    last_sharpness = Parameter(
        "1", "k_1", "sharpness at last", default=10.0, above=0.0,
        detail="How sharp it is at the end. The higher, the nearer the trained network is to one of whole spikes.",
    )  # fmt: skip
    measure = SurrogateGradient.choices["measure"]
    loss = SurrogateGradient.choices["loss"]
    loss_equation = SurrogateGradient.formulas["loss_equation"]
    tau = SurrogateGradient.parameters()["tau"]
    right_rate = SurrogateGradient.parameters()["right_rate"]
    wrong_rate = SurrogateGradient.parameters()["wrong_rate"]
    smoothing = SurrogateGradient.parameters()["smoothing"]
    dropout = SurrogateGradient.parameters()["dropout"]
    rate_weight = SurrogateGradient.parameters()["rate_weight"]
    target_rate = SurrogateGradient.parameters()["target_rate"]
    optimizer = SurrogateGradient.choices["optimizer"]
    schedule = SurrogateGradient.choices["schedule"]
    warm_up = SurrogateGradient.parameters()["warm_up"]
    weight_decay = SurrogateGradient.parameters()["weight_decay"]
    largest_gradient = declared.largest_gradient(0.3)
    patience = SurrogateGradient.parameters()["patience"]
    average = SurrogateGradient.choices["average"]
    average_decay = SurrogateGradient.parameters()["average_decay"]
    average_start = SurrogateGradient.parameters()["average_start"]
    start = SurrogateGradient.choices["start"]
    trains = SurrogateGradient.choices["trains"]
    parameters_of = SurrogateGradient.choices["parameters_of"]
    delays_of = SurrogateGradient.choices["delays_of"]
    delays_act = SurrogateGradient.choices["delays_act"]
    longest_delay = SurrogateGradient.parameters()["longest_delay"]
    annealing = SurrogateGradient.parameters()["annealing"]
    truncation = SurrogateGradient.parameters()["truncation"]
    memory_budget = SurrogateGradient.parameters()["memory_budget"]
    grid = SurrogateGradient.choices["grid"]
    precision = SurrogateGradient.choices["precision"]

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        in_parts = (p for p in circuit.populations if p.model.goes_in_parts())
        found = [*super().misfits(circuit), *(Problem(p.id, IN_PARTS, {"model": p.model.title}) for p in in_parts)]
        return found or normal_misfits(circuit)

    @classmethod
    def advice(cls, circuit: Circuit, settings: Settings, batches: int) -> tuple[Problem, ...]:
        return advice(circuit, settings, batches)

    @classmethod
    def demands(cls, circuit: Circuit, settings: Settings) -> tuple[MemoryDemand, ...]:
        return tape_demands(circuit, settings, (str(settings["form"]), PLAIN))

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> SmoothedModelLearner:
        if settings["form"] == GATE and (problems := _that_stay_above(circuit)):
            raise NetworkError(problems)
        return SmoothedModelLearner(circuit, settings, seed, cls.way(circuit, settings))


def _that_stay_above(circuit: Circuit) -> list[Problem]:
    return [
        Problem(p.id, STAYS_ABOVE, {"model": p.model.title})
        for p in circuit.populations
        if p.model.fires() and p.model.reset is not Reset.TO_VALUE
    ]


class SmoothedModelLearner(SurrogateGradientLearner):
    """The circuit with smooth tapes to learn with, and tapes of whole spikes for its answers."""

    def __init__(self, circuit: Circuit, settings: Settings, seed: int, way: MemoryDemand) -> None:
        super().__init__(circuit, settings, seed, way)
        self._first, self._last = float(settings["first_sharpness"]), float(settings["last_sharpness"])
        self._whole: dict[int, AnyTape] = {}

    @property
    def _thresholds(self) -> tuple[str, ...]:
        return str(self._settings["form"]), PLAIN

    def _made(self, batch: int) -> AnyTape:
        return self._tape_by(batch, str(self._settings["form"]), self._first)

    def sharpness(self, share: float) -> float:
        """k after this ``share`` of the training."""
        return float(self._first * (self._last / self._first) ** share)

    def backward(self, batch: Batch) -> tuple[BatchOutcome, dict[Key, NDArray[Any]]]:
        self.tape(len(batch.labels)).sharpen(self.sharpness(batch.share))
        return super().backward(batch)

    def _answer(self, batch: Batch) -> BatchOutcome:
        """The drawn network's answers, with whole spikes."""
        size = len(batch.labels)
        if size not in self._whole:
            self._whole[size] = self._tape_by(size)
        return self._answered(self._whole[size], batch)

    def answer_smoothly(self, batch: Batch) -> BatchOutcome:
        """The smooth network's answers, as sharp as it is after the batch's share of the training."""
        tape = self.tape(len(batch.labels))
        tape.sharpen(self.sharpness(batch.share))
        return self._answered(tape, batch)

    def _scores(self, tape: AnyTape, spikes: NDArray[Any]) -> NDArray[Any]:
        if tape.threshold not in SMOOTH or self.loss in OF_MEMBRANES:
            return super()._scores(tape, spikes)
        return SCORES.get(self.loss, count_scores)(spikes)
