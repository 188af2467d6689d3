"""The output of a decoder over time: scores of every class and its answers beside the labels, or its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from app.appearance.signed_scale import colour_table
from app.appearance.theme import theme
from app.document.elements import Node, NodeKind
from app.i18n.translation import tr, translatable
from app.plots.base.one_of_several import OneOfSeveral
from app.plots.base.time_plot import TimePlot
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import Axis, NumberAxis
from app.plots.parts.cursor_reading import Reading, at_time, values_listed
from app.plots.parts.curves import CurveItems
from app.plots.parts.graph import OVER_CURVES
from app.plots.parts.header import Chip
from app.plots.parts.marks import Marks
from app.plots.parts.numbers import fixed_point, seconds
from app.plots.parts.painting import pen
from app.plots.parts.signed_colours import ColourBar
from app.plots.sources.source import ReadDecoder
from app.running.record.activity import has_classes
from app.running.record.image_activity import limit_of
from app.running.record.ring_buffer import DecoderAnswers
from app.widgets.painting import RIGHT, paint_text
from engine.network.values import Floats

NAMES_ROOM = 60
BAR_ROOM = 62
NAME = 15  # px that a class needs before its name fits
MARK = 8  # px
NARROWEST = 10  # px of a window from which its answer is marked
HEADROOM = 0.08  # of the range of values


@dataclass(frozen=True)
class Windows:
    """The windows of a decoder in steps, (``starts``, ``ends``] each (k,), with ``scores`` (k, classes or values).

    The last may still be open; ``answers`` and ``labels`` (k,) are -1 where unknown.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    scores: Floats
    answers: NDArray[np.int64]
    labels: NDArray[np.int64]


