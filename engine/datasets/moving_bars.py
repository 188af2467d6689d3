"""A bright bar that moves across a square of pixels: what is to be told is where it moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.backends.functions.elementary_numpy import sin
from engine.model.data import Samples
from engine.model.declaration import Setting, count_setting
from engine.model.functions import PI
from engine.model.stored import Scaled
from engine.samples.made import GeneratedDataset

BRIGHTEST = 255.0
TURN, QUARTER = 360.0, 0.25  # in degrees, and of a turn


class MovingBars(GeneratedDataset):
    """A bar moves across the picture at right angles to its length, in one of a few directions, over noise.

    Pixels go by as a signal, a channel for each, and fill the time for which a sample is shown. The direction 0° is to
    the right, 90° is up. Where in its course a bar is at first differs from sample to sample.

    Source: Hubel & Wiesel (1962), Journal of Physiology 160, 106-154, 10.1113/jphysiol.1962.sp006837: the stimulus.
    """

    title = "Moving bars"
    aliases = ("direction selectivity", "drifting bar", "motion", "visual stimulus")
    moves = True

    directions = count_setting("C", "directions", 8.0, at_least=2.0, at_most=360.0)
    side = count_setting("n", "pixels of a side", 16.0, at_least=4.0, at_most=256.0)
    width = Setting("1", "w", "pixels across the bar", default=2.0, at_least=0.5, at_most=64.0)
    frames = count_setting("T", "pictures of a sample", 20.0, at_least=2.0, at_most=1000.0)
    noise = Setting("1", r"\sigma", "standard deviation of the noise", default=0.05, at_least=0.0, at_most=1.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        given = cls.given(values)
        return round(given["frames"]), round(given["side"]), round(given["side"])

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        return (given["training"] + given["test"]) * given["frames"] * given["side"] ** 2

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        kinds, side, frames = (round(given[name]) for name in ("directions", "side", "frames"))
        random, labels = cls.begun(given, kinds)
        count = len(labels)
        ahead = random.random_sample(count)
        pixels = np.zeros((count, frames, side * side), np.uint8)
        for sample, kind in enumerate(labels):
            shown = moving_bar(side, given["width"], kind / kinds, frames, ahead[sample])
            shown = shown + given["noise"] * random.standard_normal(shown.shape)
            pixels[sample] = np.round(BRIGHTEST * np.clip(shown, 0.0, 1.0))
        pixels.setflags(write=False)
        names = tuple(f"{TURN * kind / kinds:g}°" for kind in range(kinds))
        return Samples(Scaled(pixels, 0.0, BRIGHTEST), labels, (frames, side, side), names)


def moving_bar(
    side: int, width: float, direction: float, frames: int, ahead: float
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Pictures (frames, side²) of one course; ``direction`` is a share of a turn, ``ahead`` one of the course."""
    rows, columns = np.divmod(np.arange(side * side), side)
    across, up = columns - (side - 1) / 2, (side - 1) / 2 - rows
    place = across * sin(2 * PI * (direction + QUARTER)) + up * sin(2 * PI * direction)
    reach = side / 2 + width
    middle = (2 * ((np.arange(frames) / frames + ahead) % 1.0) - 1.0) * reach
    return np.asarray(np.clip((width + 1.0) / 2 - np.abs(place - middle[:, None]), 0.0, 1.0), np.float64)
