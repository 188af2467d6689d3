"""Obstacles to running a circuit on the tape, asked for before it is trained, evaluated or verified."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.decoders import row_problems
from engine.checking.learning import coupling_problem
from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Circuit, carries_values
from engine.circuit.delays import differ
from engine.circuit.wanted_series import series_refusals
from engine.model.declaration import Payload
from engine.model.decoding import Gives
from engine.network.description import Projection
from engine.problems import Problem, declare

CROSSING = declare(
    "learning.crossing",
    "{model} fires when it crosses a level upward; its spike has no threshold to smooth.",
    "Use a neuron with a threshold and a reset.",
)
CHANCE = declare(
    "learning.chance",
    "{model} fires by chance; the slope of such a spike cannot be followed.",
    "Use a neuron that fires whenever it reaches its threshold.",
)
PASSES_VALUES = declare(
    "learning.values",
    "{element} passes values, and here only spikes count.",
    "Use neurons that fire on every link to the decoder; gradients through time and on the way train values.",
)
TAKES_LARGEST = declare(
    "learning.largest",
    "{element} takes the largest of its window, and here what reaches a neuron is a sum.",
    "Let the pool average; or add up, into neurons with a decay of 0 and a threshold below the weight, which is the "
    "largest of spikes.",
)
DELAYS = declare(
    "learning.delays",
    "The synapses of this link have different delays.",
    "Give the link one delay.",
)
STIMULUS = declare(
    "learning.stimulus",
    "The stimulus of this link is not part of the presentation that training shows.",
    "Replace the stimulus by a bias, or remove the link.",
)
MOVING_CURRENT = declare(
    "learning.moving_current",
    "{model} sends a current that changes during a sample.",
    "Use an encoder that fires, or one with a constant current.",
)
INPUT_OF_CURRENT = declare(
    "learning.input_of_current",
    "The current of this link flows into “{name}”, and here all currents flow into the first input.",
    "Choose the first input for the link.",
)
NO_RESET = declare(
    "learning.no_reset",
    "This dataset does not reset the network between samples.",
    "Switch on the reset between samples.",
)
SAME_PAIR = declare(
    "learning.same_pair",
    "Two neurons may be connected more than once by this link, each time with another delay.",
    "Give the link one delay, or keep one connection for each pair.",
)
DECODER = declare(
    "learning.decoder",
    "{model} gives no class from spikes, so nothing here can be right or wrong.",
    "Use a decoder of spikes that gives a class, such as the spike count.",
)
SHORT_TERM = declare(
    "learning.short_term",
    "What this link delivers changes from spike to spike, by {model}.",
    "Remove the short-term plasticity.",
)


def obstacles(
    circuit: Circuit, values: bool = False, delays: bool = False, rates: bool = False, largest: bool = False
) -> Iterator[Problem]:
    """Every element that presentations in batches cannot show, with the reason.

    A decoder of ``values`` is one such element for whoever asks for spikes alone, so is a link of different
    ``delays`` for whoever goes by one, one that passes the values of ``rates`` for whoever goes by spikes, and one of
    which the ``largest`` counts for whoever goes by sums.
    """
    if not circuit.dataset.reset_between:
        yield Problem(circuit.dataset.id, NO_RESET)
    decoder = circuit.decoder
    if not values if decoder.model.hears is not Payload.SPIKES else decoder.model.gives is not Gives.CLASS:
        yield Problem(decoder.id, DECODER, {"model": decoder.model.title})
    else:
        yield from series_refusals(circuit)
    output = circuit.output
    yield from row_problems(decoder, output.size, output.title or output.id, len(circuit.samples.names))
    for population in circuit.populations:
        if population.model.upward_crossing:
            yield Problem(population.id, CROSSING, {"model": population.model.title})
        if population.model.fires_by_chance():
            yield Problem(population.id, CHANCE, {"model": population.model.title})
    for projection in circuit.projections:
        yield from _of_link(circuit, projection, delays, rates)
        if projection.takes_largest() and not largest:
            yield problem_of(projection, TAKES_LARGEST)


def moving_currents(circuit: Circuit) -> Iterator[Problem]:
    """Encoders whose current changes while a sample is shown, for whoever takes one value for all of it."""
    for encoder in circuit.encoders:
        if encoder.model.payload() is Payload.CURRENT and encoder.id not in circuit.constant_currents:
            yield Problem(encoder.id, MOVING_CURRENT, {"model": encoder.model.title})


def _of_link(circuit: Circuit, projection: Projection, delays: bool, rates: bool) -> Iterator[Problem]:
    if differ(projection) and not (delays and not projection.wiring.shared):
        yield Problem(projection.id, DELAYS)
    if projection.couples():
        yield coupling_problem(projection)
    if carries_values(circuit, projection) and (not rates or circuit.by_id[projection.source].model.fires()):
        yield problem_of(projection, PASSES_VALUES)
    if projection.synapse is None and projection.into:
        yield Problem(projection.id, INPUT_OF_CURRENT, {"name": projection.into})
    if projection.short_term is not None:
        yield Problem(projection.id, SHORT_TERM, {"model": projection.short_term.title})
    if projection.source in {s.id for s in circuit.description.stimuli}:
        yield Problem(projection.id, STIMULUS)
    if delays and differ(projection) and repeats(projection):
        yield Problem(projection.id, SAME_PAIR)


def repeats(projection: Projection) -> bool:
    """Tell whether a link may connect the same two neurons more than once."""
    listed = projection.connections
    if listed is None:
        return projection.wiring.repeats(projection.wiring_parameters)
    return len(set(zip(listed.pre.tolist(), listed.post.tolist(), strict=True))) < len(listed.pre)
