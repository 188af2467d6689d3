"""Signals of a person's own: columns of a table, or many signals with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.model.data import Samples, Wrong
from engine.model.declaration import Series
from engine.model.quantities import SeriesTable
from engine.problems import declare
from engine.samples import own as _own

WANTED = ("wanted", "wanted values")
"""The names of columns and arrays of wanted values."""
WANTED_COUNT = declare(
    "own-data.wanted-count",
    "{element} has wanted values of {count} signals, and there are {samples}.",
    "Give wanted values to every signal, or to none.",
)


class OwnSignals(_own.OwnData):
    """A signal from a file or typed, a row for each time and a column for each channel; or an array of many signals.

    Its values fill the time for which a sample is shown. An array of samples, times and channels, from a NumPy file,
    may have an array of labels beside it. Values may be wanted of a leaky read-out while a signal is shown: a column
    *wanted*, or an array of that name, of samples, times and values. The last fifth of each label's signals is the
    test; without labels, all are shown whatever part is asked for.
    """

    title = "Signals from a file"
    aliases = ("csv", "npz", "time series", "recording", "sensor", "arrays")
    moves = True

    x = SeriesTable("1", "x", "values, a row for each time", default=(0.0, 0.5, 1.0, 0.5, 0.0), in_time=True)
    labels = Series("1", "y", "label of each signal", known_as=_own.LABELS, in_words="classes")
    wanted = SeriesTable("1", "y^*", "wanted values, a row for each time", known_as=WANTED, in_time=True)

    @classmethod
    def shaped(cls, array: _own.Floats) -> _own.Floats:
        table = array[:, None] if array.ndim == 1 else array
        return table[None] if table.ndim == 2 else table

    @classmethod
    def _wanted(cls, values: Mapping[str, Any]) -> _own.Floats | None:
        """The wanted values (samples, times, values), or None."""
        given = _own.given_series(values, "wanted", ())
        return cls.shaped(given) if given.size else None

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        yield from super().problems(values)
        wanted, count = cls._wanted(values), len(cls._arrays(values)[0])
        if wanted is None:
            return
        if wanted.ndim > cls.dimensions:
            told = {"count": wanted.ndim, "most": cls.dimensions, "meaning": cls.wanted.meaning}
            yield _own.DIMENSIONS, told, "wanted"
        elif len(wanted) != count:
            yield WANTED_COUNT, {"count": len(wanted), "samples": count}, "wanted"

    @classmethod
    def is_labelled(cls, values: Mapping[str, Any]) -> bool:
        return super().is_labelled(values) or cls._wanted(values) is not None

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        found, wanted = super().load(values), cls._wanted(values)
        if wanted is None:
            return found
        return replace(found, labels=np.maximum(found.labels, 0), names=(), series=wanted)
