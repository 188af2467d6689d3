"""The energy of each layer as a bar: what computes, what moves numbers, and beneath it the rectified twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.i18n.energy_words import energy_words
from app.i18n.translation import listed, tr
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import round_rect, take_font
from app.widgets.text import shortened

ROW, BAR, TWIN = 30, 8, 4
NAMES, ENERGIES = 0.34, 0.19  # shares of the width
LEGEND, MARK, GAP = 22, 8, 12
FAINT = 0.4  # of the accent


@dataclass(frozen=True)
class LayerBar:
    """One layer: nJ of operations, of moving numbers, and of its rectified twin."""

    name: str
    computing: float
    moving: float
    twin: float


class EnergyBars(PaintedWidget):
    """A row for each layer, all on one scale from zero."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[LayerBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[LayerBar]) -> None:
        """Show these layers from top to bottom."""
        self.bars = tuple(bars)
        self.natural = (180, LEGEND + ROW * len(bars))
        said = (
            tr("{layer}: {energy}", layer=bar.name, energy=energy_words(bar.computing + bar.moving)) for bar in bars
        )
        self.setAccessibleName(listed(said))
        self.updateGeometry()
        self.update()

    def paint(self, painter: QPainter) -> None:
        look = theme()
        most = max((max(bar.computing + bar.moving, bar.twin) for bar in self.bars), default=0.0) or 1.0
        left, right = round(NAMES * self.width()), round((1 - ENERGIES) * self.width())
        self._paint_legend(painter)
        for place, bar in enumerate(self.bars):
            row = self.row(place)
            take_font(painter, look.font(12), look.color("text1"))
            name = shortened(bar.name, painter.fontMetrics(), left - look.px(8))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, name)
            take_font(painter, look.font(12, tabular=True), look.color("text1"))
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, energy_words(bar.computing + bar.moving))
            scale = (right - left - look.px(8)) / most
            x, y = float(left), row.top() + (look.px(ROW) - look.px(BAR) - look.px(TWIN) - 2) / 2
            for energy, colour in zip((bar.computing, bar.moving), _colours(), strict=False):
                painter.fillRect(QRectF(x, y, energy * scale, look.px(BAR)), colour)
                x += energy * scale
            twin = QRectF(left, y + look.px(BAR) + 2, bar.twin * scale, look.px(TWIN))
            painter.fillRect(twin, _colours()[-1])

    def row(self, place: int) -> QRectF:
        """The area of a layer, by its place from the top."""
        look = theme()
        return QRectF(0, look.px(LEGEND) + place * look.px(ROW), self.width(), look.px(ROW))

    def _paint_legend(self, painter: QPainter) -> None:
        look, x = theme(), 0.0
        for words, colour in zip((tr("computing"), tr("moving"), tr("rectified twin")), _colours(), strict=True):
            top = (look.px(LEGEND) - look.px(MARK)) / 2
            round_rect(painter, QRectF(x, top, look.px(MARK), look.px(MARK)), 2, None, colour)
            take_font(painter, look.font(11), look.color("text2"))
            x += look.px(MARK) + look.px(4)
            width = QFontMetricsF(painter.font()).horizontalAdvance(words)
            painter.drawText(QRectF(x, 0, width + 1, look.px(LEGEND)), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + look.px(GAP)


def _colours() -> tuple[QColor, QColor, QColor]:
    """The colours of computing, of moving, and of the twin."""
    look = theme()
    return look.color("accent"), look.color("accent", FAINT), look.color("text3")
