"""The sliders beneath a node: a row each, with its name, its value, and a track from the lowest to the highest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.painting import ink
from app.document.meaning.slidable import ShownSlider
from app.i18n.translation import tr
from app.widgets import quantities
from app.widgets.fields.slider import STEPS, nearest_step
from app.widgets.painting import dot, round_rect
from app.widgets.quantities import Bounds
from app.widgets.text import row_words

GAP = 10.0  # between the node and its sliders
ROW, EDGE, LEAST = 32.0, 4.0, 168.0
PADDING = 10.0
WORDS, BASELINE = 11, 13.0
MIDDLE = 23.0  # of the track, from the top of its row
REACH = 9.0  # above and beneath the middle, within which a hand means the track
TRACK, GRIP, GRIP_PEN, RING = 3.0, 5.0, 2.0, 3.0
BETWEEN = 6.0  # a name and its value
RADIUS = 6.0
SPILL = 2.0  # by which outlines reach over the strip


def strip_of(area: QRectF, count: int) -> QRectF:
    """The place of so many sliders beneath a body; empty for none."""
    if not count:
        return QRectF()
    return QRectF(area.left(), area.bottom() + GAP, area.width(), count * ROW + 2 * EDGE)


def words_width(sliders: Sequence[ShownSlider]) -> float:
    """The width that a strip needs for a hand to set values; 0 without sliders.

    No name in it is cut, whatever value of its range stands beside it.
    """
    return max(LEAST, *map(_row_width, sliders)) if sliders else 0.0


def _row_width(shown: ShownSlider) -> float:
    low, high = shown.slider.low, shown.slider.high
    ends = (low, low + (high - low) / STEPS, high)
    values = [value_words(shown), *(value_words(replace(shown, value=end)) for end in ends)]
    widest = max(ink.text_width(words, WORDS, 500) for words in values[0 if shown.value is None else 1 :])
    return 2 * PADDING + ink.text_width(row_words(shown.parameter), WORDS) + BETWEEN + widest


def row_at(strip: QRectF, point: QPointF) -> int | None:
    """The row in which a point lies, None outside."""
    if not strip.contains(point):
        return None
    rows = round((strip.height() - 2 * EDGE) / ROW)
    return min(max(int((point.y() - strip.top() - EDGE) // ROW), 0), rows - 1)


def track_of(strip: QRectF, row: int) -> QRectF:
    """The area in which a hand means the track of a row; the grip goes from its left to its right edge."""
    middle = strip.top() + EDGE + row * ROW + MIDDLE
    return QRectF(strip.left() + PADDING, middle - REACH, strip.width() - 2 * PADDING, 2 * REACH)


def grip_of(track: QRectF, shown: ShownSlider) -> QPointF:
    """The middle of the grip; at the end where the value lies beyond the range."""
    low, high = shown.slider.low, shown.slider.high
    share = ((shown.value if shown.value is not None else low) - low) / (high - low)
    return QPointF(track.left() + min(max(share, 0.0), 1.0) * track.width(), track.center().y())


def value_at(track: QRectF, shown: ShownSlider, x: float) -> float:
    """The value at a place of the track, on the grid of the slider and allowed."""
    low, high = shown.slider.low, shown.slider.high
    return allowed_value(shown, low + (x - track.left()) / track.width() * (high - low))


def stepped_value(shown: ShownSlider, value: float, steps: int) -> float:
    """So many steps further, within the range; from its end where the value lies beyond."""
    low, high = shown.slider.low, shown.slider.high
    step = (high - low) / STEPS
    if shown.parameter.integer:
        step = max(step, 1.0)
    return allowed_value(shown, min(max(value, low), high) + steps * step)


def allowed_value(shown: ShownSlider, value: float) -> float:
    """The nearest value of the range that the parameter may have."""
    low, high = shown.slider.low, shown.slider.high
    on_range = nearest_step(min(max(value, low), high), low, high)
    return Bounds.of(shown.parameter).nearest(on_range, (high - low) / STEPS)


def value_words(shown: ShownSlider) -> str:
    """The value with its unit."""
    if shown.value is None:
        return tr("several values")
    return quantities.quantity_words(float(f"{shown.value:.4g}"), shown.parameter.unit, shown.parameter.integer)


def range_words(shown: ShownSlider) -> str:
    """From where to where, with the unit."""
    unit, integer = shown.parameter.unit, shown.parameter.integer
    low, high = (quantities.quantity_words(end, unit, integer) for end in (shown.slider.low, shown.slider.high))
    return tr("{low} to {high}", low=low, high=high)


def spoken(title: str, shown: ShownSlider) -> str:
    """One sentence for a screen reader."""
    words = {"name": row_words(shown.parameter), "value": value_words(shown), "range": range_words(shown)}
    return tr("{title}: slider {name}, {value}, from {range}", title=title, **words)


def paint_strip(
    painter: QPainter, strip: QRectF, sliders: Sequence[ShownSlider], color: QColor, focused: str, small: bool
) -> None:
    """All rows on one plate; the words only where they can be read."""
    look = ink.look()
    round_rect(painter, strip, RADIUS, QPen(color, 1.0), look.color("surface1"))
    for row, shown in enumerate(sliders):
        track = track_of(strip, row)
        if not small:
            _paint_words(painter, track, strip.top() + EDGE + row * ROW + BASELINE, shown)
        _paint_track(painter, track, shown, shown.name == focused)


def _paint_words(painter: QPainter, track: QRectF, baseline: float, shown: ShownSlider) -> None:
    value = value_words(shown)
    taken = ink.text_width(value, WORDS, 500)
    room = max(track.width() - taken - BETWEEN, 0.0)
    ink.draw_text(painter, track.left(), baseline, room, row_words(shown.parameter), "text2", WORDS)
    ink.draw_text(painter, track.left(), baseline, track.width(), value, "text1", WORDS, 500, ink.RIGHT)


def _paint_track(painter: QPainter, track: QRectF, shown: ShownSlider, focused: bool) -> None:
    look, middle, grip = ink.look(), track.center().y(), grip_of(track, shown)
    bar = QRectF(track.left(), middle - TRACK / 2, track.width(), TRACK)
    round_rect(painter, bar, TRACK / 2, None, look.color("lineStrong"))
    if shown.value is None:
        return
    low, high = shown.slider.low, shown.slider.high
    zero = track.left() + min(max(-low / (high - low), 0.0), 1.0) * track.width()
    bar.setLeft(min(zero, grip.x()))
    bar.setRight(max(zero, grip.x()))
    round_rect(painter, bar, TRACK / 2, None, look.color("accent"))
    if focused:
        dot(painter, grip, GRIP + RING, None, QPen(look.color("focus"), GRIP_PEN))
    dot(painter, grip, GRIP, look.color("surface0"), QPen(look.color("accent"), GRIP_PEN))
