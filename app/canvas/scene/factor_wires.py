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
from app.document.third_factors import ThirdFactor, drawn_factors
from app.i18n.translation import tr
from engine.model.declaration import Payload


class FactorWires:
    """``items`` by the ids of the wires.

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
        self.items: dict[str, FactorItem] = {}

    def clear(self) -> None:
        """Another document, or level."""
        self.items.clear()

    def follow(self, add: Callable[[FactorItem], None], remove: Callable[[FactorItem], None]) -> None:
        """Lead every wire from where its node is now to where its link is."""
        courses = {factor.id: (factor, course) for factor, course in self._courses()}
        for id in [id for id in self.items if id not in courses]:
            remove(self.items.pop(id))
        for id, course in courses.items():
            if id in self.items:
                self.items[id].show_course(*course)
            else:
                self.items[id] = FactorItem(*course)
                self.items[id].selected = id in self._editor.selection
                add(self.items[id])

    def add_doorways(self, wanted: dict[tuple[str, bool], WantedDoorway], height_of: Callable[[str], float]) -> None:
        """Let what is heard from outside of the entered group, or hears there, have a doorway too."""
        document, level = self._editor.document, self._editor.level
        for factor in drawn_factors(document):
            link = document.links[factor.link_id]
            source, target = (representative_of(document, i, level) for i in (factor.node_id, link.target))
            if source is None and target is not None:
                door = wanted.setdefault((factor.node_id, True), WantedDoorway(height_of(target)))
                door.carried[tr(Payload.SPIKES.value)] = None
            elif source is not None and target is None and representative_of(document, link.source, level) is None:
                door = wanted.setdefault((link.target, False), WantedDoorway(height_of(source)))
                door.carried[tr("third factor")] = None

    def _courses(self) -> Iterator[tuple[ThirdFactor, FactorCourse]]:
        document, level = self._editor.document, self._editor.level
        for factor in drawn_factors(document):
            source = representative_of(document, factor.node_id, level)
            start = self._start(source, factor.node_id)
            end = self._end(document.links[factor.link_id], factor.name, source)
            if start is not None and end is not None:
                yield factor, FactorCourse(*start, *end, document.nodes[factor.node_id].identity)

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
