"""Made sounds of one tone whose pitch moves: what is to be told is how, so that a moment alone says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import exp, sin
from engine.model.data import Samples
from engine.model.declaration import Setting, count_setting
from engine.model.functions import MS_PER_S, PI
from engine.model.stored import Scaled
from engine.samples.made import GeneratedDataset
from engine.samples.sounds import SILENCE, mel_bands

NAMES = ("rising", "falling", "rising, then falling", "falling, then rising")
RATE = 8000  # values of a sound in a second
HIGHEST = 4000.0  # Hz of the highest band
LOWEST_TONE, OCTAVES = 300.0, 0.5  # Hz of the lowest begin, and how far above it another may be
STEEPEST = 2.2  # octaves that a tone passes
GENTLEST = 1.6
LOUDNESS = 0.3
LN_2 = 0.6931471805599453
DYNAMIC = 24.0  # dB below the loudest that are shown as 0: what is fainter is noise

Floats = NDArray[np.float64]


class SlidingTones(GeneratedDataset):
    """A tone that rises, falls, or turns round half-way, over noise, as power in bands on the mel scale.

    Where it begins and how far it slides differ from sound to sound, and the courses share their halves: no moment
    tells them apart, only the order of what is heard.
    """

    title = "Sliding tones"
    category = "Signals"
    aliases = ("glide", "frequency sweep", "chirp", "audio", "melody", "recurrent")
    class_words = NAMES
    moves = heard = True

    training = count_setting("n_{train}", "training samples", 400.0, at_most=1e5)
    test = count_setting("n_{test}", "test samples", 100.0, at_most=1e5)
    duration = Setting("ms", "T", "time of a sound", default=500.0, at_least=100.0, at_most=10_000.0)
    hop = Setting("ms", "h", "from window to window", default=10.0, at_least=1.0, at_most=100.0)
    bands = count_setting("N", "bands", 24.0, at_least=2.0, at_most=128.0)
    noise = Setting("1", r"\sigma", "standard deviation of the noise", default=0.02, at_least=0.0, at_most=1.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        given = cls.given(values)
        return max(round(given["duration"] / given["hop"]), 1), round(given["bands"])

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        times, bands = cls.shape_of(given)
        return (given["training"] + given["test"]) * times * bands * np.dtype(np.float32).itemsize

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        random, labels = cls.begun(given, len(NAMES))
        shape = cls.shape_of(given)
        made = np.zeros((len(labels), *shape), np.float32)
        for sample, kind in enumerate(labels):
            lowest, steep, phase = random.random_sample(3)
            tone = sliding_tone(NAMES[kind], given["duration"], lowest, steep, phase)
            tone = LOUDNESS * tone + given["noise"] * random.standard_normal(len(tone))
            made[sample] = mel_bands(np.clip(tone, -1.0, 1.0), RATE, shape, given["hop"], HIGHEST)
        loud = np.maximum(made / max(float(made.max(initial=0.0)), SILENCE), SILENCE)
        levels = np.maximum(10.0 * np.log10(loud), -DYNAMIC)
        levels.setflags(write=False)
        return Samples(Scaled(levels, -DYNAMIC, DYNAMIC), labels, shape, NAMES)


def sliding_tone(name: str, duration: float, lowest: float, steep: float, phase: float) -> Floats:
    """A wave (values,) of amplitude 1, of ``duration`` ms; the others are shares of what may be.

    It passes the same octaves whichever way it goes; of two halves each passes all of them.
    """
    count = max(round(duration * RATE / MS_PER_S), 1)
    passed = np.arange(count) / count
    course = {
        "rising": passed,
        "falling": 1.0 - passed,
        "rising, then falling": 1.0 - np.abs(1.0 - 2.0 * passed),
        "falling, then rising": np.abs(1.0 - 2.0 * passed),
    }[name]
    octave = OCTAVES * lowest + (GENTLEST + (STEEPEST - GENTLEST) * steep) * course
    turns = phase + np.cumsum(LOWEST_TONE * exp(LN_2 * octave)) / RATE
    return np.asarray(sin(2 * PI * (turns % 1.0)), np.float64)
