"""Spike times that lie on smooth random manifolds, one for each class."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import sin
from engine.model.data import Samples
from engine.model.declaration import Setting, count_setting
from engine.model.functions import PI
from engine.samples import spikes as _spikes
from engine.samples.made import GeneratedDataset

PRECISION = 1e-3  # below which a wave is left out
MOST_WAVES = 1000


class Randman(GeneratedDataset):
    """Every channel fires once a sample, at times that follow smooth random functions of a few hidden coordinates.

    A class is a manifold: sums of sine waves whose amplitudes fall with the power α of their number, one for each
    channel, multiplied over the coordinates, and stretched to the time of a sample. A value of 1 is a spike in its
    interval. The encoder *Regular* passes these on exactly where its rate of the value 1 is one spike an interval
    (1000 Hz for 1 ms).

    Source: Zenke & Vogels (2021), Neural Computation 33(4), 899-925, 10.1162/neco_a_01367, section 4.1.
    """

    title = "Randman"
    aliases = ("random manifolds", "Zenke", "spike timing task", "synthetic")
    moves = True
    lasting = "intervals"  # of 1 ms
    spikes_in = 1.0

    classes = count_setting("C", "classes", 10.0, at_least=2.0, at_most=1000.0)
    channels = count_setting("M", "channels", 20.0, at_most=10_000.0)
    dimensions = count_setting("D", "hidden coordinates", 1.0, at_most=20.0)
    smoothness = Setting("1", r"\alpha", "power by which waves grow smaller", default=3.0, at_least=1.0, at_most=10.0)
    intervals = count_setting("T", "intervals of a sample", 100.0, at_least=2.0, at_most=10_000.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, object]) -> tuple[int, ...]:
        given = cls.given(values)
        return round(given["intervals"]), round(given["channels"])

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        return 6 * _spikes.EVENT * given["channels"] * (given["training"] + given["test"])

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        classes, width, rows = (round(given[name]) for name in ("classes", "channels", "intervals"))
        random, labels = cls.begun(given, classes)
        count = len(labels)
        times = np.zeros((count, width))
        for kind in range(min(classes, count)):
            own = labels == kind
            times[own] = manifold(random, width, round(given["dimensions"]), given["smoothness"], int(own.sum()))
        spikes = np.minimum(times * rows, rows - 1)
        samples, channels = np.divmod(np.arange(count * width), width)
        events = _spikes.event_rows(samples, spikes.ravel(), channels, count, 1.0, rows, width)
        return Samples(events, labels, (rows, width), tuple(str(kind) for kind in range(classes)))


def manifold(
    random: np.random.RandomState, width: int, dimensions: int, smoothness: float, count: int
) -> NDArray[np.float64]:
    """``count`` points (count, width) of one manifold, each coordinate stretched to lie within [0, 1]."""
    waves = min(int(np.ceil(PRECISION ** (-1.0 / smoothness))), MOST_WAVES)
    number = np.arange(1, waves + 1)
    amplitude, frequency, phase = random.random_sample((3, width, dimensions, waves))
    hidden = random.random_sample((count, dimensions))
    points = np.ones((count, width))
    for channel in range(width):
        for axis in range(dimensions):
            turns = hidden[:, axis, None] * number * frequency[channel, axis] + phase[channel, axis]
            points[:, channel] *= sin(2 * PI * turns) @ (amplitude[channel, axis] / number**smoothness)
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    return np.asarray((points - low) / np.where(span > 0.0, span, 1.0))
