"""Bars of the number of samples of each class; a click chooses one, another click none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.painted_widget import PaintedWithTips
from app.widgets.painting import MIDDLE, paint_text, round_rect

HEIGHT, HEAD, FOOT = 66, 15, 16
NARROWEST = 2.0  # px of a bar before neighbours share one


class ClassBars(PaintedWithTips):
    """``chosen`` tells a class, -1 where the chosen one is clicked again."""

    natural = (200, HEIGHT)
    least = (80, HEIGHT)

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts: NDArray[np.int64] = np.zeros(0, np.int64)
        self.names: tuple[str, ...] = ()
        self.label = -1
        self._is_coloured, self._of_times = False, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(
        self, counts: NDArray[np.int64], names: Sequence[str], label: int,
        is_coloured: bool = False, of_times: bool = False,
    ) -> None:  # fmt: skip
        """Show (classes,) numbers of samples or ``of_times``, in the colours of the classes where others show these."""
        self.counts, self.names, self.label = counts, tuple(names), label
        self._is_coloured, self._of_times = is_coloured, of_times
        self.setAccessibleName(tr("Times of each class") if of_times else tr("Samples of each class"))
        self.update()

    def area(self, label: int) -> QRectF:
        """The rectangle in which a class can be clicked."""
        width = self.width() / max(len(self.counts), 1)
        return QRectF(label * width, 0, width, self.height())

    def _at(self, point: QPointF) -> int:
        place = int(point.x() / max(self.width(), 1) * len(self.counts))
        return place if 0 <= place < len(self.counts) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        label = self._at(event.position())
        if label >= 0:
            self.chosen.emit(-1 if label == self.label else label)

    def tip_at(self, place: QPointF) -> str:
        label = self._at(place)
        return self.words_of(label) if label >= 0 else ""

    def words_of(self, label: int) -> str:
        """A class and how many samples or times it has."""
        words = {"name": self.names[label], "count": f"{int(self.counts[label]):,}"}
        if self._of_times:
            return tr("{name}: {count} {count:time|times}", **words)
        return tr("{name}: {count} {count:sample|samples}", **words)

    def paint(self, painter: QPainter) -> None:
        if not len(self.counts):
            return
        look = theme()
        head, foot = look.px(HEAD), look.px(FOOT)
        bottom, most = self.height() - foot, max(int(self.counts.max()), 1)
        width = self.width() / len(self.counts)
        step = max(1, int(np.ceil(NARROWEST / width)))
        painter.setFont(look.font(11, tabular=True))
        metrics = painter.fontMetrics()
        counted = all(metrics.horizontalAdvance(f"{int(n):,}") < width - 2 for n in self.counts)
        named = metrics.averageCharWidth() < width - 2
        for label in range(0, len(self.counts), step):
            count = int(self.counts[label : label + step].max())
            height = (bottom - head) * count / most
            gap = 2.0 if width > 6 else 0.0
            bar = QRectF(label * width + gap / 2, bottom - height, width * step - gap, height)
            faint = self.label >= 0 and self.label != label
            color = look.identity(label) if self._is_coloured else look.color("accent")
            color.setAlphaF(0.3 if faint else 0.85)
            round_rect(painter, bar, 2, None, color)
            tone = "text3" if faint else "text2"
            if counted:
                above = QRectF(label * width, bar.top() - head, width, head)
                paint_text(painter, above, f"{count:,}", tone, where=MIDDLE)
            if named:
                below = QRectF(label * width, bottom, width, foot)
                paint_text(painter, below, self.names[label], tone, where=MIDDLE)
