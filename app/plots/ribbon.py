"""The activity of everything kept, with the frame that the plots show; drag it to look back."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.plots.numbers import decimals, number, seconds
from app.plots.painting import LEFT, MIDDLE, RIGHT, pen, straight, text
from app.plots.time_range import TimeRange
from app.running.run import Run
from app.translation import tr

BAR = 4  # px from one bar to the next
AXIS_ROOM = 14
NARROWEST_FRAME = 8
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
KEY_SHARE = 0.25  # of the frame, moved by one key


class Ribbon(QWidget):
    """Time since the run began from left to right."""

    def __init__(self, run: Run, time_range: TimeRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._range = time_range
        self._dragged_from: float | None = None
        self._shown_latest = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Time ribbon"))
        self.setToolTip(tr("Activity since the run began. Drag the frame to look back; double-click follows again."))
        time_range.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(440), theme().px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(90), theme().px(44))

    def show_latest(self, ms: float) -> None:
        """The newest time, as the clock beside it says."""
        self._shown_latest = ms
        self.update()

    def _latest(self) -> float:
        return self._shown_latest

    def _whole(self) -> float:
        """The time at the right edge in ms."""
        return max(self._latest(), self._range.span)

    def _strip(self) -> QRectF:
        return QRectF(0.5, 2.5, self.width() - 1.0, self.height() - theme().px(AXIS_ROOM) - 3.0)

    def frame(self) -> QRectF:
        """What the plots show, in pixels."""
        strip, whole = self._strip(), self._whole()
        start, end = (max(0.0, t) / whole * strip.width() for t in self._range.interval(self._latest()))
        width = max(end - start, NARROWEST_FRAME)
        return QRectF(strip.left() + min(start, strip.width() - width), strip.top(), width, strip.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = theme()
        strip, frame = self._strip(), self.frame()
        straight(painter, 0, int(strip.bottom()), self.width(), int(strip.bottom()), pen(t.color("line")))
        if self._run.frames.latest_step:
            painter.fillRect(frame, t.color("accentSoft"))
            self._paint_bars(painter, strip, frame)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(t.color("accent"), 2.0 if self.hasFocus() else 1.2))
            painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            self._paint_axis(painter, strip)
        else:
            text(painter, strip, tr("The run's activity appears here."), "text3", where=MIDDLE)

    def _paint_bars(self, painter: QPainter, strip: QRectF, frame: QRectF) -> None:
        history, resolution = self._run.frames.history, self._run.resolution
        bins = history.bins()
        count = max(int(strip.width() / BAR), 1)
        edges = np.linspace(0.0, self._whole(), count + 1) / (history.steps_per_bin * resolution)
        running = np.concatenate([[0.0], np.cumsum(bins)])
        totals = np.diff(np.interp(edges, np.arange(len(running)), running))
        heights = totals / max(float(totals.max(initial=0.0)), 1e-12) * (strip.height() - 6)
        x = strip.left() + (np.arange(count) + 0.5) * strip.width() / count
        inside = (x >= frame.left()) & (x <= frame.right())
        for chosen, color in ((~inside, "text3"), (inside, "accent")):
            chosen = chosen & (totals > 0)
            painter.setPen(pen(theme().color(color), 1.4))
            bottom = strip.bottom() - 2
            painter.drawLines(
                [QLineF(a, bottom, a, bottom - max(b, 1.0)) for a, b in zip(x[chosen], heights[chosen], strict=True)]
            )

    def _paint_axis(self, painter: QPainter, strip: QRectF) -> None:
        whole = self._whole() / 1000
        top, height = strip.bottom() + 1, float(theme().px(AXIS_ROOM))
        end = seconds(self._whole(), 2)
        room = float(theme().px(48))
        text(painter, QRectF(strip.right() - room, top, room, height), end, "text3", where=RIGHT)
        step = round_step(whole, max(1, int(strip.width() / theme().px(90))))
        for place in range(int(whole / step + 1e-9) + 1):
            value, label = place * step, number(place * step, decimals(step))
            x = strip.left() + value / whole * strip.width()
            if x > strip.right() - room - theme().px(20):
                continue
            if value == 0:
                text(painter, QRectF(x + 2, top, room, height), label, "text3", where=LEFT)
            else:
                text(painter, QRectF(x - room / 2, top, room, height), label, "text3", where=MIDDLE)

    def _time_at(self, x: float) -> float:
        strip = self._strip()
        return (x - strip.left()) / max(strip.width(), 1.0) * self._whole()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self._run.frames.latest_step:
            return
        at, frame = self._time_at(event.position().x()), self.frame()
        end = self._range.interval(self._latest())[1]
        if not frame.left() - 3 <= event.position().x() <= frame.right() + 3:
            end = at + self._range.span / 2  # a press beside the frame brings it there
            self._look_back(end)
        self._dragged_from = at - end

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            self._look_back(self._time_at(event.position().x()) - self._dragged_from)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._range.follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        end = self._range.interval(self._latest())[1]
        if event.key() == Qt.Key.Key_Left:
            self._look_back(end - KEY_SHARE * self._range.span)
        elif event.key() == Qt.Key.Key_Right:
            self._look_back(end + KEY_SHARE * self._range.span)
        elif event.key() == Qt.Key.Key_End:
            self._range.follow()
        else:
            super().keyPressEvent(event)

    def _look_back(self, end: float) -> None:
        if end >= self._latest():
            self._range.follow()
        else:
            self._range.look_back(end)


def round_step(whole: float, most: int) -> float:
    """1, 2, 2.5 or 5 times a power of ten that fits at most ``most`` times into ``whole``."""
    power = 10.0 ** math.floor(math.log10(whole / most))
    return next(step * power for step in STEPS if step * power * most >= whole * 0.999)
