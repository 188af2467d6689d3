"""Values and labels that the data want of the read-out at every step: whether a decoder reads them, and why not."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Circuit
from engine.model.declaration import Payload
from engine.model.decoding import Gives
from engine.problems import Problem, declare
from engine.sampling.resolving import steps_of

NO_SERIES = declare(
    "learning.no_series",
    "{decoder} reads values, and the samples of {element} do not say which are wanted.",
    "Use a dataset that wants values at every step, or a decoder of classes.",
)
SERIES_SIZE = declare(
    "learning.series_size",
    "{element} has {neurons} {neurons:neuron|neurons}, but the data want {wanted} {wanted:value|values} at every step.",
    "Give {element} {wanted} {wanted:neuron|neurons}, or change the dataset.",
)
WANTS_SERIES = declare(
    "learning.wants_series",
    "The data want values at every step, and {decoder} reads classes.",
    "Use the decoder Membrane value behind a leaky integrator.",
)
LABELS_AT_STEPS = declare(
    "learning.labels_at_steps",
    "{element} has a label for every step, and {decoder} gives no class at every step.",
    "Use the decoder Largest value behind leaky integrators, or give every sample one label.",
)
WASHOUT = declare(
    "learning.washout",
    "{element} leaves out the first {washout:g} ms of each sample, which is shown for {shown:g} ms.",
    "Leave out less, or show samples for longer.",
)


def wants_series(circuit: Circuit) -> bool:
    """Tell whether the decoder reads values, and the data say which."""
    return circuit.decoder.model.gives is Gives.VALUE and circuit.samples.series is not None


def labels_steps(circuit: Circuit) -> bool:
    """Tell whether the data have a label for every step."""
    return circuit.samples.step_labels is not None


def first_counted(circuit: Circuit) -> int:
    """The first step of a presentation that counts, where values or labels are wanted at every step."""
    return int(steps_of(circuit.samples.washout, circuit.description.resolution)) if circuit.samples.washout else 0


def series_refusals(circuit: Circuit) -> Iterator[Problem]:
    """The reasons why what the decoder reads is not what the data want, where either is values at every step."""
    decoder, output, series = circuit.decoder, circuit.output, circuit.samples.series
    named, element = decoder.title or decoder.model.title, circuit.dataset.title or circuit.dataset.model.title
    if first_counted(circuit) >= circuit.steps:
        words = {"element": element, "washout": circuit.samples.washout, "shown": circuit.dataset.sample_time}
        yield Problem(circuit.dataset.id, WASHOUT, words)
    if labels_steps(circuit) and (decoder.model.gives, decoder.model.hears) != (Gives.CLASS, Payload.VALUES):
        yield Problem(decoder.id, LABELS_AT_STEPS, {"decoder": named, "element": element})
    elif series is None:
        if decoder.model.gives is Gives.VALUE:
            yield Problem(decoder.id, NO_SERIES, {"decoder": named, "element": element})
    elif decoder.model.gives is Gives.CLASS:
        yield Problem(decoder.id, WANTS_SERIES, {"decoder": named})
    elif series.shape[2] != output.size:
        yield problem_of(output, SERIES_SIZE, neurons=output.size, wanted=series.shape[2])
