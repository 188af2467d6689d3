"""The card of an example: its picture, its title, its purpose and how long it takes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.document.example import Example
from app.i18n.translation import tr
from app.resources import folder
from app.start_page.card import PictureCard

PICTURES = folder("examples") / "pictures"


class ExampleCard(PictureCard):
    """Says how many minutes the example takes, and of one that a newcomer starts there."""

    def __init__(self, example: Example, parent: QWidget | None = None) -> None:
        super().__init__(
            tr(example.title),
            tr(example.purpose),
            aside=tr("{minutes} min", minutes=example.minutes),
            mark=tr("Start here") if example.start_here else "",
            category=tr(example.category),
            parent=parent,
        )
        self.example = example
        self.setObjectName(f"example {example.path.stem}")

    def paint_picture(self, painter: QPainter, place: QRectF) -> None:
        picture = _picture(picture_file(self.example.path, theme().dark))
        if picture.isNull():
            return
        shown = picture.size().scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(0, 0, shown.width(), shown.height())
        target.moveCenter(place.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture, QRectF(picture.rect()))


def picture_file(example: Path, dark: bool) -> Path:
    """The file in which the picture of an example is stored for the dark or the light theme."""
    return PICTURES / f"{example.stem}-{'dark' if dark else 'light'}.png"


@cache  # a file, asked for in every painting of its card (decision 0218)
def _picture(path: Path) -> QPixmap:
    """The stored picture, drawn at double density; empty when there is none."""
    return QPixmap(str(path))
