"""A lesson that gives way to something else: a button as high as the window, with the step and whether it is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.painting import stroke_and_fill, take_font
from app.widgets.themed import follow

WIDTH = 44
ICON, MARK = 20, 16
TOP, GAP, LINE = 14, 10, 18


class LessonStrip(QAbstractButton):
    """A click reads the lesson again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place, self._count, self.is_done = 1, 1, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        follow(self, self.update)

    def show_step(self, place: int, count: int, done: bool) -> None:
        """The number of the step, of how many, and whether its task is done."""
        self._place, self._count, self.is_done = place, count, done
        words = tr("Back to the lesson, step {place} of {count}", place=place, count=count)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH), theme().px(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), t.color("surface2" if self.underMouse() else "surface0"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), t.color("line"))
        middle, icon, mark = self.width() / 2, t.px(ICON), t.px(MARK)
        paint_icon(painter, "help", QRectF(middle - icon / 2, t.px(TOP), icon, icon), "text1")
        take_font(painter, t.font(12, 600, tabular=True), t.color("text2"))
        line = QRectF(0, t.px(TOP + GAP) + icon, self.width(), t.px(LINE))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, f"{self._place} / {self._count}")
        if self.is_done:
            paint_icon(painter, "ok", QRectF(middle - mark / 2, line.bottom() + t.px(GAP), mark, mark), "ok")
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            stroke_and_fill(painter, QPen(t.color("focus"), 2), None)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -3, -2), t.px(5), t.px(5))
        painter.end()
