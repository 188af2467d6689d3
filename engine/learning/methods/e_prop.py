"""E-prop: local eligibility traces meet learning signals, with no way back through time."""

from __future__ import annotations

import math

from engine.circuit.circuit import Circuit
from engine.learning.components import declared
from engine.learning.components.declared import HIDDEN, NONE, ONE
from engine.learning.components.drive import counted_by
from engine.learning.components.feedback import ADAPTIVE, FEEDBACKS, SYMMETRIC, Broadcast
from engine.learning.components.method import Settings
from engine.learning.components.online import OnlineLearner, OnlineMethod
from engine.model.quantities import Choice, Parameter, SettingCondition

GOES_ON, CUT = "traces go on", "traces are cut"


class EProp(OnlineMethod):
    """Each synapse remembers what it did to its neuron; what is wrong at the read-out says in each step how it counts.

    The error is the softmax of the spike counts so far against the label, or of a leaky read-out's membrane in each
    step, or how far that is from wanted values. It reaches hidden neurons by their own weights onward (symmetric), by
    fixed random ones, or by random ones that follow the weights (adaptive). As in the paper traces go on through the
    resets of their neuron, unless they are to be cut, as their derivatives say.

    Source: Bellec, Scherr, Subramoney, Hajek, Salaj, Legenstein & Maass (2020), A solution to the learning dilemma for
    recurrent networks of spiking neurons, Nature Communications 11, 3625, 10.1038/s41467-020-17236-y.
    """

    title = "E-prop"
    aliases = ("eligibility propagation", "eligibility traces", "online learning", "three-factor rule", "LSNN")

    learning_rate = declared.learning_rate(4e-3)
    feedback = Choice(
        FEEDBACKS, "feedback", default=SYMMETRIC,
        detail="By which weights errors come back to hidden neurons: those that lead on from them, fixed random ones, "
        "or random ones that learn too.",
    )  # fmt: skip
    tau = Parameter(
        "ms", r"\tau_\kappa", "time constant of the eligibility (0: none)", default=0.0, at_least=0.0,
        detail="How long what a synapse did stays open to errors that come later.",
    )  # fmt: skip
    resets = Choice(
        (GOES_ON, CUT), "at a reset", default=GOES_ON,
        detail="Whether what a synapse did before a spike still counts after the reset of its neuron.",
    )  # fmt: skip
    dampening = Parameter(
        "1", r"\gamma_{pd}", "dampening of the surrogate", default=1.0, above=0.0,
        detail="Every slope of a spike is multiplied by it. In the paper 0.3 of a triangle as wide as the threshold.",
    )  # fmt: skip
    window = Parameter(
        "ms", "T_L", "learning window (0: the whole sample)", default=0.0, at_least=0.0,
        detail="Errors count only in so much time at the end of a sample, such as that of a recall.",
    )  # fmt: skip
    rate_weight = Parameter(
        "1", r"c_{reg}", "weight of the rates", default=0.0, at_least=0.0, where=(HIDDEN,),
        detail="How much hidden rates beside the wanted one add to the loss. 0: nothing.",
    )  # fmt: skip
    target_rate = Parameter(
        "Hz", "f^*", "wanted rate before the read-out", default=10.0, at_least=0.0,
        where=(HIDDEN, SettingCondition("rate_weight")), detail="The mean rate that hidden neurons are drawn to.",
    )  # fmt: skip
    feedback_decay = Parameter(
        "1", r"\lambda", "decay of adaptive feedback and its weights a batch", default=1e-3, at_least=0.0, below=1.0,
        where=(SettingCondition("feedback", (ADAPTIVE,)),),
        detail="The share that both lose with each batch, so that they grow alike.",
    )  # fmt: skip

    @classmethod
    def circumstances(cls, circuit: Circuit) -> dict[str, str]:
        hidden = any(p.id != circuit.output.id and p.model.fires() for p in circuit.populations)
        return {HIDDEN.name: ONE if hidden else NONE}

    @classmethod
    def traces(cls, settings: Settings) -> tuple[bool, bool]:
        return float(settings["tau"]) > 0, settings["resets"] == GOES_ON

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> OnlineLearner:
        tau, kind = float(settings["tau"]), str(settings["feedback"])
        keep = math.exp(-circuit.description.resolution / tau) if tau > 0 else 0.0
        decay = float(settings["feedback_decay"]) if kind == ADAPTIVE else 0.0
        precision, silent = str(settings["precision"]), cls.traces(settings)[1]
        drive = counted_by(settings, circuit, seed)
        signals = Broadcast(circuit, seed, precision, drive, keep=keep, silent=silent, kind=kind, decay=decay)
        return OnlineLearner(circuit, settings, seed, signals, drive)
