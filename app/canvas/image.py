"""The drawing as an image: SVG and PDF with words as words, and PNG; on a light ground unless wanted otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from app.appearance.theme import borrowed
from app.canvas import ink
from app.canvas.scene import CanvasScene
from app.commands.editor import Editor
from app.document.document import Document
from app.document.vocabulary import model_of
from app.platform import put_in_place
from app.translation import tr
from app.widgets.behaviour import behaviour

MM_PER_INCH = 25.4
MM_PER_UNIT = MM_PER_INCH / 96  # a scene unit is a pixel of a screen of 96 dots per inch
MARGIN = 24  # scene units around the drawing
DOTS = 300  # per inch of a PNG
SVG_STEPS, PDF_DOTS = 100, 1200  # per mm, in which an SVG says its size; per inch
MOST_PIXELS = 100_000_000
LARGEST = 5000.0  # mm: of a page that readers of PDF show


class NoImage(Exception):
    """Says in one sentence why there is no image."""


@dataclass(frozen=True)
class Wanted:
    """``ids`` are the nodes to show (all where empty), ``width`` is in mm (as on a screen where None)."""

    ids: tuple[str, ...] = ()
    width: float | None = None
    dots: int = DOTS
    dark: bool = False


@dataclass(frozen=True)
class Sheet:
    """What is painted: an area of a scene in whole units, and its size in mm."""

    scene: CanvasScene
    area: QRect
    size: QSizeF
    title: str
    ground: QColor

    def paint(self, painter: QPainter, onto: QRect) -> None:
        """Paint into a rectangle of the device, in all detail however small it is there."""
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setViewport(onto)
        painter.setWindow(self.area)
        painter.fillRect(self.area, self.ground)
        self.scene.render(painter, QRectF(self.area), QRectF(self.area))
        painter.end()


@dataclass(frozen=True)
class Image:
    """The content of an image file, and its size in mm."""

    content: bytes
    size: QSizeF


def image(document: Document, ending: str, wanted: Wanted) -> Image:
    """The drawing as a file whose name ends in one of :data:`ENDINGS`. Raises NoImage."""
    if ending not in ENDINGS:
        raise NoImage(tr("The name of an image ends in one of {endings}.", endings=", ".join(ENDINGS)))
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    with _sheet(document, wanted) as sheet:
        ENDINGS[ending](sheet, target, wanted)
        return Image(bytes(target.data().data()), sheet.size)


def write(document: Document, path: Path, wanted: Wanted) -> None:
    """Write the image that the ending of ``path`` names; raises NoImage, and OSError where nothing can be written."""
    made = image(document, path.suffix.lower(), wanted)
    with put_in_place(path) as temporary:
        temporary.write_bytes(made.content)


def preview(document: Document, wanted: Wanted, room: QSize) -> tuple[QImage, QSizeF]:
    """The image as large as ``room`` in device pixels allows, and its size in mm. Raises NoImage."""
    with _sheet(document, wanted) as sheet:
        size = sheet.area.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        picture = QImage(size.expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
        sheet.paint(QPainter(picture), picture.rect())
        return picture, sheet.size


@contextmanager
def _sheet(document: Document, wanted: Wanted) -> Iterator[Sheet]:
    """The elements drawn once more, in the theme of paper; gone when the block ends."""
    shown = document.part({*(wanted.ids or document.nodes), *document.links})
    if not shown.nodes:
        raise NoImage(tr("There is nothing to draw yet; add a node first."))
    for key in _models(shown):
        if (model := model_of(key)) is not None:
            behaviour(model)
    editor = Editor()
    editor.load(shown)
    with borrowed(wanted.dark):
        scene = CanvasScene(editor)
        try:
            scene.settle()
            area = scene.content_area().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).toAlignedRect()
            width = wanted.width or area.width() * MM_PER_UNIT
            size = QSizeF(width, width * area.height() / area.width())
            if max(size.width(), size.height()) > LARGEST:
                raise NoImage(tr("An image is at most {mm:g} mm wide and high; choose a smaller width.", mm=LARGEST))
            yield Sheet(scene, area, size, document.settings.title or tr("Network"), ink.look().color("canvas"))
        finally:
            scene.deleteLater()


def _models(document: Document) -> Sequence[str | None]:
    """Keys of what is pictured in nodes and on badges."""
    carried = [link.synapses.synapse for link in document.links.values() if link.synapses is not None]
    return [*(node.model for node in document.nodes.values()), *carried]


def _svg(sheet: Sheet, target: QBuffer, wanted: Wanted) -> None:
    generator = QSvgGenerator()
    generator.setOutputDevice(target)
    generator.setTitle(sheet.title)
    generator.setResolution(round(SVG_STEPS * MM_PER_INCH))
    generator.setSize((sheet.size * SVG_STEPS).toSize())
    onto = QRect(0, 0, sheet.area.width(), sheet.area.height())
    generator.setViewBox(onto)
    sheet.paint(QPainter(generator), onto)


def _pdf(sheet: Sheet, target: QBuffer, wanted: Wanted) -> None:
    writer = QPdfWriter(target)
    writer.setTitle(sheet.title)
    writer.setCreator(tr("Spikeloom"))
    writer.setResolution(PDF_DOTS)
    page = QPageSize(sheet.size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    sheet.paint(QPainter(writer), QRect(0, 0, writer.width(), writer.height()))


def _png(sheet: Sheet, target: QBuffer, wanted: Wanted) -> None:
    wide, high = (side * wanted.dots / MM_PER_INCH for side in (sheet.size.width(), sheet.size.height()))
    if wide * high > MOST_PIXELS:
        words = {"width": f"{wide:.0f}", "height": f"{high:.0f}"}
        raise NoImage(tr("{width} × {height} pixels are too many; choose a smaller width or fewer dots.", **words))
    picture = QImage(max(round(wide), 1), max(round(high), 1), QImage.Format.Format_RGB32)
    picture.setDotsPerMeterX(round(wanted.dots * 1000 / MM_PER_INCH))
    picture.setDotsPerMeterY(picture.dotsPerMeterX())
    sheet.paint(QPainter(picture), picture.rect())
    QImageWriter(target, QByteArray(b"png")).write(picture)


ENDINGS: Mapping[str, Callable[[Sheet, QBuffer, Wanted], None]] = {".svg": _svg, ".pdf": _pdf, ".png": _png}
"""Who writes which kind of file."""
