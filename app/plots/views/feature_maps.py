"""The activity of neurons on a grid as a map for each channel, live: how often they fire, or a state of theirs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import count

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.document import signals
from app.document.elements import Node
from app.document.meaning.shapes import shape_of
from app.document.mini_plot import Shows
from app.i18n.translation import listed, tr, translatable
from app.plots.base.fineness import AUTOMATIC, FineView, with_options
from app.plots.base.one_of_several import OneOfSeveral
from app.plots.base.panel import PlotPanel
from app.plots.base.time_range import TimeRange
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.cursor_reading import with_unit
from app.plots.parts.header import Chip
from app.plots.parts.image_sheet import ImageSheet
from app.plots.parts.numbers import fixed_point
from app.plots.parts.value_colours import ValueBar, ValueImage
from app.plots.sources.offered_quantities import neuron_model
from app.plots.sources.source import Element, PlotSource
from app.preferences import ViewContent
from app.running.record.fields import Weighed, tiled
from app.running.record.image_activity import rates_of, states_of
from app.widgets.actions import checkable
from app.widgets.text import row_words
from engine.model.topology import Shape, shape_words
from engine.network.description import Recording
from engine.network.values import Floats

WINDOWS = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)  # ms that are offered
USUAL_WINDOW = 50.0  # ms, where no sample says how long something is shown
STATE_EVERY = 5.0  # ms between two pictures of a state
OWN = "maps:"  # begins the names of the recordings that this view asks for, then comes a number of its own
KEPT_AS = "quantity"
RATE = ""
BAR_ROOM = 76
GAP = 2  # pixels between maps
FASTEST_TOP = 1.0  # Hz of the full colour at least

NO_MAPS = np.zeros((0, 1, 1))

_numbers = count()


class FeatureMaps(FineView, OneOfSeveral[Element]):
    """A map a channel, from nothing in the colour of the ground to the most in that of its population."""

    called = translatable("Feature maps")
    also_called = translatable("activity of a layer, channels, convolution")
    icon_name = "image"
    order = 47
    quantities = (Shows.IMAGE,)
    fineness_called, kept_as = translatable("Window of the rates"), "window"

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._quantity: str | None = None  # RATE, or the name of a state; None for what there is to see
        self._recording: Recording | None = None
        self._number = next(_numbers)
        self._reach: tuple[float, float] | None = None
        self._reach_of: object = None
        super().__init__(source, time_range, parent)
        time_range.changed.connect(self.refresh)

    @classmethod
    def shows(cls, node: Node) -> bool:
        return shape_of(node) is not None and neuron_model(node) is not None

    def view_node(self, node: str, of: str = "") -> None:
        self.choose(node)
        self.choose_quantity(of if of in self._states(node) else None)

    def offered(self) -> list[Element]:
        """List what fires, or has a state, and stands on a grid: several channels first."""
        found = {one.id: one for one in (*self.source.elements(), *self.source.traceable())}
        grids = {id: grid for id in found if (grid := self.source.grid_of(id)) is not None}
        return [found[id] for id in sorted(grids, key=lambda id: grids[id][0] == 1)]

    def shape(self) -> Shape | None:
        """Channels, rows and columns of what is shown."""
        shown = self.one()
        return None if shown is None else self.source.grid_of(shown.id)

    # What of it

    def quantity(self) -> str:
        """The name of the state that is shown; RATE for how often neurons fire."""
        shown = self.one()
        states = self._states(shown.id) if shown is not None else []
        node = self.source.document.nodes.get(shown.id) if shown is not None else None
        fires = node is not None and signals.fires(node)
        wanted = self._quantity
        if wanted in states or (wanted == RATE and fires):
            return wanted
        return RATE if fires or not states else states[0]

    def choose_quantity(self, name: str | None) -> None:
        """Show another quantity; None for the rate where there is one."""
        self._quantity = name
        self._watch()
        self.refresh()

    def _states(self, element: str) -> list[str]:
        model = neuron_model(self.source.document.nodes.get(element))
        return [] if model is None else list(model.states())

    def choose(self, id: str) -> None:
        super().choose(id)
        self._watch()

    def counted_over(self) -> float:
        """The ms over which spikes are counted."""
        if self.fineness != AUTOMATIC:
            return self.fineness
        network = self.source.network
        times = [data.sample_time for data in network.datasets] if network is not None else []
        return min(times, default=USUAL_WINDOW)

    def finenesses(self) -> Sequence[tuple[float, str]]:
        return [(width, f"{width:g} ms") for width in WINDOWS if width >= self.source.resolution]

    def own_actions(self) -> Sequence[QAction]:
        shown = self.one()
        actions = list(super().own_actions())
        node = self.source.document.nodes.get(shown.id) if shown is not None else None
        model = neuron_model(node)
        if node is None or model is None:
            return actions
        now = self.quantity()
        offers = [(RATE, tr("rate"))] if signals.fires(node) else []
        offers += [(name, row_words(state)) for name, state in model.states().items()]
        for name, words in offers:
            actions.append(checkable(words, name == now, lambda _on, name=name: self.choose_quantity(name), self))
        return actions

    def content(self) -> ViewContent:
        kept = () if self._quantity is None else (f"{KEPT_AS} {self._quantity}",)
        return with_options(super().content(), kept)

    def show_content(self, content: ViewContent) -> None:
        kept = [option.partition(" ")[2] for option in content.options if option.partition(" ")[0] == KEPT_AS]
        self._quantity = kept[0] if kept else None
        super().show_content(content)

    # What is known of it

    def _watch(self) -> None:
        """Have a state of every neuron recorded while it is in sight."""
        shown, name, wanted = self.one(), self.quantity(), None
        if shown is not None and name != RATE and self.isVisible():
            every = max(round(STATE_EVERY / self.source.resolution), 1) * self.source.resolution
            wanted = Recording(f"{OWN}{self._number}:{shown.id}:{name}", shown.id, name, None, every)
        if wanted != self._recording:
            self.source.replace_recording(self._recording, wanted)
            self._recording = wanted

    def leave(self) -> None:
        self.source.replace_recording(self._recording, None)
        self._recording = None
        super().leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch()

    def at(self) -> int | None:
        """The step that is looked at, None for the newest."""
        moment = self.time_range.moment(self.source.latest)
        return None if moment is None else round(moment / self.source.resolution)

    def maps(self) -> Floats:
        """Values (channels, rows, columns); no channel before there are any."""
        shown, shape = self.one(), self.shape()
        if shown is None or shape is None:
            return NO_MAPS
        frames, resolution, values = self.source.frames, self.source.resolution, None
        if self.quantity() == RATE:
            values = rates_of(frames, shown.id, math.prod(shape), resolution, self.counted_over(), self.at())
        elif self._recording is not None:
            every = max(round(self._recording.interval / resolution), 1)
            values = states_of(frames, self._recording.id, every, self.at())
        return NO_MAPS if values is None or len(values) != math.prod(shape) else values.reshape(shape)

    def unit(self) -> str:
        """Of the values that are shown."""
        shown = self.one()
        model = neuron_model(self.source.document.nodes.get(shown.id)) if shown is not None else None
        name = self.quantity()
        return "Hz" if name == RATE or model is None else model.states()[name].unit

    def reach(self, values: Floats) -> tuple[float, float]:
        """The ends of the scale: of all that was seen since something else was chosen, so that colours stand still."""
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        if self.quantity() == RATE:
            low, high = 0.0, max(high, FASTEST_TOP)
        key = self._chosen_state()
        if key == self._reach_of and self._reach is not None:
            low, high = min(low, self._reach[0]), max(high, self._reach[1])
        self._reach_of, self._reach = key, (low, high)
        return low, high if high > low else low + 1.0

    def _chosen_state(self) -> object:
        shown = self.one()
        return None if shown is None else (self.source.frames.number, shown.id, self.quantity(), self.counted_over())

    def is_empty(self) -> bool:
        return not self.source.frames.latest_step or not self.maps().size

    def empty_words(self) -> tuple[str, str]:
        if self.source.frames.latest_step and self.one() is None:
            return tr("Put the neurons of a population on a grid to see its channels as maps."), ""
        return PlotPanel.empty_words(self)

    def shown_state(self) -> object:
        self._watch()
        return self._chosen_state(), self.source.frames.latest_step if self.at() is None else self.at()

    def chips(self) -> list[Chip]:
        shown, shape = self.one(), self.shape()
        if shown is None or shape is None:
            return []
        return [(shown.slot, shown.title), (-1, shape_words(shape)), (-1, self._quantity_words())]

    def _quantity_words(self) -> str:
        name = self.quantity()
        return tr("rate over {time} ms", time=f"{self.counted_over():g}") if name == RATE else name

    # The picture

    def build_items(self) -> None:
        self._bar = ValueBar(BAR_ROOM)
        self.plot = self.graph.add_plot({"right": self._bar}, (12, 8, 0, 12))
        self._sheet, self._picture = ImageSheet(self.plot.vb, GAP), ValueImage(self.plot.vb)

    def draw(self) -> None:
        values, shown = self.maps(), self.one()
        if shown is None or not values.size:
            return
        channels, rows, columns = values.shape
        self._sheet.lay_out(channels, (rows, columns))
        low, high = self.reach(values)
        colour = theme().identity(shown.slot)
        picture = tiled(Weighed(values, np.ones(values.shape, np.bool_)), self._sheet.across, GAP)
        self._picture.show(picture, low, high, colour)
        self._bar.show_scale(low, high, self.unit(), colour)
        self._sheet.name([str(channel) for channel in range(channels)])
        self.graph.setAccessibleName(f"{self.title}: {shown.title}")
        self.graph.setAccessibleDescription(listed(chip[1] for chip in self.chips()[1:]))

    def hover(self, position: QPointF | None) -> None:
        under, values = self._sheet.at(position) if position is not None else None, self.maps()
        shape = Qt.CursorShape.ArrowCursor if under is None else Qt.CursorShape.PointingHandCursor
        self.graph.viewport().setCursor(shape)
        if under is None or under[0] >= len(values):
            self.read()
            return
        channel, row, column = under
        value = with_unit(fixed_point(float(values[under]), 3 if self.quantity() else 1), self.unit())
        words = tr(
            "channel {channel}, row {row}, column {column}: {value}",
            channel=channel,
            row=row,
            column=column,
            value=value,
        )
        self.read(words, f"{channel}, {row}, {column}: {value}")

    def click(self, position: QPointF) -> None:
        """A neuron is followed by the traces."""
        under, shape, shown = self._sheet.at(position), self.shape(), self.one()
        if under is not None and shape is not None and shown is not None:
            self.neuron_chosen.emit(shown.id, int(np.ravel_multi_index(under, shape)))

    def look(self) -> None:
        self.refresh()

    def autoscale(self) -> None:
        self._sheet.show_all()
        self._reach = None
        self.refresh()

    def table(self, span: Interval | None = None) -> Table:
        values = self.maps()
        rows = ((*place, float(values[place])) for place in np.ndindex(values.shape))
        return Table(("channel", "row", "column", "value"), rows)
