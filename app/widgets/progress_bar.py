"""A bar of progress: accent on a track, with a tick where something was best."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import round_rect

HEIGHT = 8
TICK = 2.0


class ProgressBar(PaintedWidget):
    """``share`` and ``tick`` in [0, 1]; no tick where it is None."""

    natural = (120, HEIGHT)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = 0.0
        self.tick: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, tick: float | None = None) -> None:
        """Draw another progress."""
        self.share, self.tick = max(0.0, min(1.0, share)), tick
        self.setAccessibleName(f"{self.share:.0%}")
        self.update()

    def paint(self, painter: QPainter) -> None:
        look = theme()
        done = QRectF(0, 0, self.width() * self.share, self.height())
        round_rect(painter, QRectF(self.rect()), look.px(3), None, look.color("surface2"))
        round_rect(painter, done, look.px(3), None, look.color("accent"))
        if self.tick is not None:
            tick = QRectF(self.width() * self.tick - TICK / 2, 0, TICK, self.height())
            painter.fillRect(tick, look.color("surface0"))
