"""Losses of the times of the read-out's spikes: how wrong they are, and which way each should have moved."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import exp
from engine.learning.components.correlation import low_passed
from engine.learning.components.losses import softmax_cross_entropy

Array = NDArray[Any]
LATEST = 50.0  # time constants


def first_time_cross_entropy(
    times: Array, labels: NDArray[np.int64], end: float, tau: float, lead: float = 0.0, smoothing: float = 0.0
) -> tuple[float, Array]:
    """The neuron that fires first is the answer: cross-entropy on -t / ``tau``, and its derivative by all t.

    ``times`` (batch, neurons), ``end`` and ``tau`` are in ms; a neuron that never fires (infinite) counts as if it had
    at the ``end``, and no derivative moves it. Where the right neuron is silent nothing moves: the others would only be
    driven into silence too. The right neuron's time counts ``lead`` ms longer, so that it must lead by so much.

    Source: Wunderlich & Pehle (2021), 10.1038/s41598-021-91786-z, the loss of the Yin-Yang task; the lead is ours.
    """
    fired = np.isfinite(times)
    late = np.where(fired, times, end)
    right = np.arange(len(labels)), labels
    late[right] += lead
    loss, slope = softmax_cross_entropy(-late / tau, labels, smoothing)
    return loss, np.where(fired & fired[right][:, None], -slope / tau, 0.0)


def early_answer(times: Array, labels: NDArray[np.int64], tau: float) -> tuple[float, Array]:
    """Mean of exp(t / ``tau``) - 1 of the right neuron's first spike, where it fires, and its derivative by all times.

    What is later than 50 ``tau`` counts as that: no number would hold more.

    Source: Wunderlich & Pehle (2021), 10.1038/s41598-021-91786-z, the regularisation of the Yin-Yang task.
    """
    right = np.arange(len(labels)), labels
    own = times[right]
    late = np.minimum(np.where(np.isfinite(own), own, 0.0) / tau, LATEST)
    grown = np.where(np.isfinite(own), np.exp(late), 0.0)
    slope = np.zeros_like(times)
    slope[right] = grown / (tau * len(labels))
    return float(np.where(np.isfinite(own), grown - 1, 0.0).mean()), slope


def van_rossum_times(spikes: Array, wanted: Array, h: float, tau: float) -> tuple[float, Array]:
    """Mean over the batch of 1 / (2 tau) of the integral of f^2, summed over neurons; its derivative by spike times.

    ``spikes`` and ``wanted`` (steps, batch, neurons) are 0 or 1, at the ends of steps of ``h`` ms; f is their
    difference filtered by exp(-t / ``tau``). The derivative by the time s of a spike is
    (g(s) / tau - f(s)) / tau, f(s) the mean of both sides and g the integral of f exp(-(t - s) / tau) from s on.

    Source: van Rossum (2001), A novel spike distance, 10.1162/089976601300014321, in continuous time.
    """
    kept = float(exp(-h / tau))
    within = tau / 2 * -np.expm1(-2 * h / tau)
    jumps = np.subtract(spikes, wanted, dtype=np.float64)
    filtered = low_passed(jumps, kept)
    batch = spikes.shape[1]
    loss = within / (2 * tau * batch) * float(np.square(filtered[:-1]).sum())
    slope, onward = np.zeros_like(filtered), np.zeros_like(filtered[0])
    for step in range(len(filtered) - 1, -1, -1):
        if step < len(filtered) - 1:
            onward = filtered[step] * within + kept * onward
        slope[step] = (onward / tau - filtered[step] + jumps[step] / 2) / (tau * batch)
    return loss, slope * (spikes > 0)
