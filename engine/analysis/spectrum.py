"""At which frequencies a signal has its power."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MS_PER_S = 1000.0
SEGMENTS = 4  # into which a signal is cut at least where none is asked for: fewer scatter, more are coarse
SHORTEST = 8  # samples of a segment

Floats = NDArray[np.float64]


def power_spectrum(values: Floats, interval: float, segment: int | None = None) -> tuple[Floats, Floats]:
    """Frequencies (bins,) in Hz and one-sided power density (bins,) in the unit of ``values``, squared, per Hz.

    ``values`` (samples,) lie ``interval`` ms apart; their mean is taken off. The spectra of segments of ``segment``
    samples, a quarter of all where none is given, overlapping by half and under Hann's window, are averaged. The area
    below is the variance. Raises ``ValueError`` for fewer than eight samples.
    Source: Welch (1967), IEEE Transactions on Audio and Electroacoustics 15, 70-73, 10.1109/TAU.1967.1161901.
    """
    from scipy.signal import welch

    if len(values) < SHORTEST:
        raise ValueError(f"a spectrum needs at least {SHORTEST} samples, not {len(values)}")
    wanted = len(values) // SEGMENTS if segment is None else segment
    length = min(max(wanted, SHORTEST), len(values))
    frequencies, power = welch(np.asarray(values, np.float64), MS_PER_S / interval, nperseg=length)
    return np.asarray(frequencies, np.float64), np.asarray(power, np.float64)


def peak(frequencies: Floats, power: Floats) -> float:
    """The frequency in Hz with the greatest power, that of no motion left out; NaN where nothing moves."""
    moving = power[1:]
    return float(frequencies[1:][int(moving.argmax())]) if moving.any() else float("nan")
