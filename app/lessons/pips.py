"""The steps of a lesson in a row: done ones have a tick, the present one is wide; a click goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.painted_widget import WidgetOfPlaces
from app.widgets.painting import inside, round_rect, take_font

HEIGHT, GAP, BAR = 24, 5, 4
TICK = 12


class Pips(WidgetOfPlaces):
    """``chosen`` gives the place of the step that was clicked; Left and Right go from step to step."""

    natural = (200, HEIGHT)

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: Sequence[str] = ()
        self._done: Sequence[bool] = ()
        self._place = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, titles: Sequence[str], done: Sequence[bool], place: int) -> None:
        """The steps, which of them are done, and the one that is shown."""
        if (titles, done, place) == (self._titles, self._done, self._place):
            return
        self._titles, self._done, self._place = titles, done, place
        words = tr("Step {place} of {count}: {title}", place=place + 1, count=len(titles), title=titles[place])
        self.setAccessibleName(words)
        self.update()

    @property
    def ticked(self) -> list[bool]:
        """The ticks of all steps, True where a step has one."""
        return list(self._done)

    def area(self, place: int) -> QRectF:
        """The rectangle of the pip of a step."""
        t, count = theme(), max(len(self._titles), 1)
        gap = t.px(GAP)
        width = (self.width() - gap * (count - 1)) / count
        return QRectF(place * (width + gap), 0, width, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().x())
        if place is not None:
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 0 <= self._place + step < len(self._titles):
            self.chosen.emit(self._place + step)

    def tip_at(self, place: QPointF) -> str:
        step = self._at(place.x())
        return "" if step is None else self._titles[step]

    def _at(self, x: float) -> int | None:
        return next((place for place in range(len(self._titles)) if self.area(place).right() >= x), None)

    def paint(self, painter: QPainter) -> None:
        t = theme()
        for place, done in enumerate(self._done):
            area = self.area(place)
            here = place == self._place
            bar = QRectF(area.x(), area.bottom() - t.px(BAR) - 2, area.width(), t.px(BAR))
            round_rect(painter, bar, t.px(2), None, t.color("accent" if here else "lineStrong" if done else "line"))
            middle = area.center().x()
            if done:
                side = t.px(TICK)
                paint_icon(painter, "ok", QRectF(middle - side / 2, t.px(1), side, side), "ok")
            else:
                take_font(painter, t.font(11, 600 if here else 400), t.color("text1" if here else "text3"))
                words = QRectF(area.x(), 0, area.width(), t.px(15))
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        if self.hasFocus():
            round_rect(painter, inside(self), t.px(4), t.color("focus"), None)
