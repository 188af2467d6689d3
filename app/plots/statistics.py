"""The Statistics panel: how often, how regularly and how much together the neurons of each population fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from functools import partial
from math import isfinite
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.file_words import not_written
from app.plots.computation import Computation, Work
from app.plots.empty_state import EmptyState
from app.plots.exporting import Table, write_csv
from app.plots.numbers import number
from app.plots.source import Element, Source
from app.plots.statistics_table import Row, StatisticsTable
from app.plots.time_range import TimeRange
from app.running.ring_buffer import RingBuffer, times_of
from app.translation import tr
from app.widgets.buttons import Button
from app.widgets.distribution_picture import DistributionPicture
from app.widgets.file_dialog import ask_where_to
from app.widgets.layout import Ground, Line, Scrolling, column, hint, row
from app.widgets.segmented import Segmented
from app.widgets.text import SECONDARY, SMALL, STRONG, Text
from engine.analysis.summary import Summary, summary
from engine.network.values import Floats

LOOK = 250  # ms between two looks for something new
LAST = 1000.0  # ms
BESIDE_TABLE = 6  # px
MOST_DRAWN = 20_000  # values of a small picture: more would be counted for longer than a frame lasts
NEWEST, IN_VIEW, SELECTED = "newest", "in view", "selected"
Found = tuple[float, float, dict[str, Summary]]
"""From which time to which, in ms, and what was found of each element."""


class StatisticsPanel(Ground):
    """Live while it is in sight; of many neurons some are looked at, and the panel says how many."""

    run_wanted = Signal()

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        super().__init__("surface0", parent)
        self._source, self._time_range = source, time_range
        self.computation: Computation[Found] = Computation()
        self.computation.belong_to(self)
        self.span = Segmented(
            (
                (NEWEST, tr("Last second")),
                (IN_VIEW, tr("In view")),
                (SELECTED, tr("Selected")),
            )
        )
        self.span.setAccessibleName(tr("Time that is counted"))
        self.time = Text("", size=SECONDARY, tone="text2", wrapped=True, tabular=True)
        self.table = StatisticsTable()
        self.counted = hint("")
        self.pictures = Pictures()
        self.copy = Button(tr("Copy"), "quiet")
        self.export = Button(tr("Export CSV"), "quiet", "export")
        self.empty = EmptyState()
        self.message = hint("")
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        content = QWidget()
        self.content = Scrolling(content)
        head = column(margins=(12, 10, 12, 8), spacing=6)
        head.addWidget(self.span)
        head.addWidget(self.time)
        figures = column(content)
        beside = row(margins=(BESIDE_TABLE, 0, BESIDE_TABLE, 0))  # its cells keep the rest of the usual margin
        beside.addWidget(self.table)
        figures.addLayout(beside)
        figures.addWidget(Line())
        foot = column(margins=(12, 8, 12, 10), spacing=8)
        foot.addWidget(self.counted)
        foot.addWidget(self.pictures)
        buttons = row(spacing=7)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.export)
        buttons.addStretch(1)
        foot.addLayout(buttons)
        foot.addWidget(self.message)
        figures.addLayout(foot)
        figures.addStretch(1)
        body = column(self)
        body.addLayout(head)
        body.addWidget(Line())
        body.addWidget(self.content, 1)
        body.addWidget(self.empty, 1)

    def _connect(self) -> None:
        self._timer.timeout.connect(self.look)
        self.span.chosen.connect(lambda _key: self.look())
        self._time_range.changed.connect(self._look_if_seen)
        self._time_range.selected_changed.connect(self._select)
        self._source.changed.connect(self._look_if_seen)
        self.computation.signals.computed.connect(self._show)
        self.table.chosen.connect(lambda: self.pictures.show_row(self.table.looked_at))
        self.copy.clicked.connect(self._copy)
        self.export.clicked.connect(self._export)
        self.empty.acted.connect(self.run_wanted)

    # What is counted

    def interval(self) -> tuple[float, float] | None:
        """Start and end in ms, None where no span was selected."""
        latest = self._source.latest
        if self.span.value == NEWEST:
            return max(latest - LAST, 0.0), latest
        if self.span.value == IN_VIEW:
            start, end = self._time_range.interval(latest)
            return max(start, 0.0), min(end, latest)
        selected = self._time_range.selected
        return None if selected is None else (max(selected[0], 0.0), min(selected[1], latest))

    def look(self) -> None:
        """Have the figures of what is wanted now."""
        interval, elements = self.interval(), self._source.elements()
        if interval is not None and interval[1] > interval[0]:
            frames, resolution = self._source.frames, self._source.resolution
            sizes = tuple((element.id, element.size) for element in elements)
            work: Work[Found] = partial(found, frames, sizes, *interval, resolution)
            self.computation.ask((id(frames), interval, sizes), work)
        self._show()

    def _look_if_seen(self) -> None:
        if self.isVisible():
            self.look()

    def _select(self) -> None:
        """A span that a person has just selected is what they want to know of."""
        if self._time_range.selected is not None:
            self.span.set_value(SELECTED)
        self._look_if_seen()

    def rows(self) -> list[Row]:
        """As drawn from left to right, of what was counted last."""
        known = self.computation.result[2] if self.computation.result is not None else {}
        elements: list[Element] = self._source.elements()
        return [Row(element, known[element.id]) for element in elements if element.id in known]

    # What is shown

    def _show(self) -> None:
        rows = self.rows() if self._source.frames.latest_step and self.interval() is not None else []
        self.content.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if not rows:
            self.empty.say(*self._empty_words())
            self.time.say("")
            return
        assert self.computation.result is not None
        start, end, _ = self.computation.result
        self.time.say(tr("{start} to {end} s", start=number(start / 1000, 3), end=number(end / 1000, 3)))
        self.table.show_rows(rows)
        self.counted.say(counted_words(rows))
        self.counted.setVisible(bool(self.counted.words))
        self.pictures.show_row(self.table.looked_at)

    def _empty_words(self) -> tuple[str, str]:
        if not self._source.frames.latest_step:
            if self._source.is_running:
                return tr("The first steps are being simulated."), ""
            return tr("Nothing was simulated yet."), tr("Run")
        if not self._source.elements():
            return tr("Nothing in this network sends spikes."), ""
        if self.interval() is None:
            return tr("Hold Shift and drag over a raster or another view of time to select a span."), ""
        return tr("Counting…"), ""

    def exported(self) -> Table:
        """All figures as they are sorted, with the span and how many neurons were looked at."""
        start, end = self.computation.result[:2] if self.computation.result is not None else (0.0, 0.0)
        names = (
            "element", "neurons", "spikes", "rate (Hz)", "standard deviation of rates (Hz)",
            "mean interval (ms)", "CV", "Fano factor",
            "synchrony", "correlation", "neurons looked at", "from (ms)", "to (ms)",
        )  # fmt: skip
        return Table(names, [_exported(one, start, end) for one in self.table.in_order()])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.exported().text("\t"))
        self.message.say(tr("Copied."))

    def _export(self) -> None:
        ask_where_to(self, tr("Export statistics"), tr("Statistics") + ".csv", "CSV (*.csv)", self._write)

    def _write(self, chosen: Path, _kind: str) -> None:
        path = chosen if chosen.suffix else chosen.with_suffix(".csv")
        try:
            write_csv(self.exported(), path)
        except OSError as error:
            self.message.say(not_written(path, error))
        else:
            self.message.say(tr("Written: {name}", name=path.name))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


class Pictures(QWidget):
    """How rates, variations and correlations of one population are spread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Text("", weight=STRONG, elided=True)
        self.shown = [(Text(words, size=SMALL, tone="text2"), DistributionPicture(unit)) for words, unit in _figures()]
        body = column(self, spacing=6)
        body.addWidget(self.title)
        beside = row(spacing=8)
        for words, picture in self.shown:
            one = column(spacing=3)
            one.addWidget(words)
            one.addWidget(picture)
            beside.addLayout(one, 1)
        body.addLayout(beside)

    def show_row(self, chosen: Row | None) -> None:
        """Those of this population; a figure that too few neurons have is not drawn."""
        self.setVisible(chosen is not None)
        if chosen is None:
            return
        self.title.say(chosen.element.title)
        spread: Sequence[Floats] = (chosen.found.rates, chosen.found.variations, chosen.found.correlations)
        for (words, picture), values in zip(self.shown, spread, strict=True):
            known = values[np.isfinite(values)]
            known = known[:: max(len(known) // MOST_DRAWN, 1)]
            for part in (words, picture):
                part.setVisible(len(known) > 1)
            if len(known) > 1:
                picture.show_array(known)


def _figures() -> tuple[tuple[str, str], ...]:
    return (tr("Rate"), "Hz"), (tr("CV"), "1"), (tr("Correlation"), "1")


def counted_words(rows: Sequence[Row]) -> str:
    """Of which populations some neurons stand for all."""
    some = [one for one in rows if one.found.counted < one.found.neurons]
    if not some:
        return ""
    counted = some[0].found.counted
    return tr(
        "All but the rate is of {count} neurons, {pairs} pairs, chosen by chance in: {names}.",
        count=f"{counted:,}",
        pairs=f"{counted * (counted - 1) // 2:,}",
        names=", ".join(one.element.title for one in some),
    )


def _exported(one: Row, start: float, end: float) -> tuple[object, ...]:
    found = one.found
    words = tuple(value if isfinite(value) else "" for value in astuple(found.figures))
    return (one.element.title, found.neurons, found.spikes, *words, found.counted, start, end)


def found(
    frames: RingBuffer, elements: Sequence[tuple[str, int]], start: float, end: float, resolution: float
) -> Found:
    """What the spikes in (start, end] ms that are still kept say of each element (id and size)."""
    kept = max([start, *(frames.oldest_step(id) * resolution for id, _ in elements if id in frames.elements())])
    start = min(kept, end - resolution)
    summaries = {}
    for id, size in elements:
        spikes = frames.spikes(id, int(start / resolution), int(end / resolution) + 2)
        summaries[id] = summary(times_of(spikes, resolution), spikes.neurons, size, start, end)
        _ = summaries[id].figures  # worked out here, and not when they are painted
    return start, end, summaries
