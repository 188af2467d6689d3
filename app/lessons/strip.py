"""A lesson that gives way to something else: a button as high as the window, with the step and whether it is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.painted_widget import PaintedButton
from app.widgets.painting import MIDDLE, paint_text, round_rect

WIDTH = 44
ICON, MARK = 20, 16
TOP, GAP, LINE = 14, 10, 18


class LessonStrip(PaintedButton):
    """A click reads the lesson again."""

    natural = (WIDTH, 200)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place, self._count, self.is_done = 1, 1, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_step(self, place: int, count: int, done: bool) -> None:
        """The number of the step, of how many, and whether its task is done."""
        self._place, self._count, self.is_done = place, count, done
        words = tr("Back to the lesson, step {place} of {count}", place=place, count=count)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def paint(self, painter: QPainter) -> None:
        t = theme()
        painter.fillRect(self.rect(), t.color("surface2" if self.underMouse() else "surface0"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), t.color("line"))
        middle, icon, mark = self.width() / 2, t.px(ICON), t.px(MARK)
        paint_icon(painter, "help", QRectF(middle - icon / 2, t.px(TOP), icon, icon), "text1")
        line = QRectF(0, t.px(TOP + GAP) + icon, self.width(), t.px(LINE))
        paint_text(painter, line, f"{self._place} / {self._count}", "text2", 12, 600, MIDDLE)
        if self.is_done:
            paint_icon(painter, "ok", QRectF(middle - mark / 2, line.bottom() + t.px(GAP), mark, mark), "ok")
        if self.hasFocus():
            round_rect(painter, QRectF(self.rect()).adjusted(2, 2, -3, -2), t.px(5), QPen(t.color("focus"), 2), None)
