"""Parts that the painters of all kinds share: the title row, the line below it, and the measures of a node."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, isnan
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from app.appearance.icons import paint_icon
from app.canvas.painting import ink
from app.canvas.painting.activity import Activity, SpikeActivity, TraceActivity
from app.canvas.painting.node_words import count_badge, subtitle_words
from app.canvas.painting.numbers import rate_words
from app.canvas.painting.slider_strip import words_width
from app.document.elements import Node
from app.document.meaning.slidable import shown_sliders
from app.document.mini_plot import Shows
from app.widgets.painting import rounded_path, stroke_and_fill
from app.widgets.pictures.behaviour import Picture

PADDING = 14.0
TITLE_BASELINE = 22.0
SUBTITLE_BASELINE = 41.0
MORE_BASELINE = 39.0  # of a second line of the name
SMALL_LETTERS = (20, 17, 15)
SMALL_BASELINES = {
    False: (34.0, 60.0),
    True: (31.0, 55.0),
}  # of large words in a node of usual height, and in a low one
BODY_TOP = 52.0
ICON = 16.0
ICON_GAP = 7.0
TALL, MIDDLE, LOW = 168.0, 120.0, 72.0
"""Heights whose middles lie on a grid of 24, so that links between neighbours are straight."""
WIDTH_STEP, MOST_WIDTH = 4.0, 264.0
QUIET = 0.7
FOOT = 12.0
SMALL_TOP = 74.0  # of the body below large words
LARGE_ICON, ABOVE = 26.0, 0.77  # of a sign beside large words, and how much of it is above their baseline
LIVE_MARGIN, LIVE_BOTTOM = 1.0, 9.0
IN_THE_WELL = (3, 4, -3, -4)  # where spikes or a curve are, from the edges of their well


@dataclass
class Face:
    """The face of one node: the node, its words and colour, its activity, and what was prepared for painting.

    ``prepared`` holds pictures and curves made from the activity; whoever changes the face empties it.
    """

    node: Node
    subtitle: str = ""
    size: str = ""
    activity: Activity | None = None
    picture: Picture = ()
    prepared: dict[str, Any] = field(default_factory=dict)
    color: QColor = field(init=False)

    def __post_init__(self) -> None:
        self.take_colour()

    def take_colour(self) -> None:
        """That of its identity in the theme that is shown, looked up once for many paintings."""
        self.color = ink.look().identity(self.node.identity)
        self.prepared.clear()

    def show(self, node: Node, subtitle: str = "", size: str = "", picture: Picture = ()) -> None:
        """Another state of the node, with the same activity."""
        is_as_before = self.node.identity == node.identity
        self.node, self.subtitle, self.size, self.picture = node, subtitle, size, picture
        if is_as_before:
            self.prepared.clear()
        else:
            self.take_colour()


class KindPainter:
    """Outline and body of one kind of node, within a rectangle whose upper left corner is (0, 0)."""

    icon = ""
    height = TALL

    def size(self, node: Node) -> QSizeF:
        """Width from the tokens, more where words need it, up to a limit; height of the kind, or of a bare title.

        Words are those in the node and those of its sliders.
        """
        least = self.least_width(node)
        spare = least - self.title_content(QRectF(0, 0, least, self.height)).width()
        size = count_badge(node)
        title = ICON + ICON_GAP + ink.text_width(node.title, 13, 600)
        title += ICON_GAP + ink.text_width(size, 12) if size else 0
        words = max(title, ink.text_width(subtitle_words(node), 11))
        height = LOW if node.plot.shows is Shows.NOTHING else self.height
        needed = ceil(max(words + spare, words_width(shown_sliders(node))) / WIDTH_STEP) * WIDTH_STEP
        return QSizeF(min(max(least, needed), max(least, MOST_WIDTH)), height)

    def least_width(self, node: Node) -> float:
        """Width of a node whose words are short."""
        return ink.look().size("node", "widths", node.kind)

    def icon_of(self, node: Node) -> str:
        """The icon before the title: that of the kind, or of what this node is among its kind."""
        return self.icon

    def sign_of(self, node: Node) -> str:
        """The icon of what all its links do, "" where that is not declared; it stays however far away the node is."""
        return ""

    def outline(self, area: QRectF) -> QPainterPath:
        """The closed shape that tells the kind."""
        return rounded_path(area, ink.look().size("radius", "node"))

    def content(self, area: QRectF) -> QRectF:
        """The area where words and wells may stand: the outline less its padding."""
        return area.adjusted(PADDING, 0, -PADDING, 0)

    def title_content(self, area: QRectF) -> QRectF:
        """The area where the title row may stand, wider than the body in kinds whose side slopes."""
        return self.content(area)

    def live(self, area: QRectF) -> QRectF:
        """The area where activity is painted; it lies within the outline, so nothing shines through it."""
        content = self.content(area)
        left, right = content.left() - LIVE_MARGIN, content.right() + LIVE_MARGIN
        return QRectF(QPointF(left, BODY_TOP - LIVE_MARGIN), QPointF(right, area.bottom() - LIVE_BOTTOM))

    def plot_well(self, area: QRectF, small: bool) -> QRectF:
        """The place of a chosen plot inside the node, lower where ``small`` words stand above."""
        content = self.content(area)
        top = SMALL_TOP if small else BODY_TOP
        return QRectF(content.left(), top, content.width(), max(area.height() - top - FOOT, 0.0))

    def paint_behind(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """Paint what lies behind the body, such as the sheets of a dataset."""

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """Everything below the title row."""

    def paint_title(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """Icon, name and size in one row, the model below them; the rest of a name that has no room there instead."""
        content = self.title_content(area)
        place = QRectF(content.left(), TITLE_BASELINE - 12.5, ICON, ICON)
        paint_icon(painter, self.icon_of(face.node), place, face.color)
        room = content.width() - ICON - ICON_GAP
        if face.size:
            left, width = content.left(), content.width()
            taken = ink.draw_text(painter, left, TITLE_BASELINE, width, face.size, "text2", 12, 400, ink.RIGHT)
            room -= taken + ICON_GAP
        name, more = ink.two_lines(face.node.title, 13, 600, room, content.width())
        left = content.left() + ICON + ICON_GAP
        ink.draw_text(painter, left, TITLE_BASELINE, room, name, "text1", 13, 600)
        if more:
            ink.draw_text(painter, content.left(), MORE_BASELINE, content.width(), more, "text1", 13, 600)
        else:
            ink.draw_text(painter, content.left(), SUBTITLE_BASELINE, content.width(), face.subtitle, "text2", 11)

    def paint_small_title(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """Between 30 and 50 % of zoom: title, size and sign, larger; the rest of a long name beside the size."""
        content = self.content(area)
        low, left, sign = area.height() <= LOW, content.left(), self.sign_of(face.node)
        size = "" if low else face.size
        width = content.width() - (LARGE_ICON + ICON_GAP if sign else 0.0)  # of the second line
        beside = width - (ink.text_width(size, 20) + ICON_GAP if size else 0.0)
        letters, (name, more) = _large_name(face.node.title, width if low else content.width(), beside)
        first, second = SMALL_BASELINES[low]
        first, second = ((first + second) / 2,) * 2 if low and not more else (first, second)
        ink.draw_text(painter, left, first, content.width(), name, "text1", letters, 600)
        ink.draw_text(painter, left, second, beside, more, "text1", letters, 600)
        ink.draw_text(painter, left, second, width, size, "text2", 20, 400, ink.RIGHT if more else ink.LEFT)
        if sign:
            place = QRectF(content.right() - LARGE_ICON, second - LARGE_ICON * ABOVE, LARGE_ICON, LARGE_ICON)
            paint_icon(painter, sign, place, face.color)

    def paint_small_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """Between 30 and 50 % of zoom: the curve alone, or the model's own picture, below title and size."""
        content = self.content(area)
        room = QRectF(content.left(), SMALL_TOP, content.width(), area.height() - 90)
        if room.height() <= ICON:
            return
        if isinstance(face.activity, TraceActivity):
            paint_trace(painter, face, face.activity, room)
        elif isinstance(face.activity, SpikeActivity):
            paint_rate(painter, face, room)
        elif face.picture:
            paint_picture(painter, face, room)


