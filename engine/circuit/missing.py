"""Parts that a network lacks before it can learn, be tested or verified: always one element, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence

from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population, Stimulus
from engine.problems import NetworkError, Problem, declare

NOTHING = declare(
    "learning.nothing",
    "The document has no network yet.",
    "Draw a dataset, an encoder, populations and a decoder.",
)
NO_DATA = declare(
    "learning.no_data",
    "No dataset reaches {element}, so it can be neither trained nor tested.",
    "Add a dataset, feed an encoder with its values, and link its labels to a decoder.",
)
NO_POPULATION = declare(
    "learning.no_population",
    "No population answers to {element}.",
    "Add an encoder, a population and a decoder behind the dataset.",
)
NO_READOUT = declare(
    "learning.no_readout",
    "No decoder reads {element}.",
    "Link {element} to a decoder, and the labels of {dataset} to it.",
)
NO_SOURCE = declare(
    "learning.no_source",
    "{element} reads no population.",
    "Link the population that answers to {element}.",
)
NO_LABELS = declare(
    "learning.no_labels",
    "{element} does not know the right answers.",
    "Link the labels of {dataset} to {element}.",
)
UNLABELLED = declare(
    "learning.unlabelled",
    "The samples of {element} have no labels, so there is no right answer to learn or to test.",
    "Read a file with a column of labels, or link another dataset.",
)
MANY_READOUTS = declare(
    "learning.many_readouts",
    "{count} decoders know labels, {element} among them; only one can count.",
    "Keep the labels of one decoder only.",
)
NO_ENCODER = declare(
    "learning.no_encoder",
    "No encoder shows the samples of {element}.",
    "Link the values of {element} to an encoder.",
)
NO_PATH = declare(
    "learning.no_path",
    "No path of links leads from {encoder} to {element}.",
    "Connect {encoder}, the populations behind it and {element}.",
)

Element = Population | Stimulus | Dataset | Encoder | Decoder


def element_name(element: Element) -> str:
    """The name of an element for a person: its own title, else its model's."""
    return element.title or element.model.title


def read_out_of(description: NetworkDescription) -> tuple[Decoder, Dataset]:
    """The decoder whose labels count and the dataset that knows them; :class:`NetworkError` otherwise."""
    populations = {p.id for p in description.populations}
    datasets = {d.id: d for d in description.datasets}
    labelled = [d for d in description.decoders if d.labels in datasets and d.source in populations]
    if not labelled:
        raise NetworkError([_missing_read_out(description, populations)])
    if len(labelled) > 1:
        values = {"count": len(labelled), "element": element_name(labelled[1])}
        raise NetworkError([Problem(labelled[1].id, MANY_READOUTS, values)])
    return labelled[0], datasets[labelled[0].labels or ""]


def _missing_read_out(description: NetworkDescription, populations: set[str]) -> Problem:
    decoders, last = description.decoders, _last_population(description)
    if not description.datasets:
        answering: Sequence[Element] = (*decoders, *last, *description.encoders, *description.stimuli)
        if not answering:
            return Problem("", NOTHING)
        return Problem(answering[0].id, NO_DATA, {"element": element_name(answering[0])})
    dataset = description.datasets[0]
    for decoder in decoders:
        if decoder.source in populations:
            values = {"element": element_name(decoder), "dataset": element_name(dataset)}
            return Problem(decoder.id, NO_LABELS, values)
    if not last:
        return Problem(dataset.id, NO_POPULATION, {"element": element_name(dataset)})
    if decoders:
        return Problem(decoders[0].id, NO_SOURCE, {"element": element_name(decoders[0])})
    return Problem(last[0].id, NO_READOUT, {"element": element_name(last[0]), "dataset": element_name(dataset)})


def _last_population(description: NetworkDescription) -> list[Population]:
    """The population that no other follows, as a list; where all are followed, the last one drawn."""
    followed = {p.source for p in description.projections if p.target != p.source}
    ends = [p for p in description.populations if p.id not in followed]
    return (ends or list(description.populations))[-1:]


def missing_path(output: Population, dataset: Dataset, encoders: Sequence[Encoder]) -> Problem:
    """The reason why the samples of ``dataset`` do not reach the population that the decoder reads."""
    if not encoders:
        return Problem(dataset.id, NO_ENCODER, {"element": element_name(dataset)})
    return Problem(output.id, NO_PATH, {"element": element_name(output), "encoder": element_name(encoders[0])})
