"""A view on paper: its size in mm, its words of a size in points, light unless wanted otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLineF, QMargins, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QTransform

from app.appearance.theme import BASE_FONT, theme
from app.plots.answer_section import AnswerSection
from app.plots.header import paint_chips
from app.plots.panel import Panel
from app.translation import tr
from app.widgets.sheet import MM_PER_PIXEL, NoImage, Sheet

POINTS_PER_PIXEL = 0.75  # of a screen of 96 dots per inch
LEGEND, MARGIN = 22, 12  # px: what names the curves above them, and what stays free at its sides
SMALLEST = QSize(160, 90)  # px: beneath it axes and names leave no room for what is shown
MOST = 8000  # px on a side: a view that is laid out larger takes gigabytes


@dataclass(frozen=True)
class Wanted:
    """Width and height in mm, the size of words in points, and whether the ground is dark."""

    width: float = 120.0
    height: float = 60.0
    points: float = 8.0
    dark: bool = False


class PaperPainter(QPainter):
    """Lines of so many pixels of a view are as thick on any paper.

    pyqtgraph's pens are cosmetic: in pixels of the device, which are hairs in a PDF and do not scale in an SVG. Items
    that are painted in Python come here with what they draw, since they are handed this very painter.
    """

    def drawPath(self, path: QPainterPath) -> None:
        if path.isEmpty():
            return  # a PDF would close what was never begun
        pen = self.pen()
        if pen.style() is Qt.PenStyle.NoPen or not pen.isCosmetic():
            super().drawPath(path)
            return
        if self.brush().style() is not Qt.BrushStyle.NoBrush:
            super().fillPath(path, self.brush())
        thick = QPen(pen)
        thick.setCosmetic(False)
        shown = self.worldTransform().map(path)
        self.save()
        self.setWorldTransform(QTransform())
        self.setPen(thick)
        self.setBrush(Qt.BrushStyle.NoBrush)
        super().drawPath(shown)
        self.restore()

    def drawLine(self, *ends: Any) -> None:
        line = QLineF(*ends)
        path = QPainterPath(line.p1())
        path.lineTo(line.p2())
        self.drawPath(path)

    def drawRect(self, *sides: Any) -> None:
        path = QPainterPath()
        path.addRect(QRectF(*sides))
        self.drawPath(path)


@contextmanager
def sheet(panel: Panel | AnswerSection, wanted: Wanted) -> Iterator[Sheet]:
    """What the view shows now, laid out anew for the paper; the view is as it was when the block ends.

    Raises NoImage where it shows nothing, or where words of that size leave no room.
    """
    if panel.is_empty():
        raise NoImage(panel.empty_words()[0])
    pixel = MM_PER_PIXEL * wanted.points / (BASE_FONT * POINTS_PER_PIXEL)  # mm on the paper
    size = QSize(round(wanted.width / pixel), round(wanted.height / pixel))
    if size.width() < SMALLEST.width() or size.height() < SMALLEST.height():
        raise NoImage(tr("Words of that size leave no room; choose smaller words or a larger image."))
    if max(size.width(), size.height()) > MOST:
        raise NoImage(tr("Words of that size are too small for the image; choose larger words or a smaller image."))
    chips = panel.legend() if isinstance(panel, Panel) else []
    above = theme().px(LEGEND) if chips else 0
    rest = size.shrunkBy(QMargins(0, above, 0, 0))

    def render(painter: QPainter) -> None:
        if isinstance(panel, Panel) and chips:
            room = QRectF(theme().px(MARGIN), 0, size.width() - 2 * theme().px(MARGIN), above)
            painter.save()
            paint_chips(painter, chips, panel.dashes(len(chips)), room)
            painter.restore()
            painter.translate(0, above)
        panel.graph.picture(painter, rest)

    with panel.on_paper(rest, wanted.dark):
        yield Sheet(
            render, QRect(QPoint(), size), QSizeF(wanted.width, wanted.height), panel.title,
            theme().color("plot"), PaperPainter,
        )  # fmt: skip