def _large_name(words: str, first: float, second: float) -> tuple[int, tuple[str, str]]:
    """The largest letters in which two lines of these widths hold a name, or the smallest; and the lines."""
    for letters in SMALL_LETTERS:
        lines = ink.two_lines(words, letters, 600, first, second)
        if "".join(lines).replace(" ", "") == words.replace(" ", ""):
            return letters, lines
    return letters, lines


def paint_raster(painter: QPainter, face: Face, area: QRectF) -> None:
    """A well with recent spikes, the trace of a single neuron, or the model's own picture."""
    ink.well(painter, area)
    inner = area.adjusted(*IN_THE_WELL)
    activity = face.activity
    if isinstance(activity, TraceActivity):
        paint_trace(painter, face, activity, inner)
    elif isinstance(activity, SpikeActivity):
        paint_spikes(painter, face, activity, inner)
    elif face.picture:
        paint_picture(painter, face, inner.adjusted(6, 8, -6, -8))


def paint_raster_and_rate(painter: QPainter, face: Face, content: QRectF, height: float, baseline: float) -> None:
    """The raster in a well of this ``height`` below the title, and the mean rate on its ``baseline``."""
    left, width = content.left(), content.width()
    paint_raster(painter, face, QRectF(left, BODY_TOP, width, height))
    ink.draw_text(painter, left, baseline, width, mean_rate_words(face), "text1", 12, 600)


