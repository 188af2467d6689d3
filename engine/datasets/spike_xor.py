"""Exclusive or, told by the times of spikes: the smallest task that needs a hidden layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.model import division
from engine.model.data import Samples
from engine.model.declaration import Setting, count_setting
from engine.samples import spikes as _spikes
from engine.samples.made import GeneratedDataset

PATTERNS = ((0, 0), (0, 1), (1, 0), (1, 1))
EARLY = 1.0  # ms before the first spike: it has a step of its own
INPUTS = 3
NAMES = ("same", "different")


class SpikeXor(GeneratedDataset):
    """Two inputs fire early or late, a third always early; the class is whether the two differ.

    A sample is a pattern: both late, only the first early, only the second, both early; the late spike is 6 ms behind
    the early one. With several trains each input is a group, whose spikes are jittered. A value of 1 is a spike in its
    interval of 1 ms, which the encoder *Regular* passes on at 1000 Hz. Without jitter there are the four patterns,
    which are both trained and tested.

    Source: Bohte, Kok & La Poutré (2002), Neurocomputing 48, 17-37, 10.1016/S0925-2312(01)00658-0, section 4.1.
    """

    title = "Spike XOR"
    aliases = ("exclusive or", "SpikeProp", "temporal XOR", "NormAD")
    moves = True
    lasting = "duration"
    spikes_in = 1.0
    class_words = NAMES

    training = count_setting("n_{train}", "training samples, with jitter", 100.0, at_most=1e5)
    test = count_setting("n_{test}", "test samples, with jitter", 100.0, at_most=1e5)
    trains = count_setting("N", "trains of an input", 1.0, at_most=10_000.0)
    late = Setting("ms", r"\Delta t", "from early to late", default=6.0, at_least=1.0, at_most=1000.0)
    jitter = Setting("ms", r"\sigma", "standard deviation of the times", default=0.0, at_least=0.0, at_most=100.0)
    duration = Setting("ms", "T", "time of a sample", default=30.0, at_least=2.0, at_most=10_000.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        given = cls.given(values)
        return round(given["duration"]), INPUTS * round(given["trains"])

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        return 6 * _spikes.EVENT * INPUTS * given["trains"] * (given["training"] + given["test"])

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        random = np.random.RandomState(round(given["seed"]))
        patterns = np.array(PATTERNS)[_places(given) % len(PATTERNS)]
        count, trains, rows = len(patterns), round(given["trains"]), round(given["duration"])
        early = np.concatenate([patterns, np.ones((count, 1), np.int64)], axis=1)
        times = np.repeat(EARLY + given["late"] * (1 - early), trains, axis=1)
        times = np.clip(times + given["jitter"] * random.standard_normal(times.shape), 0.0, rows - 1.0)
        samples, channels = np.divmod(np.arange(times.size), times.shape[1])
        events = _spikes.event_rows(samples, times.ravel(), channels, count, 1.0, rows, times.shape[1])
        labels = (patterns[:, 0] != patterns[:, 1]).astype(np.int64)
        return Samples(events, labels, (rows, times.shape[1]), NAMES)

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        """Without jitter the patterns are to be reproduced: all of them are trained and tested."""
        given = cls.given(values)
        if given["jitter"] == 0.0:
            return division.undivided(len(samples.labels))
        return super().split(samples, values)


def _places(given: Mapping[str, float]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The place of each sample within its part; of each pattern once where nothing differs between two samples."""
    if given["jitter"] == 0.0:
        return np.arange(len(PATTERNS))
    return np.concatenate([np.arange(round(given[part])) for part in ("training", "test")])
