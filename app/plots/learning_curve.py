"""A figure of training per epoch, for the training and the validation samples, with the best epoch marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.area import Area, number
from app.plots.exporting import Table
from app.plots.header import Chip
from app.plots.painting import MIDDLE, cursor_line, dot, number_axis_below, number_axis_left, pen, polygon, text
from app.plots.panel import Panel
from app.translation import tr

TRAINING, VALIDATION = 0, 1  # identity slots


class LearningCurve(Panel):
    """Two curves over epochs; a subclass says the scale. ``show_curves`` brings the figures."""

    suffix = ""
    digits = 2

    def __init__(self, parent: QWidget | None = None) -> None:
        self._training: list[float] = []
        self._validation: list[float] = []
        self._epochs = 1
        self._best = 0
        self._cursor: float | None = None
        super().__init__(parent)
        self.refresh_chips()

    def show_curves(
        self, training: Sequence[float], validation: Sequence[float] = (), epochs: int = 0, best: int = 0
    ) -> None:
        """One figure an epoch, from epoch 1; NaN is left out. ``best`` is the epoch kept, 0 for none."""
        self._training, self._validation = list(training), list(validation)
        self._epochs, self._best = max(epochs, len(self._training), 1), best
        self.refresh()

    def chips(self) -> list[Chip]:
        shown: list[Chip] = [(TRAINING, tr("training"))]
        return [*shown, (VALIDATION, tr("validation"))] if self._has_validation() else shown

    def range(self) -> tuple[float, float]:
        """The scale: lowest and highest figure."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        return not self._training

    def empty_words(self) -> tuple[str, str]:
        return tr("Nothing was trained yet."), ""

    def known(self) -> list[float]:
        """All figures of both curves."""
        return [value for value in (*self._training, *self._validation) if np.isfinite(value)]

    def area(self, size: QSize) -> Area:
        px = theme().px
        rect = QRectF(px(52), px(12), max(size.width() - px(66), 10), max(size.height() - px(36), 10))
        low, high = self.range()
        return Area(rect, 0.0, float(max(self._epochs, 2)), low, high)

    def paint_plot(self, painter: QPainter, size: QSize) -> None:
        area = self.area(size)
        painter.fillRect(area.rect, theme().color("plot"))
        number_axis_left(painter, area, self.suffix)
        number_axis_below(painter, area, min(self._epochs, 6))
        width = theme().size("plot", "curve_pen")
        for slot, values, dash in ((TRAINING, self._training, None), (VALIDATION, self._validation, [5.0, 4.0])):
            y = np.array(values, dtype=np.float64)
            x = np.arange(1, len(y) + 1, dtype=np.float64)
            good = np.isfinite(y)
            painter.setPen(pen(theme().identity(slot), width, dash))
            painter.drawPolyline(polygon(area.x(x[good]), area.y(y[good])))
            if good.sum() == 1:
                dot(painter, QPointF(area.x(float(x[good][0])), area.y(float(y[good][0]))), 2.5, theme().identity(slot))
        self._paint_best(painter, area)
        cursor_line(painter, area, self._cursor)

    def _paint_best(self, painter: QPainter, area: Area) -> None:
        curve = self._validation if self._has_validation() else self._training
        if not 0 < self._best <= len(curve) or not np.isfinite(curve[self._best - 1]):
            return
        px, value = theme().px, curve[self._best - 1]
        center = QPointF(area.x(float(self._best)), area.y(value))
        painter.setBrush(theme().color("plot"))
        painter.setPen(pen(theme().identity(VALIDATION if self._has_validation() else TRAINING), 2.0))
        painter.drawEllipse(center, px(5), px(5))
        down = center.y() < area.rect.center().y()
        y = center.y() + px(28) if down else center.y() - px(58)
        painter.setPen(pen(theme().color("lineStrong")))
        painter.drawLine(center + QPointF(0, px(7) if down else -px(7)), QPointF(center.x(), y if down else y + px(34)))
        left = min(max(center.x() - px(50), area.rect.left()), area.rect.right() - px(100))
        words = tr("best {value}", value=number(value, self.digits) + self.suffix)
        text(painter, QRectF(left, y, px(100), px(16)), words, "text1", 11, 600, MIDDLE)
        text(painter, QRectF(left, y + px(16), px(100), px(16)), tr("epoch {epoch}", epoch=self._best), where=MIDDLE)

    def hover(self, position: QPointF | None) -> None:
        area = self.area(self.surface.size())
        if position is None or self.is_empty() or not area.rect.contains(position):
            self._cursor = None
            self.say("")
        else:
            epoch = min(max(round(area.x_at(position.x())), 1), len(self._training))
            self._cursor = float(epoch)
            figures = [v[epoch - 1] for v in (self._training, self._validation) if epoch <= len(v)]
            words = " / ".join(number(f, self.digits) + self.suffix for f in figures if np.isfinite(f))
            self.say(tr("{figures} at epoch {epoch}", figures=words, epoch=epoch))
        self.surface.update()

    def table(self) -> Table:
        missing = [float("nan")] * (len(self._training) - len(self._validation))
        rows = zip(range(1, len(self._training) + 1), self._training, [*self._validation, *missing], strict=False)
        return Table(("epoch", "training", "validation"), list(rows))

    def _has_validation(self) -> bool:
        return any(np.isfinite(value) for value in self._validation)