def paint_spikes(painter: QPainter, face: Face, activity: SpikeActivity, area: QRectF) -> None:
    """Recent spikes as dots, neuron 0 lowest."""
    scale = ink.device_scale(painter)
    key = f"raster {scale:.3f}"
    if key not in face.prepared:
        width, height = max(round(area.width() * scale), 2), max(round(area.height() * scale), 2)
        dot = max(round(ink.look().size("plot", "raster_dot") * scale), 1)
        face.prepared[key] = ink.raster_image(activity.times, activity.rows, width, height, face.color, dot)
    ink.stamp(painter, area.topLeft(), face.prepared[key])


def paint_trace(painter: QPainter, face: Face, activity: TraceActivity, area: QRectF) -> None:
    """One quantity over the last moments, from its lowest to its highest value; on paper a line, else pixels."""
    if not len(activity.values):
        return
    if painter.viewTransformEnabled():
        for line in ink.polylines(activity.times, activity.values, area):
            ink.curve(painter, line, face.color)
        return
    scale = ink.device_scale(painter)
    left, right = (area.left() + float(time) * area.width() for time in activity.times[[0, -1]])
    key = f"trace {area.width()} {scale:.3f}"
    if key not in face.prepared:
        width, height = max(round((right - left) * scale), 2), max(round(area.height() * scale), 2)
        face.prepared[key] = ink.trace_image(activity.times, activity.values, width, height, face.color, scale)
    ink.stamp(painter, QPointF(left, area.top()), face.prepared[key])


def paint_picture(painter: QPainter, face: Face, area: QRectF) -> None:
    """Paint quietly how the model behaves: shown until a run has something better to show."""
    key = f"picture {area.top()} {area.width()}"
    if key not in face.prepared:
        face.prepared[key] = [
            [QPointF(area.left() + x * area.width(), area.bottom() - y * area.height()) for x, y in stroke]
            for stroke in face.picture
        ]
    stroke_and_fill(painter, ink.look().color("text3", QUIET), None)
    for stroke in face.prepared[key]:
        painter.drawPolyline(stroke)


def paint_rate(painter: QPainter, face: Face, area: QRectF) -> None:
    """The rate of the last moments as a curve from zero to its own highest value."""
    activity = face.activity
    if not isinstance(activity, SpikeActivity) or not len(activity.rate) or isnan(activity.rate[0]):
        return  # none of that moment is kept
    scale = ink.device_scale(painter)
    key = f"rate {area.width()} {scale:.3f}"
    if key not in face.prepared:
        width, height = max(round(area.width() * scale), 2), max(round(area.height() * scale), 2)
        highest = float(activity.rate.max())
        face.prepared[key] = ink.curve_image(activity.rate, highest, width, height, face.color, scale)
    ink.stamp(painter, area.topLeft(), face.prepared[key])


def mean_rate_words(face: Face) -> str:
    """The mean rate in words, empty before a run."""
    return rate_words(face.activity.mean_rate) if isinstance(face.activity, SpikeActivity) else ""
