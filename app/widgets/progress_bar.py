"""A bar of progress: accent on a track, with a tick where something was best."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.themed import follow

HEIGHT = 8
TICK = 2.0


class ProgressBar(QWidget):
    """``share`` and ``tick`` in [0, 1]; no tick where it is None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = 0.0
        self.tick: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, self.update)

    def show_share(self, share: float, tick: float | None = None) -> None:
        """Draw another progress."""
        self.share, self.tick = max(0.0, min(1.0, share)), tick
        self.setAccessibleName(f"{self.share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, theme().px(HEIGHT))

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = look.px(3)
        painter.setBrush(look.color("surface2"))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        done = QRectF(0, 0, self.width() * self.share, self.height())
        painter.setBrush(look.color("accent"))
        painter.drawRoundedRect(done, radius, radius)
        if self.tick is not None:
            painter.fillRect(
                QRectF(self.width() * self.tick - TICK / 2, 0, TICK, self.height()), look.color("surface0")
            )
