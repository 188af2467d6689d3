"""Signals of a person's own: columns of a table, or many signals with their labels."""

from __future__ import annotations

from engine.model.declaration import Series
from engine.model.quantities import SeriesTable
from engine.samples import own as _own


class OwnSignals(_own.OwnData):
    """A signal from a file or typed, a row for each time and a column for each channel; or an array of many signals.

    Its values fill the time for which a sample is shown. An array of samples, times and channels, from a NumPy file,
    may have an array of labels beside it. The last fifth of each label's signals is the test; without labels, all are
    shown whatever part is asked for.
    """

    title = "Signals from a file"
    aliases = ("csv", "npz", "time series", "recording", "sensor", "arrays")
    moves = True

    x = SeriesTable("1", "x", "values, a row for each time", default=(0.0, 0.5, 1.0, 0.5, 0.0), in_time=True)
    labels = Series("1", "y", "label of each signal", known_as=_own.LABELS, in_words="classes")

    @classmethod
    def shaped(cls, array: _own.Floats) -> _own.Floats:
        table = array[:, None] if array.ndim == 1 else array
        return table[None] if table.ndim == 2 else table
