"""The wires of third factors on the entered level, kept in step with nodes, links and badges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QPointF

from app.canvas.links.badge import TOWARDS
from app.canvas.links.factor_item import FactorCourse, FactorItem
from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.doorway import Doorway, WantedDoorway
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import find_port
from app.commands.editor import Editor
from app.document.connecting import ports
from app.document.elements import Link
from app.document.grouping import representative_of
from app.document.third_factors import heard_nodes
from app.i18n.translation import tr
from engine.model.declaration import Payload


class FactorWires:
    """``items`` by the id of the link and the name of the factor.

    A link within a closed group stands for nothing here: its wires end at the group. What is outside of an entered
    group has a doorway.
    """

    def __init__(
        self,
        editor: Editor,
        nodes: Mapping[str, NodeItem],
        links: Mapping[str, LinkItem],
        doorways: Mapping[tuple[str, bool], Doorway],
    ) -> None:
        self._editor, self._nodes, self._links, self._doorways = editor, nodes, links, doorways
        self.items: dict[tuple[str, str], FactorItem] = {}

    def clear(self) -> None:
        """Another document, or level."""
        self.items.clear()

    def follow(self, add: Callable[[FactorItem], None], remove: Callable[[FactorItem], None]) -> None:
        """Lead every wire from where its node is now to where its link is."""
        courses = {(link.id, name): course for link, name, course in self._courses()}
        for key in [key for key in self.items if key not in courses]:
            remove(self.items.pop(key))
        for key, course in courses.items():
            if key in self.items:
                self.items[key].show_course(course)
            else:
                self.items[key] = FactorItem(course)
                add(self.items[key])

    def add_doorways(self, wanted: dict[tuple[str, bool], WantedDoorway], height_of: Callable[[str], float]) -> None:
        """Let what is heard from outside of the entered group, or hears there, have a doorway too."""
        document, level = self._editor.document, self._editor.level
        for link, _, node_id in self._heard():
            source, target = (representative_of(document, i, level) for i in (node_id, link.target))
            if source is None and target is not None:
                door = wanted.setdefault((node_id, True), WantedDoorway(height_of(target)))
                door.carried[tr(Payload.SPIKES.value)] = None
            elif source is not None and target is None and representative_of(document, link.source, level) is None:
                door = wanted.setdefault((link.target, False), WantedDoorway(height_of(source)))
                door.carried[tr("third factor")] = None

    def _heard(self) -> Iterator[tuple[Link, str, str]]:
        document = self._editor.document
        for link in document.links.values():
            for name, node_id in heard_nodes(document, link).items():
                yield link, name, node_id

    def _courses(self) -> Iterator[tuple[Link, str, FactorCourse]]:
        document, level = self._editor.document, self._editor.level
        for link, name, node_id in self._heard():
            source = representative_of(document, node_id, level)
            start, end = self._start(source, node_id), self._end(link, name, source)
            if start is not None and end is not None:
                yield link, name, FactorCourse(*start, *end, document.nodes[node_id].identity)

    def _start(self, source: str | None, node_id: str) -> tuple[QPointF, QPointF] | None:
        """The port of spikes of what stands for a node, or the middle of its foot; and the way from there."""
        if source is None:
            doorway = self._doorways.get((node_id, True))
            return (doorway.port_point(), QPointF(1, 0)) if doorway is not None else None
        item = self._nodes[source]
        outputs = ports(self._editor.document.nodes[node_id]).outputs
        placed = next((p for out in outputs if (p := find_port(item.ports, node_id, out.name, is_output=True))), None)
        if placed is not None:
            return item.pos() + placed.point, QPointF(1, 0)
        area = item.scene_body()
        return QPointF(area.center().x(), area.bottom()), QPointF(0, 1)

    def _end(self, link: Link, name: str, source: str | None) -> tuple[QPointF, QPointF] | None:
        """The port at the badge, or what stands for a link that is not to be seen; and the side of it that is free."""
        item = self._links.get(link.id)
        if item is not None:
            return item.laid.factor_points[name], QPointF(*TOWARDS[item.way.side])
        around = representative_of(self._editor.document, link.target, self._editor.level)
        if around is None:
            doorway = self._doorways.get((link.target, False))
            return (doorway.port_point(), QPointF(-1, 0)) if doorway is not None else None
        area = self._nodes[around].scene_body()
        return (QPointF(area.center().x(), area.bottom()), QPointF(0, 1)) if around != source else None