class DecoderOutput(OneOfSeveral[ReadDecoder], TimePlot):
    """Windows side by side. A disc is a right answer, a cross a wrong one, a ring the label that was meant."""

    called = translatable("Decoder output")
    also_called = translatable("answers, predictions")
    icon_name = "decoder"
    order = 38

    _gives_class = True

    @classmethod
    def shows(cls, node: Node) -> bool:
        return node.kind == NodeKind.DECODER

    def view_node(self, node: str, of: str = "") -> None:
        self.choose(node)

    def offered(self) -> Sequence[ReadDecoder]:
        return self.source.decoders()

    def chips(self) -> list[Chip]:
        decoder = self.one()
        if decoder is None:
            return []
        chips: list[Chip] = [(decoder.slot, decoder.title)]
        answers, known = self.source.frames.answers(decoder.id), self.source.frames.datasets.get(decoder.labels)
        counts = decoder.gives_class and answers is not None and has_classes(known, answers.scores.shape[1])
        judged = answers.labels >= 0 if answers is not None and counts else np.zeros(0, bool)
        if answers is not None and judged.any():
            share = 100 * float((answers.answers == answers.labels)[judged].mean())
            count = f"{int(judged.sum()):,}"
            chips.append((-1, tr("{share} % of {count} right", share=fixed_point(share, 1), count=count)))
        return chips

    def is_empty(self) -> bool:
        return super().is_empty() or not len(self.windows().ends)

    def nothing_words(self) -> tuple[str, str]:
        if self.one() is None:
            return tr("There is no decoder yet: link a population to one to see its answers."), ""
        return tr("The decoder has not read anything yet."), ""

    def left_axis(self) -> Axis:
        decoder = self.one()
        self._gives_class = decoder is None or decoder.gives_class
        return ClassAxis() if self._gives_class else NumberAxis("left", NAMES_ROOM)

    def more_axes(self) -> dict[str, Any]:
        self._bar = ColourBar(BAR_ROOM)
        return {"right": self._bar} if self._gives_class else {}

    def build_items(self) -> None:
        super().build_items()
        if self._gives_class:
            self.view.invertY(True)
        self._picture = pg.ImageItem(axisOrder="row-major", lut=colour_table())
        self.view.addItem(self._picture, ignoreBounds=True)
        self._curves = CurveItems(self.view)
        self._marks = Marks(pxMode=True)
        self._marks.setZValue(OVER_CURVES - 1)
        self.view.addItem(self._marks, ignoreBounds=True)

    def windows(self) -> Windows:
        """All that are kept, and the one that is open."""
        decoder = self.one()
        answers = self.source.frames.answers(decoder.id) if decoder is not None else None
        partial = self.source.frames.partial(decoder.id) if decoder is not None else None
        began = self.source.frames.shown(decoder.labels).first_steps if decoder is not None and decoder.labels else None
        return windows_of(answers, partial, began, self.source.frames.latest_step)

    def draw(self) -> None:
        decoder = self.one()
        if decoder is not None and decoder.gives_class != self._gives_class:
            self._rebuild_items()
            return
        super().draw()

    def draw_data(self, start: float, end: float) -> tuple[float, float]:
        windows, decoder = self.windows(), self.one()
        assert decoder is not None
        range = self._draw_scores if decoder.gives_class else self._draw_values
        low, high = range(windows, start, end)
        self._curves.finish()
        return low, high

    def _draw_scores(self, windows: Windows, start: float, end: float) -> tuple[float, float]:
        decoder = self.one()
        classes = windows.scores.shape[1]
        assert decoder is not None
        self.left.show_names(self.source.class_names(decoder, classes))
        width = max(round(self.data_rect.width()), 1)
        steps = (start + (np.arange(width) + 0.5) * (end - start) / width) / self.source.resolution
        place = np.minimum(np.searchsorted(windows.ends, steps), len(windows.ends) - 1)
        inside = (steps > windows.starts[place]) & (steps <= windows.ends[place])
        seen = windows.scores[np.unique(place[inside])]
        limit = limit_of(seen.reshape(-1))
        picture = np.where(inside, windows.scores[place].T, np.nan)
        self._picture.setImage(picture, autoLevels=False, levels=(-limit, limit))
        self._picture.setRect(QRectF(start, 0, end - start, classes))
        self._bar.show_scale(limit, "")
        self._mark(windows, start, end, width)
        return 0.0, float(classes)

    def _mark(self, windows: Windows, start: float, end: float, width: int) -> None:
        """Answers and labels in the middle of their windows, where these are wide enough."""
        starts, ends = windows.starts * self.source.resolution, windows.ends * self.source.resolution
        wide = (ends - starts) * width / (end - start) >= theme().px(NARROWEST)
        seen = np.flatnonzero((ends > start) & (starts < end) & wide)
        spots = []
        for place in seen.tolist():
            answer, label = int(windows.answers[place]), int(windows.labels[place])
            x = (starts[place] + ends[place]) / 2
            if label >= 0 and answer != label:
                spots.append(_spot(x, label, "o", pen(theme().color("text1"), 1.5)))
            if answer >= 0:
                symbol = "x" if label >= 0 and answer != label else "o"
                spots.append(_spot(x, answer, symbol, pen(theme().color("plot"), 1.0), theme().color("text1")))
        self._marks.setData(spots)

    def _draw_values(self, windows: Windows, start: float, end: float) -> tuple[float, float]:
        """A level for the length of each window, one curve a value."""
        resolution = self.source.resolution
        seen = (windows.ends * resolution > start) & (windows.starts * resolution < end)
        starts, ends = windows.starts[seen] * resolution, windows.ends[seen] * resolution
        x = np.stack([starts, ends, ends], axis=1).reshape(-1)
        scores = windows.scores[seen]
        for value, level in enumerate(scores.T):
            y = np.stack([level, level, np.full(len(level), np.nan)], axis=1).reshape(-1)
            dash = [5.0, 4.0] if theme().identity_repeats(value) else None
            line = pen(theme().identity(value), theme().size("plot", "curve_pen"), dash)
            self._curves.draw(value, np.asarray(x, np.float64), y, line, "finite", smooth=False)
        low, high = (float(scores.min()), float(scores.max())) if scores.size else (0.0, 1.0)
        room = HEADROOM * ((high - low) or abs(high) or 1.0)
        return low - room, high + room

    def _at(self, time: float) -> int | None:
        """The window at a time in ms."""
        windows, step = self.windows(), time / self.source.resolution
        place = int(np.searchsorted(windows.ends, step))
        return place if place < len(windows.ends) and windows.starts[place] < step else None

    def cursor_reading(self, time: float) -> Reading:
        place, decoder = self._at(time), self.one()
        if place is None or decoder is None:
            return super().cursor_reading(time)
        windows = self.windows()
        if not decoder.gives_class:
            return at_time((values_listed([fixed_point(value, 3) for value in windows.scores[place].tolist()]),), time)
        names = self.source.class_names(decoder, windows.scores.shape[1])
        answer, label = int(windows.answers[place]), int(windows.labels[place])
        said = names[answer] if 0 <= answer < len(names) else "\u2013"
        if not 0 <= label < len(names):
            return (
                tr("answer {answer} at {time}", answer=said, time=seconds(time)),
                tr("answer {answer}", answer=said),
            )
        true = names[label]
        every = tr("answer {answer}, label {label} at {time}", answer=said, label=true, time=seconds(time))
        return (every, tr("answer {answer}, label {label}", answer=said, label=true))

    def table(self, span: Interval | None = None) -> Table:
        windows, decoder = self.windows(), self.one()
        resolution = self.source.resolution
        start, end = (edge / resolution for edge in span or self.interval())
        names = self.source.class_names(decoder, windows.scores.shape[1]) if decoder is not None else ()
        rows = zip(windows.starts, windows.ends, windows.answers, windows.labels, windows.scores, strict=True)
        return Table(
            ("from (ms)", "to (ms)", "answer", "label", *names),
            [
                (
                    round(float(a) * resolution, 6),
                    round(float(b) * resolution, 6),
                    int(answer),
                    int(label),
                    *scores.tolist(),
                )
                for a, b, answer, label, scores in rows
                if b > start and a < end
            ],
        )


