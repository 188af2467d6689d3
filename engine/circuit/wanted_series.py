"""Values that the data want of the read-out at every step: whether a decoder reads them, and why not."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Circuit
from engine.model.decoding import Gives
from engine.problems import Problem, declare

NO_SERIES = declare(
    "learning.no_series",
    "{decoder} reads values, and the samples of {element} do not say which are wanted.",
    "Use a dataset that wants values at every step, or a decoder of classes.",
)
SERIES_SIZE = declare(
    "learning.series_size",
    "{element} has {neurons} neurons, but the data want {wanted} values at every step.",
    "Give {element} {wanted} neurons, or change the dataset.",
)
WANTS_SERIES = declare(
    "learning.wants_series",
    "The data want values at every step, and {decoder} reads classes.",
    "Use the decoder Membrane value behind a leaky integrator.",
)


def wants_series(circuit: Circuit) -> bool:
    """Tell whether the decoder reads values, and the data say which."""
    return circuit.decoder.model.gives is Gives.VALUE and circuit.samples.series is not None


def series_refusals(circuit: Circuit) -> Iterator[Problem]:
    """The reasons why what the decoder reads is not what the data want, where either is values at every step."""
    decoder, output, series = circuit.decoder, circuit.output, circuit.samples.series
    named = decoder.title or decoder.model.title
    if series is None:
        if decoder.model.gives is Gives.VALUE:
            element = circuit.dataset.title or circuit.dataset.model.title
            yield Problem(decoder.id, NO_SERIES, {"decoder": named, "element": element})
    elif decoder.model.gives is Gives.CLASS:
        yield Problem(decoder.id, WANTS_SERIES, {"decoder": named})
    elif series.shape[2] != output.size:
        yield problem_of(output, SERIES_SIZE, neurons=output.size, wanted=series.shape[2])
