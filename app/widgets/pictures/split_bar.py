"""A bar of the division of samples into training, validation and test, each named beneath."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import dashed, round_rect, take_font

BAR, GAP, HEIGHT = 14, 2, 36


class SplitBar(PaintedWidget):
    """Shows the parts of one dataset, and nothing until they are known."""

    natural = (200, HEIGHT)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = (0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, training: int, validation: int, test: int) -> None:
        """Show how many samples each part has."""
        self.parts = training, validation, test
        self.setAccessibleName(
            tr(
                "training {training}, validation {validation}, test {test}",
                training=training,
                validation=validation,
                test=test,
            )
        )
        self.update()

    def paint(self, painter: QPainter) -> None:
        if not any(self.parts):
            return
        training, validation, tested = self.parts
        look = theme()
        total = sum(self.parts)
        bar = look.px(BAR)
        first = self.width() * training / total
        second = self.width() * (training + validation) / total
        round_rect(painter, QRectF(0, 0, first - GAP, bar), 3, None, look.identity(0))
        if validation:
            round_rect(painter, QRectF(first, 0, second - first - GAP, bar), 3, None, look.identity(1))
        rest = QRectF(second + 0.5, 0.5, self.width() - second - 1, bar - 1)
        round_rect(painter, rest, 3, dashed(look.color("lineStrong"), 1, (3.0, 3.0)), None)
        take_font(painter, look.font(11, tabular=True), look.color("text2"))
        metrics = QFontMetricsF(painter.font())
        below = QRectF(0, bar + 3, self.width(), look.px(18))
        test = tr("test {count}", count=f"{tested:,}")
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, tr("training {count}", count=f"{training:,}"))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, test)
        right = min(second, self.width() - metrics.horizontalAdvance(test) - look.px(14))
        middle = QRectF(0, bar + 3, right, look.px(18))
        painter.drawText(middle, Qt.AlignmentFlag.AlignRight, tr("validation {count}", count=f"{validation:,}"))
