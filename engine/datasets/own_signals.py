"""Signals of a person's own: columns of a table, or many signals with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.model.data import Samples, Wrong
from engine.model.declaration import NameList, Payload
from engine.model.quantities import SeriesTable
from engine.problems import declare
from engine.samples import own as _own

WANTED = ("wanted", "wanted values")
"""The names of columns and arrays of wanted values."""
WANTED_COUNT = declare(
    "own-data.wanted-count",
    "{element} has wanted values of {count} {count:signal|signals}, and there are {samples}.",
    "Give wanted values to every signal, or to none.",
)
STEP_LABEL = declare(
    "own-data.step-label",
    "{element} has the label {label} at one of its times, which is no class.",
    "Number the classes from 0, or give numbers that are wanted at each time as wanted values.",
)
BOTH_WANTED = declare(
    "own-data.both-wanted",
    "{element} has a label and a wanted value for every step, and a read-out can learn one of them.",
    "Leave out the labels or the wanted values.",
)


class OwnSignals(_own.OwnData):
    """A signal from a file or typed, a row for each time and a column for each channel; or an array of many signals.

    Its values fill the time for which a sample is shown. An array of samples, times and channels, from a NumPy file, or
    of samples, times, rows and columns of moving pictures, with their channels last where they have several, may have
    an array of labels beside it: one of each signal, or, of samples and times, one of each time, as a table
    may have a column of labels. Values may be wanted of a leaky read-out while a signal is shown: a column *wanted*,
    or an array of that name, of samples, times and values. The first time of each sample need not count: that is the
    *washout*. The last fifth of each label's signals is the test; without labels, all are shown whatever part is asked
    for.
    """

    title = "Signals from a file"
    aliases = ("csv", "npz", "time series", "recording", "sensor", "arrays", "video", "frames")
    dimensions = 5
    moves = True

    x = SeriesTable("1", "x", "values, a row for each time", default=(0.0, 0.5, 1.0, 0.5, 0.0), in_time=True)
    labels = SeriesTable(
        "1", "y", "label of each signal, or of each time", known_as=_own.LABELS, in_words="classes", in_time=True
    )
    wanted = SeriesTable("1", "y^*", "wanted values, a row for each time", known_as=WANTED, in_time=True)
    washout = _own.WASHOUT

    @classmethod
    def shaped(cls, array: _own.Floats) -> _own.Floats:
        table = array[:, None] if array.ndim == 1 else array
        if table.ndim == cls.dimensions:
            return np.moveaxis(table, -1, 2)  # channels before rows and columns, as in other pictures
        return table[None] if table.ndim == 2 else table

    @classmethod
    def _wanted(cls, values: Mapping[str, Any]) -> _own.Floats | None:
        """The wanted values (samples, times, values), or None."""
        given = _own.given_series(values, "wanted", ())
        return cls.shaped(given) if given.size else None

    @classmethod
    def _step_labels(cls, values: Mapping[str, Any]) -> _own.Floats | None:
        """The labels (samples, times), or None where each signal has one or none."""
        given = _own.given_series(values, "labels", ())
        x = cls.shaped(_own.given_series(values, "x", cls.x.default))
        labels = given[None] if given.ndim == 1 and len(x) == 1 < given.size == x.shape[1] else given
        return labels if labels.ndim > 1 else None

    @classmethod
    def _arrays(cls, values: Mapping[str, Any]) -> tuple[_own.Floats, _own.Floats, str]:
        x, labels, scale = super()._arrays(values)
        each = cls._step_labels(values)
        is_table = each is not None and each.ndim == 2 and len(each) == len(x)
        return x, each[:, -1] if each is not None and is_table else labels, scale

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        wanted, count = cls._wanted(values), len(cls._arrays(values)[0])
        each = cls._step_labels(values)
        has_each = each is not None and each.ndim == 2 and len(each) == count
        yield from (found for found in super().problems(values) if not has_each or found[0] != _own.LABEL)
        if each is not None and has_each:
            for _, words, quantity in _own.wrong_labels(each.reshape(-1), each.size):
                yield STEP_LABEL, words, quantity
                return
        if each is not None and wanted is not None:
            yield BOTH_WANTED, {}, "wanted"
            return
        if each is None and wanted is None and cls._number(values, "washout"):
            yield _own.NOTHING_AT_STEPS, {}, "washout"
        if wanted is None:
            return
        if wanted.ndim > super().dimensions:
            told = {"count": wanted.ndim, "most": super().dimensions, "meaning": cls.wanted.meaning}
            yield _own.DIMENSIONS, told, "wanted"
        elif len(wanted) != count:
            yield WANTED_COUNT, {"count": len(wanted), "samples": count}, "wanted"

    @classmethod
    def is_labelled(cls, values: Mapping[str, Any]) -> bool:
        return super().is_labelled(values) or cls._wanted(values) is not None

    @classmethod
    def wants(cls, values: Mapping[str, Any]) -> Payload:
        return Payload.VALUES if np.size(values.get("wanted", ())) else Payload.LABELS

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        found, wanted, each = super().load(values), cls._wanted(values), cls._step_labels(values)
        washout = cls._number(values, "washout")
        if each is not None:
            whole, names = _own.labels_of(each, len(each), NameList.listed(str(cls.chosen(values, "classes"))))
            return replace(found, names=names, step_labels=whole, washout=washout)
        if wanted is None:
            return found
        return replace(found, labels=np.maximum(found.labels, 0), names=(), series=wanted, washout=washout)
