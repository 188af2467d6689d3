"""The kernels of a convolution as pictures, live; of local receptive fields, the windows of one place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.document.elements import Node
from app.document.meaning.shapes import shape_of
from app.document.vocabulary import model_as
from app.i18n.translation import listed, tr, translatable
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
from app.running.record.fields import GAP, Weighed, in_blocks, kernels_of, tiled, windows_at
from app.running.record.image_activity import limit_of
from app.widgets.actions import callback
from engine.model.topology import Shape, WiringRule, shape_words

PAGE = 256  # images that are shown at once, at least those of one channel
MOST_ACROSS = 32  # channels of a source side by side
BETWEEN = 3  # pixels of a kernel between two channels of the target that see several of the source
BAR_ROOM = 76

NO_KERNELS = Weighed(np.zeros((0, 0, 1, 1)), np.zeros((0, 0, 1, 1), np.bool_))


class Kernels(WeightPlot):
    """A line of images a channel of the target, an image a channel of the source; white or black is zero.

    A weight that is no number has a colour that is none of the scale, and the header counts them.
    """

    called = translatable("Kernels")
    also_called = translatable("filters, convolution, local receptive field")
    icon_name = "image"
    order = 46
    quantities = ()

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._first = 0
        self._place = (0, 0)
        self._known: tuple[object, Weighed] = (None, NO_KERNELS)
        super().__init__(source, time_range, parent)

    @classmethod
    def shows(cls, node: Node) -> bool:
        return super().shows(node) and shape_of(node) is not None

    def offered(self) -> list[Projected]:
        """Those whose weights are a kernel, or a window for each neuron."""
        return [one for one in super().offered() if self._rule(one.id) is not None]

    def usual(self, drawn: Sequence[Projected]) -> Projected | None:
        """Of those that learn, or were trained, that of the fewest channels: kernels over a picture are pictures."""
        return max(drawn, key=lambda one: (one.interest // 2, -self._channels_seen(one.id)), default=None)

    def choose(self, id: str) -> None:
        self._first, self._place = 0, (0, 0)
        super().choose(id)

    def empty_words(self) -> tuple[str, str]:
        if self.one() is not None:
            return super().empty_words()
        if not self.source.frames.latest_step:
            return PlotPanel.empty_words(self)
        return tr("Wire a link between grids as a convolution or as local receptive fields to see its weights."), ""

    def is_empty(self) -> bool:
        return super().is_empty() or not self.kernels().values.size

    def kernels(self) -> Weighed:
        """Weights (channels of the target, of the source, rows, columns)."""
        shown, found = self.one(), self._found()
        if shown is None or found is None:
            return NO_KERNELS
        key = shown.id, *map(Identity, found), self._place, self._kernel_shape(shown.id)
        if key != self._known[0]:
            self._known = key, self._read(shown.id) or NO_KERNELS
        return self._known[1]

    def _read(self, projection: str) -> Weighed | None:
        known = self.source.weights.known(projection, self.at())
        if known is None:
            return None
        if not self.has_places(projection):
            return kernels_of(known.weights, known.connections, self._kernel_shape(projection))
        ends = self._ends(projection)
        if ends is None or (math.prod(ends[0]), math.prod(ends[1])) != (known.sources, known.targets):
            return None
        return windows_at(known.weights, known.connections, *ends, self.place())

    def _rule(self, projection: str) -> type[WiringRule] | None:
        """The rule of a link, where it is one whose weights are pictures."""
        link = self.source.document.links.get(projection)
        rule = None if link is None or link.synapses is None else model_as(link.synapses.wiring, WiringRule)
        if link is None or link.synapses is None or rule is None or not rule.gridded:
            return None
        return rule if not rule.shared or len(self._kernel_shape(projection)) == len(NO_KERNELS.values.shape) else None

    def _kernel_shape(self, projection: str) -> tuple[int, ...]:
        """The shape of what connections share, with one channel of the source in each group; empty for nothing."""
        link = self.source.document.links.get(projection)
        rule = None if link is None or link.synapses is None else model_as(link.synapses.wiring, WiringRule)
        if link is None or link.synapses is None or rule is None or not rule.shared:
            return ()
        values = link.synapses.wiring_parameters
        return rule.kernel((rule.divided(values), 1, 1), values)

    def _ends(self, projection: str) -> tuple[Shape, Shape] | None:
        """The grids of both ends, as far as they are known."""
        link, nodes = self.source.document.links[projection], self.source.document.nodes
        image, target = self.source.weights.image_of(projection), shape_of(nodes[link.target])
        source = shape_of(nodes[link.source])
        if image is not None:
            source = (1, image.rows, image.columns * image.trains)
        return None if source is None or target is None else (source, target)

    def _channels_seen(self, projection: str) -> int:
        """Channels of the source; 0 where its grid is not known."""
        ends = self._ends(projection)
        return 0 if ends is None else ends[0][0]

    # The page and the place

    def has_places(self, projection: str) -> bool:
        """True where every place of the target has weights of its own."""
        return not self._kernel_shape(projection)

    def place(self) -> tuple[int, int]:
        """Row and column of the target whose windows are shown."""
        shown = self.one()
        ends = self._ends(shown.id) if shown is not None else None
        if ends is None:
            return 0, 0
        row, column = (min(max(at, 0), size - 1) for at, size in zip(self._place, ends[1][1:], strict=True))
        return row, column

    def go_to(self, row: int, column: int) -> None:
        """Show the windows of another place."""
        self._place = (row, column)
        self._place = self.place()
        self.refresh()

    def turn_to(self, first: int) -> None:
        """Show the page that begins with this channel of the target."""
        self._first = first
        self.refresh()

    def shown_channels(self) -> range:
        """Channels of the target on the page."""
        count, depth = self.kernels().values.shape[:2]
        page = max(PAGE // max(depth, 1), 1)
        first = min(self._first, max(count - 1, 0)) // page * page
        return range(first, min(first + page, count))

    def chips(self) -> list[Chip]:
        chips = super().chips()
        if not chips or self.is_empty():
            return chips
        count, depth, *size = self.kernels().values.shape
        chips.append((-1, f"{count} × {depth} · {shape_words((1, size[0], size[1]))}"))
        shown, channels = self.one(), self.shown_channels()
        if shown is not None and self.has_places(shown.id):
            row, column = self.place()
            chips.append((-1, tr("row {row}, column {column}", row=row, column=column)))
        if len(channels) < count:
            chips.append((-1, tr("{first}–{last} of {size}", first=channels[0], last=channels[-1], size=f"{count:,}")))
        return chips

    def own_actions(self) -> Sequence[QAction]:
        actions, shown = list(super().own_actions()), self.one()
        count, page = len(self.kernels().values), len(self.shown_channels())
        if page < count:
            for words, first in (
                (tr("Next kernels"), self.shown_channels().stop),
                (tr("Previous kernels"), self.shown_channels().start - page),
            ):
                actions.append(callback(words, partial(self.turn_to, first), self))
                actions[-1].setEnabled(0 <= first < count)
        if shown is not None and self.has_places(shown.id):
            row, column = self.place()
            for words, place in (
                (tr("Place to the right"), (row, column + 1)),
                (tr("Place to the left"), (row, column - 1)),
                (tr("Place below"), (row + 1, column)),
                (tr("Place above"), (row - 1, column)),
            ):
                actions.append(callback(words, partial(self.go_to, *place), self))
        return actions

    # The picture

    def build_items(self) -> None:
        self._bar = ColourBar(BAR_ROOM)
        self.plot = self.graph.add_plot({"right": self._bar}, (12, 8, 0, 12))
        self._sheet, self._picture = ImageSheet(self.plot.vb), SignedImage(self.plot.vb)

    def draw(self) -> None:
        kernels, shown, channels = self.kernels(), self.one(), self.shown_channels()
        if shown is None or not len(channels):
            return
        part = slice(channels.start, channels.stop)
        depth = kernels.values.shape[1]
        blocks = in_blocks(Weighed(kernels.values[part], kernels.are_there[part]), min(depth, MOST_ACROSS))
        count, rows, columns = blocks.values.shape
        self._sheet.gap = GAP if depth == 1 else BETWEEN
        self._sheet.lay_out(count, (rows, columns))
        picture = tiled(blocks, self._sheet.across, self._sheet.gap)
        limit = limit_of(kernels.values[np.isfinite(kernels.values)])
        self._picture.show(picture, limit, (picture.values.shape[0], picture.values.shape[1]))
        self._bar.show_scale(limit, self.unit())
        self._sheet.name([str(channel) for channel in channels])
        self.graph.setAccessibleName(f"{self.title}: {shown.title}")
        self.graph.setAccessibleDescription(listed(chip[1] for chip in self.chips()[1:]))

    def _at(self, position: QPointF) -> tuple[int, int, int, int] | None:
        """Channels of the target and of the source, row and column."""
        under, kernels = self._sheet.at(position), self.kernels().values
        channels = self.shown_channels()
        if under is None or not kernels.size or under[0] >= len(channels):
            return None
        _, depth, rows, columns = kernels.shape
        across = min(depth, MOST_ACROSS)
        line, row = divmod(under[1], rows + GAP)
        beside, column = divmod(under[2], columns + GAP)
        below = line * across + beside
        return (
            (channels[under[0]], below, row, column)
            if max(row - rows, column - columns) < 0 and below < depth
            else None
        )

    def hover(self, position: QPointF | None) -> None:
        under = self._at(position) if position is not None else None
        if under is None:
            self.read()
            return
        target, source, row, column = under
        kernels = self.kernels()
        value = float(kernels.values[under])
        weight = fixed_point(value, 3) if np.isnan(value) else with_unit(fixed_point(value, 3), self.unit())
        where = {"source": self._seen_by(target, source), "target": target, "row": row, "column": column}
        words = tr("channel {source} → {target}, row {row}, column {column}: {weight}", **where, weight=weight)
        short = f"{where['source']} → {target}, {row}, {column}: {weight}"
        if not kernels.are_there[under]:
            words = short = tr("no synapse")
        self.read(words, short)

    def _seen_by(self, target: int, place: int) -> int:
        """The channel of the source that a channel of the target sees at a place of its kernels: its group's."""
        shown = self.one()
        link = self.source.document.links.get(shown.id) if shown is not None else None
        if shown is None or link is None or link.synapses is None or self.has_places(shown.id):
            return place
        rule = model_as(link.synapses.wiring, WiringRule)
        groups = 1 if rule is None else rule.divided(link.synapses.wiring_parameters)
        count, depth = self.kernels().values.shape[:2]
        return target * groups // int(count) * int(depth) + place

    def look(self) -> None:
        self.refresh()

    def autoscale(self) -> None:
        self._sheet.show_all()
        self.refresh()

    def table(self, span: Interval | None = None) -> Table:
        kernels = self.kernels()
        rows = (
            (target, self._seen_by(target, source), row, column, float(kernels.values[target, source, row, column]))
            for target, source, row, column in np.argwhere(kernels.are_there).tolist()
        )
        return Table(("target channel", "source channel", "row", "column", "weight"), rows)
