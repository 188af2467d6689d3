"""From what should have been otherwise at a population to its input spikes, by the course of a trace, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def summed_after(signal: Array, course: Array, lead: int) -> Array:
    """What a spike of each step would have had to do with a ``signal`` (steps, …) through its later ``course``.

    ``course`` (lags,) begins ``lead`` steps before the spike: the result in step s is
    sum_t course[t - s + lead] signal[t].
    """
    steps = len(signal)
    length = _length(steps + len(course))
    together = np.fft.rfft(signal, length, axis=0) * _alike(np.conj(np.fft.rfft(course, length)), signal.ndim)
    found = np.fft.irfft(together, length, axis=0)
    return np.asarray(np.roll(found, lead, axis=0)[:steps])


def summed_before(sent: Array, course: Array, lead: int) -> Array:
    """What has come of ``sent`` (steps, …) by each step: sum_s course[t - s + lead] sent[s] in step t."""
    steps = len(sent)
    length = _length(steps + len(course))
    together = np.fft.rfft(sent, length, axis=0) * _alike(np.fft.rfft(course, length), sent.ndim)
    found = np.fft.irfft(together, length, axis=0)
    return np.asarray(np.roll(found, -lead, axis=0)[:steps])


def slope_of(course: Array) -> Array:
    """The slope in steps of a ``course`` (steps + 1,) from the spike on: (steps + 1,), from a step before it on.

    Half of what a spike a step earlier leaves, less that of one a step later.
    """
    wide = np.concatenate([[0.0, 0.0], course])
    slope: Array = (wide[2:] - wide[:-2]) / 2
    return slope


def _alike(frequencies: Array, dimensions: int) -> Array:
    return frequencies.reshape(-1, *([1] * (dimensions - 1)))


def _length(least: int) -> int:
    """A power of two, which transforms fast."""
    return 1 << (least - 1).bit_length()
