"""The ways of links between what stands for their ends on the entered level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from PySide6.QtCore import QPointF

from app.canvas.doorway import Doorway
from app.canvas.link_face import LinkFace
from app.canvas.link_path import OVERLAP, Ends, Route, around, bent, route, self_loop
from app.canvas.node_item import NodeItem
from app.canvas.ports import by_name
from app.canvas.thread import end_length
from app.commands.editor import Editor
from app.document.document import Link
from app.document.grouping import stand_in
from app.document.vocabulary import GROUP
from engine.model.declaration import Payload

UNDER = 62.0  # how far below its nodes a link of labels passes
SWEEP = 44.0  # radius of its corners
LONG_LABELS = 200.0  # from which a link of labels goes below instead of straight
PORT_GAP = 7.0

Body: TypeAlias = NodeItem | Doorway


class Routing:
    """Reads the items of a scene; ``doorways`` are known by the id of the node outside and whether it leads in."""

    def __init__(
        self, editor: Editor, nodes: Mapping[str, NodeItem], doorways: Mapping[tuple[str, bool], Doorway]
    ) -> None:
        self._editor, self._nodes, self._doorways = editor, nodes, doorways

    def ends(self, link: Link) -> tuple[str | None, str | None] | None:
        """What stands for both ends, None for one outside; None for a link of which nothing is to be seen."""
        document, level = self._editor.document, self._editor.level
        source, target = stand_in(document, link.source, level), stand_in(document, link.target, level)
        if source is None and target is None:
            return None
        if source == target and source is not None and document.nodes[source].kind == GROUP:
            return None
        return source, target

    def is_bare(self, link: Link) -> bool:
        """Whether both its own nodes are to be seen: then it can be bent."""
        return link.source in self._nodes and link.target in self._nodes

    def bodies(self, link: Link) -> tuple[Body, Body]:
        """The items at both ends of a link that is to be seen."""
        source, target = self.ends(link) or (None, None)
        return (
            self._doorways[link.source, True] if source is None else self._nodes[source],
            self._doorways[link.target, False] if target is None else self._nodes[target],
        )

    def between(self, source: str, target: str) -> list[str]:
        """Ids of the links from one node to another, in their order."""
        links = self._editor.document.links_of(source)
        return [link.id for link in links if (link.source, link.target) == (source, target)]

    def way(self, link: Link, face: LinkFace) -> Route:
        """Where a link that is to be seen runs."""
        source, target = self.bodies(link)
        bare, links = self.is_bare(link), self._editor.document.links
        siblings = self._siblings(link)
        index = siblings.index(link.id)
        ends = Ends(
            source.scene_area(),
            _port(source, link.source, link.source_port, is_output=True),
            target.scene_area(),
            _port(target, link.target, link.target_port, is_output=False),
            index - (len(siblings) - 1) / 2,
            PORT_GAP,
            end_length(face),
            stacks=bare and link.synapses is not None,
            spreads=bare,
        )
        if links[link.id].bends and bare:
            return bent(ends, [QPointF(*point) for point in link.bends])
        if link.source == link.target:
            return self_loop(ends, index, self._top_is_taken(link.source))
        far = ends.target_port.x() - ends.source_port.x() > LONG_LABELS
        if face.payload is Payload.LABELS and far:
            return around(ends, UNDER, SWEEP)
        return route(ends)

    def _siblings(self, link: Link) -> list[str]:
        """Links that share the way, this one among them: between the same nodes, or the same groups."""
        links = self._editor.document.links
        if link.synapses is None:
            return [link.id]
        if self.is_bare(link):
            return [i for i in self.between(link.source, link.target) if links[i].synapses is not None]
        ends = self.ends(link)
        if ends is None or None in ends:
            return [link.id]
        return [i for i, other in links.items() if other.synapses is not None and self.ends(other) == ends]

    def _top_is_taken(self, node_id: str) -> bool:
        """Whether links come from or go to a node that stands above."""
        area = self._nodes[node_id].scene_area()
        for link in self._editor.document.links_of(node_id):
            other = self._nodes.get(link.target if link.source == node_id else link.source)
            if other is None or link.synapses is None:
                continue
            there = other.scene_area()
            overlap = min(area.right(), there.right()) - max(area.left(), there.left())
            if overlap >= OVERLAP and there.bottom() < area.top():
                return True
        return False


def _port(body: Body, owner: str, name: str, is_output: bool) -> QPointF:
    """Where a link leaves or enters what stands for its node, in scene coordinates."""
    if isinstance(body, Doorway):
        return body.port_point()
    return body.pos() + (by_name(body.ports, owner, name, is_output) or body.area.center())
