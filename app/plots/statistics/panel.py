"""The Statistics panel: how often, how regularly and how much together neurons fire, by population and one by one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.plots.base.empty_state import EmptyState
from app.plots.base.time_range import TimeRange
from app.plots.exports.exporting import copy_table, ending_as, write_table
from app.plots.parts.numbers import fixed_point
from app.plots.sources.source import PlotSource
from app.plots.statistics.neuron_statistics import NeuronStatistics
from app.plots.statistics.population_statistics import PopulationStatistics
from app.widgets.buttons import Button
from app.widgets.fields.segmented import Segmented
from app.widgets.file_dialog import ask_where_to
from app.widgets.layout import Ground, SeparationLine, column, fill, hint, row
from app.widgets.naming import named
from app.widgets.text import SECONDARY, Text

LOOK = 250  # ms between two looks for something new
LAST = 1000.0  # ms
NEWEST, IN_VIEW, SELECTED = "newest", "in view", "selected"
POPULATIONS, NEURONS = "populations", "neurons"


class StatisticsPanel(Ground):
    """Live while it is in sight; ``traces_wanted`` tells an element and the neurons of which traces are wanted."""

    run_wanted = Signal()
    traces_wanted = Signal(str, object)

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        super().__init__("surface0", parent)
        self._source, self._time_range = source, time_range
        counted = (POPULATIONS, tr("Populations")), (NEURONS, tr("Neurons"))
        self.of = named(Segmented(counted), tr("What is counted"))
        spans = (NEWEST, tr("Last second")), (IN_VIEW, tr("In view")), (SELECTED, tr("Selected"))
        self.span = named(Segmented(spans), tr("Time that is counted"))
        self.time = Text("", size=SECONDARY, tone="text2", wrapped=True, tabular=True)
        self.populations = PopulationStatistics(source)
        self.neurons = NeuronStatistics(source)
        self.copy = Button(tr("Copy"), "quiet")
        self.export = Button(tr("Export CSV"), "quiet", "export")
        self.message = hint("")
        self.found = QWidget()
        self.empty = EmptyState()
        self._lay_out()
        self._timer = QTimer(self, interval=LOOK)
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        head = fill(column(margins=(12, 10, 12, 8), spacing=6), self.of, self.span, self.time)
        buttons = fill(row(spacing=7), self.copy, self.export, 1)
        foot = fill(column(margins=(12, 4, 12, 10), spacing=8), buttons, self.message)
        self.message.hide()
        fill(column(self.found), (self.populations, 1), (self.neurons, 1), foot)
        self.neurons.hide()
        fill(column(self), head, SeparationLine(), (self.found, 1), (self.empty, 1))

    def _connect(self) -> None:
        self._timer.timeout.connect(self.look)
        self.of.chosen.connect(lambda _key: self._turn())
        self.span.chosen.connect(lambda _key: self.look())
        self._time_range.changed.connect(self._look_if_seen)
        self._time_range.selected_changed.connect(self._select)
        self._source.changed.connect(self._look_if_seen)
        self.populations.computation.signals.computed.connect(self._show)
        self.neurons.computation.signals.computed.connect(self._show)
        self.populations.opened.connect(self.open_neurons)
        self.neurons.asked.connect(self.look)
        self.neurons.copied.connect(lambda: copy_table(self, self.say, self.neurons.chosen_table()))
        self.neurons.traces_wanted.connect(self.traces_wanted)
        self.copy.clicked.connect(lambda: copy_table(self, self.say, self.page.table()))
        self.export.clicked.connect(self._export)
        self.empty.acted.connect(self.run_wanted)

    # What is counted

    @property
    def page(self) -> PopulationStatistics | NeuronStatistics:
        """The page that is looked at: populations or the neurons of one."""
        return self.neurons if self.of.value == NEURONS else self.populations

    def open_neurons(self, element: str) -> None:
        """Show the neurons of one population."""
        self.neurons.look_at(element)
        self.of.set_value(NEURONS)
        self._turn()

    def _turn(self) -> None:
        for page in (self.populations, self.neurons):
            page.setVisible(page is self.page)
        self.say("")
        self.look()

    def interval(self) -> tuple[float, float] | None:
        """Start and end in ms, None where no span was selected."""
        latest = self._source.latest
        if self.span.value == NEWEST:
            return max(latest - LAST, 0.0), latest
        if self.span.value == IN_VIEW:
            return self._time_range.shown(latest)
        selected = self._time_range.selected
        return None if selected is None else (max(selected[0], 0.0), min(selected[1], latest))

    def look(self) -> None:
        """Have the figures of what is wanted now."""
        interval = self.interval()
        if interval is not None and interval[1] > interval[0]:
            self.page.ask(*interval)
        self._show()

    def _look_if_seen(self) -> None:
        if self.isVisible():
            self.look()

    def _select(self) -> None:
        """A span that a person has just selected is what they want to know of."""
        if self._time_range.selected is not None:
            self.span.set_value(SELECTED)
        self._look_if_seen()

    # What is shown

    def _show(self) -> None:
        is_known = self._source.frames.latest_step > 0 and self.interval() is not None
        span = self.page.span() if is_known else None
        self.found.setVisible(span is not None)
        self.empty.setVisible(span is None)
        if span is None:
            self.empty.say(*self._empty_words())
            self.time.say("")
            return
        start, end = span
        self.time.say(tr("{start} to {end} s", start=fixed_point(start / 1000, 3), end=fixed_point(end / 1000, 3)))
        self.page.show_found()

    def _empty_words(self) -> tuple[str, str]:
        if not self._source.frames.latest_step:
            if self._source.is_running:
                return tr("The first steps are being simulated."), ""
            return tr("Nothing was simulated yet."), tr("Run")
        if not self._source.elements():
            return tr("Nothing in this network sends spikes."), ""
        if self.interval() is None:
            return tr("Hold Shift and drag over a raster or another view of time to select a span."), ""
        if self.page.is_unkept:
            return tr("The spikes of this time are no longer kept."), ""
        return tr("Counting…"), ""

    # What is taken away

    def say(self, words: str, is_refusal: bool = False) -> None:
        """Beneath the figures; in another colour why something was not done."""
        self.message.say(words)
        self.message.set_tone("error" if is_refusal else "text2")
        self.message.setVisible(bool(words))

    def _export(self) -> None:
        ask_where_to(self, tr("Export statistics"), tr("Statistics") + ".csv", "CSV (*.csv)", self._write)

    def _write(self, chosen: Path, kind: str) -> None:
        write_table(self, self.say, self.page.table(), ending_as(chosen, kind, (".csv",)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
