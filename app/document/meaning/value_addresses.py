"""Addresses of values as a person types them: ``Excitatory.tau_m`` of a node, ``w(Excitatory->Inhibitory)`` of a link.

Elements are called by their titles, or by their ids where several have one title (decision 0270).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from app.document.bounds import LARGEST_SIZE
from app.document.document import Document
from app.document.elements import Element, Link, Node, NodeKind
from app.document.meaning.link_delay import has_delay
from app.document.place_words import link_words
from app.document.signals import weight_unit
from app.document.vocabulary import (
    LINK_PARTS,
    NO,
    YES,
    declared,
    declared_by,
    node_defaults,
    part_defaults,
    part_model,
)
from app.i18n.translation import listed, tr
from engine.model.declaration import Choice, Parameter
from engine.model.quantities import count_setting

Settable: TypeAlias = Parameter | Choice
SIZED = (NodeKind.POPULATION, NodeKind.STIMULUS)
SIZE, WEIGHT, DELAY, MUTED = "size", "w", "delay", "muted"
LEFT_OUT = Choice((NO, YES), "muted: left out of the network", default=NO)
OF_LINK = re.compile(r"(?P<name>[\w.]+)\s*\((?P<link>.+)\)")
ARROW = re.compile(r"\s*(?:->|→)\s*")


class UnknownAddress(ValueError):
    """No value of the drawing, or several, have this address; the message is one sentence."""


@dataclass(frozen=True)
class ValueAddress:
    """The value ``name`` of an element, and what may be set of it: a number with its unit and bounds, or a word.

    ``part`` is the part of a link whose model declares it, such as ``"synapse"``; else "".
    """

    element_id: str
    name: str
    settable: Settable
    part: str = ""


def addresses(document: Document, element: Element) -> Iterator[ValueAddress]:
    """The addresses of all values of a node, or of a link with synapses."""
    if isinstance(element, Node):
        yield from _of_node(element)
    elif element.synapses is not None:
        yield from _of_link(document, element)


def value_at(document: Document, address: ValueAddress) -> float | str | None:
    """The number or word that the drawing has there; None of a distribution or an array, and of what is gone."""
    element, name = document.element(address.element_id), address.name
    value: object = None
    if element is not None and name == MUTED:
        value = YES if element.muted else NO
    elif isinstance(element, Node):
        value = element.size if name == SIZE else {**node_defaults(element), **element.parameters}.get(name)
    elif isinstance(element, Link) and (synapses := element.synapses) is not None:
        model = part_model(element, address.part) if address.part else None
        own = {WEIGHT: synapses.weight, DELAY: synapses.delay}
        if model is not None:
            own = {**part_defaults(model, synapses.sign), **getattr(synapses, f"{address.part}_parameters")}
        value = own.get(name)
    return value if isinstance(value, str) else float(value) if isinstance(value, int | float) else None


def address_of(document: Document, text: str) -> ValueAddress:
    """Read ``TITLE.name``, or ``name(TITLE->TITLE)``; raises :class:`UnknownAddress`."""
    of_link = OF_LINK.fullmatch(text.strip())
    if of_link is not None:
        link = link_joining(document, of_link["link"].strip())
        return _named(list(_of_link(document, link)), of_link["name"], link_words(document, link))
    title, dot, name = text.strip().rpartition(".")
    if not dot or not title or not name:
        form = "Excitatory.tau_m"
        raise UnknownAddress(tr("“{written}” names no value; write it as in {form}.", written=text, form=form))
    node = node_titled(document, title)
    return _named(list(_of_node(node)), name, node.title)


def _of_node(node: Node) -> Iterator[ValueAddress]:
    if node.kind in SIZED:
        yield ValueAddress(node.id, SIZE, count_setting("N", "number of neurons", default=1.0, at_most=LARGEST_SIZE))
    for name, found in declared(node).items():
        if isinstance(found, Parameter | Choice):
            yield ValueAddress(node.id, name, found)
    if node.kind != NodeKind.NOTE:
        yield ValueAddress(node.id, MUTED, LEFT_OUT)


def _of_link(document: Document, link: Link) -> Iterator[ValueAddress]:
    unit = weight_unit(part_model(link, "synapse"), document.nodes[link.target])
    yield ValueAddress(link.id, WEIGHT, Parameter(unit, "w", "weight", default=0.0))
    if has_delay(document, link):
        yield ValueAddress(link.id, DELAY, Parameter("ms", "d", "delay", default=0.0, at_least=0.0))
    for part in LINK_PARTS:
        for name, found in declared_by(part_model(link, part)).items():
            if isinstance(found, Parameter | Choice):
                yield ValueAddress(link.id, name, found, part)
    yield ValueAddress(link.id, MUTED, LEFT_OUT)


def _named(known: list[ValueAddress], name: str, owner: str) -> ValueAddress:
    """The one of this name; of a link also behind its part: ``short_term.U``."""
    found = [a for a in known if name in (a.name, f"{a.part}.{a.name}")]
    if len(found) > 1:
        names = listed(f"{a.part}.{a.name}" for a in found)
        raise UnknownAddress(tr("{title} has several values {name}: {names}.", title=owner, name=name, names=names))
    if not found:
        names = listed(a.name for a in known)
        raise UnknownAddress(
            tr("{title} has no value {name}; it has {names}.", title=owner, name=name, names=names or tr("none"))
        )
    return found[0]


def node_titled(document: Document, title: str) -> Node:
    """The one node of this title, else the group, else the one of this id; raises :class:`UnknownAddress`."""
    nodes = [node for node in document.nodes.values() if node.kind != NodeKind.NOTE]
    named = [node for node in nodes if node.title == title]
    titled = [node for node in named if node.kind != NodeKind.GROUP] or named
    found = titled if len(titled) == 1 else [node for node in nodes if node.id == title]
    if found:
        return found[0]
    if titled:
        ids = listed(node.id for node in titled)
        raise UnknownAddress(
            tr("Several elements are called {title}; name one by its id: {ids}.", title=title, ids=ids)
        )
    titles = listed(node.title for node in nodes)
    raise UnknownAddress(tr("No element is called {title}; there are {titles}.", title=title, titles=titles))


def link_joining(document: Document, written: str) -> Link:
    """The one link with synapses of ``TITLE->TITLE``, or of this id; raises :class:`UnknownAddress`."""
    projections = {link.id: link for link in document.links.values() if link.synapses is not None}
    if written in projections:
        return projections[written]
    ends = ARROW.split(written)
    if len(ends) != 2 or not all(ends):
        form = "w(Excitatory->Inhibitory)"
        raise UnknownAddress(tr("“{written}” names no link; write it as in {form}.", written=written, form=form))
    source, target = (node_titled(document, end) for end in ends)
    found = [link for link in projections.values() if (link.source, link.target) == (source.id, target.id)]
    if len(found) > 1:
        ids = listed(link.id for link in found)
        raise UnknownAddress(
            tr("Several links go from {source} to {target}; name one by its id: {ids}.",
               source=source.title, target=target.title, ids=ids)
        )  # fmt: skip
    if not found:
        raise UnknownAddress(
            tr("No link with synapses goes from {source} to {target}.", source=source.title, target=target.title)
        )
    return found[0]
