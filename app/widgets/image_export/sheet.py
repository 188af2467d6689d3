"""A sheet of paper of a size in mm: SVG and PDF with words as words, and PNG of so many dots an inch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from app.i18n.translation import listed, tr
from app.platform import put_in_place

MM_PER_INCH = 25.4
MM_PER_PIXEL = MM_PER_INCH / 96  # of a screen of 96 dots per inch
DOTS = 300  # per inch of a PNG
SVG_STEPS, PDF_DOTS = 100, 1200  # per mm, in which an SVG says its size; per inch
MOST_PIXELS = 100_000_000
LARGEST = 5000.0  # mm: of a page that readers of PDF show
BEYOND = 2  # units of the area: a page of whole points is larger than the picture by a hair
SMALLEST = 1.0  # mm: less is a dot


class NoImage(Exception):
    """Says in one sentence why there is no image."""


@dataclass(frozen=True)
class Sheet:
    """The painted sheet: an area in whole units, which ``render`` fills, and its size in mm.

    ``as_image`` says in one sentence what of it is an image of dots in an SVG or PDF, "" where nothing is.
    """

    render: Callable[[QPainter], None]
    area: QRect
    size: QSizeF
    title: str
    ground: QColor
    painter: Callable[[QPaintDevice], QPainter] = QPainter
    as_image: str = ""

    def paint(self, painter: QPainter, onto: QRect) -> None:
        """Paint into a rectangle of the device, in all detail however small it is there."""
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setViewport(onto)
        painter.setWindow(self.area)
        painter.fillRect(self.area.adjusted(-BEYOND, -BEYOND, BEYOND, BEYOND), self.ground)
        self.render(painter)
        painter.end()

    def file(self, ending: str, dots: int = DOTS) -> bytes:
        """The content of a file whose name ends in one of :data:`ENDINGS`. Raises NoImage."""
        if ending not in ENDINGS:
            raise NoImage(tr("The name of an image ends in one of {endings}.", endings=listed(ENDINGS)))
        if max(self.size.width(), self.size.height()) > LARGEST:
            raise NoImage(tr("An image is at most {mm:g} mm wide and high; choose a smaller width.", mm=LARGEST))
        if min(self.size.width(), self.size.height()) < SMALLEST:
            raise NoImage(tr("An image is at least {mm:g} mm wide and high; choose a larger width.", mm=SMALLEST))
        target = QBuffer()
        target.open(QIODevice.OpenModeFlag.WriteOnly)
        ENDINGS[ending](self, target, dots)
        return bytes(target.data().data())

    def write(self, path: Path, dots: int = DOTS) -> None:
        """Write the kind of file that the ending of ``path`` names, whole or not at all; raises NoImage, OSError."""
        content = self.file(path.suffix.lower(), dots)
        with put_in_place(path) as temporary:
            temporary.write_bytes(content)

    def preview(self, room: QSize) -> QImage:
        """The sheet as large as ``room`` in device pixels allows."""
        size = self.area.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        picture = QImage(size.expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
        self.paint(self.painter(picture), picture.rect())
        return picture


def _svg(sheet: Sheet, target: QBuffer, _dots: int) -> None:
    generator = QSvgGenerator()
    generator.setOutputDevice(target)
    generator.setTitle(sheet.title)
    generator.setResolution(round(SVG_STEPS * MM_PER_INCH))
    generator.setSize((sheet.size * SVG_STEPS).toSize())
    onto = QRect(0, 0, sheet.area.width(), sheet.area.height())
    generator.setViewBox(onto)
    sheet.paint(sheet.painter(generator), onto)


def _pdf(sheet: Sheet, target: QBuffer, _dots: int) -> None:
    writer = QPdfWriter(target)
    writer.setTitle(sheet.title)
    writer.setCreator(tr("Spikeloom"))
    writer.setResolution(PDF_DOTS)
    page = QPageSize(sheet.size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    sheet.paint(sheet.painter(writer), QRect(0, 0, writer.width(), writer.height()))


def _png(sheet: Sheet, target: QBuffer, dots: int) -> None:
    wide, high = (side * dots / MM_PER_INCH for side in (sheet.size.width(), sheet.size.height()))
    if wide * high > MOST_PIXELS:
        words = {"width": f"{wide:.0f}", "height": f"{high:.0f}"}
        raise NoImage(tr("{width} × {height} pixels are too many; choose a smaller width or fewer dots.", **words))
    picture = QImage(max(round(wide), 1), max(round(high), 1), QImage.Format.Format_RGB32)
    picture.setDotsPerMeterX(round(dots * 1000 / MM_PER_INCH))
    picture.setDotsPerMeterY(picture.dotsPerMeterX())
    sheet.paint(sheet.painter(picture), picture.rect())
    QImageWriter(target, QByteArray(b"png")).write(picture)


ENDINGS: Mapping[str, Callable[[Sheet, QBuffer, int], None]] = {".svg": _svg, ".pdf": _pdf, ".png": _png}
"""Who writes which kind of file."""
