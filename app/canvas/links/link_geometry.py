"""A link as it is drawn at one time: what is said of it, where it runs, and what follows from both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property  # found once: an undo goes back to it as it was (decision 0165)

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPolygonF

from app.appearance.theme import Theme, theme
from app.canvas.links.badge import badge_area, factor_points, lines_that_fit, plate_without_words
from app.canvas.links.link_face import LinkFace, LinkStart
from app.canvas.links.link_path import Route, RouteInputs, samples_of
from app.canvas.links.thread import Stroke, end, thread
from app.document.elements import Link
from engine.network.values import Floats

MARGIN = 12.0
END_REACH = 20.0  # from the tip, within which the end lies


@dataclass(frozen=True, eq=False)
class LinkGeometry:
    """The ``face`` follows from the link and what is ``leaving`` its source.

    ``route`` is what the ``course`` leads to, ``way`` the same with the badge where it hangs.
    """

    link: Link
    leaving: LinkStart
    face: LinkFace
    course: RouteInputs
    route: Route
    way: Route

    def says(self, link: Link, leaving: LinkStart) -> bool:
        """Tell whether the same is said of this link when it takes that along."""
        return self.leaving == leaving and (self.link is link or self.link == link)

    @cached_property
    def badge(self) -> QRectF:
        """Empty where there is none."""
        return badge_area(self.face, self.way)

    @cached_property
    def factor_points(self) -> dict[str, QPointF]:
        """The ports of the rule's third factors, by name."""
        return factor_points(self.face, self.badge, self.way)

    @cached_property
    def wordless_badge(self) -> QRectF:
        """The badge at a small zoom."""
        return plate_without_words(self.badge, self.way.side)

    @cached_property
    def lines(self) -> int:
        """Of the badge, as many as what is drawn has room for."""
        return lines_that_fit(self.face, self.way)

    @cached_property
    def samples(self) -> Floats:
        """Points along the thread, which the badges of other links keep clear of: (k, 2)."""
        return samples_of(self.way.path)

    @cached_property
    def end_bounds(self) -> QRectF:
        """Around the end of the thread."""
        return QRectF(self.way.tip, self.way.tip).adjusted(-END_REACH, -END_REACH, END_REACH, END_REACH)

    @cached_property
    def badge_bounds(self) -> QRectF:
        """Around the badge and its stem."""
        stem = QRectF(self.way.anchor, self.way.anchor).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        return self.badge.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN) | stem

    @cached_property
    def bounds(self) -> QRectF:
        """Around all that is drawn."""
        thread = self.way.path.boundingRect()
        if self.way.bends:
            thread |= QPolygonF(list(self.way.bends)).boundingRect()
        around = thread.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN) | self.end_bounds
        return around | self.badge_bounds if self.face.has_badge else around

    @cached_property
    def end_place(self) -> QRect:
        """The end in whole units."""
        return self.end_bounds.toAlignedRect()

    @cached_property
    def badge_place(self) -> QRect:
        """The badge and its stem in whole units."""
        return self.badge_bounds.toAlignedRect()

    def strokes(self, hovered: bool) -> tuple[Stroke, ...]:
        """Thread and end, as they are or under the mouse, in the theme that is shown."""
        known = self._stroked.get(hovered)
        if known is None or known[0] is not theme():
            known = theme(), (*thread(self.face, self.way, hovered), end(self.face, self.way))
            self._stroked[hovered] = known
        return known[1]

    @cached_property
    def _stroked(self) -> dict[bool, tuple[Theme, tuple[Stroke, ...]]]:
        return {}
