"""A series of a person's own that a network is to follow: to tell values ahead, or other columns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.model import division
from engine.model.data import DatasetModel, Samples, Wrong
from engine.model.declaration import Choice, Payload, count_setting
from engine.model.quantities import SeriesTable
from engine.problems import declare
from engine.samples import own as _own

PERIOD, PERIODS = 20, 3  # values of the series that there is before a person gives one
TOO_SHORT = declare(
    "own-series.too-short",
    "{element} has {rows} {rows:row, which is|rows, which are} not two samples of {length} with {ahead} ahead.",
    "Give it a longer series, or shorten its samples.",
)
NO_SHOWN = declare(
    "own-series.no-shown",
    "{element} has {columns} {columns:column|columns}, and {wanted} of them are wanted.",
    "Leave one column or more to be shown.",
)


class OwnSeries(DatasetModel):
    """A table from a file, a row for each time, in samples one behind the other; what is wanted follows from it.

    Without wanted columns the values themselves are wanted, so many ahead: prediction. Else the last columns are wanted
    and not shown, at the same times or ahead. Values are shown as 0 to 1, and the wanted ones are counted alike. The
    last fifth of the samples tests. Read them with leaky integrators and the decoder *Membrane value*.
    """

    title = "Series to follow"
    category = "Own data"
    aliases = ("csv", "npz", "time series", "regression", "prediction", "forecast", "targets", "sequence")
    moves = True

    x = SeriesTable(
        "1", "x", "values, a row for each time",
        default=tuple(round(0.5 + 0.5 * math.sin(2 * math.pi * k / PERIOD), 3) for k in range(PERIOD * PERIODS)),
        in_time=True,
    )  # fmt: skip
    length = count_setting("T", "values of a sample", 20.0, at_least=2.0, at_most=100_000.0)
    wanted = count_setting("m", "wanted columns, the last (0: those shown)", 0.0, at_least=0.0, at_most=10_000.0)
    ahead = count_setting("p", "values ahead", 1.0, at_least=0.0, at_most=100_000.0)
    washout = _own.WASHOUT
    scale = Choice(_own.SCALES, "values", default=_own.EACH)

    @classmethod
    def _table(cls, values: Mapping[str, Any]) -> _own.Floats:
        array = _own.given_series(values, "x", cls.x.default)
        return array[:, None] if array.ndim == 1 else array

    @classmethod
    def _counts(cls, values: Mapping[str, Any]) -> tuple[int, int, int]:
        length, wanted, ahead = (round(float(values.get(n, cls.parameters()[n].default)))
                                 for n in ("length", "wanted", "ahead"))  # fmt: skip
        return length, wanted, ahead

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        table, (length, wanted, ahead) = cls._table(values), cls._counts(values)
        found = list(_own.wrong_values(table, 2, cls.x.meaning, str(cls.chosen(values, "scale"))))
        yield from found
        if found:
            return
        if wanted >= table.shape[1]:
            yield NO_SHOWN, {"columns": table.shape[1], "wanted": wanted}, "wanted"
        elif (len(table) - ahead) // length < 2:
            yield TOO_SHORT, {"rows": len(table), "length": length, "ahead": ahead}, "length"

    @classmethod
    def suited(cls, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Columns are measurements in units of their own."""
        return {"scale": _own.EACH} if "x" in values else {}

    @classmethod
    def wants(cls, values: Mapping[str, Any]) -> Payload:
        return Payload.VALUES

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        table, (length, wanted, ahead) = cls._table(values), cls._counts(values)
        scaled = _own.in_range(table[None], str(cls.chosen(values, "scale")), moves=True)[0]
        columns = table.shape[1]
        shown, told = scaled[:, : columns - wanted], scaled[:, columns - wanted if wanted else 0 :]
        count = (len(table) - ahead) // length
        samples, series = (
            np.ascontiguousarray(part[: count * length].reshape(count, length, -1)) for part in (shown, told[ahead:])
        )
        nothing, washout = np.zeros(count, np.int64), cls._number(values, "washout")
        return Samples(samples, nothing, samples.shape[1:], (), series=series, washout=washout)

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        count = len(samples.labels)
        return division.last(count, max(round(count * _own.TEST_SHARE), 1))
