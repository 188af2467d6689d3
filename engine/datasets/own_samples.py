"""Samples of a person's own: rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import _own
from engine.model.data import DatasetModel, Samples, Wrong
from engine.model.declaration import Choice, Series
from engine.model.quantities import Table


class OwnSamples(DatasetModel):
    """Samples from a file or typed: every row of the table is one, every column a channel.

    A column that is called label, class or target holds the labels. The last fifth of each label's samples is the test;
    without labels, all samples are shown whatever part is asked for.

    Source: whoever gives them.
    """

    title = "Samples from a file"
    category = "Own data"
    aliases = ("csv", "npz", "table", "features", "arrays", "rows")

    x = Table("1", "x", "values, a row for each sample", default=(0.2, 0.8))
    labels = Series("1", "y", "label of each sample", known_as=("label", "class", "target", "y"))
    scale = Choice((_own.STRETCHED, _own.AS_THEY_ARE), "values", default=_own.STRETCHED)

    @classmethod
    def _arrays(cls, values: Mapping[str, Any]) -> tuple[NDArray[np.float64], NDArray[np.float64], str]:
        x = _own.given(values, "x", cls.x.default)
        labels = _own.given(values, "labels", cls.labels.default)
        return x[:, None] if x.ndim == 1 else x, labels, str(values.get("scale", cls.scale.default))

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        x, labels, scale = cls._arrays(values)
        yield from _own.wrong_values(x, 2, cls.x.meaning, scale)
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
