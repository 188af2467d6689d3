"""Spikes of many samples in one table: CSV, text, or NumPy's files."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples, Unreadable
from engine.model.declaration import Location, Setting, count_setting
from engine.model.variation import VariedSpikes
from engine.problems import Phrase, declare
from engine.samples import files as _files
from engine.samples import spikes as _spikes

Columns = Mapping[str, NDArray[np.float64]]

NAMES = {
    "sample": ("sample", "samples", "trial", "trials"),
    "time": ("time", "times", "t", "time_ms", "times_ms"),
    "channel": ("channel", "channels", "unit", "units", "neuron", "neurons", "train", "trains", "sender", "senders"),
    "label": ("label", "labels", "class", "target", "y"),
}
COPIES = 12  # bytes in memory for one of the file, while it is read
LARGEST_NUMBER = 1_000_000
LONGEST_HEAD = 10_000  # characters of the names of columns

NO_TABLE = declare(
    "data.no-table", "{reason}", "Mend it, or choose a table with the columns sample, time, channel and label."
)
NO_COLUMN = declare(
    "data.no-column",
    "{file}, which {element} reads, has no column {name}.",
    "Give it the columns sample, time (ms), channel and label.",
)
ODD_NUMBER = declare(
    "data.odd-number",
    "The column {name} of {file}, which {element} reads, has {value}.",
    "Use whole numbers from 0 to a million, and times in ms that are numbers.",
)
TWO_LABELS = declare(
    "data.two-labels", "Sample {sample} of {file}, which {element} reads, has two labels.", "Give it one."
)
NO_SPIKES = declare(
    "data.no-spikes",
    "Sample {sample} of {file}, which {element} reads, has no spikes, and so no label.",
    "Number the samples from 0 on without gaps, or give the labels as an array of an NPZ file.",
)
UNEQUAL = declare(
    "data.unequal-columns", "The columns of {file}, which {element} reads, differ in length.", "Make them equally long."
)


class SpikeTables(VariedSpikes, _spikes.SpikeData, _files.FileData):
    """Spikes of labelled samples in a table: a row for each spike with its sample, its time in ms and its channel.

    Labels stand in a column (the same in all rows of a sample), or in an array with one for each sample (NPZ). A value
    of 1 is a spike in its interval; the encoder *Regular* passes these on where its rate of the value 1 is one spike an
    interval (1000 Hz for 1 ms) and a sample is shown for its duration. Nothing is copied into the project.
    """

    title = "Spikes of samples from a file"
    aliases = ("csv", "npz", "events", "raster", "table", "spike times")

    file = Location("table of spikes", (".npz", ".csv", ".tsv", ".txt", ".dat"))
    channels = count_setting("N", "channels", 100.0, at_most=1e6)
    interval = Setting("ms", r"\Delta", "interval of one spike", default=1.0, at_least=0.001)
    duration = Setting("ms", "T", "time of a sample", default=100.0, above=0.0, at_most=1e6)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """A table whose columns are called sample, time, channel and label, or one of their other names."""
        from engine.files.npz import BROKEN

        try:
            if path.suffix.casefold() == ".npz":
                with zipfile.ZipFile(path) as archive:
                    columns = {name.removesuffix(".npy").casefold() for name in archive.namelist()}
            elif path.suffix.casefold() in cls.file.endings:
                with path.open(encoding="utf-8") as file:
                    columns = set(re.split(r"[,;\s]+", file.readline(LONGEST_HEAD).strip().casefold()))
            else:
                return False
        except BROKEN:
            return False
        return all(columns & set(known) for known in NAMES.values())

    @classmethod
    def suggested(cls, path: Path) -> Mapping[str, float]:
        """Suggest channels up to the last that spikes, and a time up to the last spike, whole, of two digits."""
        columns = _columns(path)
        last = max(float(columns["time"].max(initial=0.0)), 1.0)
        digit = 10.0 ** max(np.floor(np.log10(last)) - 1.0, 0.0)
        duration, channels = (np.floor(last / digit) + 1.0) * digit, columns["channel"].max(initial=0.0) + 1.0
        return {"channels": float(channels), "duration": float(duration)}

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        (path,) = cls.found(values)
        _files.demand_memory(COPIES * path.stat().st_size, "file")
        return cls.rows(values), round(float(cls.chosen(values, "channels")))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        rows, width = cls.look(values)
        (path,) = cls.found(values)
        columns = _columns(path)
        samples, channels = (columns[name].astype(np.int64) for name in ("sample", "channel"))
        _spikes.demand_channels(path, channels, width)
        labels = _labels(path, samples, columns["label"].astype(np.int64))
        interval = float(cls.chosen(values, "interval"))
        events = _spikes.event_rows(samples, columns["time"], channels, len(labels), interval, rows, width)
        names = tuple(map(str, range(int(labels.max(initial=-1)) + 1)))
        return Samples(events, labels, (rows, width), names, variation=cls.varied(values))


def _columns(path: Path) -> Columns:
    """The four columns by their own names; raises :class:`Unreadable`."""
    try:
        about = path.stat()
    except OSError:
        raise Unreadable(_files.NOT_THERE, "file", file=path.name) from None
    return _columns_once(path, about.st_mtime_ns, about.st_size)


@lru_cache(1)  # a table that is dropped is looked at, and then read (decision 0220)
def _columns_once(path: Path, _changed: int, _size: int) -> Columns:
    from engine.files.problem import ImportProblem
    from engine.files.series import columns_of

    try:
        given = {name.casefold(): values for name, values in columns_of(path).items()}
    except ImportProblem as problem:
        raise Unreadable(NO_TABLE, "file", reason=Phrase(problem.text, **problem.values)) from problem
    found = {}
    for name, known in NAMES.items():
        column = next((given[alias] for alias in known if alias in given), None)
        if column is None or column.ndim != 1:
            raise Unreadable(NO_COLUMN, "file", file=path.name, name=name)
        whole = name == "time" or (column == np.floor(column)) & (column >= 0) & (column <= LARGEST_NUMBER)
        odd = column[~(np.isfinite(column) & whole)]
        if odd.size:
            raise Unreadable(ODD_NUMBER, "file", file=path.name, name=name, value=f"{odd[0]:g}")
        found[name] = column
    if len({len(found[name]) for name in ("sample", "time", "channel")}) > 1:
        raise Unreadable(UNEQUAL, "file", file=path.name)
    return found


def _labels(path: Path, samples: NDArray[np.int64], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The label of every sample, (samples,), from one for each of them or for each spike."""
    count = int(samples.max(initial=-1)) + 1
    if len(labels) != len(samples):
        if len(labels) < count:
            raise Unreadable(_files.LABELS_DIFFER, "file", file=path.name, labels=len(labels), samples=count)
        return labels
    if len(labels) == count and np.array_equal(samples, np.arange(count)):
        return labels
    result = np.zeros(count, np.int64)
    result[samples] = labels
    if (wrong := np.flatnonzero(result[samples] != labels)).size:
        raise Unreadable(TWO_LABELS, "file", file=path.name, sample=int(samples[wrong[0]]))
    if missing := sorted(set(range(count)) - set(samples.tolist())):
        raise Unreadable(NO_SPIKES, "file", file=path.name, sample=missing[0])
    return result
