"""The mini plots that each node can have, and what they are of."""

from __future__ import annotations

from app.document.document import Document
from app.document.elements import Link, Node, NodeKind
from app.document.mini_plot import Shows
from app.document.signals import fires, own_train_per_target
from app.document.vocabulary import model_of
from engine.model.quantities import Quantity

MOST_IN_IMAGE = 4096  # values of a state that one picture holds: 32 kB a moment
LAID_OUT = (NodeKind.POPULATION, NodeKind.ENCODER)
FIRES = (NodeKind.POPULATION, NodeKind.ENCODER, NodeKind.STIMULUS)


def offered(document: Document, node: Node) -> tuple[Shows, ...]:
    """The mini plots that a node can have; empty for notes and recorders, which show nothing of a run."""
    if node.kind in (NodeKind.NOTE, NodeKind.RECORDER):
        return ()
    found = [Shows.AUTOMATIC]
    spikes = node.kind == NodeKind.GROUP or (node.kind in FIRES and fires(node) and not own_train_per_target(node))
    if states_of(node):
        found.append(Shows.TRACE)
    if spikes:
        found += [Shows.RASTER, Shows.RATE]
    if weighed_links(document, node):
        found.append(Shows.WEIGHTS)
    if node.kind in LAID_OUT and (spikes or images_of(node)):
        found.append(Shows.IMAGE)
    return (*found, Shows.NOTHING)


def states_of(node: Node) -> dict[str, Quantity]:
    """The states that a node can show as traces, by name: of each neuron, or of the one current of a source."""
    model = model_of(node.model)
    return dict(model.recordable()) if model is not None and node.kind in FIRES else {}


def images_of(node: Node) -> dict[str, Quantity]:
    """The states that can be laid out on a population's places, beside its rate."""
    return states_of(node) if node.kind == NodeKind.POPULATION and node.size <= MOST_IN_IMAGE else {}


def weighed_links(document: Document, node: Node) -> list[Link]:
    """The projections to a node, from which its incoming weights are taken."""
    if node.kind != NodeKind.POPULATION:
        return []
    return [link for link in document.links_of(node.id) if link.target == node.id and link.synapses is not None]


def shown_links(document: Document, node: Node) -> list[Link]:
    """The projections of which a node shows the weights: the one chosen, all of them where that is gone."""
    links = weighed_links(document, node)
    return [link for link in links if link.id == node.plot.of] or links