def _spot(x: float, row: int, symbol: str, outline: QPen, fill: QColor | None = None) -> dict[str, object]:
    """A mark in the middle of a row."""
    return {"pos": (x, row + 0.5), "symbol": symbol, "size": theme().px(MARK), "brush": fill, "pen": outline}


def windows_of(
    answers: DecoderAnswers | None, partial: Floats | None, began: NDArray[np.int64] | None, latest: int
) -> Windows:
    """Windows from their ``answers``; each begins where the one before has ended or its sample ``began``, if later."""
    none = np.zeros(0, np.int64)
    ends = none if answers is None else answers.steps
    scores = np.zeros((0, 0 if partial is None else len(partial))) if answers is None else answers.scores
    said, labels = (none, none) if answers is None else (answers.answers, answers.labels)
    if partial is not None and partial.any() and (not len(ends) or ends[-1] < latest):
        ends, scores = np.append(ends, latest), np.concatenate([scores, partial[None]])
        said, labels = np.append(said, -1), np.append(labels, -1)
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int64) if len(ends) else none
    if began is not None and len(began) and len(ends):
        own = np.searchsorted(began, ends - 1, "right") - 1
        starts = np.where(own >= 0, np.maximum(starts, began[np.maximum(own, 0)]), starts)
    return Windows(starts, ends, scores, said, labels)


class ClassAxis(Axis):
    """The name of each class beside its row, or of every second, fifth … where there is no room for all."""

    def __init__(self) -> None:
        super().__init__("left")
        self._names: Sequence[str] = ()
        self.setWidth(theme().px(NAMES_ROOM))

    def show_names(self, names: Sequence[str]) -> None:
        """From top to bottom."""
        if names != self._names:
            self._names = names
            self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        view = self.linkedView()
        area: QRectF = view.mapRectToItem(self, view.boundingRect())
        each = area.height() / max(len(self._names), 1)
        every = max(1, int(np.ceil(theme().px(NAME) / max(each, 1e-3))))
        for place in range(0, len(self._names), every):
            line = QRectF(0, area.top() + place * each, area.left() - theme().px(8), each)
            middle = line.center().y()
            box = QRectF(line.left(), middle - theme().px(8), line.width(), theme().px(16))
            paint_text(painter, box, self._names[place], where=RIGHT)
