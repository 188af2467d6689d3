"""Third factors: the nodes that the rule of a link hears besides the neurons at both its ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.document.document import Document
from app.document.edits import synapses_of
from app.document.elements import Link
from app.document.signals import hearable
from app.document.vocabulary import model_of, spike_sources
from engine.problems import Problem, declare

NO_THIRD_FACTOR = declare(
    "no third factor",
    "No rule of this link hears a third factor.",
    "Give it a rule of plasticity that hears a reward, in its menu or its properties.",
)
NEVER_HEARD = declare(
    "never heard",
    "{source} has neither spikes of its own nor answers that a rule could hear.",
    "Begin at neurons that fire, at a source whose targets share its spikes, or at a decoder that names a class.",
)


@dataclass(frozen=True)
class ThirdFactor:
    """The wire of a third factor: the rule of a link hears a node by this ``name``.

    It is no element of the document; its ``id`` follows from the values of the rule and can be selected as theirs are.
    """

    link_id: str
    name: str
    node_id: str

    @property
    def id(self) -> str:
        return factor_id(self.link_id, self.name)


def factor_id(link_id: str, name: str) -> str:
    """The id of the wire to this third factor of a link."""
    return f"{link_id} {name}"  # a name holds no space, so that the id can be read back


def third_factor(document: Document, id: str) -> ThirdFactor | None:
    """The wire of this id, None where there is none, or no more."""
    link_id, _, name = id.rpartition(" ")
    link = document.links.get(link_id)
    node_id = heard_nodes(document, link).get(name) if link is not None else None
    return ThirdFactor(link_id, name, node_id) if node_id is not None else None


def is_drawn(document: Document, id: str) -> bool:
    """Tell whether there is an element, or a wire of a third factor, of this id."""
    return document.element(id) is not None or third_factor(document, id) is not None


def drawn_factors(document: Document) -> Iterator[ThirdFactor]:
    """The wires of all links."""
    for link in document.links.values():
        for name, node_id in heard_nodes(document, link).items():
            yield ThirdFactor(link.id, name, node_id)


def ends_of(document: Document, id: str) -> tuple[str, ...]:
    """Ids of the nodes that a link or a wire leads from and to, for a wire the target of its link; of others none."""
    factor, link = third_factor(document, id), document.links.get(id)
    if factor is not None:
        return factor.node_id, document.links[factor.link_id].target
    return (link.source, link.target) if link is not None else ()


def meaning_of(document: Document, factor: ThirdFactor) -> str:
    """Meaning of the factor in its rule, in English: "source of the reward"."""
    plasticity = synapses_of(document.links[factor.link_id]).plasticity
    return spike_sources(model_of(plasticity))[factor.name].meaning


def third_factors(link: Link) -> tuple[str, ...]:
    """Names of the third factors that the rule of a link declares, in order."""
    synapses = link.synapses
    return tuple(spike_sources(model_of(synapses.plasticity))) if synapses and synapses.plasticity else ()


def heard_nodes(document: Document, link: Link) -> dict[str, str]:
    """Ids of the nodes that are heard, by the name of the factor; without those that are gone."""
    if link.synapses is None or link.synapses.plasticity is None:
        return {}
    given = link.synapses.plasticity_parameters
    chosen = ((name, given.get(name)) for name in third_factors(link))
    return {name: id for name, id in chosen if isinstance(id, str) and id in document.nodes}


def next_factor(document: Document, link: Link) -> str:
    """The first factor that no node is chosen for, else the first; empty where the rule declares none."""
    names, taken = third_factors(link), heard_nodes(document, link)
    return next((name for name in names if name not in taken), next(iter(names), ""))


def may_hear(document: Document, link_id: str, name: str, node_id: str) -> Problem | None:
    """None where this factor of a link's rule may be this node, else the reason."""
    if name not in third_factors(document.links[link_id]):
        return Problem(link_id, NO_THIRD_FACTOR)
    node = document.nodes[node_id]
    return None if hearable(node) else Problem(link_id, NEVER_HEARD, {"source": node.title})
