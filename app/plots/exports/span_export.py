"""The spikes and traces of a span of time as one table (CSV) or as arrays (NPZ)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.platform import put_in_place
from app.plots.exports.dropped import dropped_words
from app.plots.exports.exporting import ending_as, in_background, say_outcome, write_csv
from app.plots.exports.table import Table
from app.plots.sources.recorded import RecordedTrace
from app.plots.sources.source import PlotSource
from app.running.record.ring_buffer import RecordedSamples, RecordedSpikes
from app.widgets.file_dialog import ask_where_to

SPIKE = "spike"  # the quantity of a row of the table that is one


class Span:
    """The recordings from ``start`` to ``end`` ms, copied when this is made.

    Of elements that are ``incomplete`` (title, ms), spikes before that time are no longer kept.
    """

    def __init__(self, source: PlotSource, start: float, end: float) -> None:
        self.resolution = h = source.resolution
        self.start, self.end = start, end
        first, last = int(np.ceil(start / h)), int(np.floor(end / h)) + 1
        self.spikes: list[tuple[str, RecordedSpikes]] = [
            (element.title, source.frames.spikes(element.id, first, last)) for element in source.elements()
        ]
        dropped = [(e.title, source.frames.kept_since(e.id)) for e in source.elements()]
        self.incomplete = [(title, step * h) for title, step in dropped if step > first]
        self.traces: list[tuple[RecordedTrace, RecordedSamples]] = []
        for trace in source.traces():
            block = source.frames.samples(trace.recording, first, last)
            if block is not None and trace.column < block.values.shape[1]:
                self.traces.append((trace, RecordedSamples(block.steps, block.values[:, trace.column])))

    def table(self) -> Table:
        """One row a spike, without a value, then one a sample."""

        def time(step: Any) -> float:
            return round(float(step) * self.resolution, 6)

        rows: list[tuple[object, ...]] = [
            (title, int(neuron), SPIKE, "", time(step), "")
            for title, block in self.spikes
            for step, neuron in zip(block.steps, block.neurons, strict=True)
        ]
        rows += [
            (t.title, t.neuron, t.quantity, t.unit, time(step), float(value))
            for t, block in self.traces
            for step, value in zip(block.steps, block.values, strict=True)
        ]
        return Table(("element", "neuron", "quantity", "unit", "time (ms)", "value"), rows)

    def arrays(self) -> dict[str, Any]:
        """Arrays named as by a run without a window: ``<title>.times`` in ms and ``<title>.neurons`` of spikes.

        Of each trace ``<title> <neuron> <quantity>.times`` in ms, ``.values`` and ``.unit``.
        """
        arrays: dict[str, Any] = {"resolution": np.float64(self.resolution), "span": np.array([self.start, self.end])}
        names = Counter[str]()
        for title, block in self.spikes:
            name = _free(title, names)
            arrays |= {f"{name}.times": block.steps * self.resolution, f"{name}.neurons": block.neurons}
        for trace, samples in self.traces:
            name = _free(f"{trace.named} {trace.quantity}", names)
            arrays |= {f"{name}.times": samples.steps * self.resolution, f"{name}.values": samples.values}
            arrays[f"{name}.unit"] = np.array(trace.unit)
        return arrays

    def write(self, path: Path) -> None:
        """Write as the ending asks: ``.npz``, or a table. Raises ``OSError`` where the file cannot be written."""
        with put_in_place(path) as temporary:
            if path.suffix.lower() == ".npz":
                with temporary.open("wb") as stream:
                    np.savez_compressed(stream, allow_pickle=False, **self.arrays())
            else:
                write_csv(self.table(), temporary)


def incomplete_words(span: Span) -> str:
    """Say what the file lacks."""
    return dropped_words([(title, min(until, span.end)) for title, until in span.incomplete])


def _free(title: str, taken: Counter[str]) -> str:
    """The title as the name of an array, numbered where two are called the same."""
    name = title.replace("/", "-").replace("\\", "-")
    taken[name] += 1
    return name if taken[name] == 1 else f"{name} ({taken[name]})"


def choose_and_export(parent: QWidget, span: Span, tell: Any) -> None:
    """Ask where to, and write beside the window; ``tell`` hears what came of it, and whether it is an error."""

    def write(chosen: Path, kind: str) -> None:
        path = ending_as(chosen, kind, (".csv", ".npz"))

        def told(error: Exception | None) -> None:
            if error is None and span.incomplete:
                tell(f"{say_outcome(error, path)} {incomplete_words(span)}", "warning")
            else:
                tell(say_outcome(error, path), "ok" if error is None else "error")

        tell(tr("Writing {name}…", name=path.name), "ok")  # a million rows take a while
        in_background(parent, lambda: span.write(path), told, told)

    ask_where_to(parent, tr("Export the span"), tr("Span"), tr("Table (*.csv);;Arrays (*.npz)"), write)
