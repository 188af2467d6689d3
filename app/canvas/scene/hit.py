"""Hits: what a hand finds under a point of the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem

from app.canvas.links.factor_item import FactorItem
from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import HIT_RADIUS, PlacedPort
from app.document.elements import NodeKind


@dataclass(frozen=True)
class Hit:
    """A node, a link or the ``wire`` of a third factor under a point, none of them on the ground.

    A node may be hit at a ``port``, ``on_plot`` beside it or at the ``slider`` of this name beneath it; a link at
    the port of the third ``factor`` of this name.
    """

    node: NodeItem | None = None
    port: PlacedPort | None = None
    link: LinkItem | None = None
    wire: FactorItem | None = None
    on_plot: bool = False
    slider: str = ""
    factor: str = ""

    @property
    def id(self) -> str | None:
        if self.node is not None:
            return self.node.node.id
        if self.link is not None:
            return self.link.link.id
        return self.wire.factor.id if self.wire is not None else None

    def is_at_comment(self, point: QPointF) -> bool:
        """Tell whether the sign of a comment lies under this point of the scene."""
        item = self.node or self.link
        return item is not None and item.has_comment and item.comment_place().contains(point)


def near(point: QPointF) -> QRectF:
    """The area of all that a hand can mean by a point."""
    return QRectF(point, point).adjusted(-HIT_RADIUS, -HIT_RADIUS, HIT_RADIUS, HIT_RADIUS)


def topmost(found: Sequence[QGraphicsItem], point: QPointF) -> Hit:
    """The port, node, link or wire under a point in scene coordinates, of the items near it, the topmost first."""
    bodies = [item for item in found if isinstance(item, NodeItem)]
    for item in bodies:
        port = item.port_at(point)
        if port is not None:
            return Hit(node=item, port=port)
    for item in bodies:
        at_comment = item.has_comment and item.comment_place().contains(point)
        if at_comment or (item.node.kind != NodeKind.NOTE and item.outline.contains(point - item.pos())):
            return Hit(node=item)
    for item in bodies:
        if item.placed.plate.contains(point):
            return Hit(node=item, on_plot=True)
        if (slider := item.slider_at(point)) is not None:
            return Hit(node=item, slider=slider.name)
    for thread in found:
        if isinstance(thread, LinkItem) and (factor := thread.factor_at(point)):
            return Hit(link=thread, factor=factor)
    for thread in found:
        if isinstance(thread, FactorItem) and thread.contains_point(point):
            return Hit(wire=thread)
        if isinstance(thread, LinkItem) and thread.contains_point(point):
            return Hit(link=thread)
    for item in bodies:
        if item.scene_area().contains(point):  # a note, its folded corner too
            return Hit(node=item)
    return Hit()
