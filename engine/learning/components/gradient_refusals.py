"""The circuits that gradients can train, and by which loss: the chosen loss, and every reason why one cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Circuit
from engine.circuit.delays import AS_DRAWN, NO_DELAYS, learnable
from engine.circuit.obstacles import SAME_PAIR, obstacles, repeats
from engine.circuit.wanted_series import labels_steps, series_refusals, wants_series
from engine.learning.components.figures import Metric
from engine.learning.components.losses import (
    EVERY_MEMBRANE,
    LAST_MEMBRANE,
    OF_MEMBRANES,
    TYPED,
    VAN_ROSSUM,
    WANTED_VALUES,
    natural_loss,
)
from engine.learning.components.method import Settings
from engine.learning.components.wanted import target_refusals, wants_trains
from engine.model.declaration import Payload
from engine.network.description import Learns
from engine.problems import NetworkError, Problem, declare

BY_DECODER = "what the decoder reads"
SILENT_READOUT = declare(
    "learning.surrogate.silent_readout",
    "{model} never fires, so its decoder has nothing to learn from.",
    "Let the decoder read a population that fires, or use a decoder of values.",
)
FIRING_READOUT = declare(
    "learning.surrogate.firing_readout",
    "{element} fires, and each spike resets the membrane that its decoder reads.",
    "Let the decoder read neurons that never fire, such as a leaky integrator, or use a decoder of spikes.",
)
LOSS_OF_SPIKES = declare(
    "learning.surrogate.loss_of_spikes",
    "{element} never fires, and the loss {loss} compares spikes.",
    "Choose a loss of the membrane.",
)
LOSS_OF_MEMBRANE = declare(
    "learning.surrogate.loss_of_membrane",
    "{element} fires, and the loss {loss} reads a membrane that no spike resets.",
    "Choose a loss of spikes, or a read-out that never fires with a decoder of values.",
)
LOSS_OF_OTHERS = declare(
    "learning.surrogate.loss_of_others",
    "The loss {loss} does not compare what {decoder} reads.",
    "Choose the loss “what the decoder reads”.",
)
LOSS_OF_SAMPLES = declare(
    "learning.surrogate.loss_of_samples",
    "{element} has a label for every step, and the loss {loss} compares one of each sample.",
    "Choose the loss “membrane of every step”, or give every sample one label.",
)
PLASTIC = declare(
    "learning.plastic",
    "This link changes its own weights by {plasticity}.",
    "Remove the plasticity before training.",
)
CLASSES = declare(
    "learning.surrogate.classes",
    "The size of the read-out is {neurons}, but the data has {classes} {classes:class|classes}.",
    "Give the population that the decoder reads {classes} {classes:neuron|neurons}.",
)
ONE_CLASS = declare(
    "learning.surrogate.one_class",
    "The data have one class, so there is nothing to tell apart.",
    "Choose data with two classes or more, or a method that learns wanted spikes.",
)
TELLS_CLASSES = declare(
    "learning.surrogate.tells_classes",
    "The data want spike trains, and this method tells classes apart.",
    "Choose a method that learns wanted spikes.",
)
WANTS_TRAINS = declare(
    "learning.surrogate.wants_trains",
    "The data want spike trains of {neurons} {neurons:neuron|neurons}, and the loss {loss} compares "
    "{classes} {classes:class|classes}.",
    "Choose the loss van Rossum distance.",
)
DELAYS_ARE_NOT_CUT = declare(
    "learning.surrogate.delays_are_not_cut",
    "Delays are learnt from all steps of a presentation, and gradients are to go back a few.",
    "Set steps back in time to 0, or train weights without delays.",
)

NOT_CUT = declare(
    "learning.normalised.not_cut",
    "{element} is normalised over all steps of a presentation, and gradients are to go back a few.",
    "Set steps back in time to 0, or let the link learn weights as they are.",
)


def loss_of(circuit: Circuit, settings: Settings) -> str:
    """The loss that is chosen; left to the decoder, wanted trains are compared where the data have them.

    A typed one stands where the decoder's would.
    """
    if settings["loss"] not in (BY_DECODER, TYPED):
        return str(settings["loss"])
    if reads_membrane(circuit):
        usual = EVERY_MEMBRANE if labels_steps(circuit) else LAST_MEMBRANE
        return WANTED_VALUES if wants_series(circuit) else usual
    return VAN_ROSSUM if wants_trains(circuit) else natural_loss(circuit.decoder.model)


def reads_membrane(circuit: Circuit) -> bool:
    """Tell whether the read-out never fires and its decoder reads its membrane."""
    return circuit.decoder.model.hears is Payload.VALUES and not circuit.output.model.fires()


def class_misfits(
    circuit: Circuit, delays: bool = False, rates: bool = False, largest: bool = False
) -> Iterator[Problem]:
    """Reasons why gradients cannot train this circuit's spikes to tell classes.

    With ``delays`` a link's may differ, with ``rates`` links may pass values, with ``largest`` take those of windows.
    """
    yield from _without_gradient(circuit, delays, rates=rates, largest=largest)
    yield from class_problems(circuit)


def plastic_links(circuit: Circuit) -> Iterator[Problem]:
    """Links that change their weights themselves, whatever a method makes of these."""
    for projection in circuit.projections:
        if projection.plasticity is not None:
            yield Problem(projection.id, PLASTIC, {"plasticity": projection.plasticity.title})


def class_problems(circuit: Circuit) -> Iterator[Problem]:
    """The reasons why the neurons of the read-out cannot be the classes of the data."""
    output, classes = circuit.output, len(circuit.samples.names)
    if circuit.samples.series is not None:
        yield from series_refusals(circuit)
    elif output.size != classes and wants_trains(circuit):
        yield Problem(circuit.dataset.id, TELLS_CLASSES)
    elif output.size != classes:
        yield Problem(output.id, CLASSES, {"neurons": output.size, "classes": classes}, quantity="size")
    elif classes < 2:
        yield Problem(circuit.dataset.id, ONE_CLASS)


def loss_misfits(circuit: Circuit, rates: bool = False, largest: bool = False) -> Iterator[Problem]:
    """The reasons why no loss can train this circuit.

    With ``rates`` links may pass values, and with ``largest`` take the largest of windows.
    """
    if circuit.decoder.model.hears is Payload.VALUES:
        yield from _without_gradient(circuit, delays=True, values=True, rates=rates, largest=largest)
        if not wants_series(circuit):
            yield from class_problems(circuit)
        return
    if wants_trains(circuit):
        yield from _without_gradient(circuit, delays=True, rates=rates, largest=largest)
        return
    yield from class_misfits(circuit, delays=True, rates=rates, largest=largest)
    if circuit.samples.targets is not None and circuit.output.size != len(circuit.samples.names):
        yield from target_refusals(circuit)


def membrane_misfits(circuit: Circuit) -> Iterator[Problem]:
    """Reasons why the membrane of this circuit's read-out cannot be trained where each link has one delay.

    Links may pass values.
    """
    yield from _without_gradient(circuit, delays=False, values=True, rates=True)
    if not wants_series(circuit):
        yield from class_problems(circuit)


def metric_of(loss: str) -> Metric:
    """The merit by which a training by this loss counts."""
    return {VAN_ROSSUM: Metric.CORRELATION, WANTED_VALUES: Metric.EXPLAINED}.get(loss, Metric.ACCURACY)


def demand_trainable(circuit: Circuit, loss: str, delays: bool, cut: bool, delays_of: str = AS_DRAWN) -> None:
    """Raise :class:`NetworkError` where this loss cannot train what another can, or not its ``delays`` too.

    These are learnt, and links are normalised, by gradients that are not ``cut``; delays not apart where two
    connections join the same two neurons.
    """
    problems = list(_refusals_of_loss(circuit, loss))
    if delays and not any(learnable(circuit)):
        problems.append(Problem(circuit.into(circuit.output.id)[0].id, NO_DELAYS))
    if delays and cut:
        problems.append(Problem(next(learnable(circuit), circuit.projections[0]).id, DELAYS_ARE_NOT_CUT))
    if delays and delays_of != AS_DRAWN:
        problems += [Problem(p.id, SAME_PAIR) for p in learnable(circuit) if not p.wiring.shared and repeats(p)]
    problems += [problem_of(p, NOT_CUT) for p in circuit.projections if cut and p.learns == Learns.NORMALISED]
    if problems:
        raise NetworkError(problems)


def _refusals_of_loss(circuit: Circuit, loss: str) -> Iterator[Problem]:
    output, classes = circuit.output, len(circuit.samples.names)
    if reads_membrane(circuit) is not (loss in OF_MEMBRANES):
        yield problem_of(output, LOSS_OF_MEMBRANE if loss in OF_MEMBRANES else LOSS_OF_SPIKES, loss=loss)
    elif wants_series(circuit) is not (loss == WANTED_VALUES):
        decoder = circuit.decoder
        yield Problem(decoder.id, LOSS_OF_OTHERS, {"decoder": decoder.title or decoder.model.title, "loss": loss})
    elif loss == WANTED_VALUES:
        return
    elif labels_steps(circuit) and loss != EVERY_MEMBRANE:
        element = circuit.dataset.title or circuit.dataset.model.title
        yield Problem(circuit.dataset.id, LOSS_OF_SAMPLES, {"element": element, "loss": loss})
    elif loss == VAN_ROSSUM:
        yield from target_refusals(circuit)
    elif output.size != classes:
        yield Problem(output.id, WANTS_TRAINS, {"neurons": output.size, "loss": loss, "classes": classes})


def _without_gradient(
    circuit: Circuit, delays: bool, values: bool = False, rates: bool = False, largest: bool = False
) -> Iterator[Problem]:
    """The obstacles that gradients cannot pass, from spikes of the read-out or, with ``values``, from its membrane."""
    yield from obstacles(circuit, values, delays, rates, largest)
    output = circuit.output
    if values and output.model.fires():
        yield Problem(output.id, FIRING_READOUT, {"element": output.title or output.model.title})
    if not values and not output.model.fires():
        yield Problem(output.id, SILENT_READOUT, {"model": output.model.title})
    yield from plastic_links(circuit)
