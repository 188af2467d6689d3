"""Statistics of populations: how often, how regularly and how much together the neurons of each of them fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from functools import partial
from math import isnan

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.translation import listed, tr
from app.plots.base.computation import Work
from app.plots.exports.dropped import dropped_words
from app.plots.exports.table import Table
from app.plots.parts.numbers import fixed_point
from app.plots.sources.source import PlotSource
from app.plots.statistics.statistics_page import StatisticsPage, cell, kept_from, rates_of_those_there
from app.plots.statistics.statistics_table import StatisticsRow, StatisticsTable
from app.running.record.ring_buffer import RingBuffer, times_of
from app.widgets.layout import Scrolling, SeparationLine, column, fill, hint, row
from app.widgets.pictures.distribution_picture import DistributionPicture
from app.widgets.text import SMALL, STRONG, Text
from engine.analysis.summary import FiringSummary, summary
from engine.network.values import Floats

MOST_DRAWN = 20_000  # values of a small picture: more would be counted for longer than a frame lasts
Found = tuple[float, float, dict[str, tuple[float, FiringSummary]]]
"""From which time to which, in ms, and of each element from when its spikes are kept, and what was found."""


class PopulationStatistics(StatisticsPage[Found]):
    """A row a population; ``opened`` tells one whose single neurons are wanted."""

    opened = Signal(str)

    def __init__(self, source: PlotSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.rows_table = StatisticsTable()
        self.counted = hint("")
        self.pictures = StatisticsPictures()
        content = QWidget()
        self.content = Scrolling(content)
        foot = fill(column(margins=(12, 8, 12, 4), spacing=8), self.counted, self.pictures)
        fill(column(content), self.beside_edges(self.rows_table), SeparationLine(), foot, 1)
        column(self).addWidget(self.content)
        self.rows_table.chosen.connect(lambda: self.pictures.show_row(self.rows_table.looked_at))
        self.rows_table.opened.connect(self.opened)

    def ask(self, start: float, end: float) -> None:
        frames, resolution = self.source.frames, self.source.resolution
        sizes = tuple((element.id, element.size) for element in self.source.elements())
        work: Work[Found] = partial(population_figures, frames, sizes, start, end, resolution)
        self.computation.ask((frames.number, start, end, sizes), work)

    def rows(self) -> list[StatisticsRow]:
        """The rows as drawn from left to right, of what was counted last."""
        known = self.computation.result[2] if self.computation.result is not None else {}
        return [
            StatisticsRow(element, known[element.id][1], known[element.id][0])
            for element in self.source.elements()
            if element.id in known
        ]

    def span(self) -> tuple[float, float] | None:
        return self.computation.result[:2] if self.computation.result is not None and self.rows() else None

    def show_found(self) -> None:
        rows = self.rows()
        self.rows_table.show_rows(rows)
        kept = kept_words(rows, *(self.span() or (0.0, 0.0)))
        begin = (self.span() or (0.0, 0.0))[0]
        grown = whole_words([(one.element.title, one.found.start, max(begin, one.since)) for one in rows])
        self.counted.say(" ".join(filter(None, (kept, grown, counted_words(rows)))))
        self.counted.setVisible(bool(self.counted.words))
        self.pictures.show_row(self.rows_table.looked_at)

    def table(self) -> Table:
        """All figures as they are sorted, with the span and how many neurons were looked at."""
        start, end = self.span() or (0.0, 0.0)
        names = (
            "element", "neurons", "spikes", "rate (Hz)", "standard deviation of rates (Hz)",
            "mean interval (ms)", "CV", "Fano factor",
            "synchrony", "correlation", "neurons looked at", "from (ms)", "to (ms)",
        )  # fmt: skip
        return Table(names, [_exported(one, start, end) for one in self.rows_table.in_order()])


class StatisticsPictures(QWidget):
    """The spread of rates, variations and correlations of one population."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Text("", weight=STRONG, elided=True)
        figures = (tr("Rate"), "Hz"), (tr("CV"), "1"), (tr("Correlation"), "1")
        self.shown = [(Text(words, size=SMALL, tone="text2"), DistributionPicture(unit)) for words, unit in figures]
        beside = ((fill(column(spacing=3), words, picture), 1) for words, picture in self.shown)
        fill(column(self, spacing=6), self.title, fill(row(spacing=8), *beside))

    def show_row(self, chosen: StatisticsRow | None) -> None:
        """Those of this population; a figure that too few neurons have is not drawn, and no name above nothing."""
        if chosen is None:
            self.hide()
            return
        self.title.say(chosen.element.title)
        spread: Sequence[Floats] = (chosen.found.rates, chosen.found.variations, chosen.found.correlations)
        for (words, picture), values in zip(self.shown, spread, strict=True):
            known = values[np.isfinite(values)]
            known = known[:: max(len(known) // MOST_DRAWN, 1)]
            for part in (words, picture):
                part.setVisible(len(known) > 1)
            if len(known) > 1:
                picture.show_array(known, chosen.element.slot)
        self.setVisible(any(not picture.isHidden() for _, picture in self.shown))


def counted_words(rows: Sequence[StatisticsRow]) -> str:
    """Of which populations some neurons stand for all."""
    some = [one for one in rows if one.found.counted < one.found.neurons]
    if not some:
        return ""
    counted = some[0].found.counted
    return tr(
        "All but the rate is of {count} {count:neuron|neurons}, {pairs} {pairs:pair|pairs}, "
        "chosen by chance in: {names}.",
        count=f"{counted:,}",
        pairs=f"{counted * (counted - 1) // 2:,}",
        names=listed(one.element.title for one in some),
    )


def kept_words(rows: Sequence[StatisticsRow], start: float, end: float) -> str:
    """Of which populations the spikes of the whole span are not there any more."""
    since = [(one.element.title, end if isnan(one.since) else one.since) for one in rows]
    return dropped_words([(title, until) for title, until in since if until > start])


def whole_words(rows: Sequence[tuple[str, float, float]]) -> str:
    """Of which populations, by title, more is said of a later time, in ms, than that from which spikes are counted."""
    grown = [(title, start) for title, start, since in rows if start > since]
    if not grown:
        return ""
    names = (tr("{name} from {time} s", name=title, time=fixed_point(start / 1000, 3)) for title, start in grown)
    return tr("All but the rate is of the time in which all neurons are there: {names}.", names=listed(names))


def _exported(one: StatisticsRow, start: float, end: float) -> tuple[object, ...]:
    found = one.found
    words = tuple(cell(value) for value in astuple(found.figures))
    if isnan(one.since):
        return (one.element.title, found.neurons, "", *words, "", "", "")
    return (one.element.title, found.neurons, found.spikes, *words, found.counted, max(start, one.since), end)


def population_figures(
    frames: RingBuffer, elements: Sequence[tuple[str, int]], start: float, end: float, resolution: float
) -> Found:
    """Find what the spikes in (start, end] ms that are still kept say of each element (id and size)."""
    summaries = {}
    for id, size in elements:
        since = kept_from(frames, id, start, end, resolution)
        if since is None:
            summaries[id] = float("nan"), unknown_figures(size)
            continue
        spikes = frames.spikes(id, int(since / resolution), int(end / resolution) + 2).of_first(size)
        found = summary(times_of(spikes, resolution), spikes.neurons, size, since, end)
        known = rates_of_those_there(frames, id, found.rates, since, end, resolution)
        there, first = frames.size_past(id).whole(size, end / resolution)
        whole = max(since, first * resolution)
        if whole > since or there < size:
            own = spikes.of_first(there)
            part = summary(times_of(own, resolution), own.neurons, there, whole, end)
            found = replace(part, spikes=found.spikes)
        summaries[id] = since, replace(found, rates=known[np.isfinite(known)])
        _ = summaries[id][1].figures  # worked out here, and not when they are painted
    return start, end, summaries


def unknown_figures(size: int) -> FiringSummary:
    """Of ``size`` neurons of which nothing is known."""
    none = np.full(size, np.nan)
    return FiringSummary(0, none, size, none, none, none, float("nan"), np.zeros(0))
