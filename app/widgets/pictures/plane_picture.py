"""The plane of two states or the line of one: nullclines, flow, fixed points, threshold, reset, and orbits.

A click asks for an orbit from there. A drag moves what is seen, a double click shows all. With the focus the wheel
zooms, and so do + and −; Home shows all, arrows move the place that is read, Enter asks for an orbit from it, and
Delete takes the orbits away. Without it the wheel scrolls what the picture stands in, unless Ctrl is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.appearance.theme import theme
from app.i18n.translation import listed, tr
from app.widgets import quantities
from app.widgets.painting import dot, straight, stroke_and_fill
from app.widgets.pictures.function_picture import MARGIN, FunctionPicture
from app.widgets.pictures.plane_signs import DOT, PlaneSign, paint_point, pen_of
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.answers.phase_plane import FixedPoint, PhaseLine, PhasePlane

ARROW = 8.0  # px
HEAD = 0.9  # px, the dot at the end of an arrow
NEAR = 9.0  # px around a fixed point, within which it is read
USUAL, STEEP = 0.6, 4.0  # a rate that this share of the line does not exceed, and how many of it are in view
KEY_STEP = 0.02  # of the width, by an arrow key
ZOOM_PER_NOTCH, NOTCH = 0.85, 120.0  # of what is seen; eighths of a degree of the wheel
CLOSEST, WIDEST = 1e-4, 30.0  # of the ranges that show all
IN, OUT = (Qt.Key.Key_Plus, Qt.Key.Key_Equal), (Qt.Key.Key_Minus,)
CLEARS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Home, *CLEARS, *IN, *OUT)
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


@dataclass(frozen=True)
class Way:
    """A way through the states shown, ``x`` and ``y`` (times,); ``jumps`` are the rows that come after a spike."""

    x: Floats
    y: Floats
    jumps: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


Ranges = tuple[tuple[float, float], ...]
"""Lowest and highest of each of the states that are shown."""
NO_WAY = Way(np.zeros(0), np.zeros(0))


class PlanePicture(FunctionPicture):
    """The first state's nullcline is solid, the second's dashed; fixed points are filled where they are stable."""

    natural = (260, 216)

    begun = Signal(float, float)  # an orbit is wanted from here
    cleared = Signal()
    looked = Signal()  # a hand has chosen other ranges
    fitted = Signal(bool)  # all shall be seen; whether two clicks said so

    def __init__(self, across: tuple[str, str], up: tuple[str, str]) -> None:
        super().__init__(across, up)
        self.plane: PhasePlane | PhaseLine | None = None
        self._arrows: Floats | None = None  # of a plane
        self._strands: dict[PlaneSign, list[Floats]] = {}
        self._response, self.live = NO_WAY, NO_WAY
        self.orbits: tuple[Way, ...] = ()  # from points that were clicked
        self._slot = 0
        self.seen: Ranges = ()  # that a hand has chosen; none where all is seen
        self.fitted_ranges: Ranges = ()  # what is seen where no hand has chosen
        self._pressed: QPointF | None = None
        self._is_dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_plane(self, plane: PhasePlane, response: Way) -> None:
        """Draw two states, and a response."""
        self._begin(plane, response, plane.x, plane.y)
        lines = {PlaneSign.THRESHOLD: plane.threshold, PlaneSign.RESET: plane.reset}
        lines |= {PlaneSign.FIRST_NULLCLINE: plane.x_nullcline, PlaneSign.SECOND_NULLCLINE: plane.y_nullcline}
        self._strands = {sign: [np.array(s) for s in strands(found)] for sign, found in lines.items()}
        self._arrows = plane.arrows
        self.show_curve(plane.x, plane.y)

    def show_line(self, portrait: PhaseLine, response: Way) -> None:
        """Draw one state against its rate, and the response along it."""
        self._begin(portrait, response, portrait.x)
        lines = {PlaneSign.THRESHOLD: portrait.threshold, PlaneSign.RESET: portrait.reset}
        self._strands = {sign: _upright(found, portrait.rate) for sign, found in lines.items()}
        self._arrows = None
        self.show_curve(portrait.x, portrait.rate)

    def _begin(self, portrait: PhasePlane | PhaseLine, response: Way, *states: Floats) -> None:
        self.plane, self._response = portrait, response
        if not self.seen:
            self.fitted_ranges = tuple((float(values[0]), float(values[-1])) for values in states)

    def see(self, ranges: Ranges) -> None:
        """Show these ranges, or all where there are none."""
        self.seen = ranges
        self.update()

    def show_orbits(self, orbits: Sequence[Way]) -> None:
        """Draw these beside the response, each from a point that was clicked."""
        self.orbits = tuple(orbits)
        self.update()

    def show_live(self, way: Way, slot: int) -> None:
        """Draw what a run does, up to where it stands, in the identity ``slot``."""
        self.live, self._slot = way, slot
        self.update()

    @property
    def is_plane(self) -> bool:
        """True if two states are shown, and not one against its rate."""
        return self._arrows is not None

    def signs(self) -> list[PlaneSign]:
        """The signs in view, in the order of a legend."""
        portrait = self.plane
        if portrait is None:
            return []
        first = [PlaneSign.FIRST_NULLCLINE, PlaneSign.SECOND_NULLCLINE] if self.is_plane else [PlaneSign.RATE]
        ends = [sign for sign in (PlaneSign.THRESHOLD, PlaneSign.RESET) if self._strands.get(sign)]
        found = [*first, *ends, PlaneSign.RESPONSE]
        found += [PlaneSign.CLICKED] * bool(self.orbits) + [PlaneSign.LIVE] * bool(len(self.live.x))
        points = {_sign(point) for point in portrait.fixed}
        return found + [sign for sign in (PlaneSign.STABLE, PlaneSign.UNSTABLE, PlaneSign.SADDLE) if sign in points]

    def _range(self) -> tuple[float, float, float, float]:
        if self.plane is None:
            return super()._range()
        y, ranges = self._y, self._now()
        left, right = ranges[0]
        if self.is_plane:
            return left, right, *ranges[1]
        finite = y[np.isfinite(y)] if np.isfinite(y).any() else np.zeros(1)
        most = STEEP * float(np.quantile(np.abs(finite), USUAL)) or 1.0  # an upstroke does not make all else flat
        low, high = max(float(finite.min()), -most), min(float(finite.max()), most)
        edge = MARGIN * (high - low) or most
        return left, right, min(low, 0.0) - edge, max(high, 0.0) + edge

    # What is drawn

    def _paint_content(self, painter: QPainter, area: QRectF) -> None:
        portrait = self.plane
        if portrait is None:
            return
        if self._arrows is not None:
            self._paint_arrows(painter, self._arrows)
        else:
            zero = self.place_of(float(self._x[0]), 0.0).y()
            straight(painter, area.left(), zero, area.right(), zero, theme().color("axis"))
            painter.setPen(pen_of(PlaneSign.RATE))
            painter.drawPolyline(self._line_through(self._x, self._y))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for sign, found in self._strands.items():
            painter.setPen(pen_of(sign))
            for strand in found:
                painter.drawPolyline(self._line_through(strand[:, 0], strand[:, 1]))
        self._paint_way(painter, self._response, PlaneSign.RESPONSE)
        for way in self.orbits:
            self._paint_way(painter, way, PlaneSign.CLICKED)
            self._paint_dot(painter, way, 0, PlaneSign.CLICKED)
        self._paint_way(painter, self.live, PlaneSign.LIVE)
        for point in portrait.fixed:
            paint_point(painter, _sign(point), self.place_of(point.x, point.y))
        if len(self.live.x):
            self._paint_dot(painter, self.live, -1, PlaneSign.LIVE)

    def _paint_arrows(self, painter: QPainter, arrows: Floats) -> None:
        look, x, y = theme(), self._x, self._y
        stroke_and_fill(painter, QPen(look.color("text3"), 1.0), look.color("text3"))
        for across, up, right, rise in arrows.tolist():
            begin = self.place_of(float(x[0] + across * (x[-1] - x[0])), float(y[0] + up * (y[-1] - y[0])))
            end = begin + QPointF(right, -rise) * ARROW
            painter.drawLine(begin, end)
            painter.drawEllipse(end, HEAD, HEAD)

    def _paint_way(self, painter: QPainter, way: Way, sign: PlaneSign) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ends = [0, *way.jumps.tolist(), len(way.x)]
        for number, (begin, end) in enumerate(pairwise(ends)):
            painter.setPen(pen_of(sign, self._slot))
            painter.drawPolyline(self._line_through(way.x[begin:end], way.y[begin:end]))
            if number and 0 < begin < len(way.x):
                painter.setPen(pen_of(sign, self._slot, jumps=True))
                painter.drawPolyline(self._line_through(way.x[begin - 1 : begin + 1], way.y[begin - 1 : begin + 1]))

    def _paint_dot(self, painter: QPainter, way: Way, row: int, sign: PlaneSign) -> None:
        place, color = self.place_of(float(way.x[row]), float(way.y[row])), pen_of(sign, self._slot).color()
        dot(painter, place, DOT, color, QPen(theme().color("plot"), 1.0))

    # What is read

    def _said_at(self, x: float, y: float) -> str:
        here = self.place_of(x, y)
        for point in self.plane.fixed if self.plane is not None else ():
            apart = self.place_of(point.x, point.y) - here
            if apart.manhattanLength() <= NEAR:
                return f"{tr(point.kind.value)}: {self._values(point.x, point.y)}"
        if not self.is_plane:
            return self.words_at(x)
        return self._values(x, y)

    def _values(self, x: float, y: float) -> str:
        shown = list(zip((x, y), (self._across, self.up), strict=True))[: 2 if self.is_plane else 1]
        return listed(quantities.quantity_words(float(f"{value:.4g}"), unit) for value, (_, unit) in shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if event.button() == Qt.MouseButton.LeftButton and self.plane and self._area().contains(place):
            self._pressed, self._is_dragged = place, False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if self._is_dragged or moved.manhattanLength() >= QApplication.startDragDistance():
            self._is_dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            (before, there) = self.point_at(self._pressed), self.point_at(event.position())
            by = [old - new for old, new in zip(before, there, strict=True)]
            self._pressed = event.position()
            self._look([(low + way, high + way) for (low, high), way in zip(self._now(), by, strict=False)])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self.setCursor(Qt.CursorShape.CrossCursor)
        if pressed is not None and not self._is_dragged:
            self.begun.emit(*self.point_at(pressed))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._fit(by_clicks=True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        is_meant = self.hasFocus() or bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.plane is None or not is_meant or not self._area().contains(event.position()):
            super().wheelEvent(event)
            return
        self._zoom(ZOOM_PER_NOTCH ** (event.angleDelta().y() / NOTCH), self.point_at(event.position()))

    def _now(self) -> Ranges:
        """The part in view of each axis that can be chosen."""
        return self.seen or self.fitted_ranges

    def _zoom(self, factor: float, at: tuple[float, float]) -> None:
        """So much of what is seen, ``at`` staying where it is."""
        if self.plane is not None:
            near = zip(self._now(), at, strict=False)
            self._look([(at - (at - low) * factor, at + (high - at) * factor) for (low, high), at in near])

    def _look(self, ranges: Sequence[tuple[float, float]]) -> None:
        both = zip(ranges, self.fitted_ranges, strict=True)
        sizes = ((high - low) / (most - least) for (low, high), (least, most) in both)
        if all(CLOSEST <= size <= WIDEST for size in sizes):
            self.see(tuple(ranges))
            self.looked.emit()

    def _fit(self, by_clicks: bool) -> None:
        self.see(())
        self.fitted.emit(by_clicks)

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and (event.key() in KEYS or event.key() in ARROWS):
            event.accept()  # else Delete would take the selected node
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        area = self._area()
        if key in ARROWS:
            right, down = ARROWS[key]
            here = self._at or area.center()
            there = here + QPointF(right, down) * KEY_STEP * area.width()
            x = min(max(there.x(), area.left() + 1), area.right() - 1)
            self._at = QPointF(x, min(max(there.y(), area.top() + 1), area.bottom() - 1))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.plane is not None:
                self.begun.emit(*self.point_at(self._at or area.center()))
        elif key in CLEARS:
            self.cleared.emit()
        elif key in IN or key in OUT:
            at = self.point_at(self._at or area.center())
            self._zoom(ZOOM_PER_NOTCH if key in IN else 1 / ZOOM_PER_NOTCH, at)
        elif key == Qt.Key.Key_Home:
            self._fit(by_clicks=False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._at = None
        super().focusOutEvent(event)

    def _paint_mouse(self, painter: QPainter, area: QRectF) -> None:
        super()._paint_mouse(painter, area)
        if self._at is not None and self.hasFocus() and area.contains(self._at):
            straight(painter, area.left(), self._at.y(), area.right(), self._at.y(), theme().color("text3"))


def _sign(point: FixedPoint) -> PlaneSign:
    if point.is_stable:
        return PlaneSign.STABLE
    return PlaneSign.SADDLE if (point.eigenvalues.real < 0).any() else PlaneSign.UNSTABLE


def _upright(places: Floats, rate: Floats) -> list[Floats]:
    """Lines over the whole height at some values of the one state."""
    reach = np.abs(rate[np.isfinite(rate)]).max(initial=0.0) * 2 + 1.0
    return [np.array([[x, -reach], [x, reach]]) for x in places.tolist()]


def strands(segments: Floats) -> list[list[tuple[float, float]]]:
    """Segments (segments, 2, 2) joined end to end, so that a dashed line is dashed along its whole length."""
    ends: dict[tuple[float, float], list[int]] = {}
    points = [[(round(x, 12), round(y, 12)) for x, y in segment] for segment in segments.tolist()]
    for number, segment in enumerate(points):
        for end in segment:
            ends.setdefault(end, []).append(number)
    free, joined = set(range(len(points))), []
    while free:
        number = free.pop()
        strand = list(points[number])
        for _ in range(2):  # on from its last point, then from its first
            while (following := next((n for n in ends[strand[-1]] if n in free), None)) is not None:
                free.remove(following)
                one, other = points[following]
                strand.append(other if one == strand[-1] else one)
            strand.reverse()
        joined.append(strand)
    return joined
