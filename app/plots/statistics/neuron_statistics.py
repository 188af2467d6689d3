"""Statistics of single neurons: how often and how regularly each neuron of one population fires."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import isnan

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.plots.base.computation import Work
from app.plots.exports.table import Table
from app.plots.sources.chosen_neurons import Numbers
from app.plots.sources.source import Element, PlotSource
from app.plots.sources.trace_set import MOST_TRACES
from app.plots.statistics.figures_table import Sorting
from app.plots.statistics.neuron_table import NeuronStatisticsTable, rows_in_order
from app.plots.statistics.statistics_page import StatisticsPage, cell, kept_from, rates_of_those_there
from app.running.record.ring_buffer import RingBuffer, times_of
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.layout import column, fill, row
from app.widgets.naming import named
from app.widgets.text import SECONDARY, Text
from engine.analysis.neurons import NeuronFigures, neuron_figures


@dataclass(frozen=True)
class Found:
    """Of the spikes of ``element`` after ``start`` and up to ``end`` in ms; ``neurons`` is that of each row.

    ``start`` is NaN where none of them is kept any more.
    """

    element: str
    start: float
    end: float
    figures: NeuronFigures
    sorting: Sorting
    neurons: Numbers


class NeuronStatistics(StatisticsPage[Found]):
    """A row a neuron of the population that is chosen; chosen rows are chosen in every view.

    ``asked`` tells that figures of another population, or in another order, are wanted; ``copied`` the key that copies;
    ``traces_wanted`` an element and the neurons of which traces are.
    """

    asked = Signal()
    copied = Signal()
    traces_wanted = Signal(str, object)

    def __init__(self, source: PlotSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.element = named(ChoiceField(), tr("Population"))
        self.fired = Text("", size=SECONDARY, tone="text2", elided=True, tabular=True)
        self.rows_table = NeuronStatisticsTable()
        self._shown = ""  # the element whose rows are in the table
        head = fill(row(margins=(12, 8, 12, 6), spacing=8), (self.element, 1), (self.fired, 1))
        fill(column(self), head, (self.beside_edges(self.rows_table), 1))
        self.element.chosen.connect(lambda _id: self.asked.emit())
        self.rows_table.resorted.connect(self.asked)
        self.rows_table.chosen.connect(self._choose)
        self.rows_table.copied.connect(self.copied)
        self.rows_table.traces_wanted.connect(self._want_traces)
        source.chosen.changed.connect(self._show_chosen)
        source.replaced.connect(lambda: self.element.set_value(None))

    def look_at(self, element: str) -> None:
        """Show the neurons of this one from now on."""
        self._offer()
        self.element.set_value(element)

    def _offer(self) -> Element | None:
        """Offer the elements that are drawn now; gives the chosen one of them, the first where that is gone."""
        elements = {element.id: element for element in self.source.elements()}
        before = self.element.value
        self.element.set_options(tuple((id, element.title) for id, element in elements.items()))
        self.element.set_value(before if before in elements else next(iter(elements), None))
        return elements.get(self.element.value or "")

    def ask(self, start: float, end: float) -> None:
        element = self._offer()
        if element is None:
            return
        frames, resolution, sorting = self.source.frames, self.source.resolution, self.rows_table.figures.sorting
        work: Work[Found] = partial(sorted_figures, frames, element.id, element.size, start, end, resolution, sorting)
        self.computation.ask((frames.number, start, end, element.id, element.size, sorting), work)

    def span(self) -> tuple[float, float] | None:
        newest = self._newest()
        return None if newest is None or isnan(newest.start) else (newest.start, newest.end)

    @property
    def is_unkept(self) -> bool:
        newest = self._newest()
        return newest is not None and isnan(newest.start)

    def _newest(self) -> Found | None:
        """The newest result of the element that is chosen."""
        newest = self.computation.result
        return newest if newest is not None and newest.element == self.element.value else None

    def show_found(self) -> None:
        newest, element = self.computation.result, self._offer()
        if newest is None or element is None:
            return
        figures = self.rows_table.figures
        if newest.figures is not figures.found:
            figures.first = row_words(element)
            chosen, is_other = self.source.chosen.of(element.id), newest.element != self._shown
            self.rows_table.show_figures(newest.figures, newest.sorting, newest.neurons, chosen)
            if is_other:
                self._shown = newest.element
                self.rows_table.show_chosen()
        spikes = newest.figures.spikes
        fired = np.count_nonzero(spikes)
        self.fired.say(tr("{count} of {all} fired", count=f"{fired:,}", all=f"{len(spikes):,}"))

    # Chosen neurons

    def _choose(self) -> None:
        self.source.chosen.choose(self.element.value or "", self.rows_table.chosen_neurons)

    def _show_chosen(self) -> None:
        """Show a neuron that was chosen in another view; of another population too."""
        chosen = self.source.chosen
        if chosen.element and chosen.element != self.element.value and self.isVisible():
            self.look_at(chosen.element)
            self.asked.emit()
        if self._shown and self._shown == self.element.value:
            self.rows_table.choose(chosen.of(self._shown))

    def _want_traces(self) -> None:
        neurons = self.rows_table.chosen_neurons[:MOST_TRACES]
        self.traces_wanted.emit(self.element.value or "", tuple(neurons.tolist()))

    # What is taken away

    def table(self) -> Table:
        """All figures as they are sorted, with the span."""
        return self._table(self.rows_table.figures.neurons)

    def chosen_table(self) -> Table:
        """Those of the chosen rows."""
        return self._table(self.rows_table.chosen_neurons)

    def _table(self, neurons: Numbers) -> Table:
        names = (
            "element", "neuron", "spikes", "rate (Hz)", "mean interval (ms)", "CV", "Lv", "Fano factor",
            "from (ms)", "to (ms)",
        )  # fmt: skip
        newest = self.computation.result
        return Table(names, () if newest is None else _rows(newest, self.source.title_of(newest.element), neurons))


def row_words(element: Element) -> str:
    """The word for what a row is."""
    return {"encoder": tr("Channel"), "stimulus": tr("Spike train")}.get(element.kind, tr("Neuron"))


def _rows(found: Found, title: str, neurons: Numbers) -> Iterator[tuple[object, ...]]:
    of = found.figures
    floats = np.stack([of.rates, of.intervals, of.variations, of.local_variations, of.fano_factors], axis=1)
    for neuron in neurons:
        words = (cell(value) for value in floats[neuron].tolist())
        yield (title, int(neuron), int(of.spikes[neuron]), *words, found.start, found.end)


def sorted_figures(
    frames: RingBuffer, element: str, size: int, start: float, end: float, resolution: float, sorting: Sorting
) -> Found:
    """Find what the spikes in (start, end] ms that are still kept say of each neuron of an element."""
    since = kept_from(frames, element, start, end, resolution)
    first = start if since is None else since
    spikes = frames.spikes(element, int(first / resolution), int(end / resolution) + 2).of_first(size)
    times = times_of(spikes, resolution)
    figures = neuron_figures(times, spikes.neurons, size, first, end)
    rates = rates_of_those_there(frames, element, figures.rates, first, end, resolution)
    figures = replace(figures, rates=rates)
    past = frames.size_past(element)
    whole = past.whole(size, end / resolution)[1] * resolution
    if whole > first:  # silent windows before a neuron came are no variation of its counts
        late = past.share(size, first / resolution, end / resolution) < 1.0
        known = neuron_figures(times, spikes.neurons, size, whole, end).fano_factors
        figures = replace(figures, fano_factors=np.where(late, known, figures.fano_factors))
    kept = float("nan") if since is None else since
    return Found(element, kept, end, figures, sorting, rows_in_order(figures, sorting))
