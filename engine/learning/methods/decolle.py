"""Deep continuous local learning: every population has a read-out and an error of its own."""

from __future__ import annotations

from collections.abc import Iterator

from engine.circuit.circuit import Circuit
from engine.circuit.wanted_series import labels_steps, wants_series
from engine.learning.components.drive import counted_by
from engine.learning.components.feedback import OwnReadOuts
from engine.learning.components.method import Settings
from engine.learning.components.online import OnlineLearner, OnlineMethod
from engine.problems import Problem, declare

WANTED_VALUES = declare(
    "learning.decolle.values",
    "The data want values, and by {method} every layer learns classes.",
    "Train by e-prop or surrogate gradients, or use data with classes.",
)
LABELS_AT_STEPS = declare(
    "learning.decolle.labels_at_steps",
    "The data have a label for every step, and by {method} every layer learns one of each sample.",
    "Train by e-prop or surrogate gradients, or give every sample one label.",
)


class DECOLLE(OnlineMethod):
    """Hidden populations learn to be right by fixed random read-outs of their own; nothing comes back from later ones.

    A local read-out weighs the counts so far of its population's spikes at random; the cross-entropy against the label
    is its loss in each step. Traces of the inputs decay as the neuron's states do without a spike. The paper compares
    the present spikes, and by a smooth absolute error.

    Source: Kaiser, Mostafa & Neftci (2020), Synaptic plasticity dynamics for deep continuous local learning (DECOLLE),
    Frontiers in Neuroscience 14, 424, 10.3389/fnins.2020.00424.
    """

    title = "DECOLLE"
    aliases = ("deep continuous local learning", "local errors", "local read-outs", "online learning")

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterator[Problem]:
        yield from super().misfits(circuit)
        if wants_series(circuit):
            yield Problem(circuit.decoder.id, WANTED_VALUES, {"method": cls.title})
        elif labels_steps(circuit):
            yield Problem(circuit.dataset.id, LABELS_AT_STEPS, {"method": cls.title})

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> OnlineLearner:
        own = OwnReadOuts(circuit, seed, str(settings["precision"]), float(settings["smoothing"]))
        return OnlineLearner(circuit, settings, seed, own, counted_by(settings, circuit, seed))
