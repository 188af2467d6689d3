"""Rules for linking ports: typed ports per kind of node, and a reason for every refusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.signals import fires, hears_values, payload_of, takes_spikes
from app.document.vocabulary import NODE_KINDS, model_as, model_of, node_kind
from engine.discovery import remembered_lately
from engine.model.declaration import Payload, RecorderModel
from engine.model.registry import discovery
from engine.problems import Problem, declare

NO_SUCH_PORT = declare("no such port", "There is no such port.", "Drag from a port on the right to one on the left.")
NOTHING_ENTERS = declare(
    "nothing enters", "Nothing can be linked into {target}.", "Link it onwards, from a port on its right side."
)
NOTHING_LEAVES = declare(
    "nothing leaves", "{source} sends nothing on.", "Begin at a node that has a port on its right side."
)
NO_COMMON_PORT = declare(
    "no common port",
    "Nothing that leaves {source} enters {target}.",
    "Link a source to a population, or a population to what reads it.",
)
NOTES_CARRY_NOTHING = declare("notes carry nothing", "A note has no ports.", "Link a node instead.")
WRONG_PAYLOAD = declare(
    "wrong payload",
    "{source} sends {sent}; {target} takes {taken} here.",
    "Link it to a port that takes {sent}.",
)
NEVER_FIRES = declare(
    "never fires",
    "{source} never fires, so it has no spikes to send.",
    "Record or decode its values, or choose a neuron that fires.",
)
NEEDS_A_DATASET = declare(
    "needs a dataset",
    "{target} takes the values of a dataset; {source} is none.",
    "Start the link at a dataset.",
)
NEEDS_A_POPULATION = declare(
    "needs a population",
    "{target} reads a population; {source} is none.",
    "Link a population to it.",
)
ALREADY_FED = declare(
    "already fed", "{target} is already linked to {other}; it takes one link here.", "Remove that link first."
)
WEIGHTS_HAVE_NO_WIRE = declare(
    "weights have no wire",
    "{target} keeps the weights of a projection, not of {source}.",
    "Choose the projection in the recorder's properties.",
)
NO_STATE = declare(
    "no state",
    "{source} has no state and no current to keep.",
    "Link the recorder to a population or to a source of a current.",
)
ALREADY_LINKED = declare(
    "already linked", "{source} and {target} are already linked in this way.", "Use the link that is there."
)


@dataclass(frozen=True)
class Port:
    """One place where a link begins or ends; ``accepts`` is empty for an output."""

    name: str
    payload: Payload
    accepts: frozenset[Payload] = frozenset()


@dataclass(frozen=True)
class Ports:
    """The ports of a node, from top to bottom."""

    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()

    def input(self, name: str) -> Port | None:
        return next((port for port in self.inputs if port.name == name), None)

    def output(self, name: str) -> Port | None:
        return next((port for port in self.outputs if port.name == name), None)


def _taking(name: str, *payloads: Payload) -> Port:
    return Port(name, payloads[0], frozenset(payloads))


HEARD_IN = _taking("in", Payload.SPIKES, Payload.VALUES)
LABELS_IN = _taking("labels", Payload.LABELS)
VALUES_IN = _taking("values", Payload.VALUES)
DRIVE_IN = _taking("in", Payload.SPIKES, Payload.CURRENT, Payload.VALUES)
VALUES_ALONE_IN = _taking("in", Payload.VALUES, Payload.CURRENT)
ANYTHING_IN = _taking("in", Payload.SPIKES, Payload.CURRENT, Payload.VALUES)
VALUES_OUT = Port("values", Payload.VALUES)
LABELS_OUT = Port("labels", Payload.LABELS)


def ports(node: Node) -> Ports:
    """Inputs at the left, outputs at the right."""
    return _ports(node.kind, node.model)


def payload_leaving(node: Node, port_name: str) -> Payload:
    """The payload that leaves a node by a port; spikes where it has none of this name."""
    port = ports(node).output(port_name)
    return port.payload if port is not None else Payload.SPIKES


@remembered_lately
def _ports(kind: str, model: str | None) -> Ports:
    # Asked for each pair of ports while a link is drawn (decision 0220)
    match kind:
        case NodeKind.POPULATION:
            entrance = DRIVE_IN if takes_spikes(model) else VALUES_ALONE_IN
            return Ports((entrance,), (Port("out", payload_of(model)),))
        case NodeKind.STIMULUS:
            return Ports((), (Port("out", payload_of(model)),))
        case NodeKind.ENCODER:
            return Ports((VALUES_IN,), (Port("out", payload_of(model)),))
        case NodeKind.DATASET:
            return Ports((), (VALUES_OUT, LABELS_OUT))
        case NodeKind.DECODER:
            return Ports((HEARD_IN, LABELS_IN))
        case NodeKind.RECORDER:
            return Ports((ANYTHING_IN,))
    return Ports()


def may_connect(
    document: Document, source_id: str, source_port: str, target_id: str, target_port: str
) -> Problem | None:
    """None when the link is legal, else the reason; raises KeyError for a node that is gone."""
    source, target = document.nodes[source_id], document.nodes[target_id]
    refusal = _refusal(source, source_port, target, target_port)
    if refusal is not None:
        return refusal
    if target.kind == NodeKind.POPULATION:
        return None  # projections between two nodes may be as many as one likes
    arriving = [k for k in document.links.values() if (k.target, k.target_port) == (target_id, target_port)]
    if any((k.source, k.source_port) == (source_id, source_port) for k in arriving):
        return _because(ALREADY_LINKED, source, target)
    if arriving:
        other = document.nodes[arriving[0].source]
        return Problem(target.id, ALREADY_FED, {"target": target.title, "other": other.title})
    return None


def _refusal(source: Node, source_port: str, target: Node, target_port: str) -> Problem | None:
    """The reason that the kinds of node and of port give against a link, whatever else is drawn; None if none."""
    if NodeKind.NOTE in (source.kind, target.kind):
        return Problem(target.id, NOTES_CARRY_NOTHING)
    leaving, entering = ports(source).output(source_port), ports(target).input(target_port)
    if entering is None and not ports(target).inputs:
        return _because(NOTHING_ENTERS, source, target)
    if leaving is None and not ports(source).outputs:
        return _because(NOTHING_LEAVES, source, target)
    if leaving is None or entering is None:
        return Problem(target.id, NO_SUCH_PORT)
    if target.kind == NodeKind.RECORDER:
        return _recorder_refusal(source, target)
    if target.kind == NodeKind.DECODER and target_port == "in" and source.kind == NodeKind.POPULATION:
        return None if fires(source) or hears_values(target) else _because(NEVER_FIRES, source, target)
    if leaving.payload not in entering.accepts or (
        source.kind == NodeKind.DATASET and target.kind == NodeKind.POPULATION
    ):
        words = {"sent": leaving.payload.value, "taken": " or ".join(sorted(entering.accepts))}
        return Problem(target.id, WRONG_PAYLOAD, {"source": source.title, "target": target.title, **words})
    if target.kind == NodeKind.ENCODER and source.kind != NodeKind.DATASET:
        return _because(NEEDS_A_DATASET, source, target)
    if target.kind == NodeKind.DECODER and target_port == "in" and source.kind != NodeKind.POPULATION:
        return _because(NEEDS_A_POPULATION, source, target)
    return None


def _recorder_refusal(source: Node, target: Node) -> Problem | None:
    model = model_as(target.model, RecorderModel)
    records = "spikes" if model is None else model.records
    if source.kind == NodeKind.DATASET:
        return _because(NEEDS_A_POPULATION, source, target)
    if records == "weight":
        return _because(WEIGHTS_HAVE_NO_WIRE, source, target)
    if records == "spikes" and not fires(source):
        return _because(NEVER_FIRES, source, target)
    sender = model_of(source.model)
    if records == "state" and (sender is None or not sender.recordable()):
        return _because(NO_STATE, source, target)
    return None


def _because(code: str, source: Node, target: Node) -> Problem:
    return Problem(target.id, code, {"source": source.title, "target": target.title})


def legal_targets(document: Document, source_id: str, source_port: str) -> dict[str, str]:
    """Nodes, each with its input port, at which a wire dragged from this output may end."""
    return {
        node.id: port.name
        for node in document.nodes.values()
        for port in reversed(ports(node).inputs)
        if may_connect(document, source_id, source_port, node.id, port.name) is None
    }


def legal_sources(document: Document, target_id: str, target_port: str) -> dict[str, str]:
    """Nodes, each with its output port, at which a wire dragged back from this input may begin."""
    return {
        node.id: port.name
        for node in document.nodes.values()
        for port in reversed(ports(node).outputs)
        if may_connect(document, node.id, port.name, target_id, target_port) is None
    }


def port_that_fits(node: Node, port_name: str, model_key: str) -> str | None:
    """Port of a new node of this model to which the port of ``node`` can be linked; None for none."""
    kind = node_kind(model_key)
    if kind is None:
        return None
    new = Node("", kind, model_key, model_key, (0.0, 0.0))
    if ports(node).output(port_name) is not None:
        entries = (p.name for p in ports(new).inputs if _refusal(node, port_name, new, p.name) is None)
        return next(entries, None)
    exits = (p.name for p in ports(new).outputs if _refusal(new, p.name, node, port_name) is None)
    return next(exits, None)


def models_that_fit(document: Document, node_id: str, port_name: str, own: Iterable[str] = ()) -> list[str]:
    """Keys of the models that a wire dropped on empty canvas could be continued with, a person's ``own`` among them."""
    node = document.nodes[node_id]
    if ports(node).output(port_name) is None and _is_taken(document, node, port_name):
        return []
    return [key for key in (*own, *_node_models()) if port_that_fits(node, port_name, key) is not None]


def _is_taken(document: Document, node: Node, port_name: str) -> bool:
    arriving = ((link.target, link.target_port) for link in document.links.values())
    return node.kind != NodeKind.POPULATION and (node.id, port_name) in arriving


def _node_models() -> Iterator[str]:
    for kind in NODE_KINDS:
        yield from discovery.models(kind)
