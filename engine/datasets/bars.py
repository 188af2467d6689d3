"""Bars in a square of pixels, one at a time: each is a row or a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.model.data import Samples
from engine.model.declaration import Setting, count_setting
from engine.samples.made import GeneratedDataset

BYTES = 8.0  # of a value
ROW, COLUMN = "\u2500", "\u2502"  # begin the names of classes, in every language


class Bars(GeneratedDataset):
    """A bright row or column of a square of pixels, over noise; each of them is a class.

    Neurons that learn by themselves come to stand for one bar each.

    Source: Földiák (1990), Biological Cybernetics 64, 165-170, 10.1007/BF02331346: lines in a square; here one at a
    time.
    """

    title = "Bars"
    category = "Images"
    aliases = ("lines", "bars problem", "independent components", "horizontal", "vertical")

    side = count_setting("n", "pixels of a side", 8.0, at_least=2.0, at_most=128.0)
    noise = Setting("1", r"\sigma", "standard deviation of the noise", default=0.1, at_least=0.0, at_most=1.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        side = round(cls.given(values)["side"])
        return side, side

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        return (given["training"] + given["test"]) * given["side"] ** 2 * BYTES

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        side = round(given["side"])
        bars = np.zeros((2 * side, side, side))
        for place in range(side):
            bars[place, place, :] = bars[side + place, :, place] = 1.0
        random, labels = cls.begun(given, len(bars))
        shown = bars[labels].reshape(len(labels), side * side)
        values = np.clip(shown + np.abs(given["noise"] * random.standard_normal(shown.shape)) * (1.0 - shown), 0.0, 1.0)
        values.setflags(write=False)
        names = tuple(f"{sign} {place + 1}" for sign in (ROW, COLUMN) for place in range(side))
        return Samples(values, labels, (side, side), names)
