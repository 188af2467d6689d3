"""What the pictures of the start page are made of: an example that has run, and the strokes that show it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.appearance.theme import theme
from app.document.document import Document
from app.document.elements import Node
from app.document.meaning.meaning import meaning
from app.start_page.card import PICTURE, WIDTH
from engine.network.description import Recording
from engine.simulation.simulation import Simulation

GRID = 24.0
AREA = QRectF(0, 0, WIDTH, PICTURE)
BRIGHT = 0.05  # a darker pixel is left out
Draw = Callable[[QPainter, Document], None]


class Ran:
    """An example after ``duration`` ms: spikes of every element and one state."""

    def __init__(self, document: Document, duration: float, watched: str = "", quantity: str = "") -> None:
        self.document = document
        description = meaning(document).description
        simulation = Simulation(description, seed=document.settings.seed, backend="numba")
        self.resolution = description.resolution
        if watched:
            simulation.record(Recording("watched", watched, quantity, (0,), self.resolution))
        chunk = simulation.advance(round(duration / self.resolution))
        self.spikes = {
            id: (block.steps * self.resolution / duration, block.neurons) for id, block in chunk.spikes.items()
        }
        self.values = chunk.samples["watched"].values[:, 0] if watched else np.empty(0)
        self.shown = chunk.shown


def dots(painter: QPainter) -> None:
    """The ground of the canvas."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("dot"))
    for x in np.arange(GRID / 2, AREA.width(), GRID):
        for y in np.arange(GRID / 2, AREA.height(), GRID):
            painter.drawEllipse(QPointF(x, y), 0.9, 0.9)


def paint_line(painter: QPainter, area: QRectF, values: np.ndarray, limits: tuple[float, float], identity: int) -> None:
    """Values from left to right, the lowest of the limits at the bottom."""
    low, high = limits
    xs = np.linspace(area.left(), area.right(), len(values))
    ys = area.bottom() - (values - low) / (high - low) * area.height()
    painter.setPen(QPen(theme().identity(identity), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in zip(xs, ys, strict=True)]))


def of_kind(document: Document, kind: str) -> list[Node]:
    return [node for node in document.nodes.values() if node.kind == kind]


def first_image(document: Document) -> np.ndarray:
    from engine.model.registry.discovery import find

    node = of_kind(document, "dataset")[0]
    samples = find(node.model).load({})
    return samples.values[3].reshape(samples.shape)


def paint_image(painter: QPainter, image: np.ndarray, area: QRectF) -> None:
    """Light on dark, or dark on light."""
    painter.setPen(Qt.PenStyle.NoPen)
    side = area.width() / image.shape[1]
    for (row, column), value in np.ndenumerate(image):
        if value > BRIGHT:
            color = QColor(theme().color("text1"))
            color.setAlphaF(float(value))
            painter.setBrush(color)
            painter.drawRect(QRectF(area.left() + column * side, area.top() + row * side, side, side))


def shape(kind: str, area: QRectF) -> QPainterPath:
    path = QPainterPath()
    if kind == "population":
        path.addRoundedRect(area, 12, 12)
        return path
    point = 12
    path.moveTo(area.topLeft())
    path.lineTo(area.right() - point, area.top())
    path.lineTo(area.right(), area.center().y())
    path.lineTo(area.right() - point, area.bottom())
    path.lineTo(area.bottomLeft())
    path.closeSubpath()
    return path
