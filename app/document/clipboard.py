"""Copied elements as JSON text, so that they travel between windows; pasting gives them new ids."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import msgspec

from app.document.array_file import ArrayProblem, array_bytes, array_from
from app.document.document import Array, Document, Link, Node, Point, Value
from app.document.drawing import COLOURED_KINDS, IDENTITIES
from app.document.migrations import SCHEMA
from app.document.plain import (
    PlainLink,
    PlainNode,
    link_from,
    node_from,
    plain_link,
    plain_node,
    references_in,
)
from app.document.vocabulary import NODE_KINDS, NOTE, PROJECTION
from app.translation import tr
from engine.network.description import Sign


class Clipping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lies on the clipboard; ``arrays`` are ``.npy`` files in Base64."""

    format: Literal["spikeloom clipping"]
    schema: int
    nodes: list[PlainNode]
    links: list[PlainLink]
    arrays: list[str]


class ClipboardProblem(Exception):
    """Says in one sentence why a text cannot be pasted."""


def copied(document: Document, ids: Sequence[str]) -> str:
    """The nodes among ``ids``, with every link that runs between two of them."""
    chosen = {i for i in ids if i in document.nodes}
    nodes = [document.nodes[i] for i in document.nodes if i in chosen]
    links = [k for k in document.links.values() if k.source in chosen and k.target in chosen]
    arrays = [
        base64.b64encode(array_bytes(document.array(reference))).decode("ascii")
        for reference in references_in(*nodes, *links)
        if document.holds(reference)
    ]
    clipping = Clipping(
        "spikeloom clipping",
        SCHEMA,
        [plain_node(node) for node in nodes],
        [plain_link(link) for link in links],
        arrays,
    )
    return msgspec.json.encode(clipping).decode("utf-8")


def pasted(
    document: Document, text: str, position: Point | None, offset: float
) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
    """New elements of the document like those on the clipboard, not yet added.

    Their upper left corner comes to ``position``, or lies ``offset`` right of and below the original.
    """
    clipping = _read(text)
    for encoded in clipping.arrays:
        document.keep_array(_array(encoded))
    nodes = [node_from(plain) for plain in clipping.nodes]
    new_ids = {i: document.new_id() for i in _ids(clipping)}
    dx = dy = offset
    if position is not None and nodes:
        dx = position[0] - min(node.position[0] for node in nodes)
        dy = position[1] - min(node.position[1] for node in nodes)
    titles = {node.title for node in document.nodes.values()}
    worn = [node.identity for node in document.nodes.values()]
    fresh: list[Node] = []
    for node in nodes:
        title = _free(node.title, titles)
        titles.add(title)
        identity = node.identity
        if node.kind in COLOURED_KINDS:
            identity = min(range(IDENTITIES), key=worn.count)
            worn.append(identity)
        fresh.append(
            replace(
                node,
                id=new_ids[node.id],
                title=title,
                identity=identity,
                position=(node.position[0] + dx, node.position[1] + dy),
                parameters=_pointing_anew(node, new_ids),
            )
        )
    links = [
        replace(link, id=new_ids[link.id], source=new_ids[link.source], target=new_ids[link.target])
        for link in map(link_from, clipping.links)
    ]
    return tuple(fresh), tuple(links)


def _pointing_anew(node: Node, new_ids: dict[str, str]) -> dict[str, Value]:
    """A recorder of weights follows its projection when that was copied too, else it keeps the original."""
    parameters = dict(node.parameters)
    chosen = parameters.get(PROJECTION)
    if isinstance(chosen, str) and chosen in new_ids:
        parameters[PROJECTION] = new_ids[chosen]
    return parameters


def _free(title: str, taken: set[str]) -> str:
    if not title or title not in taken:
        return title
    number = 2
    while f"{title} {number}" in taken:
        number += 1
    return f"{title} {number}"


def _read(text: str) -> Clipping:
    try:
        clipping = msgspec.json.decode(text, type=Clipping)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise ClipboardProblem(tr("The clipboard holds nothing that can be pasted here.")) from error
    if clipping.schema != SCHEMA:
        raise ClipboardProblem(tr("What was copied comes from another version of Spikeloom."))
    ids = _ids(clipping)
    known = {node.id: node for node in clipping.nodes}
    sound = len(set(ids)) == len(ids) and all(map(_is_known, clipping.nodes))
    for link in clipping.links:
        sound = sound and link.source in known and link.target in known
        sound = sound and (link.synapses is None or link.synapses.sign in set(Sign))
    if not sound:
        raise ClipboardProblem(tr("What was copied is damaged and cannot be pasted."))
    return clipping


def _ids(clipping: Clipping) -> list[str]:
    return [*(node.id for node in clipping.nodes), *(link.id for link in clipping.links)]


def _is_known(node: PlainNode) -> bool:
    return node.kind == (NOTE if not node.model else NODE_KINDS.get(node.model.split("/", 1)[0]))


def _array(encoded: str) -> Array:
    try:
        return array_from(base64.b64decode(encoded, validate=True))
    except (ArrayProblem, binascii.Error) as error:
        raise ClipboardProblem(tr("What was copied is damaged and cannot be pasted.")) from error
