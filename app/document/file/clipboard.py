"""Copied elements as JSON text, so that they travel between windows; pasting gives them new ids."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from app.document.document import Document
from app.document.elements import Link, Node, Parameters, Point, Synapses, Value
from app.document.file.array_file import ArrayProblem, array_bytes, array_from
from app.document.file.consistency import Inconsistent, require_consistent
from app.document.file.manifest import WrittenPlugin, foreign_of, plain_number, plugins_of, versions_of
from app.document.file.migrations import SCHEMA
from app.document.file.snapshots import (
    WrittenLink,
    WrittenNode,
    link_from,
    node_from,
    references_in,
    written_link,
    written_node,
)
from app.document.grouping import TOP, with_contents
from app.document.making.drawing import COLOURED_KINDS, free_title, least_used_identity
from app.document.mini_plot import MiniPlot, Shows
from app.document.vocabulary import model_of, pointers_of, spike_sources
from app.i18n.translation import tr

BEGINNING = '{"format":"spikeloom clipping"'
Position: TypeAlias = Point | Callable[[Sequence[Node]], Point] | None


class Clipping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the clipboard; ``arrays`` are ``.npy`` files in Base64.

    ``drawing`` is that from which it was copied: what points at an element that was not copied means it there alone.
    ``models`` and ``plugins`` are as in a project.
    """

    format: Literal["spikeloom clipping"]
    schema: int
    nodes: list[WrittenNode]
    links: list[WrittenLink]
    arrays: list[str]
    drawing: str = ""
    models: dict[str, int] = {}
    plugins: tuple[WrittenPlugin, ...] = ()


class ClipboardProblem(Exception):
    """Says in one sentence why a text cannot be pasted."""


def is_clipping(text: str) -> bool:
    """Tell whether a text was copied here, though it may be damaged since."""
    return text.lstrip().startswith(BEGINNING)


def copied_elements(document: Document, ids: Sequence[str]) -> str:
    """The nodes among ``ids``, what stands in groups among them, and every link that runs between two of them."""
    chosen = {i for i in with_contents(document, ids) if i in document.nodes}
    nodes = [_set_free(document.nodes[i], chosen) for i in document.nodes if i in chosen]
    links = [k for k in document.links.values() if k.source in chosen and k.target in chosen]
    part = document.part([*(node.id for node in nodes), *(link.id for link in links)])
    arrays = [
        base64.b64encode(array_bytes(document.array(reference))).decode("ascii")
        for reference in references_in(*nodes, *links)
        if document.holds(reference)
    ]
    clipping = Clipping(
        "spikeloom clipping",
        SCHEMA,
        [written_node(node, {}) for node in nodes],
        [written_link(link, {}) for link in links],
        arrays,
        document.token,
        versions_of(part),
        plugins_of(part),
    )
    return msgspec.json.encode(clipping, enc_hook=plain_number).decode("utf-8")


def pasted(
    document: Document, text: str, position: Position, offset: float, level: str = TOP
) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
    """New elements of the document like those on the clipboard, not yet added.

    What stands in no group of the copy stands on ``level``; its upper left corner comes to ``position``, which may
    follow from these nodes, or lies ``offset`` right of and below the original.
    """
    clipping, nodes, copied_links = _copied(document, text)
    document.foreign = document.foreign.union(foreign_of(clipping.models, clipping.plugins))
    ids = {id: document.new_id() for id in [*(node.id for node in nodes), *(link.id for link in copied_links)]}
    outer = [node for node in nodes if node.group == TOP]
    dx = dy = offset
    if callable(position):
        position = position(outer) if outer else None
    if position is not None and outer:
        dx = position[0] - min(node.position[0] for node in outer)
        dy = position[1] - min(node.position[1] for node in outer)
    shown = {node.id for node in outer}
    fresh = [
        replace(node, position=(node.position[0] + dx, node.position[1] + dy)) if node.id in shown else node
        for node in _told_apart(document, nodes)
    ]
    moved = [
        replace(link, bends=tuple((x + dx, y + dy) for x, y in link.bends)) if link.source in shown else link
        for link in copied_links
    ]
    made, links = relabelled(fresh, moved, ids, elsewhere=clipping.drawing != document.token)
    # last: among what was copied may be a node with the id of the level, in another drawing or the very same
    return tuple(replace(node, group=level) if node.group == TOP else node for node in made), links


