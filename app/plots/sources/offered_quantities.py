"""Quantities of a neuron to watch: its states, what arrives by links, and what their rules make of third factors."""

from __future__ import annotations

from dataclasses import dataclass

from app.document import vocabulary
from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.place_words import link_words
from app.document.third_factors import ThirdFactor, heard_nodes
from engine.model.declaration import NeuronModel, Trace
from engine.model.link_variables import VariableScope
from engine.model.quantities import Quantity


@dataclass(frozen=True)
class QuantityOffer:
    """One value a neuron: ``element`` is the population, or the link whose receptor holds it.

    ``single`` is the one value of a whole link, what its rule makes of a third factor.
    """

    element: str
    name: str
    title: str
    slot: int
    quantity: Quantity
    single: bool = False


def neuron_model(node: Node | None) -> type[NeuronModel] | None:
    """Of a population, None for anything else."""
    model = vocabulary.model_of(node.model) if node is not None and node.kind == NodeKind.POPULATION else None
    return model if model is not None and issubclass(model, NeuronModel) else None


def offers(document: Document, population: str) -> list[QuantityOffer]:
    """Of one population, its own first."""
    node = document.nodes.get(population)
    model = neuron_model(node)
    if node is None or model is None:
        return []
    found = [
        QuantityOffer(node.id, name, node.title, node.identity, state) for name, state in model.recordable().items()
    ]
    for link in document.links.values():
        source = document.nodes.get(link.source)
        if link.target != population or link.synapses is None or source is None:
            continue
        title, heard = link_words(document, link), heard_nodes(document, link)
        for name, variable in vocabulary.recordable_of(link).items():
            if variable.each is VariableScope.TARGET:
                found.append(QuantityOffer(link.id, name, title, source.identity, variable.quantity))
            elif variable.each is VariableScope.LINK:
                said_by = document.nodes[heard.get(_side(variable.quantity), source.id)]
                found.append(QuantityOffer(link.id, name, title, said_by.identity, variable.quantity, single=True))
    return found


def factor_offers(document: Document, factor: ThirdFactor) -> list[QuantityOffer]:
    """The values that a rule makes of one of its third factors."""
    made = offers(document, document.links[factor.link_id].target)
    return [o for o in made if o.single and (o.element, _side(o.quantity)) == (factor.link_id, factor.name)]


def _side(quantity: Quantity) -> str:
    """The name of the spikes that move a trace."""
    return quantity.side if isinstance(quantity, Trace) else ""
