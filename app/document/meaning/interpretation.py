"""From a document to the description that the engine runs, element by element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.document.document import Document
from app.document.elements import ArrayRef, Link, Node, NodeKind, Parameters, Value
from app.document.meaning.link_delay import acting_delay
from app.document.meaning.muted import network_part
from app.document.place_words import link_words
from app.document.signals import channels_of, own_train_per_target, trains_of
from app.document.vocabulary import (
    BIAS,
    EQUATIONS,
    FIT_TARGET,
    FIT_VALUES,
    FITTING,
    INDICES,
    PRESENTATION,
    PROJECTION,
    QUANTITY,
    YES,
    mistake_in,
    model_of,
    node_defaults,
    parameters_in_force,
    part_defaults,
    recordable_of,
    spike_sources,
    variable_size,
)
from app.version import COMMAND
from engine.model.data import DatasetModel
from engine.model.declaration import (
    Model,
    NeuronModel,
    PlasticityModel,
    RecorderModel,
    ShortTermModel,
    SynapseModel,
)
from engine.model.decoding import DecoderModel
from engine.model.link_variables import WEIGHT
from engine.model.registry.discovery import file_of
from engine.model.sources import EncoderModel, StimulusModel
from engine.model.topology import PositionsModel, WiringRule
from engine.network import description as meant
from engine.network.problems_found import ONE_VALUE
from engine.network.values import Value as EngineValue
from engine.problems import Problem, Severity, declare

UNKNOWN_MODEL = declare(
    "unknown model",
    "This version does not know the model {model}.",
    "Choose another model, or open the file in a newer version.",
)
WANTS_PLUGIN = declare(
    "wants plug-in",
    "{model} comes from the plug-in {plugin} ({from_where}), which is not allowed here.",
    "Allow it in Preferences → Plug-ins, or run {command} plugins --allow {plugin}.",
)
NO_DATA = declare("no data", "{title} has no data to encode.", "Link a dataset's values to it.")
NOTHING_TO_DECODE = declare("nothing to decode", "{title} reads no population.", "Link a population to it.")
NOTHING_TO_RECORD = declare("nothing to record", "{title} records nothing.", "Link something to it, or delete it.")
NO_PROJECTION = declare(
    "no projection chosen",
    "{title} keeps the weights of no projection.",
    "Choose a projection in its properties.",
)
UNKNOWN_STATE = declare("unknown state", "{source} has no state named {state}.", "Choose one of its states: {states}.")
BAD_INDICES = declare(
    "bad indices",
    "{title} should keep the elements “{indices}”, of which {size} exist.",
    "Write numbers below {size} and ranges, such as 0-9, 12.",
)
LOST_ARRAY = declare("lost array", "The values of {quantity} are missing from the file.", "Set {quantity} again.")
WRONG_SHAPE = declare(
    "trained shape",
    "The kept {quantity} of {title} has the shape {have}; the drawing now needs {need}.",
    "Undo the change, or return {quantity} to a drawn value.",
)

M = TypeVar("M", bound=Model)


@dataclass
class PartialDescription:
    """A description in the making, and what could not be understood on the way."""

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, place: str, code: str, at: str = "", **values: object) -> None:
        self.problems.append(Problem(place, code, values, Severity.FATAL, at))

    def warn(self, place: str, code: str, **values: object) -> None:
        self.problems.append(Problem(place, code, values, Severity.WARNING))

    def model(self, place: str, key: str | None, kind: type[M]) -> type[M] | None:
        """The model of this key, of which a lack is reported; None also where none is asked for."""
        if key is None:
            return None
        found = model_of(key)
        if found is None and (mistake := mistake_in(key)) is not None:
            self.problems.append(mistake.problem(place, EQUATIONS))
            return None
        if found is None or not issubclass(found, kind):
            self.problems.append(unknown(self.document, place, key))
            return None
        return found

    def value(self, place: str, name: str, value: Value) -> Any:
        """A reference becomes its array; every other value stays."""
        if not isinstance(value, ArrayRef):
            return value
        if not self.document.holds(value):
            self.refuse(place, LOST_ARRAY, name, quantity=name)
            return 0.0
        return self.document.array(value)

    def values(self, place: str, table: Parameters, without: Mapping[str, object] | tuple[str, ...] = ()) -> Any:
        return {name: self.value(place, name, v) for name, v in table.items() if name not in without}

    def number(self, node: Node, name: str, value: object, instead: object) -> float:
        """One number; of a node that cannot hold more, whatever else is refused and ``instead`` stands in for it."""
        if isinstance(value, int | float):
            return float(value)
        self.refuse(node.id, ONE_VALUE, name, **{"name": name, "element": node.title})
        return float(str(instead))

    def source_of(self, node: Node, port: str) -> Node | None:
        """The node whose link ends at this port."""
        sources = (k.source for k in self.document.links.values() if (k.target, k.target_port) == (node.id, port))
        return self.document.nodes.get(next(sources, ""))


def unknown(document: Document, place: str, key: str) -> Problem:
    """The problem of a model that is not known here: where the file names its plug-in, that is wanted."""
    name = file_of(key)
    origin = document.foreign.origins.get(name)
    if origin is None:
        return Problem(place, UNKNOWN_MODEL, {"model": name})
    words = {"model": name, "plugin": origin.plugin, "from_where": origin.shown, "command": COMMAND}
    return Problem(place, WANTS_PLUGIN, words)


def interpret(document: Document) -> tuple[meant.NetworkDescription, tuple[Problem, ...]]:
    """The description of what can be read of all that is not muted, and the problems met while reading."""
    document = network_part(document)
    reading = PartialDescription(document)
    found: dict[str, list[Any]] = {kind: [] for kind in READERS}
    for node in document.nodes.values():
        if node.kind in READERS:
            element = READERS[node.kind](reading, node)
            if element is not None:
                found[node.kind].append(element)
    senders = {e.id for kind in (NodeKind.POPULATION, NodeKind.STIMULUS, NodeKind.ENCODER) for e in found[kind]}
    targets = {e.id for e in found[NodeKind.POPULATION]}
    projections = [
        projection
        for link in document.links.values()
        if link.synapses is not None and link.source in senders and link.target in targets
        if (projection := read_projection(reading, link)) is not None
    ]
    drawn = senders | {p.id for p in projections}
    description = meant.NetworkDescription(
        resolution=document.settings.resolution,
        populations=tuple(found[NodeKind.POPULATION]),
        projections=tuple(projections),
        stimuli=tuple(found[NodeKind.STIMULUS]),
        datasets=tuple(found[NodeKind.DATASET]),
        encoders=tuple(found[NodeKind.ENCODER]),
        decoders=tuple(d for d in found[NodeKind.DECODER] if d.source in targets),
        recordings=tuple(r for r in found[NodeKind.RECORDER] if r.element in drawn),
    )
    return description, tuple(reading.problems)


def read_population(reading: PartialDescription, node: Node) -> meant.Population | None:
    model = reading.model(node.id, node.model, NeuronModel)
    if model is None:
        return None
    parameters = reading.values(node.id, node.parameters)
    start = reading.values(node.id, node.start)
    for name, value in (*parameters.items(), *start.items()):
        _check_shape(reading, node.id, node.title, name, value, (node.size,))
    bias: EngineValue = parameters.pop(BIAS, 0.0)
    places = reading.model(node.id, node.arrangement, PositionsModel)
    given = {**part_defaults(places), **reading.values(node.id, node.places)}
    sign = meant.Sign(node.sign) if node.sign else None
    return meant.Population(node.id, model, node.size, parameters, start, bias, node.title, places, given, sign)


def read_stimulus(reading: PartialDescription, node: Node) -> meant.Stimulus | None:
    model = reading.model(node.id, node.model, StimulusModel)
    if model is None:
        return None
    size = 1 if own_train_per_target(node) else node.size
    return meant.Stimulus(node.id, model, size, reading.values(node.id, node.parameters), node.title)


def read_dataset(reading: PartialDescription, node: Node) -> meant.Dataset | None:
    model = reading.model(node.id, node.model, DatasetModel)
    if model is None:
        return None
    shown: dict[str, Any] = parameters_in_force(node)
    return meant.Dataset(
        node.id,
        model,
        reading.values(node.id, node.parameters, without=PRESENTATION),
        **{
            name: reading.number(node, name, shown[name], PRESENTATION[name].default) for name in ("sample_time", "gap")
        },
        shuffled=shown["shuffled"] == YES,
        split=shown["split"],
        reset_between=shown["reset_between"] == YES,
        title=node.title,
    )


def read_encoder(reading: PartialDescription, node: Node) -> meant.Encoder | None:
    model = reading.model(node.id, node.model, EncoderModel)
    dataset = reading.source_of(node, "values")
    if dataset is None:
        reading.refuse(node.id, NO_DATA, title=node.title)
    if model is None or dataset is None or model_of(dataset.model) is None:
        return None
    return meant.Encoder(node.id, model, dataset.id, reading.values(node.id, node.parameters), node.title)


def read_decoder(reading: PartialDescription, node: Node) -> meant.Decoder | None:
    model = reading.model(node.id, node.model, DecoderModel)
    source, labels = reading.source_of(node, "in"), reading.source_of(node, "labels")
    if source is None:
        reading.warn(node.id, NOTHING_TO_DECODE, title=node.title)
    if model is None or source is None:
        return None
    known = labels.id if labels is not None and model_of(labels.model) is not None else None
    values = reading.values(node.id, node.parameters, without=(*FITTING, FIT_TARGET, FIT_VALUES.name))
    return meant.Decoder(node.id, model, source.id, known, values, node.title)


def read_recorder(reading: PartialDescription, node: Node) -> meant.Recording | None:
    model = reading.model(node.id, node.model, RecorderModel)
    if model is None:
        return None
    settings: dict[str, Any] = {**node_defaults(node), **node.parameters}
    quantity: str | None
    source = reading.source_of(node, "in")
    if model.records == "weight":
        element = str(settings.get(PROJECTION, ""))
        if element not in reading.document.links:
            reading.warn(node.id, NO_PROJECTION, title=node.title)
            return None
        quantity = _link_variable(reading, node, reading.document.links[element])
    elif source is None:
        reading.warn(node.id, NOTHING_TO_RECORD, title=node.title)
        return None
    else:
        element = source.id
        quantity = "spikes" if model.records == "spikes" else _state(reading, node, source)
    if quantity is None:
        return None
    if source is not None:
        size = source.size
    else:
        size = variable_size(reading.document, reading.document.links[element], quantity)
    indices = _indices(reading, node, str(settings.get(INDICES, "")), size)
    usual = reading.document.settings.resolution
    interval = reading.number(node, "interval", settings.get("interval", usual), usual)
    return meant.Recording(node.id, element, quantity, indices, interval, node.title)


def _state(reading: PartialDescription, node: Node, source: Node) -> str | None:
    """The state that a recorder keeps: the one that is named, or the model's first."""
    model = model_of(source.model)
    states = list(model.recordable()) if model is not None else []
    named = str(node.parameters.get(QUANTITY, "")) or next(iter(states), "")
    if named not in states:
        reading.refuse(node.id, UNKNOWN_STATE, QUANTITY, source=source.title, state=named, states=", ".join(states))
        return None
    return named


