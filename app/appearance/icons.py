"""Icons drawn for this project: SVG in one colour, tinted with a token and cached per theme and size."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.appearance.blank_picture import blank_picture
from app.appearance.theme import theme
from app.resources import folder

FOLDER = folder("icons")
SHARPNESS = 2
"""Pixels drawn per pixel of the layout: icons stay sharp on dense screens."""

_STROKE = 'stroke-width="1.6"'
_STROKE_WHEN_SMALL = 'stroke-width="1.85"'
_SMALL = 16


def icon(name: str, size: int = 16, color: str | QColor = "text2") -> QIcon:
    """An icon with its normal, active and disabled looks; ``color`` is a token or a colour."""
    result = QIcon(pixmap(name, size, color))
    if color == "text2":
        for mode in (QIcon.Mode.Active, QIcon.Mode.Selected):
            result.addPixmap(pixmap(name, size, "text1"), mode)
        result.addPixmap(pixmap(name, size, "accentText"), QIcon.Mode.Normal, QIcon.State.On)
    result.addPixmap(pixmap(name, size, "disabled"), QIcon.Mode.Disabled)
    return result


def pixmap(name: str, size: int = 16, color: str | QColor = "text2") -> QPixmap:
    """A picture of ``size`` layout pixels, at double density."""
    tint = theme().color(color) if isinstance(color, str) else color
    return _rendered(name, size, tint.rgba())


def paint_icon(painter: QPainter, name: str, area: QRectF, color: str | QColor = "text2") -> None:
    """Draw an icon into a square of a picture that is being painted, sharp at any zoom."""
    tint = theme().color(color) if isinstance(color, str) else color
    renderer(name, tint.rgba(), small=area.width() <= _SMALL).render(painter, area)


@cache  # asked for in every painting of an icon (decision 0218)
def renderer(name: str, rgba: int, small: bool) -> QSvgRenderer:
    """The parsed icon in one colour (``0xAARRGGBB``); small ones are drawn with a stronger stroke."""
    color = QColor.fromRgba(rgba)
    text = _drawing(name)
    if small:
        text = text.replace(_STROKE, _STROKE_WHEN_SMALL)
    return QSvgRenderer(QByteArray(text.replace("currentColor", color.name()).encode()))


@cache  # asked for in every painting of an icon (decision 0218)
def _drawing(name: str) -> str:
    """Read the drawing as it is written, in no colour yet."""
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@cache  # asked for in every painting of an icon (decision 0218)
def _rendered(name: str, size: int, rgba: int) -> QPixmap:
    picture = blank_picture(size, size, SHARPNESS)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(QColor.fromRgba(rgba).alphaF())
    renderer(name, rgba, small=size <= _SMALL).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
