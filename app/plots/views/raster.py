"""Every spike as a mark: one row a neuron, the first lowest, one band an element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.document.elements import NodeKind
from app.document.mini_plot import Shows
from app.i18n.translation import tr, translatable
from app.plots.base.spike_plot import SpikePlot
from app.plots.base.time_range import TimeRange
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.bands import Band, BandAxis, BandHead, stack
from app.plots.parts.cursor_reading import Reading, at_time
from app.plots.parts.curves import CurveItems
from app.plots.parts.header import Chip
from app.plots.parts.painting import pen
from app.plots.parts.raster_image import (
    CROWDED,
    MARK_SHARE,
    TALLEST_MARK,
    RasterImage,
    RasterRows,
    crowd_of,
    opacities,
    shades_of,
)
from app.plots.parts.raster_marks import LEAST_HIGH, MOST_MARKS, WIDE, layers
from app.plots.parts.unkept import UnkeptFields
from app.plots.sources.source import Element, PlotSource
from engine.network.values import Floats

Blocks: TypeAlias = list[tuple[Element, RasterRows, Floats, NDArray[Any]]]

EXACT_FROM = 3.0  # px per step from which marks are drawn one by one, at their exact time
MOST_EXACT = 4000
MARK, LEAST_MARK = 1.8, 2.0  # px that a mark is wide, and high at least
MOST_LINES = 100  # along rows of chosen neurons: more would hide the spikes
SMALLEST_WEIGHT = 30.0
EVERY_BYTE = 256
NAMES_ROOM = 96


class Raster(SpikePlot):
    """Spikes of all elements, or of chosen ones. A click on a neuron shows its trace."""

    called = translatable("Raster")
    also_called = translatable("spikes")
    icon_name = "views"
    order = 10
    quantities = (Shows.RASTER,)

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._image = RasterImage()
        self._part = (0.0, 1.0)  # of the neurons of every band, from the first
        super().__init__(source, time_range, parent)
        source.chosen.changed.connect(self.refresh)

    def left_axis(self) -> BandAxis:
        return BandAxis(NAMES_ROOM, self._zoom_neurons)

    def build_items(self) -> None:
        super().build_items()
        self.view.invertY(True)
        self._picture = pg.ImageItem(axisOrder="row-major")
        self.view.addItem(self._picture, ignoreBounds=True)
        self._marks = CurveItems(self.view)
        self._unkept = UnkeptFields(self.view)

    def legend(self) -> list[Chip]:
        return []  # bands have their names at the left

    def chips(self) -> list[Chip]:
        return self.choice.chips()

    def lines(self, height: int) -> int:
        """Of the drawing for an area of this height: of more elements than pixels each keeps a line of its own."""
        return max(height, len(self.elements()))

    def rows(self, height: int) -> list[tuple[Element, RasterRows]]:
        """The elements with the neurons in view and their bands of lines, for an area of this height."""
        elements = self.elements()
        weights = [max(float(np.sqrt(element.size)), 1.0) * 10 + SMALLEST_WEIGHT for element in elements]
        found, colours = [], self._colours(elements)
        for element, band in zip(elements, stack(self.lines(height), weights), strict=True):
            first = int(self._part[0] * element.size)
            last = max(first + 1, int(np.ceil(self._part[1] * element.size)))
            colour = colours.index(theme().identity(element.slot)) + 1
            found.append((element, RasterRows(element.id, first, min(last, element.size), band, colour)))
        return found

    @staticmethod
    def _colours(elements: Sequence[Element]) -> list[QColor]:
        """Every colour of theirs once: identities repeat, so that there are few of them however many elements."""
        found: list[QColor] = []
        for element in elements:
            colour = theme().identity(element.slot)
            if colour not in found:
                found.append(colour)
        return found

    def draw_data(self, start: float, end: float) -> tuple[float, float]:
        height = max(round(self.data_rect.height()), 1)
        rows = self.rows(height)
        lines = self.lines(height)
        heads = [part.band if lines == height else squeezed(part.band, height / lines) for _, part in rows]
        self.show_heads(
            [BandHead(band, e.slot, e.title, count_words(e, part)) for band, (e, part) in zip(heads, rows, strict=True)]
        )
        exactly = self._draw_on_paper(start, end, rows) if self.is_on_paper else self._draw_exactly(start, end, rows)
        self._picture.setVisible(not exactly)
        if not exactly:
            self._draw_picture(start, end, rows, height)
        for element, part in rows:
            self._mark_chosen(start, end, element, part)
        self._marks.finish()
        since = ((part.band, self._kept_from(element)) for element, part in rows)
        self._unkept.draw(since, start, end, self.data_rect.width(), lines / height)
        return 0.0, float(lines)

    def _kept_from(self, element: Element) -> float:
        """The ms before which spikes of it are no longer kept."""
        return self.source.frames.kept_since(element.id) * self.source.resolution

    def _mark_chosen(self, start: float, end: float, element: Element, part: RasterRows) -> None:
        """A line along the row of every neuron that is chosen."""
        neurons = self.source.chosen.of(element.id)
        neurons = neurons[(neurons >= part.first) & (neurons < part.last)][:MOST_LINES]
        if len(neurons):
            y = part.band.bottom - (neurons + 0.5 - part.first) * part.band.height / (part.last - part.first)
            line = pen(theme().color("accent"))
            self._marks.draw("chosen", np.tile([start, end], len(y)), np.repeat(y, 2), line, "pairs", smooth=False)

    def _draw_picture(self, start: float, end: float, rows: list[tuple[Element, RasterRows]], height: int) -> None:
        """One column a dot. Where elements share a row each dot shows the one with most spikes on it."""
        resolution, width = self.source.resolution, max(round(self.data_rect.width() * self.dots), 1)
        per_column = self.time_range.span / width / resolution  # not end - start: what rounding leaves of it differs
        before, height = self.lines(height), round(height * self.dots)
        lines = max(height, before)
        image = RasterImage(self.dots) if self.is_on_paper else self._image
        parts = [part if lines == before else replace(part, band=taller(part.band, lines / before)) for _, part in rows]
        image.update(self.source.frames, parts, (width, lines), per_column, end / resolution)
        colours, shades = np.zeros((EVERY_BYTE, 4), np.uint8), shades_of(parts)
        for place, colour in enumerate(self._colours([element for element, _ in rows])):
            of_it = colours[1 + place * shades :][:shades]
            of_it[:, :3] = colour.red(), colour.green(), colour.blue()
            of_it[:, 3] = np.rint(opacities(shades) * colour.alpha())
        pixels = image.pixels if lines == height else image.of_the_most(height)
        self._picture.setImage(pixels, autoLevels=False, levels=(0, EVERY_BYTE - 1), lut=colours)
        left = image.first_column_step() * resolution
        self._picture.setRect(QRectF(left, 0, end - start, before))

    def _blocks(self, start: float, end: float, rows: list[tuple[Element, RasterRows]], most: int) -> Blocks | None:
        """Times in ms and neurons of the spikes of all rows, each (spikes,); None where they are more than ``most``."""
        resolution, found = self.source.resolution, []
        first, last = int(start / resolution), int(end / resolution) + 1
        for element, part in rows:
            block = self.source.frames.spikes(part.element, first, last)
            inside = (block.neurons >= part.first) & (block.neurons < part.last)
            found.append(
                (element, part, np.asarray(block.steps[inside] * resolution, np.float64), block.neurons[inside])
            )
        return found if sum(len(times) for *_, times, _ in found) <= most else None

    def _draw_on_paper(self, start: float, end: float, rows: list[tuple[Element, RasterRows]]) -> bool:
        """Every spike as a mark, shaded where they lie on each other; False where there are too many."""
        blocks, column = self._blocks(start, end, rows, MOST_MARKS), (end - start) / max(self.data_rect.width(), 1.0)
        for element, part, times, neurons in blocks or ():
            middles, each = middles_of(part, neurons)
            high = min(max(each * MARK_SHARE, LEAST_HIGH), TALLEST_MARK)
            for number, layer in enumerate(layers(times, middles, column, high)):
                colour = theme().identity(element.slot)
                colour.setAlphaF(layer.opacity)
                self._draw_marks((element.id, number), layer.x, layer.y, high, pen(colour, WIDE))
        return blocks is not None

    def _draw_exactly(self, start: float, end: float, rows: list[tuple[Element, RasterRows]]) -> bool:
        """Marks at their exact times; False where they are too near, too many or on one another."""
        if self.data_rect.width() / (end - start) * self.source.resolution < EXACT_FROM:
            return False
        column = self.time_range.span / max(self.data_rect.width(), 1.0)
        blocks = self._blocks(start, end, rows, MOST_EXACT) or []
        placed = [(element, times, *middles_of(part, neurons)) for element, part, times, neurons in blocks]
        if not blocks or any(crowd_of((x - start) / column, y) > CROWDED for _, x, y, _ in placed):
            return False
        for element, times, middles, each in placed:
            high = min(max(each * MARK_SHARE, LEAST_MARK), TALLEST_MARK)
            self._draw_marks(element.id, times, middles, high, pen(theme().identity(element.slot), MARK))
        return True

    def _draw_marks(self, key: object, x: Floats, y: Floats, high: float, line: QPen) -> None:
        ends = np.stack([y - high / 2, y + high / 2], axis=1).reshape(-1)
        self._marks.draw(key, np.repeat(x, 2), ends, line, "pairs")

    def as_image(self, dots: int) -> str:
        if not self._picture.isVisible():
            return ""
        return tr(
            "More than {most} spikes are an image of {dots} dots per inch; axes and words stay sharp.",
            most=f"{MOST_MARKS:,}",
            dots=dots,
        )

    def neuron_at(self, position: QPointF) -> tuple[Element, int] | None:
        """The neuron whose row is at a place of the graph; of several that share it, one that is seen there."""
        if not self.data_rect.contains(position):
            return None
        y, height = position.y() - self.data_rect.top(), round(self.data_rect.height())
        if (lines := self.lines(height)) > height:
            is_drawn = self._picture.isVisible() and len(self._image.counts) == lines
            column = int(position.x() - self.data_rect.left()) if is_drawn else None
            y = self._image.seen_at(int(y), column, height, lines)
        for element, part in self.rows(height):
            if part.band.top <= y < part.band.bottom:
                share = (part.band.bottom - y) / part.band.height
                return element, min(part.first + int(share * (part.last - part.first)), part.last - 1)
        return None

    def hover(self, position: QPointF | None) -> None:
        super().hover(position)
        self.read_again()  # up and down too, where the time stays
        under = self.neuron_at(position) if position is not None else None
        clickable = under is not None and under[0].kind == NodeKind.POPULATION
        self.graph.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)

    def cursor_reading(self, time: float) -> Reading:
        under = self.neuron_at(self._mouse) if self._mouse is not None else None
        if under is None:
            return super().cursor_reading(time)
        element, neuron = under
        words = f"{element.title} {neuron}"
        if time < self._kept_from(element):
            words = tr("{name}: no longer kept", name=element.title)
        return at_time((words,), time)

    def click(self, position: QPointF) -> None:
        under = self.neuron_at(position)
        if under is not None:
            self.neuron_chosen.emit(under[0].id, under[1])

    def _zoom_neurons(self, factor: float, at: float) -> None:
        """The wheel over the names at the left scales neurons, elsewhere time."""
        low, high = self._part
        middle, span = low + (high - low) * (1.0 - at), min((high - low) * factor, 1.0)
        low = min(max(middle - (1.0 - at) * span, 0.0), 1.0 - span)
        self._part = (low, low + span)
        self.refresh()

    def autoscale(self) -> None:
        self._part = (0.0, 1.0)
        super().autoscale()

    def table(self, span: Interval | None = None) -> Table:
        resolution = self.source.resolution
        start, end = span or self.time_range.interval(self.source.latest)
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


def middles_of(part: RasterRows, neurons: NDArray[Any]) -> tuple[Floats, float]:
    """Lines on which marks of neurons (k,) have their middles, and the height of the row of each."""
    each = part.band.height / (part.last - part.first)
    return part.band.bottom - (neurons - part.first + 0.5) * each, each


def taller(band: Band, times: float) -> Band:
    """The same band where there are more lines."""
    return Band(round(band.top * times), round(band.bottom * times))


def squeezed(band: Band, share: float) -> Band:
    """The band of the same lines among fewer pixels."""
    top = int(band.top * share)
    return Band(top, max(int(band.bottom * share), top + 1))


def count_words(element: Element, part: RasterRows) -> str:
    """Words under the name: how many, or which ones when zoomed in."""
    if part.last - part.first < element.size:
        return f"{part.first}\u2013{part.last - 1}"
    if element.kind == NodeKind.ENCODER:
        return tr("{count} {count:channel|channels}", count=f"{element.size:,}")
    if element.kind == NodeKind.STIMULUS:
        return tr("{count} {count:train|trains}", count=f"{element.size:,}")
    return tr("{count} {count:neuron|neurons}", count=f"{element.size:,}")
