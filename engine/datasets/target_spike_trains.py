"""Made spike trains that a population is to answer with spike trains of its own: what rules of spike timing learn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from engine.model import division
from engine.model.data import DatasetModel, Samples, TargetTrains
from engine.model.declaration import Payload, Setting, count_setting, seed_setting
from engine.model.functions import MS_PER_S

KEPT = 4  # sets of samples in memory


class TargetSpikeTrains(DatasetModel):
    """Patterns of Poisson spike trains, each with the Poisson spike trains that are wanted as its answer.

    A value of 1 is a spike in its interval. The encoder *Regular* passes these on exactly where its rate of the value 1
    is one spike an interval (1000 Hz for 1 ms). The trains fill the time for which a sample is shown. Every pattern is
    both trained and tested: it is to be reproduced.

    Source: the task of Ponulak & Kasiński (2010), Neural Computation 22(2), 467-510, 10.1162/neco.2009.11-08-901.
    """

    title = "Target spike trains"
    category = "Signals"
    aliases = ("spike pattern", "teacher", "ReSuMe", "NormAD", "tempotron", "chronotron")
    moves = True
    lasting = "duration"
    spikes_in = "interval"

    patterns = count_setting("P", "patterns", 1.0, at_most=10_000.0)
    inputs = count_setting("N", "input trains", 500.0, at_most=100_000.0)
    outputs = count_setting("M", "neurons that answer", 1.0, at_most=10_000.0)
    input_rate = Setting("Hz", r"r_{in}", "rate of an input train", default=10.0, at_least=0.0)
    target_rate = Setting("Hz", r"r_{out}", "rate of a target train", default=20.0, at_least=0.0)
    shortest = Setting("ms", r"t_{min}", "shortest time between target spikes", default=5.0, at_least=0.0)
    duration = Setting("ms", "T", "time of a pattern", default=500.0, above=0.0, at_most=100_000.0)
    interval = Setting("ms", r"\Delta", "interval that holds one input spike at most", default=1.0, at_least=0.01)
    pattern_seed = seed_setting("s", "seed of the trains")

    @classmethod
    def wants(cls, values: Mapping[str, Any]) -> Payload:
        return Payload.SPIKES

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        return _samples(**{name: float(values.get(name, p.default)) for name, p in cls.parameters().items()})

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        """All patterns, twice."""
        return division.undivided(len(samples.labels))


@lru_cache(KEPT)  # made anew for the panel, the check and the training of one set (decision 0220)
def _samples(
    patterns: float, inputs: float, outputs: float, input_rate: float, target_rate: float, shortest: float,
    duration: float, interval: float, pattern_seed: float,
) -> Samples:  # fmt: skip
    random = np.random.RandomState(round(pattern_seed))
    count, rows, channels = round(patterns), max(round(duration / interval), 1), round(inputs)
    values = np.zeros((count, rows, channels))
    for pattern in values:
        pattern[:] = random.random_sample(pattern.shape) < input_rate * interval / MS_PER_S
    values.setflags(write=False)
    targets = _targets(random, count, round(outputs), target_rate, shortest, duration)
    names = tuple(str(number + 1) for number in range(count))
    return Samples(values, np.arange(count, dtype=np.int64), (rows, channels), names, targets)


def _targets(
    random: np.random.RandomState, patterns: int, neurons: int, rate: float, shortest: float, duration: float
) -> TargetTrains:
    """Poisson trains with a dead time, of that rate."""
    samples, trains, times = [], [], []
    free = max(MS_PER_S / rate - shortest, 0.0) if rate > 0.0 else np.inf  # mean of what is left to chance
    for sample in range(patterns):
        for neuron in range(neurons):
            t = random.exponential(free) if rate > 0.0 else np.inf
            while t < duration:
                samples.append(sample)
                trains.append(neuron)
                times.append(t / duration)
                t += max(shortest + random.exponential(free), duration * 1e-6)
    return TargetTrains(neurons, np.array(samples, np.int64), np.array(trains, np.int64), np.array(times))
