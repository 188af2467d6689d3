"""The variation of training samples each time they are shown: augmentation that is declared, by seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Model, Setting, count_setting, seed_setting


@dataclass(frozen=True)
class Variation:
    """Pictures of ``rows`` and ``columns`` are shifted by up to ``shift`` pixels each way and get ``noise`` added.

    What is shifted in is 0, and values stay within [0, 1]. How presentation ``n`` differs hangs on ``seed`` and ``n``
    alone.
    """

    rows: int
    columns: int
    shift: int
    noise: float
    seed: int

    def __call__(self, values: NDArray[np.float64], presentations: NDArray[np.int64]) -> NDArray[np.float64]:
        """Other values (samples, channels) for the presentations (samples,) in which they are shown."""
        varied = np.zeros_like(values)
        pictures = values.reshape(-1, self.rows, self.columns)
        for number, picture, room in zip(presentations, pictures, varied.reshape(pictures.shape), strict=True):
            random = np.random.Generator(np.random.Philox(key=self.seed, counter=[0, int(number), 0, 0]))
            down, right = random.integers(-self.shift, self.shift + 1, 2)
            rows, columns = np.arange(self.rows) - down, np.arange(self.columns) - right
            at = np.ix_((rows >= 0) & (rows < self.rows), (columns >= 0) & (columns < self.columns))
            room[at] = picture[np.ix_(np.clip(rows, 0, self.rows - 1), np.clip(columns, 0, self.columns - 1))][at]
            if self.noise > 0.0:
                room += self.noise * random.standard_normal(room.shape)
        return np.clip(varied, 0.0, 1.0)


class Varied(Model, abstract=True):
    """The settings of a source of pictures whose training samples may differ each time they are shown."""

    shift = count_setting(r"\delta", "largest shift of training images", 0.0, at_least=0.0, at_most=1000.0)
    noise = Setting("1", r"\sigma", "noise on training images", default=0.0, at_least=0.0, at_most=1.0)
    variation_seed = seed_setting("s_{vary}", "seed of shifts and noise")

    @classmethod
    def varied(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Variation | None:
        """The variation of training samples of that shape; None where they do not differ."""
        shift, noise, seed = (float(cls.chosen(values, name)) for name in ("shift", "noise", "variation_seed"))
        rows, columns = shape
        return Variation(rows, columns, round(shift), noise, round(seed)) if shift or noise else None
