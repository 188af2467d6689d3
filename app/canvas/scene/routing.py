"""The courses of links between what stands for their ends on the entered level."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias

from app.canvas.links.link_face import LinkFace
from app.canvas.links.link_path import OVERLAP, Ends, RouteInputs
from app.canvas.links.thread import end_length
from app.canvas.nodes.doorway import Doorway
from app.canvas.nodes.node_item import NodeItem
from app.commands.editor import Editor
from app.document.elements import Link, NodeKind
from app.document.grouping import representative_of
from engine.model.declaration import Payload

PORT_GAP = 7.0
KEPT = 6000  # courses that were asked for last, a kilobyte each

Body: TypeAlias = NodeItem | Doorway
Both: TypeAlias = tuple[str | None, str | None]


class Routing:
    """Reads the items of a scene; ``doorways`` are known by the id of the node outside and whether it leads in.

    What stands for the ends of links is found once for all of them, until the scene says that it has changed; a course
    once for all times in which the same stands at its ends.
    """

    def __init__(
        self, editor: Editor, nodes: Mapping[str, NodeItem], doorways: Mapping[tuple[str, bool], Doorway]
    ) -> None:
        self._editor, self._nodes, self._doorways = editor, nodes, doorways
        self._ends: dict[str, Both | None] | None = None
        self._bundles: dict[Both, list[str]] = {}
        self._courses: dict[Hashable, RouteInputs] = {}

    def clear(self) -> None:
        """Another document."""
        self.forget()
        self._courses.clear()

    def forget(self) -> None:
        """Links, or what stands for their ends, are others than before."""
        self._ends, self._bundles = None, {}

    def ends(self, link: Link) -> Both | None:
        """The ids that stand for both ends, None for one outside; None for a link of which nothing is to be seen."""
        if self._ends is None:
            self._ends = self._all_ends()
        return self._ends[link.id]

    def is_bare(self, link: Link) -> bool:
        """Tell whether both its own nodes are to be seen: then it can be bent."""
        return link.source in self._nodes and link.target in self._nodes

    def bodies(self, link: Link) -> tuple[Body, Body]:
        """The items at both ends of a link that is to be seen."""
        source, target = self.ends(link) or (None, None)
        return (
            self._doorways[link.source, True] if source is None else self._nodes[source],
            self._doorways[link.target, False] if target is None else self._nodes[target],
        )

    def parallel_links(self, link: Link) -> Sequence[str]:
        """Ids of the links that share the way, this one among them: between the same nodes, or the same groups."""
        ends = self.ends(link)
        if link.synapses is None or ends is None or None in ends:
            return (link.id,)
        return self._bundles[ends]

    def course(self, link: Link, face: LinkFace) -> RouteInputs:
        """The course from which the way of a link that is to be seen follows."""
        source, target = self.bodies(link)
        bare, beside = self.is_bare(link), self.parallel_links(link)
        index, of = beside.index(link.id), len(beside)
        loop = (index, self._top_is_taken(link.source)) if link.source == link.target else None
        labels, length = face.payload is Payload.LABELS, end_length(face)
        out, into = (link.source, link.source_port, True), (link.target, link.target_port, False)
        projects, bends = link.synapses is not None, link.bends if bare else ()
        key = source.placed, out, target.placed, into, index, of, bare, projects, bends, loop, labels, length
        course = self._courses.pop(key, None)
        if course is None:
            ends = Ends(
                source.scene_body(),
                source.port_point(out),
                target.scene_body(),
                target.port_point(into),
                index - (of - 1) / 2,
                PORT_GAP,
                length,
                stacks=bare and projects,
                spreads=bare,
            )
            course = RouteInputs(ends, bends, loop, labels)
            if len(self._courses) >= KEPT:
                del self._courses[next(iter(self._courses))]
        self._courses[key] = course
        return course

    def _all_ends(self) -> dict[str, Both | None]:
        """Find what stands for the ends of every link, and on the way which of them run side by side."""
        document, level = self._editor.document, self._editor.level
        found: dict[str, Both | None] = {}
        standing = {i: representative_of(document, i, level) for i in document.nodes}
        for link in document.links.values():
            ends = standing[link.source], standing[link.target]
            within = ends[0] is not None and ends[0] == ends[1] and document.nodes[ends[0]].kind == NodeKind.GROUP
            is_seen = ends != (None, None) and not within
            found[link.id] = ends if is_seen else None
            if is_seen and link.synapses is not None:
                self._bundles.setdefault(ends, []).append(link.id)
        return found

    def _top_is_taken(self, node_id: str) -> bool:
        """Tell whether links come from or go to a node that stands above."""
        area = self._nodes[node_id].scene_body()
        for link in self._editor.document.links_of(node_id):
            other = self._nodes.get(link.target if link.source == node_id else link.source)
            if other is None or link.synapses is None:
                continue
            there = other.scene_body()
            overlap = min(area.right(), there.right()) - max(area.left(), there.left())
            if overlap >= OVERLAP and there.bottom() < area.top():
                return True
        return False
