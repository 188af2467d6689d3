"""A window dimmed but for one of its widgets, and a bubble whose arrow points at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.buttons import Button, IconButton
from app.widgets.layout import Gap, column, fill, row
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import inside, round_rect, stroke_and_fill
from app.widgets.text import SECONDARY, STRONG, Text

WIDTH = 320
AWAY = 18  # from what is pointed at to the bubble; the arrow is as long
EDGE = 12  # from the bubble to the edge of the window
AROUND = 4  # light around what is pointed at
RADIUS = 8
DIM = 0.62


@dataclass(frozen=True)
class TourStop:
    """The words about one widget. ``prepare`` makes it visible first; ``target`` finds it then, or there is none."""

    title: str
    words: str
    target: Callable[[], QWidget | None]
    prepare: Callable[[], object] = lambda: None


class Spotlight(QWidget):
    """Goes from stop to stop over ``window``: Enter or Right on, Left back, Esc away; ``left`` when it is over."""

    left = Signal()

    def __init__(self, window: QWidget, stops: Sequence[TourStop]) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self._over, self._stops = window, tuple(stops)
        self.place = 0
        self.bubble = Bubble(self)
        self.bubble.back.clicked.connect(lambda: self.go(self.place - 1))
        self.bubble.next.clicked.connect(lambda: self.go(self.place + 1))
        self.bubble.close_button.clicked.connect(self.leave)
        self.light = QRectF()
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.go(0)

    @property
    def stop(self) -> TourStop:
        """The stop that is pointed at now."""
        return self._stops[self.place]

    def go(self, place: int) -> None:
        """Point at another stop; behind the last one it is over."""
        if place >= len(self._stops):
            self.leave()
            return
        self.place = max(place, 0)
        self.stop.prepare()
        self.raise_()
        self.bubble.say(self.stop.title, self.stop.words, self.place, len(self._stops))
        self._settle()
        self.bubble.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Give the window back."""
        self._over.removeEventFilter(self)
        self.hide()
        self.left.emit()
        self.deleteLater()

    def _settle(self) -> None:
        """Light and bubble where the target is."""
        self.setGeometry(self._over.rect())
        target = self.stop.target()
        t = theme()
        if target is not None and target.isVisible():
            corner = target.mapTo(self._over, target.rect().topLeft())
            light = QRectF(QRect(corner, target.size()))
            light.adjust(-t.px(AROUND), -t.px(AROUND), t.px(AROUND), t.px(AROUND))
            self.light = light & QRectF(self.rect())
        else:
            self.light = QRectF()
        self.bubble.setGeometry(_beside(self.light, self.bubble.wanted_size(), QRectF(self.rect())).toRect())
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._settle()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Right | Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.go(self.place + 1)
            case Qt.Key.Key_Left:
                self.go(self.place - 1)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut of the window acts beneath
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRect(QRectF(self.rect()))
        path.addRoundedRect(self.light, t.px(RADIUS), t.px(RADIUS))  # odd-even: what is lit is left out
        shade = t.color("shadow")
        shade.setAlphaF(DIM)
        painter.fillPath(path, shade)
        if self.light.isEmpty():
            return
        round_rect(painter, self.light.adjusted(1, 1, -1, -1), t.px(RADIUS), QPen(t.color("accent"), 2), None)
        self._paint_arrow(painter, QRectF(self.bubble.geometry()))

    def _paint_arrow(self, painter: QPainter, bubble: QRectF) -> None:
        """From the bubble to the nearest point of the light, or upward into it where the bubble lies within."""
        start = QPointF(_within(self.light.center().x(), bubble.left(), bubble.right()), 0)
        start.setY(_within(self.light.center().y(), bubble.top(), bubble.bottom()))
        tip = QPointF(_within(start.x(), self.light.left(), self.light.right()), 0)
        tip.setY(_within(start.y(), self.light.top(), self.light.bottom()))
        if self.light.contains(bubble):
            start = QPointF(bubble.center().x(), bubble.top())
            tip = start - QPointF(0, theme().px(AWAY))
        way = tip - start
        length = max((way.x() ** 2 + way.y() ** 2) ** 0.5, 1.0)
        aside = QPointF(-way.y(), way.x()) * (theme().px(9) / length)
        stroke_and_fill(painter, None, theme().color("accent"))
        painter.drawPolygon(QPolygonF([start + aside, tip, start - aside]))


class Bubble(PaintedWidget):
    """A title, a few sentences, where one is among the stops, and the way on, back and out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = Text(size=15, weight=STRONG, wrapped=True)
        self.words = Text(wrapped=True)
        self.count = Text(size=SECONDARY, tone="text2")
        self.close_button = IconButton("close", tr("Leave the tour (Esc)"), "text2")
        self.back = Button(tr("Back"), "flat")
        self.next = Button(tr("Next"), "primary")
        self.buttons = (self.back, self.next, self.close_button)
        for button in self.buttons:
            button.installEventFilter(self)
        head = fill(row(spacing=8), (self.title, 1))
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        foot = fill(row(spacing=6), self.count, 1, self.back, self.next)
        fill(column(self, (16, 12, 16, 12), 8), head, self.words, Gap(4), foot)

    def say(self, title: str, words: str, place: int, count: int) -> None:
        """The words of one stop."""
        self.title.say(title)
        self.words.say(words)
        self.count.say(tr("{place} of {count}", place=place + 1, count=count))
        self.back.setVisible(place > 0)
        self.next.setText(tr("Next") if place < count - 1 else tr("Finish"))

    def _go_round(self, way: int) -> None:
        """To the next button of the bubble: what is dimmed takes no key."""
        ring = [button for button in self.buttons if button.isVisible()]
        place = next((number for number, button in enumerate(ring) if button is self.window().focusWidget()), -1)
        ring[(place + way) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)

    def wanted_size(self) -> QRectF:
        """The wanted size: as wide as all bubbles, as high as its words."""
        width = theme().px(WIDTH)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        return QRectF(0, 0, width, max(layout.totalHeightForWidth(width), layout.minimumSize().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Tab and Esc belong to the tour, also while a button has the keyboard."""
        spotlight = self.parentWidget()
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(spotlight, Spotlight):
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
                spotlight.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._go_round(1 if event.key() == Qt.Key.Key_Tab else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(watched, QAbstractButton):
                watched.click()
                return True
        return False

    def paint(self, painter: QPainter) -> None:
        t = theme()
        round_rect(painter, inside(self), t.px(RADIUS), QPen(t.color("accent"), 1), t.color("surface1"))


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _beside(light: QRectF, size: QRectF, room: QRectF) -> QRectF:
    """A place for the bubble: right, left, below or above of the light where it fits, else in its lower left corner."""
    t = theme()
    away, edge = t.px(AWAY), t.px(EDGE)
    free = room.adjusted(edge, edge, -edge, -edge)
    box = QRectF(size)
    if light.isEmpty():
        box.moveCenter(room.center())
        return box
    middle = light.center()
    top = _within(middle.y() - box.height() / 2, free.top(), max(free.bottom() - box.height(), free.top()))
    left = _within(middle.x() - box.width() / 2, free.left(), max(free.right() - box.width(), free.left()))
    for corner in (
        QPointF(light.right() + away, top),
        QPointF(light.left() - away - box.width(), top),
        QPointF(left, light.bottom() + away),
        QPointF(left, light.top() - away - box.height()),
    ):
        box.moveTopLeft(corner)
        if free.contains(box):
            return box
    box.moveBottomLeft(QPointF(light.left() + away, light.bottom() - away))
    return box
