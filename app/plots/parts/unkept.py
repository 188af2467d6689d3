"""Fields of a view of spikes with nothing to show because the spikes are no longer kept."""

from __future__ import annotations

from collections.abc import Iterable

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.parts.bands import Band
from app.plots.parts.graph import OVER_CURVES
from app.widgets.painting import LABEL

MARGIN = 8  # px beside the words
UNDER = -1  # what is drawn of the spikes


class UnkeptFields:
    """Plain fields under the spikes of a view, with words in the largest: nobody can tell whether anything fired."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._view = view
        self._fields = QGraphicsPathItem()
        self._fields.setPen(Qt.PenStyle.NoPen)
        self._fields.setZValue(UNDER)
        self._words = pg.TextItem(anchor=(0.5, 0.5))
        self._words.setZValue(OVER_CURVES)
        for item in (self._fields, self._words):
            view.addItem(item, ignoreBounds=True)
            item.hide()

    def draw(
        self, kept: Iterable[tuple[Band, float]], start: float, end: float, width: float, lines: float = 1.0
    ) -> None:
        """Mark each band up to the ms from which it is kept, in a view of ``width`` px and so many ``lines`` a px."""
        ends = [(band, min(since, end)) for band, since in kept]
        fields = [QRectF(start, band.top, until - start, band.height) for band, until in ends if until > start]
        self._fields.setVisible(bool(fields))
        self._words.hide()
        if not fields:
            return
        path = QPainterPath()
        for field in fields:
            path.addRect(field)
        look, words = theme(), tr("no longer kept")
        self._fields.setBrush(look.color("surface2"))
        self._fields.setPath(path)
        largest = max(fields, key=lambda field: field.width() * field.height())
        font = look.font(LABEL)
        metrics = QFontMetricsF(font)
        across, up = largest.width() / (end - start) * width, largest.height() / lines
        if across >= metrics.horizontalAdvance(words) + 2 * look.px(MARGIN) and up >= metrics.height():
            self._words.setText(words, look.color("text2"))
            self._words.setFont(font)
            self._words.setPos(largest.center())
            self._words.show()
