"""Pictures that nodes show of a run: values on their places, and weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from app.running.record.fields import GAP, Known, Weighed, columns_for, matrix, summed, tiled
from app.running.record.places import PixelPlan
from app.running.record.ring_buffer import RingBuffer
from engine.network.values import Floats

ROWS, COLUMNS = 48, 96  # of a picture of many synapses
FIELDS = 36  # receptive fields that a node shows
WIDE = 1.8  # width over height of where they stand
MOST = 1e306
PERCENTILE = 98.0  # a few large weights must not grey out all others


@dataclass(frozen=True)
class ImageActivity:
    """``values`` (rows, columns), NaN where there is none; colours run from ``low`` to ``high``, of weights about zero.

    ``unit`` is that of the values; ``wrong`` where something has a value and it is no number; ``keeps_shape`` where
    pixels are square. Of weights, which are not known of every step, while another moment is looked at: ``is_newest``
    where these stay the newest, else ``taken`` at so many ms.
    """

    values: Floats
    low: float
    high: float
    unit: str = ""
    wrong: NDArray[np.bool_] | None = None
    keeps_shape: bool = True
    is_newest: bool = False
    taken: float | None = None

    @property
    def is_signed(self) -> bool:
        """True if colours are those of two signs."""
        return self.low < 0 and self.low == -self.high


def rate_image(
    frames: RingBuffer, element: str, resolution: float, window_ms: float, plan: PixelPlan, at: int | None = None
) -> ImageActivity:
    """Rates in Hz over the last ``window_ms``, each where it stands; NaN where spikes are no longer kept."""
    rates = rates_of(frames, element, len(plan.cells), resolution, window_ms, at)
    return ImageActivity(plan.laid_out(rates), 0.0, float(np.fmax.reduce(rates, initial=0.0)) or 1.0, "Hz")


def rates_of(
    frames: RingBuffer, element: str, size: int, resolution: float, window_ms: float, at: int | None = None
) -> Floats:
    """Rates (size,) in Hz over the last ``window_ms``; NaN where spikes are no longer kept."""
    latest = frames.latest_step if at is None else at
    span = max(1, round(window_ms / resolution))
    neurons = frames.spikes(element, latest - span + 1, latest + 1).neurons
    counts = np.bincount(neurons[neurons < size], minlength=size)
    passed, kept = min(span, max(1, latest - frames.first_step)), frames.kept_since(element)
    if max(latest - span, 0) < kept:  # of a moment long past
        passed = min(passed, latest - kept)
    return counts / (passed * resolution / 1000) if passed > 0 else np.full(size, np.nan)


def state_image(
    frames: RingBuffer, recording: str, every: int, plan: PixelPlan, unit: str, at: int | None = None
) -> ImageActivity | None:
    """The newest row of a recording of every neuron, taken every so many steps; None before it has one."""
    values = states_of(frames, recording, every, at)
    if values is None:
        return None
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    wrong = np.nan_to_num(plan.laid_out(np.isnan(values).astype(np.float64))) > 0
    return ImageActivity(plan.laid_out(values), low, high if high > low else low + 1.0, unit, wrong)


def states_of(frames: RingBuffer, recording: str, every: int, at: int | None = None) -> Floats | None:
    """The newest row (size,) of a recording of every neuron, taken every so many steps; None before it has one."""
    latest = frames.latest_step if at is None else at
    samples = frames.samples(recording, latest - 2 * every, latest + 1)
    return samples.values[-1] if samples is not None and len(samples.steps) else None


def weight_image(parts: Sequence[Known], unit: str) -> ImageActivity | None:
    """Weights onto a population: receptive fields where one image feeds it alone, else a matrix for each projection.

    In a matrix targets go down and sources to the right. None where there is no synapse.
    """
    kept = [known for known in parts if len(known.weights)]
    if not kept:
        return None
    limit = limit_of(np.concatenate([known.weights for known in kept]))
    (first, *others) = kept
    if first.pixels is not None and not others:
        fields = summed(first.weights, first.connections, first.pixels, range(min(first.targets, FIELDS)))
        values = fields.values
        picture = tiled(fields, columns_for(len(values), values.shape[1:], WIDE, 1.0))
        limit = limit_of(values[np.isfinite(values)])
        return ImageActivity(picture.values, -limit, limit, unit, picture.wrong)
    share = COLUMNS // len(kept)
    matrices = [matrix(known, ROWS, max(share, 1)) for known in kept]
    rows = len(matrices[0].values)
    gap = Weighed(np.full((rows, GAP), np.nan), np.zeros((rows, GAP), np.bool_))
    parted = [part for m in matrices for part in (m, gap)][:-1]
    values, wrong = (np.concatenate([getattr(part, of) for part in parted], axis=1) for of in ("values", "wrong"))
    return ImageActivity(values, -limit, limit, unit, wrong, keeps_shape=False)


def limit_of(values: Floats) -> float:
    """The number that gets the full colour; the scale runs from minus this to plus this, whatever is not finite.

    It leaves room for the differences of such numbers, and for an axis that is wider.
    """
    if not len(values):
        return 1.0
    limit = float(np.percentile(np.abs(values), PERCENTILE))
    if not (isfinite(limit) and isfinite(values.max())):
        return limit_of(values[np.isfinite(values)])
    return min(limit if limit > 0 else float(np.abs(values).max()) or 1.0, MOST)
