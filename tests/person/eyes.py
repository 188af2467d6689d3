"""Where things are on the screen, as a person sees them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QWidget

from app.application import Composition
from app.inspector.row import FormRow

Place = tuple[float, float]


def centre(widget: QWidget) -> Place:
    """The middle of a widget."""
    point = widget.mapToGlobal(widget.rect().center())
    return point.x(), point.y()


class Eyes:
    """Looks at one window."""

    def __init__(self, composition: Composition) -> None:
        self._composition = composition
        self.canvas = composition.canvas

    def on_canvas(self, x: float, y: float) -> Place:
        """A point of the canvas by its share of width and height."""
        size = self.canvas.viewport().size()
        return self._global(self.canvas.viewport(), QPoint(round(x * size.width()), round(y * size.height())))

    def port(self, node_id: str, name: str) -> Place:
        """A port of a node."""
        item = self.canvas.drawing.nodes[node_id]
        placed = next(p for p in item.ports if p.port.name == name)
        return self._in_scene(item.mapToScene(placed.point))

    def title(self, node_id: str) -> Place:
        """The title row of a node, where it is taken to be moved or selected."""
        area = self.canvas.drawing.nodes[node_id].scene_area()
        return self._in_scene(QPointF(area.center().x(), area.top() + 14))

    def badge(self, link_id: str) -> Place:
        """The badge of a link."""
        return self._in_scene(self.canvas.drawing.links[link_id].badge.center())

    def has_row(self, key: str) -> bool:
        """Whether the inspector shows it."""
        return bool(self._rows(key))

    def row(self, key: str) -> FormRow:
        """A row of the inspector, which must be there."""
        rows = self._rows(key)
        assert rows, f"the inspector has no row {key!r}"
        return rows[0]

    def _rows(self, key: str) -> list[FormRow]:
        rows = self._composition.inspector.findChildren(FormRow)
        return [row for row in rows if row.key == key and row.isVisible()]

    def slider(self, key: str, share: float) -> Place:
        """A place on the slider of a row, by its share of the length."""
        slider = self.row(key).slider
        assert slider is not None, f"the row {key!r} has no slider"
        return self._global(slider, QPoint(round(share * slider.width()), slider.height() // 2))

    def spikes(self, node_id: str, until_step: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Steps and neurons of all spikes of a population from the beginning of the run."""
        found = self._composition.run.frames.spikes(node_id, 0, until_step)
        return found.steps.copy(), found.neurons.copy()

    def _in_scene(self, point: QPointF) -> Place:
        return self._global(self.canvas.viewport(), self.canvas.mapFromScene(point))

    @staticmethod
    def _global(widget: QWidget, point: QPoint) -> Place:
        place = widget.mapToGlobal(point)
        return place.x(), place.y()
