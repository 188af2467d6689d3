"""Points in a yin-yang symbol: three classes that no single layer tells apart, in four values a sample."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot

import numpy as np

from engine.model.data import Samples
from engine.model.declaration import count_setting, seed_setting
from engine.samples.made import GeneratedDataset

DOT, BIG = 0.1, 0.5  # radii of a dot and of the symbol, whose middle is at (0.5, 0.5)
NAMES = ("yin", "yang", "dot")
TEST_SEED = 2  # below that of the training samples
BYTES = 40  # of a sample: four values and a label


class YinYang(GeneratedDataset):
    """Points within a yin-yang symbol are told to lie in its dark half, its light half or one of its dots.

    A sample is (x, y, 1 - x, 1 - y). With the seed 42 these are the published 5000 training samples (made with 42) and
    1000 test samples (made with 40), draw by draw.

    Source: Kriener, Göltz & Petrovici (2022), The Yin-Yang dataset, NICE 2022, 107-111, 10.1145/3517343.3517380.
    """

    title = "Yin-Yang"
    aliases = ("Kriener", "two-dimensional", "nonlinear task", "benchmark")
    sample_shape = (4,)
    class_words = NAMES

    training = count_setting("n_{train}", "training samples", 5000.0, at_most=1e6)
    test = count_setting("n_{test}", "test samples", 1000.0, at_most=1e6)
    seed = seed_setting("s", "seed of the samples", default=42.0, at_least=2.0)

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        return BYTES * (given["training"] + given["test"])

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        seed = round(given["seed"])
        drawn = _drawn(round(given["training"]), seed) + _drawn(round(given["test"]), seed - TEST_SEED)
        points = np.array([(x, y) for x, y, _ in drawn])
        values = np.concatenate([points, 1.0 - points], axis=1)
        values.setflags(write=False)
        return Samples(values, np.array([kind for _, _, kind in drawn], np.int64), (4,), NAMES)


def class_of(x: float, y: float) -> int:
    """The class of a point within the symbol: its place in :data:`NAMES`."""
    left, right = hypot(x - BIG / 2, y - BIG), hypot(x - 3 * BIG / 2, y - BIG)
    if min(left, right) < DOT:
        return 2
    return int(right <= DOT or DOT < left <= BIG / 2 or (y > BIG and right > BIG / 2))


def _drawn(count: int, seed: int) -> list[tuple[float, float, int]]:
    """Points and their classes: a class is drawn, then points until one has it, so that all are as frequent."""
    random = np.random.RandomState(seed)
    found: list[tuple[float, float, int]] = []
    while len(found) < count:
        wanted = random.randint(len(NAMES))
        while True:
            x, y = (float(v) for v in random.random_sample(2) * 2 * BIG)
            if hypot(x - BIG, y - BIG) <= BIG and class_of(x, y) == wanted:
                break
        found.append((x, y, wanted))
    return found
