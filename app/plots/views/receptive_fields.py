"""The input of each neuron as a picture: the weights from every pixel of an image input, live.

Of neurons behind others, the sum over all ways of the products of the weights on the way
(``app.running.record.fields``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.document.document import Document
from app.document.elements import NodeKind
from app.i18n.translation import tr, translatable
from app.plots.base.computation import Computation
from app.plots.base.panel import PlotPanel
from app.plots.base.time_range import TimeRange
from app.plots.base.weight_plot import WeightPlot
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.cursor_reading import with_unit
from app.plots.parts.header import Chip
from app.plots.parts.image_sheet import ImageSheet
from app.plots.parts.numbers import fixed_point
from app.plots.parts.signed_colours import ColourBar, SignedImage
from app.plots.sources.identity import Identity
from app.plots.sources.source import PlotSource, Projected
from app.running.record.fields import Weighed, fields_through, tiled
from app.running.record.image_activity import limit_of
from app.widgets.actions import callback

PAGE = 100  # neurons that are shown at once
BAR_ROOM = 76

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
        self._behind: Computation[tuple[range, Weighed | None]] = Computation()
        super().__init__(source, time_range, parent)
        self._behind.belong_to(self)
        self._behind.signals.computed.connect(self.refresh)

    @classmethod
    def fits(cls, document: Document) -> bool:
        return super().fits(document) and any(node.kind == NodeKind.DATASET for node in document.nodes.values())

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
            chips.append(
                (-1, tr("product of {count} {count:layer|layers} of weights (Lee et al. 2008)", count=self.depth()))
            )
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
        self._sheet, self._picture = ImageSheet(self.view), SignedImage(self.view)

    def draw(self) -> None:
        fields, shown = self.fields(), self.one()
        if shown is None or not len(fields.values):
            return
        count, rows, columns = fields.values.shape
        self._sheet.lay_out(count, (rows, columns))
        picture = tiled(fields, self._sheet.across)
        limit = limit_of(fields.values[np.isfinite(fields.values)])
        self._picture.show(picture, limit, (picture.values.shape[0], picture.values.shape[1]))
        self._bar.show_scale(limit, self.unit() if self.depth() == 1 else "")
        self._sheet.name([str(neuron) for neuron in self.shown_neurons()])

    def _at(self, position: QPointF) -> tuple[int, int, int] | None:
        """Place of the neuron in the page, row and column of the pixel."""
        return self._sheet.at(position) if len(self.fields().values) else None

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
        self._sheet.show_all()
        self.refresh()

    def table(self, span: Interval | None = None) -> Table:
        fields, neurons = self.fields(), self.shown_neurons()
        places = np.argwhere(fields.are_there)
        rows = ((neurons[n], int(r), int(c), float(fields.values[n, r, c])) for n, r, c in places.tolist())
        return Table(("neuron", "row", "column", "weight"), rows)
