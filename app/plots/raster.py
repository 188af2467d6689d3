"""Every spike as a mark: one row a neuron, one band an element."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.area import Area, seconds
from app.plots.bands import paint_head, stack
from app.plots.exporting import Table
from app.plots.header import Chip
from app.plots.painting import pen, straight
from app.plots.panel import checkable
from app.plots.raster_image import RasterImage, Rows
from app.plots.source import Element, Source
from app.plots.time_plot import TimePlot
from app.plots.time_range import TimeRange
from app.translation import tr

EXACT_FROM = 3.0  # px per step from which marks are drawn one by one, at their exact time
MOST_EXACT = 4000
SMALLEST_WEIGHT = 30.0


class Raster(TimePlot):
    """Spikes of all elements, or of chosen ones. A click on a neuron shows its trace."""

    icon_name = "views"
    order = 10

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._image = RasterImage()
        self._hidden: set[str] = set()
        self._part = (0.0, 1.0)  # of the neurons of every band, from the first
        super().__init__(source, time_range, parent)

    @classmethod
    def name(cls) -> str:
        return tr("Raster")

    def elements(self) -> list[Element]:
        """What is shown, from top to bottom."""
        return [element for element in self.source.elements() if element.id not in self._hidden]

    def chips(self) -> list[Chip]:
        shown = self.elements()
        if not self._hidden and len(shown) > 1:
            return [(-1, tr("all populations"))]
        return [(element.slot, element.title) for element in shown]

    def own_actions(self) -> Sequence[QAction]:
        return [
            checkable(e.title, e.id not in self._hidden, lambda on, id=e.id: self._show_element(id, on), self)
            for e in self.source.elements()
        ]

    def _show_element(self, element: str, wanted: bool) -> None:
        self._hidden = self._hidden - {element} if wanted else self._hidden | {element}
        self.refresh()

    def rows(self, height: int) -> list[tuple[Element, Rows]]:
        """The elements with the neurons in view and their bands, for an area of this height."""
        elements = self.elements()
        weights = [max(float(np.sqrt(element.size)), 1.0) * 10 + SMALLEST_WEIGHT for element in elements]
        found = []
        for element, band in zip(elements, stack(height, weights), strict=True):
            first = int(self._part[0] * element.size)
            last = max(first + 1, int(np.ceil(self._part[1] * element.size)))
            found.append((element, Rows(element.id, first, min(last, element.size), band)))
        return found

    def paint_data(self, painter: QPainter, area: Area) -> None:
        rect = area.rect
        rows = self.rows(int(rect.height()))
        for number, (element, part) in enumerate(rows):
            paint_head(painter, rect, part.band, element.slot, element.title, counted(element, part))
            if number:
                y = rect.top() + part.band.top - 2
                straight(painter, rect.left(), y, rect.right(), y, pen(theme().color("line")))
        painter.setClipRect(rect)
        resolution = self.source.resolution
        per_step = rect.width() / (area.x1 - area.x0) * resolution
        if per_step >= EXACT_FROM and self._paint_exactly(painter, area, rows):
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        width, height = max(int(rect.width()), 1), max(int(rect.height()), 1)
        self._image.update(
            self.source.frames,
            [part for _, part in rows],
            (width, height),
            1.0 / per_step,
            area.x1 / resolution,
        )
        left = round(area.x(self._image.first_column_step() * resolution))
        colours = [theme().identity(element.slot) for element, _ in rows]
        self._image.paint(painter, left, int(rect.top()), colours)

    def _paint_exactly(self, painter: QPainter, area: Area, rows: list[tuple[Element, Rows]]) -> bool:
        """Marks at their exact times; False when there are too many."""
        resolution = self.source.resolution
        first, last = int(area.x0 / resolution), int(area.x1 / resolution) + 1
        blocks = [self.source.frames.spikes(part.element, first, last) for _, part in rows]
        if sum(len(block.steps) for block in blocks) > MOST_EXACT:
            return False
        for (element, part), block in zip(rows, blocks, strict=True):
            each = part.band.height / (part.last - part.first)
            half = min(max(each * 0.35, 1.0), 6.0)
            x = area.x(block.steps * resolution)
            y = area.rect.top() + part.band.top + (block.neurons - part.first + 0.5) * each
            inside = (block.neurons >= part.first) & (block.neurons < part.last)
            lines = [QLineF(a, b - half, a, b + half) for a, b in zip(x[inside], y[inside], strict=True)]
            painter.setPen(pen(theme().identity(element.slot), 1.8))
            painter.drawLines(lines)
        return True

    def neuron_at(self, position: QPointF) -> tuple[Element, int] | None:
        """The neuron whose row is at a place of the surface."""
        rect = self.area(self.surface.size()).rect
        if not rect.contains(position):
            return None
        y = position.y() - rect.top()
        for element, part in self.rows(int(rect.height())):
            if part.band.top <= y < part.band.bottom:
                share = (y - part.band.top) / part.band.height
                return element, min(part.first + int(share * (part.last - part.first)), part.last - 1)
        return None

    def hover(self, position: QPointF | None) -> None:
        super().hover(position)
        under = self.neuron_at(position) if position is not None else None
        if under is not None and self.time_range.cursor is not None:
            element, neuron = under
            self.say(f"{element.title} {neuron} \u00b7 {seconds(self.time_range.cursor)}")
        clickable = under is not None and under[0].kind == "population"
        self.surface.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)

    def click(self, position: QPointF) -> None:
        under = self.neuron_at(position)
        if under is not None:
            self.source.show_trace(under[0].id, under[1])
            self.neuron_chosen.emit(under[0].id, under[1])

    def zoom(self, factor: float, position: QPointF) -> None:
        """Over the names at the left neurons are scaled, elsewhere time."""
        rect = self.area(self.surface.size()).rect
        if position.x() >= rect.left():
            super().zoom(factor, position)
            return
        low, high = self._part
        at = low + (high - low) * min(max((position.y() - rect.top()) / rect.height(), 0.0), 1.0)
        span = min((high - low) * factor, 1.0)
        low = min(max(at - (at - low) * span / (high - low), 0.0), 1.0 - span)
        self._part = (low, low + span)
        self.refresh()

    def autoscale(self) -> None:
        self._part = (0.0, 1.0)
        super().autoscale()

    def table(self) -> Table:
        resolution = self.source.resolution
        start, end = self.time_range.interval(self.source.latest)
        first, last = int(start / resolution), int(end / resolution) + 1
        blocks = [(e.title, self.source.frames.spikes(e.id, first, last)) for e in self.elements()]
        return Table(
            ("element", "neuron", "time (ms)"),
            (
                (title, int(neuron), round(float(step) * resolution, 6))
                for title, block in blocks
                for neuron, step in zip(block.neurons, block.steps, strict=True)
            ),
        )


def counted(element: Element, part: Rows) -> str:
    """What stands under the name: how many, or which ones when zoomed in."""
    if part.last - part.first < element.size:
        return f"{part.first}\u2013{part.last - 1}"
    if element.kind == "encoder":
        return tr("{count} channels", count=f"{element.size:,}")
    if element.kind == "stimulus":
        return tr("1 train") if element.size == 1 else tr("{count} trains", count=f"{element.size:,}")
    return tr("1 neuron") if element.size == 1 else tr("{count} neurons", count=f"{element.size:,}")
