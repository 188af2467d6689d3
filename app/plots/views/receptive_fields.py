"""The input of each neuron as a picture: the weights from every pixel of an image input, live.

Of neurons behind others, the sum over all ways of the products of the weights on the way
(``app.running.record.fields``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr, translatable
from app.plots.base.computation import Computation
from app.plots.base.panel import PlotPanel
from app.plots.base.time_range import TimeRange
from app.plots.base.weight_plot import WeightPlot
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.cursor_reading import with_unit
from app.plots.parts.graph import OVER_CURVES
from app.plots.parts.header import Chip
from app.plots.parts.numbers import fixed_point
from app.plots.parts.signed_colours import ColourBar, SignedImage
from app.plots.sources.identity import Identity
from app.plots.sources.source import PlotSource, Projected
from app.running.record.fields import GAP, Weighed, columns_for, fields_through, tiled
from app.running.record.image_activity import limit_of
from app.widgets.actions import callback
from app.widgets.painting import LABEL

PAGE = 100  # neurons that are shown at once
BAR_ROOM = 76
NUMBERED_FROM = 44  # px of an image from which its neuron's number stands in it
CLOSEST = 2.0  # pixels of an image that fill the view when looked at from nearby

NO_FIELDS = Weighed(np.zeros((0, 1, 1)), np.zeros((0, 1, 1), np.bool_))


class ReceptiveFields(WeightPlot):
    """One picture a neuron in the colours of the signed scale; ground shows where there is no synapse.

    A pixel with a weight that is no number has a colour that is none of the scale, and the header counts them.
    """

    called = translatable("Receptive fields")
    also_called = translatable("filters")
    icon_name = "image"
    order = 45

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._first = 0
        self._known: tuple[object, Weighed] = (None, NO_FIELDS)
        self._laid: tuple[int, ...] = ()
        self._behind: Computation[tuple[range, Weighed | None]] = Computation()
        super().__init__(source, time_range, parent)
        self._behind.belong_to(self)
        self._behind.signals.computed.connect(self.refresh)

    def offered(self) -> list[Projected]:
        """Those that images lead to; of several the view shows one that is next to an image."""
        depths = [(p, len(self.source.weights.ways_to(p.id))) for p in super().offered()]
        return [replace(projection, interest=-depth) for projection, depth in depths if depth]

    def looked_through(self) -> tuple[str, ...]:
        shown = self.one()
        layers = self.source.weights.ways_to(shown.id) if shown is not None else ()
        return tuple(dict.fromkeys(id for layer in layers for id in layer))

    def empty_words(self) -> tuple[str, str]:
        if self.source.frames.latest_step and self.one() is None:
            return tr("Link an encoder of images to a population to see what each neuron is fed by."), ""
        return PlotPanel.empty_words(self) if self.one() is None else super().empty_words()

    def is_empty(self) -> bool:
        return super().is_empty() or self._size() == 0

    def _size(self) -> int:
        shown = self.one()
        target = self.source.target(shown.id) if shown is not None else None
        return self.source.weights.size_of(target.id) or target.size if target is not None else 0

    def shown_neurons(self) -> range:
        """Those of the page that is looked at."""
        first = min(self._first, max(self._size() - 1, 0) // PAGE * PAGE)
        return range(first, min(first + PAGE, self._size()))

    def fields(self) -> Weighed:
        """Weights (neurons, rows, columns) summed over all ways from a pixel.

        Of a population behind others, the newest that were computed: such products take longer than a redraw.
        """
        shown, neurons = self.one(), self.shown_neurons()
        ways = self.source.weights.ways_to(shown.id) if shown is not None else ()
        layers = [
            [known for id in layer if (known := self.source.weights.known(id, self.at())) is not None] for layer in ways
        ]
        if not layers or not all(layers):
            return NO_FIELDS
        key = (neurons, tuple((known.id, Identity(known.weights)) for layer in layers for known in layer))
        if len(layers) > 1:
            self._behind.ask(key, lambda: (neurons, fields_through(layers, neurons)))
            drawn, found = self._behind.result or (neurons, None)
            return found if found is not None and drawn == neurons else NO_FIELDS
        if key != self._known[0]:
            found = fields_through(layers, neurons)
            self._known = (key, NO_FIELDS if found is None else found)
        return self._known[1]

    def depth(self) -> int:
        """The number of projections between the image and the neurons that are shown."""
        shown = self.one()
        return len(self.source.weights.ways_to(shown.id)) if shown is not None else 0

    def chips(self) -> list[Chip]:
        chips, neurons = super().chips(), self.shown_neurons()
        if chips and len(neurons) < self._size():
            size = f"{self._size():,}"
            chips.append((-1, tr("{first}–{last} of {size}", first=neurons[0], last=neurons[-1], size=size)))
        if chips and self.depth() > 1:
            chips.append((-1, tr("product of {count} layers of weights (Lee et al. 2008)", count=self.depth())))
        return chips

    def own_actions(self) -> Sequence[QAction]:
        actions = list(super().own_actions())
        for words, first in (
            (tr("Next neurons"), self._first + PAGE),
            (tr("Previous neurons"), self._first - PAGE),
        ):
            actions.append(callback(words, partial(self.turn_to, first), self))
            actions[-1].setEnabled(0 <= first < self._size())
        return actions

    def turn_to(self, first: int) -> None:
        """Show the page that begins with this neuron."""
        self._first = first
        self.refresh()

    def build_items(self) -> None:
        self._bar = ColourBar(BAR_ROOM)
        self.plot = self.graph.add_plot({"right": self._bar}, (12, 8, 0, 12))
        self.view = self.plot.vb
        self.view.invertY(True)
        self.view.setAspectLocked(True)
        self._picture = SignedImage(self.view)
        self._numbers: list[Any] = []
        self._laid = ()

    def _columns(self, fields: Weighed) -> int:
        """The number of pictures side by side with which each is as large as can be."""
        area = self.view.rect()
        return columns_for(len(fields.values), fields.values.shape[1:], max(area.width(), 1.0), max(area.height(), 1.0))

    def draw(self) -> None:
        fields, shown = self.fields(), self.one()
        if shown is None or not len(fields.values):
            return
        across = self._columns(fields)
        picture = tiled(fields, across)
        limit = limit_of(fields.values[np.isfinite(fields.values)])
        self._picture.show(picture, limit, (picture.values.shape[0], picture.values.shape[1]))
        self._bar.show_scale(limit, self.unit() if self.depth() == 1 else "")
        area = self.view.rect()
        laid = (*fields.values.shape, across, round(area.width()), round(area.height()))
        if laid != self._laid:
            self._laid = laid
            rows, columns = picture.values.shape
            self.view.setLimits(minXRange=CLOSEST, minYRange=CLOSEST, maxXRange=4 * columns, maxYRange=4 * rows)
            self.view.setRange(xRange=(0, columns), yRange=(0, rows), padding=0.0, disableAutoRange=False)
        self._number(fields, across)

    def _number(self, fields: Weighed, across: int) -> None:
        """The number of each neuron in the corner of its picture, where there is room."""
        count, rows, columns = fields.values.shape
        neurons = self.shown_neurons()
        per_pixel = 1.0 / max(self.view.viewPixelSize()[0], 1e-9)
        named = count if columns * per_pixel >= theme().px(NUMBERED_FROM) else 0
        while len(self._numbers) < named:
            words = pg.TextItem(color=theme().color("text2"), anchor=(0, 0), fill=theme().color("plot", 0.6))
            words.setFont(theme().font(LABEL, tabular=True))
            words.setZValue(OVER_CURVES)
            self.view.addItem(words, ignoreBounds=True)
            self._numbers.append(words)
        for place, words in enumerate(self._numbers):
            words.setVisible(place < named)
            if place < named:
                words.setText(str(neurons[place]))
                words.setPos(place % across * (columns + GAP), place // across * (rows + GAP))

    def _at(self, position: QPointF) -> tuple[int, int, int] | None:
        """Place of the neuron in the page, row and column of the pixel."""
        fields = self.fields()
        if not len(fields.values) or not self.view.sceneBoundingRect().contains(position):
            return None
        count, rows, columns = fields.values.shape
        across, at = self._columns(fields), self.view.mapSceneToView(position)
        line, row = divmod(int(np.floor(at.y())), rows + GAP)
        place, column = divmod(int(np.floor(at.x())), columns + GAP)
        inside = 0 <= place < across and line >= 0 and row < rows and column < columns
        place += line * across
        return (place, row, column) if inside and place < count else None

    def hover(self, position: QPointF | None) -> None:
        under = self._at(position) if position is not None else None
        shape = Qt.CursorShape.ArrowCursor if under is None else Qt.CursorShape.PointingHandCursor
        self.graph.viewport().setCursor(shape)
        if under is None:
            self.read()
            return
        place, row, column = under
        fields = self.fields()
        value = float(fields.values[under])
        weight = with_unit(fixed_point(value, 3), self.unit() if self.depth() == 1 and not np.isnan(value) else "")
        if not fields.are_there[under]:
            weight = tr("no synapse") if self.depth() == 1 else tr("no way")
        neuron, pixel = self.shown_neurons()[place], f"{row}, {column}"
        self.read(tr("neuron {neuron}, pixel {pixel}: {weight}", neuron=neuron, pixel=pixel, weight=weight))

    def click(self, position: QPointF) -> None:
        under, shown = self._at(position), self.one()
        target = self.source.target(shown.id) if shown is not None else None
        if under is not None and target is not None:
            self.neuron_chosen.emit(target.id, self.shown_neurons()[under[0]])

    def look(self) -> None:
        self.refresh()

    def autoscale(self) -> None:
        self._laid = ()
        self.refresh()

    def table(self, span: Interval | None = None) -> Table:
        fields, neurons = self.fields(), self.shown_neurons()
        places = np.argwhere(fields.are_there)
        rows = ((neurons[n], int(r), int(c), float(fields.values[n, r, c])) for n, r, c in places.tolist())
        return Table(("neuron", "row", "column", "weight"), rows)
