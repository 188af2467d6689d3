"""The activity of everything kept, with the frame that the plots show and a span that a person selects."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.appearance.icons import icon
from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.base.time_range import TimeRange
from app.plots.parts.numbers import QUARTERS, decimals, fixed_point, seconds
from app.plots.parts.painting import pen
from app.running.run import Run
from app.widgets.naming import named
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import LABEL, LEFT, MIDDLE, RIGHT, paint_text, straight, stroke_and_fill, take_font
from app.widgets.quantities import round_step
from app.widgets.themed import apply_and_follow

BAR = 4  # px from one bar to the next
AXIS_ROOM = 14
NARROWEST_FRAME = 8
KEY_SHARE = 0.25  # of the frame, moved by one key
KEYS: dict[int, float] = {
    Qt.Key.Key_Left: -KEY_SHARE,
    Qt.Key.Key_Right: KEY_SHARE,
    Qt.Key.Key_PageUp: -1.0,
    Qt.Key.Key_PageDown: 1.0,
}
"""How much of the frame each moves."""
NARROWEST_SPAN = 3  # px: a press with Shift that moves less selects nothing
BRACKET = 5  # px of the ends of a span
BUTTON = 24


class Ribbon(PaintedWidget):
    """Time since the run began from left to right.

    Dragging looks back, with Shift it selects a span. While the views look back, a button at the frame returns there.
    """

    natural, least = (440, 44), (90, 44)

    return_requested = Signal(float)  # ms
    menu_requested = Signal(object, float)  # a global point, and the ms under it

    def __init__(self, run: Run, time_range: TimeRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._range = time_range
        self._dragged_from: float | None = None
        self._selected_from: float | None = None
        self.return_button = QToolButton(self)
        self.return_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the menu Run has it for the keyboard
        self.return_button.clicked.connect(lambda: self.return_requested.emit(self.shown_end()))
        self.return_button.hide()
        self._latest = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Time ribbon"))
        self.setToolTip(
            tr(
                "Activity since the run began. Drag the frame to look back; double-click follows again. "
                "Shift and a drag select a span; a right click has more."
            )
        )
        time_range.changed.connect(self._place_button)
        time_range.selected_changed.connect(self.update)
        apply_and_follow(self, self._restyle)

    def show_latest(self, ms: float) -> None:
        """The newest time, as the clock beside it says."""
        self._latest = ms
        self._place_button()

    def shown_end(self) -> float:
        """The time in ms at the end of what the plots show."""
        return self._range.shown(self._latest)[1]

    def _restyle(self) -> None:
        self.return_button.setIcon(icon("return", 16, "accentText"))
        ground, edge = (theme().color(name).name() for name in ("surface2", "lineStrong"))
        look = f"background: {ground}; border: 1px solid {edge}; border-radius: 4px;"
        self.return_button.setStyleSheet(f"QToolButton {{ {look} }}")
        self.return_button.setIconSize(QSize(theme().px(16), theme().px(16)))
        self.return_button.setFixedSize(theme().px(BUTTON), theme().px(BUTTON))
        self._place_button()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def _place_button(self) -> None:
        """Right of the frame, or in it where there is no room; only while the views look back."""
        button, frame = self.return_button, self.frame()
        looks_back = not self._range.is_following and self._selected_from is None
        button.setVisible(looks_back and self.shown_end() < self._latest)
        if not button.isHidden():
            words = tr("Return here: the run stands at {time} again (Ctrl+B)", time=seconds(self.shown_end()))
            named(button, words, words)
            x = min(frame.right() + 2, self.width() - button.width())
            button.move(round(x), round(frame.center().y() - button.height() / 2))
        self.update()

    def _whole(self) -> float:
        """The time at the right edge in ms."""
        return max(self._latest, self._range.span)

    def _strip(self) -> QRectF:
        return QRectF(0.5, 2.5, self.width() - 1.0, self.height() - theme().px(AXIS_ROOM) - 3.0)

    def frame(self) -> QRectF:
        """The frame around what the plots show, in pixels."""
        strip, whole = self._strip(), self._whole()
        start, end = (max(0.0, t) / whole * strip.width() for t in self._range.interval(self._latest))
        width = max(end - start, NARROWEST_FRAME)
        return QRectF(strip.left() + min(start, strip.width() - width), strip.top(), width, strip.height())

    def paint(self, painter: QPainter) -> None:
        t = theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        strip, frame = self._strip(), self.frame()
        if self._run.frames.latest_step:
            self._paint_ground(painter, strip)
            painter.fillRect(frame, t.color("accentSoft"))
            self._paint_bars(painter, strip, frame)
            self._paint_selection(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            stroke_and_fill(painter, pen(t.color("accent"), 2.0 if self.hasFocus() else 1.2), None)
            painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            self._paint_axis(painter, strip)
        else:
            self._paint_promise(painter, strip)

    def _paint_ground(self, painter: QPainter, strip: QRectF) -> None:
        bottom = int(strip.bottom())
        straight(painter, 0, bottom, self.width(), bottom, pen(theme().color("line")))

    def _paint_promise(self, painter: QPainter, strip: QRectF) -> None:
        """Paint what will be there: over the ground where it fits on a line, else alone on several."""
        words = tr("The run's activity appears here.")
        if QFontMetrics(theme().font(LABEL)).horizontalAdvance(words) <= strip.width():
            self._paint_ground(painter, strip)
            paint_text(painter, strip, words, "text3", where=MIDDLE)
            return
        take_font(painter, theme().font(LABEL), theme().color("text3"))
        painter.drawText(QRectF(self.rect()), MIDDLE | Qt.TextFlag.TextWordWrap, words)

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

    def span(self) -> QRectF:
        """The selected span in pixels, empty where there is none."""
        if self._range.selected is None:
            return QRectF()
        strip, whole = self._strip(), self._whole()
        left, right = (strip.left() + t / whole * strip.width() for t in self._range.selected)
        return QRectF(left, strip.top(), max(right - left, 1.0), strip.height())

    def _paint_selection(self, painter: QPainter) -> None:
        """A tinted strip between two brackets, with its length where there is room."""
        span, selection = self.span(), self._range.selected
        if selection is None:
            return
        t = theme()
        tint, plate = t.color("text1"), t.color("surface0")
        tint.setAlphaF(0.14)
        plate.setAlphaF(0.85)
        painter.fillRect(span, tint)
        painter.setPen(pen(t.color("text1"), 1.6))
        for x, inward in ((span.left(), BRACKET), (span.right(), -BRACKET)):
            for y in (span.top(), span.bottom()):
                painter.drawLine(QLineF(x, y, x + inward, y))
            painter.drawLine(QLineF(x, span.top(), x, span.bottom()))
        words = seconds(selection[1] - selection[0])
        painter.setFont(t.font(11, tabular=True))
        width = painter.fontMetrics().horizontalAdvance(words) + BRACKET
        if span.width() > width + 2 * BRACKET:
            label = QRectF(span.center().x() - width / 2, span.center().y() - t.px(8), width, t.px(16))
            painter.fillRect(label, plate)
            paint_text(painter, label, words, "text1", where=MIDDLE)

    def _paint_axis(self, painter: QPainter, strip: QRectF) -> None:
        whole = self._whole() / 1000
        top, height = strip.bottom() + 1, float(theme().px(AXIS_ROOM))
        end = seconds(self._whole(), 2)
        wide = QFontMetrics(theme().font(LABEL, tabular=True)).horizontalAdvance(end) + 2.0
        room = max(float(theme().px(48)), wide)
        paint_text(painter, QRectF(strip.right() - room, top, room, height), end, "text3", where=RIGHT)
        step = round_step(whole / max(1, int(strip.width() / theme().px(90))), QUARTERS)
        for place in range(int(whole / step + 1e-9) + 1):
            value, label = place * step, fixed_point(place * step, decimals(step))
            x = strip.left() + value / whole * strip.width()
            if x > strip.right() - room - theme().px(20):
                continue
            if value == 0:
                paint_text(painter, QRectF(x + 2, top, room, height), label, "text3", where=LEFT)
            else:
                paint_text(painter, QRectF(x - room / 2, top, room, height), label, "text3", where=MIDDLE)

    def _time_at(self, x: float) -> float:
        strip = self._strip()
        return (x - strip.left()) / max(strip.width(), 1.0) * self._whole()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self._run.frames.latest_step:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._selected_from = event.position().x()
            self._range.select_nothing()
            return
        at, frame = self._time_at(event.position().x()), self.frame()
        end = self._range.interval(self._latest)[1]
        if not frame.left() - 3 <= event.position().x() <= frame.right() + 3:
            end = at + self._range.span / 2  # a press beside the frame brings it there
            self._look_back(end)
        self._dragged_from = at - end

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._selected_from is not None:
            x = event.position().x()
            if abs(x - self._selected_from) >= NARROWEST_SPAN:
                self._select(self._time_at(self._selected_from), self._time_at(x))
            return
        if self._dragged_from is not None:
            self._look_back(self._time_at(event.position().x()) - self._dragged_from)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = self._selected_from = None
        self._place_button()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._run.frames.latest_step:
            return
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        frame = self.frame()
        place = QPointF(frame.right(), frame.center().y()).toPoint() if by_key else event.pos()
        time = self.shown_end() if by_key else min(max(self._time_at(place.x()), 0.0), self._latest)
        self.menu_requested.emit(self.mapToGlobal(place), time)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._range.follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        end, shift = self._range.interval(self._latest)[1], event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if shift and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._grow_selection(KEY_SHARE if event.key() == Qt.Key.Key_Right else -KEY_SHARE)
        elif event.key() == Qt.Key.Key_Escape and self._range.selected is not None:
            self._range.select_nothing()
        elif event.key() in KEYS:
            self._look_back(end + KEYS[event.key()] * self._range.span)
        elif event.key() == Qt.Key.Key_Home:
            self._look_back(0.0)
        elif event.key() == Qt.Key.Key_End:
            self._range.follow()
        else:
            super().keyPressEvent(event)

    def _select(self, start: float, end: float) -> None:
        """A span of what was run; times beyond it are its ends."""
        start, end = (min(max(t, 0.0), self._latest) for t in (start, end))
        self._range.select(start, end)

    def _grow_selection(self, share: float) -> None:
        """Move the end of the span, which begins as what the plots show."""
        if self._range.selected is None:
            self._select(*self._range.interval(self._latest))
        else:
            start, end = self._range.selected
            self._select(start, max(end + share * self._range.span, start + self._run.resolution))

    def _look_back(self, end: float) -> None:
        if end >= self._latest:
            self._range.follow()
        else:
            self._range.look_back(end)