def _copied(document: Document, text: str) -> tuple[Clipping, list[Node], list[Link]]:
    """Read what was copied, and keep its arrays in the document; ``ClipboardProblem`` where any of it is damaged."""
    clipping = _read(text)
    nodes, links = list(map(node_from, clipping.nodes)), list(map(link_from, clipping.links))
    try:
        require_consistent(nodes, links)
        kept = [document.keep_array(array_from(base64.b64decode(text, validate=True))) for text in clipping.arrays]
    except (Inconsistent, ArrayProblem, binascii.Error) as error:
        raise ClipboardProblem(tr("What was copied is damaged and cannot be pasted.")) from error
    if not set(references_in(*nodes, *links)) <= set(kept):
        raise ClipboardProblem(tr("What was copied is damaged and cannot be pasted."))
    return clipping, nodes, links


def _told_apart(document: Document, nodes: Iterable[Node]) -> Iterator[Node]:
    """Nodes with titles that are free and the colours that are worn least."""
    titles = {node.title for node in document.nodes.values()}
    worn = [node.identity for node in document.nodes.values()]
    for node in nodes:
        title, identity = free_title(node.title, titles), node.identity
        titles.add(title)
        if node.kind in COLOURED_KINDS:
            identity = least_used_identity(worn)
            worn.append(identity)
        yield replace(node, title=title, identity=identity)


def relabelled(
    nodes: Iterable[Node], links: Iterable[Link], ids: Mapping[str, str], elsewhere: bool = False
) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
    """The same elements under other ids, by which they point at each other; those that are not named stay.

    ``elsewhere``, in another drawing, what points at an element that is not named points at none: there may be another
    of that id.
    """
    return (
        tuple(
            replace(
                node,
                id=ids.get(node.id, node.id),
                group=ids.get(node.group, node.group),
                parameters=_pointing_anew(node.parameters, pointers_of(node), ids, elsewhere),
                plot=_showing_anew(node.plot, ids, elsewhere),
            )
            for node in nodes
        ),
        tuple(
            replace(
                link,
                id=ids.get(link.id, link.id),
                source=ids.get(link.source, link.source),
                target=ids.get(link.target, link.target),
                synapses=_hearing_anew(link.synapses, ids, elsewhere),
            )
            for link in links
        ),
    )


def _set_free(node: Node, chosen: Collection[str]) -> Node:
    """A node on the top level of a clipping where its group is not copied with it."""
    return node if node.group in chosen else replace(node, group=TOP)


def _pointing_anew(
    values: Parameters, pointers: Iterable[str], new_ids: Mapping[str, str], elsewhere: bool
) -> dict[str, Value]:
    """Point at the copy of what was copied too, else at the original, or at nothing where pasted ``elsewhere``."""
    parameters = dict(values)
    for name in pointers:
        chosen = parameters.get(name)
        if isinstance(chosen, str) and chosen in new_ids:
            parameters[name] = new_ids[chosen]
        elif elsewhere:
            parameters.pop(name, None)
    return parameters


def _showing_anew(plot: MiniPlot, new_ids: Mapping[str, str], elsewhere: bool) -> MiniPlot:
    """The weights that a node shows are those of the copied link; a link that was not copied leads elsewhere."""
    if plot.shows is not Shows.WEIGHTS:
        return plot
    return replace(plot, of=new_ids.get(plot.of, "" if elsewhere else plot.of))


def _hearing_anew(synapses: Synapses | None, new_ids: Mapping[str, str], elsewhere: bool) -> Synapses | None:
    """The elements that a rule hears, likewise."""
    if synapses is None:
        return None
    heard = spike_sources(model_of(synapses.plasticity))
    parameters = _pointing_anew(synapses.plasticity_parameters, heard, new_ids, elsewhere)
    return replace(synapses, plasticity_parameters=parameters)


def _read(text: str) -> Clipping:
    try:
        clipping = msgspec.json.decode(text, type=Clipping)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise ClipboardProblem(tr("The clipboard holds nothing that can be pasted here.")) from error
    if clipping.schema != SCHEMA:
        raise ClipboardProblem(tr("What was copied comes from another version of Spikeloom."))
    return clipping
