"""The geometry of a node at one time: its shape, and where this lies in the scene.

Both are kept as they were found, so that an undo that goes back to them measures nothing again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property  # found once: an undo goes back to it as it was (decision 0165)
from math import inf
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from app.canvas.kinds import PAINTERS
from app.canvas.mini_plots import PLOTS
from app.canvas.nodes.inside import Inside
from app.canvas.painting.node_words import count_badge, subtitle_words
from app.canvas.painting.picture_keys import look_number
from app.canvas.painting.plate import plate_of
from app.canvas.painting.ports import WORDS_ROOM, PlacedPort, door_words_area, placed_doors, placed_ports
from app.canvas.painting.slider_strip import SPILL, strip_of
from app.document.elements import Node, NodeKind
from app.document.meaning.slidable import ShownSlider, shown_sliders
from app.i18n.translation import tr

MARGIN = 16.0
PortKey: TypeAlias = tuple[str, str, bool]


class NodeGeometry(NamedTuple):
    """The geometry of a node: how it ``stand``s, and the areas ``covered`` by it.

    ``stand`` has the ports where links end and what they keep clear of. ``rows`` are its body, its sliders, its plate
    and what its words want to reach over, each as left, top, right and bottom.
    """

    stand: tuple[object, ...]
    covered: tuple[QRectF, ...]
    rows: tuple[float, ...]


NOWHERE = NodeGeometry((), (), ())
NOTHING = (inf, inf, -inf, -inf)  # the row of an empty rectangle


@dataclass(frozen=True, eq=False)
class NodeShape:
    """A node with what is ``inside``, in coordinates of its own, wherever it stands.

    Its words want the size ``wanted``; it is ``least`` wide at least.
    """

    node: Node
    inside: Inside
    sliders: tuple[ShownSlider, ...]
    wanted: QSizeF
    least: float
    area: QRectF
    ports: tuple[PlacedPort, ...]

    @classmethod
    def of(cls, node: Node, inside: Inside, room: float) -> NodeShape:
        """A shape as wide as the words want, within so much room."""
        painter = PAINTERS[node.kind]
        wanted = painter.size(node)
        least = wanted.width() if node.kind == NodeKind.NOTE else painter.least_width(node)
        return cls(node, inside, shown_sliders(node), wanted, least, QRectF(), ()).within(room)

    def within(self, room: float) -> NodeShape:
        """The same in other room; itself where that makes no difference."""
        width = min(self.wanted.width(), max(room, self.least)) if self.grows else self.wanted.width()
        if width == self.area.width():
            return self
        area = QRectF(0.0, 0.0, width, self.wanted.height())
        return replace(self, area=area, ports=placed_doors(self.inside.doors, area) or placed_ports(self.node, area))

    def sharing(self, other: NodeShape) -> NodeShape:
        """The same with what of the other is equal, so that both are soon found to stand alike."""
        if self.area == other.area and self.ports == other.ports:
            return replace(self, area=other.area, ports=other.ports)
        return self

    def draws(self, node: Node, inside: Inside) -> bool:
        """Tell whether this node looks like it, wherever that stands."""
        return self.node.is_but_for_place(node) and self.inside == inside

    @property
    def grows(self) -> bool:
        """True if its words want more width than it has at least."""
        return self.wanted.width() > self.least

    @cached_property
    def subtitle(self) -> str:
        """The line below the name."""
        if self.node.kind == NodeKind.GROUP:
            count = self.inside.count
            return tr("{count} {count:node|nodes}", count=count)
        return subtitle_words(self.node)

    @cached_property
    def size_words(self) -> str:
        """The size beside the name, in words; empty where it is but one."""
        return count_badge(self.node)

    @cached_property
    def live(self) -> QRectF:
        """The area where activity is painted."""
        return PAINTERS[self.node.kind].live(self.area)

    @cached_property
    def outline(self) -> QPainterPath:
        """The outline that tells the kind."""
        return PAINTERS[self.node.kind].outline(self.area)

    @cached_property
    def plate(self) -> QRectF:
        """Of a plot beside the body; empty where there is none."""
        return plate_of(self.node.plot)

    @cached_property
    def has_chosen_body(self) -> bool:
        """True if a plot that a person chose stands in the node."""
        return self.node.plot.shows in PLOTS and self.plate.isEmpty()

    @cached_property
    def strip(self) -> QRectF:
        """Of the sliders beneath the body; empty where there are none."""
        return strip_of(self.area, len(self.sliders))

    @cached_property
    def own_bounds(self) -> QRectF:
        """Around all but the plate."""
        beside = WORDS_ROOM if self.inside.doors else 0.0
        around = self.area.adjusted(-MARGIN - beside, -MARGIN, MARGIN + beside, MARGIN)
        return around | self.strip.adjusted(-SPILL, -SPILL, SPILL, SPILL)

    @cached_property
    def bounds(self) -> QRectF:
        """Around all of it."""
        return self.own_bounds | self.plate.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    @cached_property
    def from_afar(self) -> int:
        """A number for its look where it is but a shape; nodes that look the same share it."""
        parts = self.area, self.plate, self.strip
        return look_number((self.node.kind, self.node.sign, *(edge for part in parts for edge in _edges(part))))

    @cached_property
    def points(self) -> dict[PortKey, QPointF]:
        """The points where links leave or enter."""
        return {placed.key: placed.point for placed in self.ports}


@dataclass(frozen=True, eq=False)
class PlacedNode:
    """A shape where its node stands; all but ``shape`` is in scene coordinates."""

    shape: NodeShape
    position: QPointF

    @cached_property
    def area(self) -> QRectF:
        """The body."""
        return self.shape.area.translated(self.position)

    @cached_property
    def plate(self) -> QRectF:
        """Empty where there is none."""
        return self._moved(self.shape.plate)

    @cached_property
    def strip(self) -> QRectF:
        """Empty where there is none."""
        return self._moved(self.shape.strip)

    @cached_property
    def body(self) -> QRectF:
        """With the sliders beneath, which links keep clear of."""
        area, strip = QRectF(self.area), self.strip
        if not strip.isEmpty():
            area.setBottom(strip.bottom())
        return area

    @cached_property
    def extent(self) -> QRectF:
        """The rectangle around the body and all that stands with it."""
        return self.area | self.plate | self.strip

    @cached_property
    def covered(self) -> tuple[QRectF, ...]:
        """The body, the plate beside it, the sliders, and the words at a group's ports."""
        words = (self._moved(door_words_area(placed)) for placed in self.shape.ports)
        return (self.area, *(area for area in (self.plate, self.strip, *words) if not area.isEmpty()))

    @cached_property
    def node_geometry(self) -> NodeGeometry:
        """The geometry that others ask for."""
        shape = self.shape
        parts = self.area, self.strip, self.plate, self._reach()
        rows = tuple(edge for part in parts for edge in (NOTHING if part.isEmpty() else _edges(part)))
        return NodeGeometry((self.position, shape.area, shape.strip, shape.ports), self.covered, rows)

    def _reach(self) -> QRectF:
        """The area that it may grow over; empty where it has all that its words want."""
        shape = self.shape
        height = (shape.area | shape.strip).height()
        return QRectF(self.position + QPointF(shape.least, 0.0), QSizeF(shape.wanted.width() - shape.least, height))

    def point(self, key: PortKey) -> QPointF:
        """The point where links leave or enter by a port; the middle where there is none of that key."""
        return self.position + (self.shape.points.get(key) or self.shape.area.center())

    def _moved(self, part: QRectF) -> QRectF:
        return part.translated(self.position) if not part.isEmpty() else QRectF()


def _edges(area: QRectF) -> tuple[float, float, float, float]:
    return area.left(), area.top(), area.right(), area.bottom()
