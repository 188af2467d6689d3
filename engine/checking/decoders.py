"""Problems of a decoder: what it reads, and what it was given or has learnt."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.checking.problem_of import problem_of, title_of, warning_of
from engine.checking.quantities import parameter_problems
from engine.model.declaration import Payload
from engine.network import problems_found as found
from engine.network.description import Decoder, Encoder, NetworkDescription, Population
from engine.problems import Problem, declare

UNEVEN_ROWS = declare(
    "uneven-rows",
    "{name} of {element} has {count} {count:number|numbers}, and each of its rows needs one for each of the "
    "{neurons} {neurons:neuron|neurons} of {source}.",
    "Train or fit {element} again after clearing {name}, or give {source} as many neurons as it had.",
)
OTHER_CLASSES = declare(
    "other-classes",
    "{name} of {element} has {count} {count:number|numbers}, which for the {neurons} {neurons:neuron|neurons} of "
    "{source} are {rows} {rows:class|classes}; the data has {classes}.",
    "Train {element} again after clearing {name}, or give {source} as many neurons as it had.",
)
OTHER_ROWS = declare(
    "other-rows",
    "{name} of {element} has {count} {count:number|numbers} for the {rows} {rows:row|rows} of {of}.",
    "Give it {rows} {rows:number|numbers}, or clear it.",
)

UNLABELLED = declare(
    "unlabelled",
    "The neurons that {element} reads have no labels yet, so it answers no class.",
    "Train the network by local plasticity first.",
)


def unlabelled_decoders(network: NetworkDescription) -> Iterator[Problem]:
    """Decoders that would read neurons by their labels, before any training has given these."""
    for decoder in network.decoders:
        if decoder.model.is_unlabelled(decoder.parameters):
            yield warning_of(decoder, UNLABELLED)


def decoder_problems(network: NetworkDescription) -> Iterator[Problem]:
    """Parameters, source and labels of every decoder, and whether its series are of the neurons that it reads."""
    for decoder in network.decoders:
        wrong = list(parameter_problems(decoder, decoder.model, decoder.parameters, None))
        yield from wrong
        population, encoder = network.population_of.get(decoder.source), network.encoder_of.get(decoder.source)
        if population is None and encoder is None:
            yield problem_of(decoder, found.UNKNOWN_ELEMENT, id=decoder.source)
        elif decoder.model.reads_values(decoder.parameters) and population is None:
            yield problem_of(decoder, found.NO_VALUES, source=decoder.source)
        elif decoder.model.hears is Payload.SPIKES and population is not None and not population.model.fires():
            yield problem_of(decoder, found.SILENT_SOURCE, source=decoder.source)
        elif not wrong:
            yield from _trains(decoder, population, encoder)
            if population is not None:
                yield from row_problems(decoder, population.size, title_of(population))
        if decoder.labels is not None and decoder.labels not in network.dataset_of:
            yield problem_of(decoder, found.UNKNOWN_ELEMENT, id=decoder.labels)


def _trains(decoder: Decoder, population: Population | None, encoder: Encoder | None) -> Iterator[Problem]:
    """A decoder that makes one value of several trains hears a multiple of them, as they were made."""
    count = decoder.model.trains(decoder.parameters)
    if encoder is not None and decoder.model.fan_in != 1:
        wrong = list(parameter_problems(encoder, encoder.model, encoder.parameters, None))
        made = encoder.model.trains(encoder.parameters) if not wrong else count
        if made != count:
            yield problem_of(decoder, found.OTHER_TRAINS, source=title_of(encoder), size=made, count=count)
    if population is not None and population.size % count:
        words = {"source": title_of(population), "size": population.size, "count": count}
        yield problem_of(decoder, found.UNEVEN_TRAINS, **words)


def row_problems(decoder: Decoder, size: int, source: str, classes: int | None = None) -> Iterator[Problem]:
    """Series of a decoder that reads ``size`` neurons of ``source`` whose rows are of other neurons or ``classes``."""
    words: dict[str, object] = {"source": source, "neurons": size}
    rows: dict[str, int] = {}
    for name, series in decoder.model.series().items():
        given = np.asarray(decoder.parameters.get(name, ()), np.float64)
        if not given.size:
            continue
        words |= {"name": name, "count": given.size}
        rows[name] = given.size // size if series.per_neuron else given.size
        expected = rows.get(series.per_row, 1)
        if series.per_neuron and given.size % size:
            yield problem_of(decoder, UNEVEN_ROWS, name, **words)
        elif series.per_class and classes is not None and rows[name] != classes:
            yield problem_of(decoder, OTHER_CLASSES, name, **words, rows=rows[name], classes=classes)
        elif series.per_row and given.size != expected:
            yield problem_of(decoder, OTHER_ROWS, name, **words, rows=expected, of=series.per_row)
