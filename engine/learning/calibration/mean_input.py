"""The mean of what an encoder sends in one step, over its sample and over chance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.learning.passes.encoding import Encoding
from engine.model.declaration import Payload
from engine.network.description import Encoder
from engine.problems import declare

TELLS_BY_TIME = declare(
    "learning.mean_input.time",
    "{model} tells a value by when it fires, and a converted network reads how often.",
    "Use an encoder of rates or one that sends a constant current.",
)
MEMORY_AND_CHANCE = declare(
    "learning.mean_input.chance",
    "{model} has a memory and fires by chance, so what it sends in the mean is not known.",
    "Use an encoder of rates or one that sends a constant current.",
)
RATE_CODE = "rate"
QUANTILES = 200  # of each random number: the mean of a chance is exact to half of one
GOLDEN_RATIO = (5.0**0.5 - 1.0) / 2.0  # multiples of it fill what lies between two quantiles evenly
AT_ONCE = 1 << 22  # numbers that one evaluation may make
GRID = np.linspace(0.0, 1.0, 5)

Array = NDArray[Any]


class MeanInput:
    """Samples as what each train of an encoder sends a step: spikes or current, 1 where the value is 1.

    ``largest`` is what the value 1 sends a step, in spikes or units of current.
    """

    def __init__(self, circuit: Circuit, encoder: Encoder, seed: int) -> None:
        self._encoding = _Expected(circuit.description, encoder, circuit.channels, circuit.steps, seed)
        self.reading = self._encoding.reading
        self._chances = QUANTILES if self.reading.draws else 1
        self.largest = float(self.sent(np.ones((1, circuit.channels))).max())

    def sent(self, values: Array) -> Array:
        """Spikes or current a step (batch, trains) of samples ``values`` (batch, …, channels)."""
        encoding, count = self._encoding, self._chances
        rows = max(1, AT_ONCE // (encoding.steps * count * encoding.trains))
        parts = []
        for first in range(0, len(values), rows):
            some = values[first : first + rows]
            tried = np.arange(len(some) * count)
            result = next(encoding.results(np.repeat(some, count, axis=0), tried, encoding.steps))
            whole = np.broadcast_to(result.mean(axis=0, dtype=np.float64), (len(tried), encoding.trains))
            parts.append(whole.reshape(len(some), count, encoding.trains).mean(axis=1))
        return np.concatenate(parts)

    def __call__(self, values: Array) -> Array:
        return self.sent(values) / self.largest


class _Expected(Encoding):
    """Each presentation has one quantile of every random number in place of a drawn one."""

    def _uniforms(self, draw: str, presentations: NDArray[np.int64], first: int, last: int) -> Array:
        quantiles: Array = ((presentations % QUANTILES + 0.5) / QUANTILES)[None, :, None]
        return quantiles


class _Spread(_Expected):
    """Quantiles that lie elsewhere in every step, so that over a presentation the mean of the least chance is told."""

    def _uniforms(self, draw: str, presentations: NDArray[np.int64], first: int, last: int) -> Array:
        within = (np.arange(first, last) * GOLDEN_RATIO % 1.0)[:, None, None]
        spread: Array = ((presentations % QUANTILES)[None, :, None] + within) / QUANTILES
        return spread


def most_sent(circuit: Circuit, encoder: Encoder) -> float:
    """Spikes of a train for the value 1 in a presentation, of an encoder whose trains are alike."""
    expected = _Spread(circuit.description, encoder, 1, circuit.steps, 0)
    chances = QUANTILES if expected.reading.draws else 1
    result = next(expected.results(np.ones((chances, 1)), np.arange(chances), circuit.steps))
    return float(np.broadcast_to(result, (circuit.steps, chances, expected.trains)).mean(axis=1).sum(axis=0).max())


def unfit(circuit: Circuit, encoder: Encoder) -> str:
    """The code of the reason why the mean of an encoder does not tell its values; empty where it does."""
    mean = MeanInput(circuit, encoder, 0)
    reading = mean.reading
    if reading.states and reading.draws:
        return MEMORY_AND_CHANCE
    if encoder.model.payload() is not Payload.CURRENT and encoder.model.code == RATE_CODE and mean.largest > 0:
        return ""
    means = mean.sent(np.repeat(GRID[:, None], circuit.channels, axis=1))
    return "" if (np.diff(means, axis=0) > 0).all() else TELLS_BY_TIME
