"""Common parts of tasks that are made here: the number of samples of each part, a seed, and what they need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model import division
from engine.model.data import DatasetModel, Samples, Unreadable, Wrong
from engine.model.declaration import count_setting, seed_setting
from engine.samples import files as _files

KEPT = 4  # sets of samples in memory


class GeneratedDataset(DatasetModel, abstract=True):
    """Samples by seed: ``training`` of them, then ``test``, of which every class has as many, but for a remainder."""

    category = "Tasks"

    training = count_setting("n_{train}", "training samples", 1000.0, at_most=1e6)
    test = count_setting("n_{test}", "test samples", 200.0, at_most=1e6)
    seed = seed_setting("s", "seed of the samples")

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        """Of all samples, for every parameter's value."""
        raise TypeError(f"{cls.__name__} does not say what its samples need")

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        """All samples, the test part last, for every parameter's value."""
        raise TypeError(f"{cls.__name__} makes no samples")

    @classmethod
    def given(cls, values: Mapping[str, Any]) -> dict[str, float]:
        """Every parameter's value."""
        return {name: float(values.get(name, p.default)) for name, p in cls.parameters().items()}

    @classmethod
    def begun(cls, given: Mapping[str, float], classes: int) -> tuple[np.random.RandomState, NDArray[np.int64]]:
        """The generator of what is drawn, and the label (samples,) of each, class after class."""
        count = round(given["training"] + given["test"])
        return np.random.RandomState(round(given["seed"])), np.arange(count, dtype=np.int64) % classes

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        given = cls.given(values)
        try:
            _files.demand_memory(cls.bytes_needed(given), next(iter(given)))
        except Unreadable as error:
            yield error.wrong

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        given = cls.given(values)
        _files.demand_memory(cls.bytes_needed(given), next(iter(given)))
        samples: Samples = _made(cls.make, tuple(given.items()))
        return samples

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        count = len(samples.labels)
        return division.last(count, min(round(cls.given(values)["test"]), count))


@lru_cache(KEPT)  # made anew for the panel, the check and the training of one set (decision 0220)
def _made(make: Any, given: tuple[tuple[str, float], ...]) -> Any:
    return make(dict(given))
