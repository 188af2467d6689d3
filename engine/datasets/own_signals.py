"""Signals of a person's own: columns of a table, or many signals with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import _own
from engine.model.data import DatasetModel, Samples, Wrong
from engine.model.declaration import Choice, Series
from engine.model.quantities import Table


class OwnSignals(DatasetModel):
    """A signal from a file or typed, a row for each time and a column for each channel; or an array of many signals.

    Its values fill the time for which a sample is shown. An array of samples, times and channels, from a NumPy file,
    may have an array of labels beside it. The last fifth of each label's signals is the test; without labels, all are
    shown whatever part is asked for.

    Source: whoever gives them.
    """

    title = "Signals from a file"
    category = "Own data"
    aliases = ("csv", "npz", "time series", "recording", "sensor", "arrays")
    moves = True

    x = Table("1", "x", "values, a row for each time", default=(0.0, 0.5, 1.0, 0.5, 0.0), in_time=True)
    labels = Series("1", "y", "label of each signal", known_as=("label", "class", "target", "y"))
    scale = Choice((_own.STRETCHED, _own.AS_THEY_ARE), "values", default=_own.STRETCHED)

    @classmethod
    def _arrays(cls, values: Mapping[str, Any]) -> tuple[NDArray[np.float64], NDArray[np.float64], str]:
        x = _own.given(values, "x", cls.x.default)
        x = x[:, None] if x.ndim == 1 else x
        labels = _own.given(values, "labels", cls.labels.default)
        return x[None] if x.ndim == 2 else x, labels, str(values.get("scale", cls.scale.default))

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        x, labels, scale = cls._arrays(values)
        yield from _own.wrong_values(x, 3, cls.x.meaning, scale)
        yield from _own.wrong_labels(labels, len(x))

    @classmethod
    def is_labelled(cls, values: Mapping[str, Any]) -> bool:
        return bool(cls._arrays(values)[1].size)

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        x, labels, scale = cls._arrays(values)
        whole, names = _own.labels_of(labels, len(x))
        return Samples(_own.in_range(x, scale), whole, x.shape[1:], names)

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return _own.divided(samples.labels)
