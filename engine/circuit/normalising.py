"""Batch normalisation of what a link brings, and the weights and biases into which it folds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
GAMMA, MEAN, VARIANCE = "gamma", "mean", "variance"  # names of its arrays beside "weight"
BATCHES = "batches"  # seen by a module of PyTorch: the averages are none while it is 0
EPSILON = 1e-5  # of the square of the unit, added to a variance: the default of PyTorch
MOMENTUM = 0.1  # share of a batch in the averages: the default of PyTorch


@dataclass(frozen=True)
class BatchNormalisation:
    """Threshold-dependent batch normalisation: y = gamma unit (x - mean) / sqrt(variance + EPSILON unit²).

    ``x`` (rows, neurons) is what a link brings in every step to every sample: mean and variance are over batch and
    time, of each of ``channels`` (of a dense link each neuron is one). ``unit`` is the weight whose spike alone fires a
    neuron, or the current that does, the paper's threshold; gamma begins at ``scale``, its alpha. The bias of the
    population is its beta. What arrives acts in its step as a current of ``current`` times as much does, so the shift
    folds into the bias.

    Sources: Zheng, Wu, Deng, Hu & Li (2021), Going deeper with directly-trained larger spiking neural networks, AAAI
    35(12), 11062-11070, 10.1609/aaai.v35i12.17320, equations 5 to 8; Ioffe & Szegedy (2015), Batch normalization,
    arXiv 1502.03167.
    """

    unit: float
    scale: float
    current: float
    channels: int

    def statistics(self, x: Array) -> tuple[Array, Array]:
        """Mean and variance (channels,) of ``x``, in double precision."""
        parts = self._parts(x)
        mean = parts.mean(axis=(0, 2), dtype=np.float64)
        square = np.square(parts - mean[:, None].astype(x.dtype))
        return mean, square.mean(axis=(0, 2), dtype=np.float64)

    def deviation(self, variance: Array) -> Array:
        """The standard deviation (channels,) by which ``x`` is divided."""
        deviation: Array = np.sqrt(variance + EPSILON * self.unit**2)
        return deviation

    def slope(self, gamma: Array, variance: Array) -> Array:
        """The derivative (channels,) of what is brought by what would be without."""
        slope: Array = gamma * self.unit / self.deviation(variance)
        return slope

    def standardise(self, x: Array, mean: Array, variance: Array) -> None:
        """Take the mean from ``x`` and divide it by its deviation, in place."""
        parts = self._parts(x)
        parts -= mean[:, None].astype(x.dtype)
        parts /= self.deviation(variance)[:, None].astype(x.dtype)

    def scaled(self, standard: Array, gamma: Array) -> Array:
        """The values (rows, neurons) that are brought, from standardised ones."""
        by: Array = self._parts(standard) * (gamma * self.unit)[:, None].astype(standard.dtype)
        return by.reshape(standard.shape)

    def back(self, bars: Array, standard: Array, gamma: Array, variance: Array) -> tuple[Array, Array]:
        """Derivatives by ``x`` and by gamma, from those by what is brought; mean and variance move with ``x``."""
        by, parts = self._parts(bars), self._parts(standard)
        level = by.mean(axis=(0, 2), dtype=np.float64)
        along = (by * parts).mean(axis=(0, 2), dtype=np.float64)
        dtype = bars.dtype
        moved = by - level[:, None].astype(dtype) - parts * along[:, None].astype(dtype)
        moved *= self.slope(gamma, variance)[:, None].astype(dtype)
        count = len(bars) * parts.shape[2]
        return moved.reshape(bars.shape), (along * (count * self.unit)).astype(dtype)

    def unbiased(self, variance: Array, count: int) -> Array:
        """The estimate of the variance from that of ``count`` rows."""
        unbiased: Array = variance * (count / max(count - 1, 1))
        return unbiased

    def _parts(self, x: Array) -> Array:
        """``x`` as (rows, channels, places)."""
        return x.reshape(len(x), self.channels, -1)
