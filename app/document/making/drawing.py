"""Defaults of new nodes and projections, before a person has touched them.

They follow the traits that models declare; no model is asked for by name.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

import numpy as np
from msgspec.structs import replace

from app.document.document import Document
from app.document.elements import Array, Link, Node, NodeKind, Point, Synapses, Value
from app.document.signals import channels_of, own_train_per_target, payload, trains_of
from app.document.vocabulary import DEFAULT_DELAY, begun_key, model_as, model_of, node_kind
from app.i18n.translation import tr
from engine.checking.spike_passing import interval_shown, passing_rate
from engine.model.data import DatasetModel
from engine.model.declaration import NeuronModel, Payload, SynapseModel
from engine.model.pairing import accepts
from engine.model.registry import discovery
from engine.model.sources import EncoderModel, StimulusModel
from engine.model.topology import WiringRule
from engine.network.description import Sign
from engine.network.values import LogNormal, Normal, Uniform

IDENTITIES = 8
COLOURED_KINDS = (NodeKind.POPULATION, NodeKind.ENCODER)


class NotANode(ValueError):
    """Raised for a model that lives on a link, or that this version does not know."""


def new_node(document: Document, model_key: str, position: Point) -> Node:
    """A node with a new id, a title that no other has, and the colour used least."""
    kind, model = node_kind(model_key), model_of(model_key)
    if kind is None or model is None:
        raise NotANode(model_key)
    title = tr("Population") if kind == NodeKind.POPULATION else tr(model.title)
    nodes = document.nodes.values()
    identity = least_used_identity(node.identity for node in nodes) if kind in COLOURED_KINDS else -1
    free = free_title(title, {node.title for node in nodes})
    key = begun_key(model) if model_key == discovery.file_of(model_key) else model_key
    size = model.usual_size if issubclass(model, StimulusModel) else 1
    begun = {n: document.keep_array(np.asarray(s.default)) for n, s in model.series().items() if s.default}
    return Node(document.new_id(), kind, key, free, position, size=size, identity=identity, parameters=begun)


def new_note(document: Document, position: Point, text: str) -> Node:
    return Node(document.new_id(), NodeKind.NOTE, "", "", position, text=text)


def free_title(wanted: str, taken: Collection[str]) -> str:
    """``wanted``, with the smallest number behind it that none of ``taken`` has; notes have no title.

    The copy of a "Poisson 2" beside a "Poisson" is a "Poisson 3".
    """
    if not wanted or wanted not in taken:
        return wanted
    stem, _, behind = wanted.rpartition(" ")
    if behind.isdecimal() and stem in taken:
        wanted = stem
    number = 2
    while f"{wanted} {number}" in taken:
        number += 1
    return f"{wanted} {number}"


def least_used_identity(worn: Iterable[int]) -> int:
    """Slot of the colour that occurs least among those worn, the first of these in order."""
    return min(range(IDENTITIES), key=tuple(worn).count)


def new_link(document: Document, source: Node, source_port: str, target: Node, target_port: str) -> Link:
    """A link with a new id; a projection with default synapses where it ends at a population."""
    synapses = default_synapses(document, source, target) if target.kind == NodeKind.POPULATION else None
    return Link(document.new_id(), source.id, source_port, target.id, target_port, synapses)


def default_synapses(document: Document, source: Node, target: Node) -> Synapses:
    """Currents are injected as they are, discrete neurons get small weights of both signs."""
    wiring = wiring_between(source, target)
    if payload(source) is Payload.CURRENT:
        return Synapses(None, wiring, 1.0, 0.0, Sign.EXCITATORY.value)
    synapse = default_synapse(target) if payload(source) is Payload.SPIKES else None
    if is_discrete(target):
        spread = 1 / math.sqrt(source.size)  # keeps the summed input near one threshold
        one = Sign(source.sign) if source.sign else Sign.MIXED
        delay = document.settings.resolution if closes_a_cycle(document, source, target) else 0.0
        return Synapses(synapse, wiring, Normal(0.0, spread), delay, one.value)
    sign = sign_of_source(document, source)
    weight = signed(default_weight(synapse), sign)
    return Synapses(synapse, wiring, weight, max(DEFAULT_DELAY, document.settings.resolution), sign.value)


def fed_encoder(source: Node, target: Node) -> Node:
    """The encoder as wide as the dataset that is linked to it; any other node as it is."""
    channels = channels_of(source) if target.kind == NodeKind.ENCODER and source.kind == NodeKind.DATASET else None
    return replace(target, size=channels * trains_of(target) if channels else target.size)


def passing_encoder(source: Node, target: Node) -> Node:
    """An encoder at the rate that passes on the spikes of the dataset linked to it; any other node as it is.

    A rate that somebody chose stays.
    """
    data, encoder = model_as(source.model, DatasetModel), model_as(target.model, EncoderModel)
    if data is None or encoder is None:
        return target
    time = source.parameters.get("sample_time")
    interval = interval_shown(data, source.parameters, float(time) if isinstance(time, int | float) else None)
    rate = passing_rate(encoder, interval) if interval else {}
    usual = {name: encoder.parameters()[name].default for name in rate}
    fresh = {name: value for name, value in rate.items() if name not in target.parameters and value != usual[name]}
    return replace(target, parameters={**target.parameters, **fresh}) if fresh else target


def refitted(document: Document, link: Link, before: Node, after: Node) -> Link:
    """A link that leaves a node whose size has changed: a weight that was the default becomes the new default.

    So that a network means the same in whatever order it was drawn; a weight that somebody chose stays.
    """
    s = link.synapses
    target = after if link.target == after.id else document.nodes.get(link.target)
    if s is None or target is None or s.weight != default_synapses(document, before, target).weight:
        return link
    return replace(link, synapses=replace(s, weight=default_synapses(document, after, target).weight))


def is_discrete(node: Node) -> bool:
    model = model_as(node.model, NeuronModel)
    return model is not None and model.is_discrete()


def default_synapse(target: Node) -> str:
    """The simplest that fits: without states on neurons that step once per grid point, with one on others.

    A neuron that filters its input takes spikes by way of that input, or what it is for would act on none of them.
    """
    neuron, discrete = model_as(target.model, NeuronModel), is_discrete(target)
    synapses = {key: m for key, m in discovery.models("synapses").items() if issubclass(m, SynapseModel)}
    filters = False
    if neuron is not None:
        synapses = {key: m for key, m in synapses.items() if accepts(neuron, m)} or synapses
        filters = neuron.filters_input()

    def simplicity(key: str) -> tuple[bool, bool, int, int]:
        states, sends_current = synapses[key].states(), "current" in synapses[key].equations
        usual = bool(states) is not (discrete and not filters)
        return filters and not sends_current, not usual, len(states), len(synapses[key].parameters())

    return min(synapses, key=simplicity)


def wiring_between(source: Node, target: Node) -> str:
    """All to all; one to one where a stimulus has several channels and its target as many neurons."""
    matched = source.kind == NodeKind.STIMULUS and source.size == target.size > 1 and not own_train_per_target(source)
    return usual_wiring("equal_sizes" if matched else "dense")


def usual_wiring(trait: str = "dense") -> str:
    """The first wiring rule that has this trait."""
    rules = {key: rule for key, rule in discovery.models("wiring").items() if issubclass(rule, WiringRule)}
    return next((key for key, rule in rules.items() if getattr(rule, trait)), next(iter(rules)))


def default_weight(synapse: str | None) -> float:
    model = model_as(synapse, SynapseModel)
    return 1.0 if model is None else model.weight.default


def sign_of_source(document: Document, source: Node) -> Sign:
    """The sign of the population; where it has neither, that of every projection that already leaves it."""
    if source.sign in (Sign.EXCITATORY, Sign.INHIBITORY):
        return Sign(source.sign)
    signs = {link.synapses.sign for link in document.links_of(source.id) if link.synapses and link.source == source.id}
    return (
        Sign.INHIBITORY if source.kind == NodeKind.POPULATION and signs == {Sign.INHIBITORY.value} else Sign.EXCITATORY
    )


def sign_of_weights(weight: Array) -> Sign:
    """The sign that weights have; those that are all zero excite."""
    low, high = weight.min(initial=0.0), weight.max(initial=0.0)
    return Sign.MIXED if low < 0.0 < high else Sign.INHIBITORY if low < 0.0 else Sign.EXCITATORY


def closes_a_cycle(document: Document, source: Node, target: Node) -> bool:
    """Tell whether a delay of zero from source to target would make spikes chase themselves within a step."""
    reached, frontier = {target.id}, [target.id]
    while frontier:
        here = frontier.pop()
        for link in document.links.values():
            immediate = link.synapses is not None and link.synapses.delay == 0
            if link.source == here and immediate and link.target not in reached:
                reached.add(link.target)
                frontier.append(link.target)
    return source.id in reached


def signed(weight: Value, sign: Sign) -> Value:
    """The same weight with the sign of its projection; weights of mixed sign and arrays stay as they are."""
    if sign is Sign.MIXED:
        return weight
    negative = sign is Sign.INHIBITORY
    match weight:
        case float() | int():
            return -abs(weight) if negative else abs(weight)
        case Normal() | LogNormal():
            return replace(weight, mean=-abs(weight.mean) if negative else abs(weight.mean))
        case Uniform(low, high) if (high <= 0) != negative:
            return Uniform(-high, -low)
    return weight
