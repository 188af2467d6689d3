"""Averages of weights on their way: what answers and is kept, while training goes on from the weights themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.weights import Key, Weights
from engine.learning.components.declared import AVERAGES, EQUAL_AVERAGE, EXPONENTIAL_AVERAGE, NONE

Array = NDArray[Any]
COPIES = 2  # of the weights: the average, and the weights themselves while the average answers
AVERAGE, COUNT = "average", "averaged"


class WeightAverage:
    """The average of what was learnt after each batch, of weights, biases and all else that is trained.

    The exponential one begins with the weights after the first batch; each batch leaves the share ``decay`` of it:
    Polyak & Juditsky (1992), 10.1137/0330046, in the form of Tarvainen & Valpola (2017), arXiv 1703.01780, section 2.
    The equal one is the mean over all batches from the share ``start`` of training on: the tail of Polyak & Juditsky,
    as in Izmailov et al. (2018), Averaging weights leads to wider optima, arXiv 1803.05407, there of epochs.
    """

    def __init__(self, settings: Mapping[str, float | str]) -> None:
        self._kind = str(settings.get("average", NONE))
        assert self._kind in AVERAGES
        self._decay, self._start = (float(settings.get(name, 0.0)) for name in ("average_decay", "average_start"))
        self._means: dict[Key, Array] = {}
        self._count = 0
        self._is_in_place = False

    def follow(self, values: Mapping[Key, Array], share: float) -> None:
        """Take in the ``values`` after a batch, before which this ``share`` of training lay."""
        if self._kind == NONE or (self._kind == EQUAL_AVERAGE and share < self._start):
            return
        self._count += 1
        if self._count == 1:
            self._means = {key: value.copy() for key, value in values.items()}
            return
        part = 1 - self._decay if self._kind == EXPONENTIAL_AVERAGE else 1 / self._count
        for key, mean in self._means.items():
            mean += part * (values[key] - mean)

    @contextmanager
    def in_place(self, weights: Weights) -> Iterator[None]:
        """Let the average stand where the ``weights`` stood, where there is one, while the context is open."""
        if not self._count or self._is_in_place:
            yield
            return
        beneath = {key: weights.values[key].copy() for key in self._means}
        self._is_in_place = True
        try:
            for key, mean in self._means.items():
                weights.values[key][...] = mean
            yield
        finally:
            for key, value in beneath.items():
                weights.values[key][...] = value
            self._is_in_place = False

    def state(self) -> dict[str, Array]:
        """Its arrays, named ``average/<id>/<name>``, and how many batches they are of; nothing before the first."""
        if not self._count:
            return {}
        means = {f"{AVERAGE}/{id}/{name}": mean for (id, name), mean in self._means.items()}
        return {**means, f"{COUNT}//": np.array(self._count)}

    def restore(self, state: Mapping[str, Array], weights: Weights) -> None:
        """Go on from what :meth:`state` gave."""
        self._means, self._count = {}, int(state.get(f"{COUNT}//", 0))
        for flat, array in state.items():
            part, id, name = flat.split("/", 2)
            if part == AVERAGE:
                self._means[id, name] = weights.device.asarray(weights.as_kept((id, name), array).copy())


def average_copies(settings: Mapping[str, float | str]) -> int:
    """Copies of all weights that their average takes."""
    return 0 if settings.get("average", NONE) == NONE else COPIES
