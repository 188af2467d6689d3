"""Made signals of four shapes, for encoders of signals: nothing to download, and every class can be heard apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from engine.backends.functions.elementary_numpy import sin
from engine.model import division
from engine.model.data import DatasetModel, Samples
from engine.model.declaration import Setting, seed_setting
from engine.model.functions import PI

TIMES = 200  # values of one signal
NAMES = ("sine", "square", "sawtooth", "chirp")
EACH = 50  # signals of a class
TURNS = 3.0  # of a signal
TEST_SHARE = 0.2


class Waveforms(DatasetModel):
    """Two hundred signals in time of four shapes: sine, square, sawtooth and chirp, at random phases and with noise.

    One value after another fills the time for which a sample is shown; all lie between 0 and 1.
    """

    title = "Waveforms"
    category = "Signals"
    aliases = ("time series", "signal", "function generator", "sine", "speech")
    sample_shape = (TIMES, 1)
    moves = True
    class_words = NAMES

    noise = Setting("1", r"\sigma", "standard deviation of the noise", default=0.02, at_least=0.0, at_most=1.0)
    signal_seed = seed_setting("s", "seed of phases and noise")

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        return _signals(float(cls.chosen(values, "noise")), round(float(cls.chosen(values, "signal_seed"))))

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        """The last fifth of the signals, in which every shape is as frequent, is the test."""
        count = len(samples.labels)
        return division.last(count, count - round(count * (1.0 - TEST_SHARE)))


@cache  # made anew for the panel, the check and the training of one set (decision 0220)
def _signals(noise: float, seed: int) -> Samples:
    random = np.random.RandomState(seed)
    labels = np.tile(np.arange(len(NAMES)), EACH)
    phases = random.random_sample((len(labels), 1))
    disturbed = noise * random.standard_normal((len(labels), TIMES))
    passed = np.arange(TIMES) / TIMES
    turns = (TURNS * passed + phases) % 1.0
    chirp = (TURNS * (0.5 + passed) * passed + phases) % 1.0
    shapes = [0.5 + 0.4 * sin(2 * PI * turns), np.where(turns < 0.5, 0.9, 0.1), 0.1 + 0.8 * turns]
    shapes.append(0.5 + 0.4 * sin(2 * PI * chirp))
    chosen = np.stack(shapes)[labels, np.arange(len(labels))]
    values = np.clip(chosen + disturbed, 0.0, 1.0)[:, :, None]
    values.setflags(write=False)
    return Samples(values, labels.astype(np.int64), (TIMES, 1), NAMES)
