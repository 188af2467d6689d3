"""One line of a list of elements: an icon, its name and its model; a click, Enter or Space selects it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.inspector.forms.form import Jump
from app.widgets.text import SECONDARY
from app.widgets.themed import follow

HEIGHT = 28
ICON = 16
NAME_SHARE = 0.6  # of the width, where name and model are both long


class JumpRow(QAbstractButton):
    """A row as wide as the panel; long words are cut and whole in the tooltip."""

    def __init__(self, jump: Jump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.jump = jump
        words = " · ".join(part for part in (jump.words, jump.detail) if part)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        follow(self, self.update)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(look.color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(look.color("surface2"))
            radius = look.px(4)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(look.px(6), 1, -look.px(6), -1), radius, radius)
        side, left = look.px(ICON), look.px(14)
        if self.jump.icon:
            paint_icon(painter, self.jump.icon, QRectF(left, (self.height() - side) / 2, side, side), "text2")
            left += side + look.px(8)
        right = self.width() - look.px(14)
        self._paint_words(painter, left, right)
        painter.end()

    def _paint_words(self, painter: QPainter, left: float, right: float) -> None:
        look = theme()
        name_font, detail_font = look.font(), look.font(SECONDARY)
        needed = QFontMetricsF(name_font).horizontalAdvance(self.jump.words) + 1
        room = right - left
        detail_width = QFontMetricsF(detail_font).horizontalAdvance(self.jump.detail) + 1 if self.jump.detail else 0.0
        width = min(needed, max(room * NAME_SHARE, room - detail_width - look.px(10))) if detail_width else room
        cut = Qt.TextElideMode.ElideRight
        painter.setFont(name_font)
        painter.setPen(look.color("text1" if self.jump.icon else "accentText"))
        words = QFontMetricsF(name_font).elidedText(self.jump.words, cut, width)
        painter.drawText(QRectF(left, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        if detail_width:
            area = QRectF(left + width + look.px(10), 0, max(room - width - look.px(10), 0.0), self.height())
            painter.setFont(detail_font)
            painter.setPen(look.color("text2"))
            words = QFontMetricsF(detail_font).elidedText(self.jump.detail, cut, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
