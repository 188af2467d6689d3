"""Settings that several methods declare, each with its words in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.circuit.delays import AS_DRAWN, SHARES
from engine.learning.components.losses import TYPED
from engine.learning.components.optimizers import OPTIMIZERS, SCHEDULES
from engine.learning.passes.surrogates import SURROGATES
from engine.model.quantities import Choice, Formula, Parameter, SettingCondition

FRESH, PRESENT = "fresh weights", "present weights"
MOST = 100_000.0
ONE, NONE = "one", "none"
EXPONENTIAL_AVERAGE, EQUAL_AVERAGE = "exponential average", "equal average"
AVERAGES = (NONE, EXPONENTIAL_AVERAGE, EQUAL_AVERAGE)
FIRING, DRAWN = "what fires a neuron", "units of the drawing"
EACH_NEURON = "each neuron"
SQUARED_COUNTS = "(count - 10*wanted)**2"
IN_STEPS, ANNEALED = "in whole steps", "by an annealed kernel"
FORMERLY: Mapping[str, float | str] = {
    "measure": DRAWN,
    "warm_up": 0.0,
    "patience": 0.0,
    "average": NONE,
    "average_decay": 0.99,
    "average_start": 0.75,
    "right_rate": 200.0,
    "wrong_rate": 0.0,
    "parameters_of": AS_DRAWN,
    "delays_of": AS_DRAWN,
    "delays_act": IN_STEPS,
    "longest_delay": 25.0,
    "annealing": 0.25,
    "loss_equation": SQUARED_COUNTS,
}
"""The meaning that a training had before there was such a setting: of checkpoints that lack it."""
HIDDEN = SettingCondition("hidden layer", (ONE,), "No population that fires stands before the read-out.")


def of_today(settings: Mapping[str, float | str], known: Iterable[str]) -> dict[str, float | str]:
    """Complete ``settings`` of an earlier version with those that are ``known`` today, meaning the same."""
    formerly = {name: value for name, value in FORMERLY.items() if name in known}
    if settings.get("schedule") == "warm-up, then cosine":
        settings = {**settings, "schedule": "cosine", "warm_up": 0.1}
    return {**formerly, **settings}


def epochs(default: float) -> Parameter:
    return Parameter(
        "1", "n_e", "epochs", default=default, at_least=1.0, at_most=MOST, integer=True,
        detail="How often all training samples are shown. A schedule spreads its fall over all epochs.",
    )  # fmt: skip


def batch(default: float, meaning: str = "batch size", detail: str = "") -> Parameter:
    usual = "Samples that are shown before the weights move once. Large batches run faster and move them fewer times."
    return Parameter(
        "1", "B", meaning, default=default, at_least=1.0, at_most=MOST, integer=True, detail=detail or usual
    )  # fmt: skip


def learning_rate(
    default: float, meaning: str = "learning rate", where: tuple[SettingCondition, ...] = ()
) -> Parameter:
    return Parameter(
        "1", r"\eta", meaning, default=default, above=0.0, where=where,
        detail="How far one batch moves the weights. Too large, and the loss jumps; too small, and it hardly falls.",
    )  # fmt: skip


def rate_by_inputs() -> Parameter:
    return Parameter(
        "1", r"\eta", "learning rate (0: by the inputs)", default=0.0, at_least=0.0,
        detail="How far one batch moves the weights. 0: by 0.008; where over 20 inputs are on at a time, by 0.16 over "
        "their number, 0.001 at least. A neuron counts as a fifth.",
    )  # fmt: skip


def smoothing(default: float, where: tuple[SettingCondition, ...] = ()) -> Parameter:
    return Parameter(
        "1", r"\epsilon", "label smoothing", default=default, at_least=0.0, below=1.0, where=where,
        detail="This share of certainty is spread over all classes, so that a network that is right need not become "
        "ever surer.",
    )  # fmt: skip


def loss_equation() -> Formula:
    return Formula(
        "loss of a neuron", default=SQUARED_COUNTS, where=(SettingCondition("loss", (TYPED,)),),
        detail="Of count, rate, spike or t of a neuron, or V where it never fires; wanted is 1 of the right one, else "
        "0. The mean of it is made small.",
    )  # fmt: skip


def optimizer(where: tuple[SettingCondition, ...] = ()) -> Choice:
    return Choice(
        tuple(OPTIMIZERS), "optimizer", default="Adam", where=where,
        detail="How gradients become steps: Adam gives each weight a step of its own size (ε̂: as TensorFlow does), "
        "momentum goes on as before, and gradient descent is plain.",
    )  # fmt: skip


def schedule(where: tuple[SettingCondition, ...] = ()) -> Choice:
    return Choice(
        tuple(SCHEDULES), "schedule", default="cosine", where=where,
        detail="How the size of the steps changes from the first batch to the last.",
    )  # fmt: skip


def warm_up(where: tuple[SettingCondition, ...] = ()) -> Parameter:
    return Parameter(
        "1", r"\omega", "warm-up", default=0.0, at_least=0.0, below=1.0, where=where,
        detail="Share of all epochs over which steps grow from a tenth to the whole; the schedule begins behind it.",
    )  # fmt: skip


def weight_decay(where: tuple[SettingCondition, ...] = ()) -> Parameter:
    return Parameter(
        "1", r"\lambda", "weight decay", default=0.0, at_least=0.0, where=where,
        detail="Every step shortens all weights by this share of the learning rate, beside the gradient. 0: none.",
    )  # fmt: skip


def largest_gradient(default: float, where: tuple[SettingCondition, ...] = ()) -> Parameter:
    return Parameter(
        "1", "g", "largest gradient (0: any)", default=default, at_least=0.0, where=where,
        detail="Where all gradients of a batch together are longer than this, all are shortened alike.",
    )  # fmt: skip


def largest_gradient_by_loss() -> Parameter:
    return Parameter(
        "1", "g", "largest gradient (0: by the loss)", default=0.0, at_least=0.0,
        detail="Where all gradients of a batch together are longer, all are shortened alike. 0: 1 for a "
        "cross-entropy of classes, any for other losses and gradient descent.",
    )  # fmt: skip


def patience() -> Parameter:
    return Parameter(
        "1", "n_p", "patience in epochs (0: endless)", default=0.0, at_least=0.0, at_most=MOST, integer=True,
        detail="Ends early once so many epochs made the validation part no better; where none is held back, the loss.",
    )  # fmt: skip


def average(where: tuple[SettingCondition, ...] = ()) -> Choice:
    return Choice(
        AVERAGES, "average of the weights", default=NONE, where=where,
        detail="Averaged weights answer and are kept, often a little better; training goes on from the weights "
        "themselves.",
    )  # fmt: skip


def average_decay(where: tuple[SettingCondition, ...] = ()) -> Parameter:
    return Parameter(
        "1", r"\beta", "share of the average kept", default=0.99, at_least=0.0, below=1.0,
        where=(*where, SettingCondition("average", (EXPONENTIAL_AVERAGE,))),
        detail="What a batch leaves of the average so far. 0.99: about the last hundred batches count.",
    )  # fmt: skip


def average_start(where: tuple[SettingCondition, ...] = ()) -> Parameter:
    return Parameter(
        "1", "s_a", "start of the average", default=0.75, at_least=0.0, below=1.0,
        where=(*where, SettingCondition("average", (EQUAL_AVERAGE,))),
        detail="Share of all epochs after which weights count; all of them count alike.",
    )  # fmt: skip


def start(*options: str, default: str = "") -> Choice:
    return Choice(
        options or (FRESH, PRESENT), "start from", default=default or (options or (FRESH,))[0],
        detail="Draw weights anew, by the seed, or go on from those in the drawing.",
    )  # fmt: skip


def parameters_of(where: tuple[SettingCondition, ...]) -> Choice:
    return Choice(
        (AS_DRAWN, EACH_NEURON), "parameters are of", default=AS_DRAWN, where=where,
        detail="A time constant that is one number of a population stays one, or becomes one of each neuron.",
    )  # fmt: skip


def delays_of(where: tuple[SettingCondition, ...]) -> Choice:
    return Choice(
        SHARES, "delays are of", default=AS_DRAWN, where=where,
        detail="What has a delay of its own: the link or its connections, as drawn; each connection; all that leave a "
        "neuron; all that reach one.",
    )  # fmt: skip


def delays_act(where: tuple[SettingCondition, ...]) -> Choice:
    return Choice(
        (IN_STEPS, ANNEALED), "delays act", default=IN_STEPS, where=where,
        detail="A kernel lets a spike arrive around its delay, ever closer to it, so that delays learn from spikes far "
        "away, too.",
    )  # fmt: skip


def longest_delay(where: tuple[SettingCondition, ...]) -> Parameter:
    return Parameter(
        "ms", r"d_{max}", "longest delay", default=25.0, above=0.0, where=where,
        detail="The kernel reaches so far, and no delay beyond. Time and memory of a training grow with it.",
    )  # fmt: skip


def annealing(where: tuple[SettingCondition, ...]) -> Parameter:
    return Parameter(
        "1", r"s_\sigma", "end of the kernel", default=0.25, above=0.0, at_most=1.0, where=where,
        detail="Share of all epochs in which the kernel narrows to half a step; behind it delays act in whole steps.",
    )  # fmt: skip


PRECISION = Choice(
    ("float32", "float64"), "precision", default="float32",
    detail="Numbers of 32 bits are faster and take half the memory; of 64 bits, gradients are those of a run.",
)  # fmt: skip


SURROGATE = Choice(
    tuple(SURROGATES), "surrogate", default="arctangent",
    detail="The smooth curve that stands in for the slope of a spike when gradients go back through it.",
)  # fmt: skip


SHARPNESS = Parameter(
    "1", "a", "sharpness", default=2.0, above=0.0,
    detail="How narrow that curve is: sharp ones teach only neurons whose membrane is close to the threshold.",
)  # fmt: skip


MEASURE = Choice(
    (FIRING, DRAWN), "rates count in", default=FIRING,
    detail="Weights whose spike alone fires a neuron, and sharpness in its way from rest to threshold, whatever "
    "the units; or plain mV, pA and ms.",
)  # fmt: skip
