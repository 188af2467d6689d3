"""Losses and penalties that a script brings along, each checked against the slope that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.learning.components.method import Batch

Array = NDArray[Any]
OwnLoss: TypeAlias = Callable[[Array, Batch], tuple[float, Array]]
"""From what the read-out shows (steps, batch, neurons), its spikes or, where it never fires, its membrane: the loss of
the batch, and its slope by each of these numbers, shaped like them."""
OwnPenalty: TypeAlias = Callable[[Mapping[str, Array], Batch], tuple[float, Mapping[str, Array]]]
"""From the spikes (batch, neurons) of every population before the read-out: what they add to the loss, and for each
population of which it hangs the slope by each count, of the same shape or one that spreads over it."""
STEP = 1e-5  # by which numbers are moved, along a random direction
APART = 1e-3  # share by which slopes may differ: of differences in double precision far less is left
NEAR = 0.05  # numbers are moved so far first: at whole spikes, losses that look for the largest have two slopes


@dataclass
class OwnTerms:
    """Terms of a script in place of a method's loss and added to it; with ``checks`` each slope is checked once."""

    loss: OwnLoss | None = None
    penalty: OwnPenalty | None = None
    checks: bool = True

    def __post_init__(self) -> None:
        self._unchecked = {"loss", "penalty"} if self.checks else set()

    @property
    def names(self) -> list[str]:
        """Names of the functions, by which a checkpoint knows them."""
        return [getattr(term, "__qualname__", type(term).__name__) for term in (self.loss, self.penalty) if term]

    def compared(self, shown: Array, batch: Batch) -> tuple[float, Array]:
        """The loss of what is ``shown``, and its slope."""
        loss = self.loss
        assert loss is not None
        value, slope = _pair("loss", loss(shown, batch))
        if np.shape(slope) != shown.shape:
            raise ValueError(f"the slope of the loss must have the shape {shown.shape}, not {np.shape(slope)}")
        if "loss" in self._unchecked:
            self._unchecked.remove("loss")
            _demand_slope("loss", {"": shown}, lambda moved: _named(loss(moved[""], batch)))
        return value, np.asarray(slope, shown.dtype)

    def penalised(self, counts: Mapping[str, Array], batch: Batch) -> tuple[float, dict[str, Array]]:
        """The penalty of these ``counts``, and its slopes."""
        penalty = self.penalty
        assert penalty is not None
        value, slopes = _pair("penalty", penalty(counts, batch))
        if unknown := set(slopes) - set(counts):
            raise ValueError(f"the penalty has a slope of {sorted(unknown)}; there are {', '.join(counts)}")
        if "penalty" in self._unchecked:
            self._unchecked.remove("penalty")
            _demand_slope("penalty", counts, lambda moved: penalty(moved, batch))
        return value, {id: np.asarray(slope, counts[id].dtype) for id, slope in slopes.items()}


def _named(pair: tuple[float, Array]) -> tuple[float, Mapping[str, Array]]:
    return pair[0], {"": pair[1]}


def _pair(what: str, given: Any) -> tuple[float, Any]:
    try:
        value, slope = given
        value = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"the {what} must give a pair: a number and its slope, not {type(given).__name__}") from None
    if not np.isfinite(value):
        raise ValueError(f"the {what} is {value}; it must be a finite number")
    return value, slope


def _demand_slope(
    what: str, given: Mapping[str, Array], called: Callable[[Mapping[str, Array]], tuple[float, Mapping[str, Array]]]
) -> None:
    """Raise ValueError where a slope is not that of its numbers, by central differences along a random direction."""
    random = np.random.default_rng(0)
    at = {id: np.asarray(array, np.float64) for id, array in given.items()}
    at = {id: array + NEAR * random.uniform(-1.0, 1.0, array.shape) for id, array in at.items()}
    way = {id: random.normal(0.0, 1.0, array.shape) for id, array in at.items()}
    ahead, behind = (called({id: at[id] + step * way[id] for id in at})[0] for step in (STEP, -STEP))
    found = (ahead - behind) / (2.0 * STEP)
    told = float(sum(np.sum(np.asarray(slope) * way[id]) for id, slope in called(at)[1].items()))
    if abs(found - told) > APART * max(abs(found), abs(told)) + STEP:
        raise ValueError(
            f"the slope that the {what} gives is not its own: along a random direction it tells {told:.6g}, and "
            f"differences tell {found:.6g}; mend it, or leave it unchecked by check=False"
        )
