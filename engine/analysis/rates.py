"""Firing rates of neurons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MS_PER_S = 1000.0

Floats = NDArray[np.float64]


def spike_counts(neurons: NDArray[np.integer], size: int) -> NDArray[np.int64]:
    """Spikes of each of ``size`` neurons from their indices, one entry per spike: (size,)."""
    return np.bincount(neurons, minlength=size).astype(np.int64)


def mean_rates(neurons: NDArray[np.integer], size: int, duration: float) -> Floats:
    """Spikes per second of each neuron over ``duration`` ms: (size,)."""
    _demand_positive(duration)
    rates: Floats = spike_counts(neurons, size).astype(np.float64) * (MS_PER_S / duration)
    return rates


def population_rate(times: Floats, size: int, start: float, stop: float, width: float) -> tuple[Floats, Floats]:
    """Centres (bins,) in ms and mean rate per neuron (bins,) in spikes/s in bins of ``width`` ms.

    A spike at ``start`` is outside and one at ``stop`` inside, as steps of the grid are stamped at
    their end; an incomplete last bin is left out.
    """
    which, inside, bins = bins_of(times, start, stop, width)
    number = np.bincount(which[inside], minlength=bins).astype(np.float64)
    rates: Floats = number * (MS_PER_S / (width * max(size, 1)))
    centres: Floats = start + (np.arange(bins, dtype=np.float64) + 0.5) * width
    return centres, rates


def binned_counts(
    times: Floats, neurons: NDArray[np.integer], size: int, start: float, stop: float, width: float
) -> NDArray[np.int64]:
    """Spikes of each of ``size`` neurons in bins of ``width`` ms, (size, bins), cut as by :func:`population_rate`."""
    which, inside, bins = bins_of(times, start, stop, width)
    flat = np.asarray(neurons, np.int64)[inside] * bins + which[inside]
    return np.bincount(flat, minlength=size * bins).astype(np.int64).reshape(size, bins)


def bins_of(times: Floats, start: float, stop: float, width: float) -> tuple[NDArray[np.int64], NDArray[np.bool_], int]:
    """The bin of each spike, whether it is one of those from ``start`` to ``stop``, and their number."""
    _demand_positive(width)
    bins = int(np.floor((stop - start) / width + 1e-9))  # 0.3 / 0.1 must be three bins
    which = np.ceil((np.asarray(times, np.float64) - start) / width - 1e-9).astype(np.int64) - 1
    return which, (which >= 0) & (which < bins), bins


def _demand_positive(span: float) -> None:
    if not span > 0:
        raise ValueError(f"a rate needs a span of time above 0 ms, not {span}")
