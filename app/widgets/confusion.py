"""What was answered for which label, as a matrix of counts: right on the diagonal, wrong beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.translation import tr
from app.widgets.themed import follow
from engine.network.values import Floats

BESIDE_NAMES = 21  # the word "label" and a gap
LEFT_MOST = 130
LEFT, TOP, BOTTOM = 34, 26, 34  # TOP holds the title, where there is one
FAINTEST = 0.45  # of a cell's colour, for the smallest count
SMALLEST_FOR_NUMBERS = 14  # pixels of a cell


class Confusion(QWidget):
    """``counts`` (labels, answers); rows are labels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Floats = np.zeros((0, 0))
        self._names: tuple[str, ...] = ()
        self._title = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, self.update)

    def show_counts(self, counts: Floats | NDArray[np.int64], title: str, names: Sequence[str] = ()) -> None:
        """Draw another matrix; ``names`` of the classes, their numbers where none are given."""
        self._title = title
        self._counts = np.asarray(counts, np.float64)
        self._names = tuple(names) or tuple(str(index) for index in range(len(self._counts)))
        self.update()

    @property
    def left(self) -> int:
        """Pixels beside the matrix, in which the names of the classes have room, long ones up to a limit."""
        look = theme()
        metrics = QFontMetrics(look.font(11, tabular=True))
        widest = max((metrics.horizontalAdvance(name) for name in self._names[: len(self._counts)]), default=0)
        return max(look.px(LEFT), min(widest + BESIDE_NAMES, look.px(LEFT_MOST)))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(260))

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setFont(look.font(12, 600))
        painter.setPen(look.color("text1"))
        painter.drawText(QRectF(0, 0, self.width(), look.px(20)), Qt.AlignmentFlag.AlignVCenter, self._title)
        size = len(self._counts)
        if not size:
            return
        left, top, bottom = self.left, look.px(TOP) if self._title else 0, look.px(BOTTOM)
        cell = min((self.width() - left) / size, (self.height() - top - bottom) / size)
        most = max(float(self._counts.max()), 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for label in range(size):
            for answer in range(size):
                area = QRectF(left + answer * cell + 1, top + label * cell + 1, cell - 2, cell - 2)
                self._paint_cell(painter, area, float(self._counts[label, answer]), label == answer, most)
        self._paint_words(painter, cell, left, top)

    def _paint_cell(self, painter: QPainter, area: QRectF, count: float, right: bool, most: float) -> None:
        look = theme()
        fill = cell_colour(count / most, right)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(area, 2, 2)
        if not count:
            return
        if area.width() >= SMALLEST_FOR_NUMBERS:
            painter.setFont(look.font(11, 600, tabular=True))
            painter.setPen(look.readable_on(fill))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, f"{count:.0f}")

    def _paint_words(self, painter: QPainter, cell: float, left: float, top: float) -> None:
        look = theme()
        size = len(self._counts)
        painter.setFont(look.font(11, tabular=True))
        painter.setPen(look.color("text2"))
        for index, name in enumerate(self._names[:size]):
            row = QRectF(14, top + index * cell, left - BESIDE_NAMES + 1, cell)
            words = _fitting(painter, name, row.width())
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
            below = QRectF(left + index * cell, top + size * cell + 2, cell, 16)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, _fitting(painter, name, cell))
        right = QRectF(left, top + size * cell + 16, size * cell, 16)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight, tr("answer"))
        painter.save()
        painter.translate(0, top + size * cell / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -1, 120, 16), Qt.AlignmentFlag.AlignCenter, tr("label"))
        painter.restore()


def cell_colour(share: float, right: bool) -> QColor:
    """The ground of a cell with this share of the largest count."""
    ground = theme().color("surface1")
    if not share:
        return ground
    full = theme().color("accent") if right else theme().diverging(1.0)
    strength = FAINTEST + (1 - FAINTEST) * min(1.0, share)
    mixed = (round(a + (b - a) * strength) for a, b in zip(ground.getRgb()[:3], full.getRgb()[:3], strict=True))  # type: ignore[index]  # a tuple in PySide6; its stub says object
    return QColor(*mixed)


def _fitting(painter: QPainter, words: str, width: float) -> str:
    return painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(width))