def _link_variable(reading: PartialDescription, node: Node, link: Link) -> str | None:
    """The variable of a projection that a recorder keeps: the one that is named, or the weight."""
    known = recordable_of(link)
    named = str(node.parameters.get(QUANTITY, "")) or WEIGHT
    if named not in known:
        words = {"source": link_words(reading.document, link), "state": named, "states": ", ".join(known)}
        reading.refuse(node.id, UNKNOWN_STATE, QUANTITY, **words)
        return None
    return named


def _indices(reading: PartialDescription, node: Node, text: str, size: int) -> tuple[int, ...] | None:
    """``"0-9, 12"`` as numbers; None, which keeps all, for an empty text and for one that is refused."""
    if not text.strip():
        return None
    chosen: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?\s*", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, size)
        if last >= size or first > last:
            reading.refuse(node.id, BAD_INDICES, INDICES, title=node.title, indices=text, size=size)
            return None
        chosen.extend(range(first, last + 1))
    return tuple(dict.fromkeys(chosen))


def read_projection(reading: PartialDescription, link: Link) -> meant.Projection | None:
    synapses = link.synapses
    if synapses is None:
        return None
    place = link.id
    before = len(reading.problems)
    synapse = reading.model(place, synapses.synapse, SynapseModel)
    wiring = reading.model(place, synapses.wiring, WiringRule)
    plasticity = reading.model(place, synapses.plasticity, PlasticityModel)
    short_term = reading.model(place, synapses.short_term, ShortTermModel)
    if wiring is None or len(reading.problems) > before:
        return None
    source, target = reading.document.nodes[link.source], reading.document.nodes[link.target]
    title = link_words(reading.document, link)
    connections = None
    if synapses.pre is not None and synapses.post is not None:
        pre, post = (reading.value(place, "connections", ref) for ref in (synapses.pre, synapses.post))
        if len(reading.problems) > before:
            return None
        connections = meant.Connections(pre, post)
    heard = tuple(spike_sources(plasticity))
    delay, told = acting_delay(reading.document, link)
    reading.problems += told
    weight = reading.value(place, "weight", synapses.weight)
    if connections is not None:
        _check_shape(reading, place, title, "weight", weight, (len(connections.pre),))
    elif not wiring.shared and (width := width_of(reading, source)) is not None:
        _check_shape(reading, place, title, "weight", weight, (target.size, width))
    return meant.Projection(
        place,
        link.source,
        link.target,
        synapse,
        wiring,
        weight,
        reading.value(place, "delay", delay),
        meant.Sign(synapses.sign),
        synapse_parameters=reading.values(place, synapses.synapse_parameters),
        wiring_parameters=reading.values(place, part_defaults(wiring))
        | reading.values(place, synapses.wiring_parameters),
        plasticity=plasticity,
        plasticity_parameters=reading.values(place, synapses.plasticity_parameters, without=heard),
        plasticity_sources={n: str(v) for n, v in synapses.plasticity_parameters.items() if n in heard},
        short_term=short_term,
        short_term_parameters=reading.values(place, synapses.short_term_parameters),
        connections=connections,
        title=title,
        learns=meant.Learns(synapses.learns),
        into=synapses.into,
    )


def width_of(reading: PartialDescription, source: Node) -> int | None:
    """Neurons or channels of a source; an encoder is as wide as its dataset, where that is known unloaded."""
    if source.kind != NodeKind.ENCODER:
        return source.size
    dataset = reading.source_of(source, "values")
    channels = None if dataset is None else channels_of(dataset)
    return None if channels is None else channels * trains_of(source)


def _check_shape(
    reading: PartialDescription, place: str, title: str, name: str, value: Any, need: tuple[int, ...]
) -> None:
    """Kept values that no longer fit the drawing are refused, never silently drawn anew."""
    have = getattr(value, "shape", None)
    if have is not None and have != need:
        words = {"have": " × ".join(map(str, have)), "need": " × ".join(map(str, need))}
        reading.refuse(place, WRONG_SHAPE, name, quantity=name, title=title, **words)


READERS: Mapping[str, Any] = {
    NodeKind.POPULATION: read_population,
    NodeKind.STIMULUS: read_stimulus,
    NodeKind.DATASET: read_dataset,
    NodeKind.ENCODER: read_encoder,
    NodeKind.DECODER: read_decoder,
    NodeKind.RECORDER: read_recorder,
}
"""One function per kind of node; notes mean nothing to the engine."""
