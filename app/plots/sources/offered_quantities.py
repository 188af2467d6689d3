"""Quantities of a neuron to watch: its own states, and the currents and conductances of the links that arrive."""

from __future__ import annotations

from dataclasses import dataclass

from app.document import vocabulary
from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.place_words import link_words
from engine.model.declaration import NeuronModel
from engine.model.link_variables import VariableScope
from engine.model.quantities import Quantity


@dataclass(frozen=True)
class QuantityOffer:
    """One value a neuron: ``element`` is the population, or the link whose receptor holds it."""

    element: str
    name: str
    title: str
    slot: int
    quantity: Quantity


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
        for name, variable in vocabulary.recordable_of(link).items():
            if variable.each is VariableScope.TARGET:
                found.append(
                    QuantityOffer(link.id, name, link_words(document, link), source.identity, variable.quantity)
                )
    return found
