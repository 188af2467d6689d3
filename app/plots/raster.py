"""Every spike as a mark: one row a neuron, the first lowest, one band an element."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.document.mini_plot import Shows
from app.plots.bands import Band, BandAxis, Head, stack
from app.plots.curves import Curves
from app.plots.exporting import Table
from app.plots.header import Chip
from app.plots.painting import pen
from app.plots.raster_image import (
    CROWDED,
    MARK_SHARE,
    TALLEST_MARK,
    RasterImage,
    Rows,
    crowd_of,
    opacities,
    shades_of,
)
from app.plots.reading import at_time
from app.plots.source import Element, Source
from app.plots.spike_plot import SpikePlot
from app.plots.time_range import TimeRange
from app.plots.unkept import Unkept
from app.translation import tr

EXACT_FROM = 3.0  # px per step from which marks are drawn one by one, at their exact time
MOST_EXACT = 4000
MOST_ON_PAPER = 200_000  # beyond it a drawing is too large to be edited: an image of dots stands there
CROWDED_ON_PAPER = 2.0  # spikes on a pixel that has any: a mark there is finer, and can be edited
MARK, MARK_ON_PAPER = 1.8, 0.8  # px: print is finer than a screen
MOST_LINES = 100  # along rows of chosen neurons: more would hide the spikes
SMALLEST_WEIGHT = 30.0
EVERY_BYTE = 256
NAMES_ROOM = 96


class Raster(SpikePlot):
    """Spikes of all elements, or of chosen ones. A click on a neuron shows its trace."""

    icon_name = "views"
    order = 10
    quantities = (Shows.RASTER,)

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._image = RasterImage()
        self._part = (0.0, 1.0)  # of the neurons of every band, from the first
        super().__init__(source, time_range, parent)
        source.chosen.changed.connect(self.refresh)

    def left_axis(self) -> BandAxis:
        return BandAxis(NAMES_ROOM, self._zoom_neurons)

    def furnish(self) -> None:
        super().furnish()
        self.view.invertY(True)
        self._picture = pg.ImageItem(axisOrder="row-major")
        self.view.addItem(self._picture, ignoreBounds=True)
        self._marks = Curves(self.view)
        self._unkept = Unkept(self.view)

    @classmethod
    def name(cls) -> str:
        return tr("Raster")

    @classmethod
    def also(cls) -> str:
        return tr("spikes")

    def legend(self) -> list[Chip]:
        return []  # bands have their names at the left

    def chips(self) -> list[Chip]:
        return self.choice.chips()

    def lines(self, height: int) -> int:
        """Of the drawing for an area of this height: of more elements than pixels each keeps a line of its own."""
        return max(height, len(self.elements()))

    def rows(self, height: int) -> list[tuple[Element, Rows]]:
        """The elements with the neurons in view and their bands of lines, for an area of this height."""
        elements = self.elements()
        weights = [max(float(np.sqrt(element.size)), 1.0) * 10 + SMALLEST_WEIGHT for element in elements]
        found, colours = [], self._colours(elements)
        for element, band in zip(elements, stack(self.lines(height), weights), strict=True):
            first = int(self._part[0] * element.size)
            last = max(first + 1, int(np.ceil(self._part[1] * element.size)))
            colour = colours.index(theme().identity(element.slot)) + 1
            found.append((element, Rows(element.id, first, min(last, element.size), band, colour)))
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
            [Head(band, e.slot, e.title, counted(e, part)) for band, (e, part) in zip(heads, rows, strict=True)]
        )
        exactly = self._draw_exactly(start, end, rows)
        self._picture.setVisible(not exactly)
        if not exactly:
            self._draw_picture(start, end, rows, height)
        for element, part in rows:
            self._mark_chosen(start, end, element, part)
        self._marks.finish()
        kept = [(part.band, min(self._kept_from(element), end)) for element, part in rows]
        fields = [QRectF(start, band.top, until - start, band.height) for band, until in kept if until > start]
        self._unkept.draw(fields, ((end - start) / max(self.data_rect.width(), 1.0), lines / height))
        return 0.0, float(lines)

    def _kept_from(self, element: Element) -> float:
        """The ms before which spikes of it are no longer kept."""
        return self.source.frames.kept_since(element.id) * self.source.resolution

    def _mark_chosen(self, start: float, end: float, element: Element, part: Rows) -> None:
        """A line along the row of every neuron that is chosen."""
        neurons = self.source.chosen.of(element.id)
        neurons = neurons[(neurons >= part.first) & (neurons < part.last)][:MOST_LINES]
        if len(neurons):
            y = part.band.bottom - (neurons + 0.5 - part.first) * part.band.height / (part.last - part.first)
            line = pen(theme().color("accent"))
            self._marks.draw("chosen", np.tile([start, end], len(y)), np.repeat(y, 2), line, "pairs", smooth=False)

    def _draw_picture(self, start: float, end: float, rows: list[tuple[Element, Rows]], height: int) -> None:
        """One column a pixel. Where elements share a row each pixel shows the one with most spikes on it."""
        resolution, width = self.source.resolution, max(round(self.data_rect.width()), 1)
        per_column = self.time_range.span / width / resolution  # not end - start: what rounding leaves of it differs
        parts = [part for _, part in rows]
        lines = self.lines(height)
        self._image.update(self.source.frames, parts, (width, lines), per_column, end / resolution)
        colours, shades = np.zeros((EVERY_BYTE, 4), np.uint8), shades_of(parts)
        for place, colour in enumerate(self._colours([element for element, _ in rows])):
            of_it = colours[1 + place * shades :][:shades]
            of_it[:, :3] = colour.red(), colour.green(), colour.blue()
            of_it[:, 3] = np.rint(opacities(shades) * colour.alpha())
        pixels = self._image.pixels if lines == height else self._image.of_the_most(height)
        self._picture.setImage(pixels, autoLevels=False, levels=(0, EVERY_BYTE - 1), lut=colours)
        left = self._image.first_column_step() * resolution
        self._picture.setRect(QRectF(left, 0, end - start, lines))

    def _draw_exactly(self, start: float, end: float, rows: list[tuple[Element, Rows]]) -> bool:
        """Marks at their exact times; False where they are too near, too many or on one another."""
        resolution = self.source.resolution
        if not self.is_on_paper and self.data_rect.width() / (end - start) * resolution < EXACT_FROM:
            return False
        first, last = int(start / resolution), int(end / resolution) + 1
        blocks = [self.source.frames.spikes(part.element, first, last) for _, part in rows]
        if sum(len(block.steps) for block in blocks) > (MOST_ON_PAPER if self.is_on_paper else MOST_EXACT):
            return False
        column, found = self.time_range.span / max(self.data_rect.width(), 1.0), []
        for (element, part), block in zip(rows, blocks, strict=True):
            each = part.band.height / (part.last - part.first)
            half = min(max(each * MARK_SHARE, 2.0), TALLEST_MARK) / 2
            inside = (block.neurons >= part.first) & (block.neurons < part.last)
            x = block.steps[inside] * resolution
            y = part.band.bottom - (block.neurons[inside] - part.first + 0.5) * each
            if crowd_of((x - start) / column, y) > (CROWDED_ON_PAPER if self.is_on_paper else CROWDED):
                return False
            found.append((element, np.repeat(x, 2), np.stack([y - half, y + half], axis=1).reshape(-1)))
        for element, times, ends in found:
            thick = MARK_ON_PAPER if self.is_on_paper else MARK
            self._marks.draw(element.id, times, ends, pen(theme().identity(element.slot), thick), "pairs")
        return True

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
        under = self.neuron_at(position) if position is not None else None
        if under is not None and self.time_range.cursor is not None:
            element, neuron = under
            words = f"{element.title} {neuron}"
            if self.time_range.cursor < self._kept_from(element):
                words = tr("{name}: no longer kept", name=element.title)
            self.read_at_cursor(*at_time((words,), self.time_range.cursor))
        clickable = under is not None and under[0].kind == "population"
        self.graph.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)

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


def squeezed(band: Band, share: float) -> Band:
    """Where the lines of a band stand among fewer pixels."""
    top = int(band.top * share)
    return Band(top, max(int(band.bottom * share), top + 1))


def counted(element: Element, part: Rows) -> str:
    """What stands under the name: how many, or which ones when zoomed in."""
    if part.last - part.first < element.size:
        return f"{part.first}\u2013{part.last - 1}"
    if element.kind == "encoder":
        return tr("{count} channels", count=f"{element.size:,}")
    if element.kind == "stimulus":
        return tr("1 train") if element.size == 1 else tr("{count} trains", count=f"{element.size:,}")
    return tr("1 neuron") if element.size == 1 else tr("{count} neurons", count=f"{element.size:,}")
