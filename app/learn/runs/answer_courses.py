"""Targets and answers at each step of a few samples, one sample beneath the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import listed, per_cent, tr, with_minus
from app.running.trainings.answered import AnswerCourse, Answered
from app.widgets.painted_widget import PaintedWithTips
from app.widgets.painting import RIGHT, inset_rect, paint_text, stroke_and_fill
from app.widgets.pictures.class_band import WRONG, ClassBand
from app.widgets.pictures.sample_picture import Grey, SpikeDots, ValueLines, View, paint_view
from app.widgets.pictures.value_views import MOST_CURVES, bytes_of, thinned

SHOWN, BAND, CURVES, SPIKES = 26.0, 20.0, 60.0, 34.0  # px: heights of what is painted
INSET, GAP, FOOT, APART, BESIDE = 3, 3, 16, 10, 8
LETTERS, KEY = 11, 18


@dataclass(frozen=True)
class _Line:
    """Views painted over one another, ``height`` px high, behind the words of each, and the line where it has one."""

    words: tuple[str, ...]
    views: tuple[View, ...]
    height: float


class AnswerCourses(PaintedWithTips):
    """Rows of each sample: itself, what is wanted of it and what is answered; and how right that is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.courses: tuple[AnswerCourse, ...] = ()
        self._samples: tuple[tuple[_Line, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_answers(self, answers: Sequence[Answered]) -> None:
        """Show those that say something of every step."""
        known = [(answered, course) for answered in answers if (course := answered.course) is not None]
        self.courses = tuple(course for _, course in known)
        self._samples = tuple((_shown(answered), *_lines(course)) for answered, course in known)
        height = sum(self._height(lines) for lines in self._samples) + APART * max(len(known) - 1, 0)
        self.natural = self.least = (120, height)
        self.setAccessibleName(listed(words_of(course) for course in self.courses))
        self.updateGeometry()
        self.update()

    @staticmethod
    def _height(lines: Sequence[_Line]) -> float:
        return sum(line.height + GAP for line in lines) + FOOT

    @property
    def _left(self) -> float:
        """The px before the views, in which their words stand."""
        metrics = QFontMetricsF(theme().font(LETTERS))
        lines = [line for lines in self._samples for line in lines]
        widths = [
            metrics.horizontalAdvance(words) + (theme().px(KEY + BESIDE) if isinstance(view, ValueLines) else 0)
            for line in lines for words, view in zip(line.words, line.views, strict=True)
        ]  # fmt: skip
        return max(widths, default=0.0) + theme().px(BESIDE)

    def areas(self, place: int) -> list[QRectF]:
        """The rectangles of the views of a sample, from above."""
        look = theme()
        y = float(sum(look.px(self._height(lines) + APART) for lines in self._samples[:place]))
        found, left = [], self._left
        for line in self._samples[place]:
            found.append(QRectF(left, y, self.width() - left, look.px(line.height)))
            y += look.px(line.height + GAP)
        return found

    def key_areas(self, place: int) -> list[QRectF]:
        """The rectangles of the lines beside the words of a sample's last view."""
        return [key_area(row) for row in _rows(self._samples[place][-1], self.areas(place)[-1])]

    def tip_at(self, place: QPointF) -> str:
        for number, course in enumerate(self.courses):
            for area in self.areas(number):
                if area.contains(place):
                    return step_words(course, int((place.x() - area.left()) / area.width() * len(course.wanted)))
        return ""

    def paint(self, painter: QPainter) -> None:
        look = theme()
        for number, (course, lines) in enumerate(zip(self.courses, self._samples, strict=True)):
            area = QRectF()
            for line, area in zip(lines, self.areas(number), strict=True):
                inset_rect(painter, area, look.color("field"), look.color("line"))
                for row, words, view in zip(_rows(line, area), line.words, line.views, strict=True):
                    if isinstance(view, ValueLines):
                        key = key_area(row)
                        stroke_and_fill(painter, view.pen(0), None)
                        painter.drawLine(QLineF(key.left(), key.center().y(), key.right(), key.center().y()))
                        row.setLeft(key.right() + look.px(BESIDE))
                    paint_text(painter, row, words, size=LETTERS)
                inset = look.px(INSET)
                for view in line.views:
                    paint_view(painter, view, area.adjusted(inset, inset, -inset, -inset))
            below = QRectF(0, area.bottom() + 1, self.width(), look.px(FOOT))
            paint_text(painter, below, words_of(course), size=LETTERS, where=RIGHT)


def _rows(line: _Line, area: QRectF) -> list[QRectF]:
    """Places of the words of a line left of its ``area``, one beneath the other."""
    high = min(area.height() / len(line.words), theme().px(FOOT))
    top = area.center().y() - high * len(line.words) / 2
    return [QRectF(0, top + row * high, area.left(), high) for row in range(len(line.words))]


def key_area(row: QRectF) -> QRectF:
    """The part of such a place in which a line of values is shown."""
    return QRectF(row.left(), row.top(), theme().px(KEY), row.height())


def words_of(course: AnswerCourse) -> str:
    """Words for how right the answers to one sample are."""
    if course.names:
        return tr("right in {share} of the steps", share=per_cent(f"{100 * course.merit:.0f}"))
    value = with_minus(f"{course.merit:.3g}")
    return tr("correlation {value}", value=value) if _is_spikes(course) else tr("RMS error {value}", value=value)


def step_words(course: AnswerCourse, step: int) -> str:
    """Words for what is wanted and what is answered at one step; of spikes its number alone."""
    number = f"{step + 1:,}"
    if _is_spikes(course):
        return tr("step {number}", number=number)
    wanted, answered = (listed(_told(course, values[step])) for values in (course.wanted, course.answered))
    return tr("step {number}: {wanted} is wanted, {answered} answered", number=number, wanted=wanted, answered=answered)


def _told(course: AnswerCourse, values: NDArray[np.generic]) -> Iterator[str]:
    for value in np.atleast_1d(values)[:MOST_CURVES].tolist():
        yield course.names[value] if course.names else with_minus(f"{value:.3g}")


def _is_spikes(course: AnswerCourse) -> bool:
    return bool(course.wanted.dtype == np.bool_)


def _shown(answered: Answered) -> _Line:
    return _Line((tr("sample"),), (Grey(bytes_of(answered.image), fills=True),), SHOWN)


def _lines(course: AnswerCourse) -> tuple[_Line, ...]:
    """The lines beneath what was shown."""
    share = course.uncounted / len(course.wanted)
    if course.names:
        wrong = course.wanted != course.answered
        wrong[: course.uncounted] = False
        wanted = ClassBand(course.wanted, course.names, share)
        answered = ClassBand(course.answered, course.names, share, wrong)
        return _Line((tr("label"),), (wanted,), BAND), _Line((tr("answer"),), (answered,), BAND + WRONG)
    if _is_spikes(course):
        words = tr("wanted"), tr("answer")
        rasters = zip(words, (course.wanted, course.answered), strict=True)
        return tuple(_Line((name,), (_raster(spikes),), SPIKES) for name, spikes in rasters)
    both = np.stack([course.wanted, course.answered])[:, :, :MOST_CURVES]
    counted = both[:, course.uncounted :]
    low, high = float(counted.min()), float(counted.max())
    scaled = np.clip((both - low) / ((high - low) or 1.0), 0.0, 1.0)
    views = tuple(
        ValueLines(thinned(values), share * is_last, wanted=not is_last) for is_last, values in enumerate(scaled)
    )
    return (_Line((tr("wanted"), tr("answer")), views, CURVES),)


def _raster(spikes: NDArray[np.bool_]) -> SpikeDots:
    """Spikes (steps, neurons), neuron 0 the lowest row."""
    steps, neurons = np.nonzero(spikes)
    return SpikeDots((steps + 0.5) / len(spikes), 1.0 - (neurons + 0.5) / spikes.shape[1], spikes.shape[1])
