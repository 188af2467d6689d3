"""A view on paper: its size in mm, its words of a size in points, light unless wanted otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from math import ceil, floor
from typing import Any

from PySide6.QtCore import QLineF, QMargins, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPaintDevice, QPainter, QPainterPath, QPen, QTransform

from app.appearance.theme import BASE_FONT, theme
from app.i18n.translation import tr
from app.plots.exports.exportable import Exportable
from app.plots.parts.header import marks, paint_chips
from app.widgets.image_export.sheet import MM_PER_INCH, MM_PER_PIXEL, NoImage, Sheet
from app.widgets.painting import stroke_and_fill

POINTS_PER_PIXEL = 0.75  # of a screen of 96 dots per inch
LEGEND, MARGIN = 22, 12  # px: what names the curves above them, and what stays free at its sides
SMALLEST = QSize(160, 90)  # px: beneath it axes and names leave no room for what is shown
MOST = 8000  # px on a side: a view that is laid out larger takes gigabytes
NEARLY = 0.02  # of a pixel of an image: so many dots less are as many
IMAGE_DOTS = 600  # per inch, of images in an SVG or PDF


@dataclass(frozen=True)
class WantedPaper:
    """Width and height in mm, the size of words in points, and whether the ground is dark."""

    width: float = 120.0
    height: float = 60.0
    points: float = 8.0
    dark: bool = False


class PaperPainter(QPainter):
    """Lines of so many pixels of a view are as thick on any paper, and images have ``dots`` a pixel of it at least.

    pyqtgraph's pens are cosmetic: in pixels of the device, which are hairs in a PDF and do not scale in an SVG. Items
    that are painted in Python come here with what they draw, since they are handed this very painter.
    """

    def __init__(self, device: QPaintDevice, dots: float) -> None:
        super().__init__(device)
        self._dots = dots
        self._is_image = isinstance(device, QImage)
        self.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # a PDF would keep cells as a photograph

    def drawImage(self, *image: Any) -> None:
        """An image into a rectangle: its pixels stay sharp where a reader smoothes, and none is passed over."""
        if len(image) != 2 or not isinstance(image[0], QRectF):
            super().drawImage(*image)
            return
        onto, drawn = _in_sight(*image, self.worldTransform().inverted()[0].mapRect(QRectF(self.window())))
        transform = self.combinedTransform() if self._is_image else self.worldTransform()
        shown = transform.mapRect(onto).size() * (1.0 if self._is_image else self._dots)
        super().drawImage(onto, _with_dots(drawn, shown))

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
        shown = (self.combinedTransform() if self._is_image else self.worldTransform()).map(path)
        self.save()
        self.setWorldTransform(QTransform())
        if self._is_image:  # else a hundred thousand marks take seconds: the sides are scaled by a hair differently
            thick.setWidthF(pen.widthF() * self.viewport().width() / self.window().width())
            self.setViewTransformEnabled(False)
        stroke_and_fill(self, thick, None)
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


def _in_sight(whole: QRectF, image: QImage, area: QRectF) -> tuple[QRectF, QImage]:
    """Of an image that fills the rectangle ``whole``, the pixels that an area shows, and where they are."""
    across, down = whole.width() / max(image.width(), 1), whole.height() / max(image.height(), 1)
    seen = whole.intersected(area).translated(-whole.topLeft())
    if seen.isEmpty():
        return whole, image
    left, top = floor(seen.left() / across), floor(seen.top() / down)
    pixels = QRect(left, top, ceil(seen.right() / across) - left, ceil(seen.bottom() / down) - top)
    pixels = pixels.intersected(image.rect())
    onto = QRectF(pixels.left() * across, pixels.top() * down, pixels.width() * across, pixels.height() * down)
    return onto.translated(whole.topLeft()), image.copy(pixels)


def _with_dots(image: QImage, size: QSizeF) -> QImage:
    """The image in whole multiples of its pixels, or mixed to fewer, for ``size`` dots."""
    wide, high = (ceil(side) for side in (size.width(), size.height()))
    if image.isNull() or not wide or not high:
        return image
    fewer = QSize(min(image.width(), wide), min(image.height(), high))
    if fewer != image.size():
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(fewer, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    across, down = ceil(wide / image.width() - NEARLY), ceil(high / image.height() - NEARLY)
    return image.scaled(image.width() * across, image.height() * down)


@contextmanager
def sheet(panel: Exportable, wanted: WantedPaper) -> Iterator[Sheet]:
    """Lay out anew for the paper what the view shows now; the view is as it was when the block ends.

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
    chips = panel.legend()
    above = theme().px(LEGEND) if chips else 0
    rest = size.shrunkBy(QMargins(0, above, 0, 0))

    def render(painter: QPainter) -> None:
        if chips:
            room = QRectF(theme().px(MARGIN), 0, size.width() - 2 * theme().px(MARGIN), above)
            painter.save()
            paint_chips(painter, chips, panel.dashes(marks(chips)), room)
            painter.restore()
            painter.translate(0, above)
        panel.graph.picture(painter, rest)

    dots = IMAGE_DOTS * pixel / MM_PER_INCH
    with panel.on_paper(rest, wanted.dark, dots):
        yield Sheet(
            render, QRect(QPoint(), size), QSizeF(wanted.width, wanted.height), panel.title,
            theme().color("plot"), partial(PaperPainter, dots=dots), panel.as_image(IMAGE_DOTS),
        )  # fmt: skip
