"""Third factors: the nodes that the rule of a link hears besides the neurons at both its ends."""

from __future__ import annotations

from app.document.document import Document
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
