"""Rows of bits of which an odd or an even number is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from spikeloom.model.data import Samples
from spikeloom.model.declaration import count_setting
from spikeloom.samples.made import GeneratedDataset

BYTES = 8.0  # of a value
KINDS = ("even", "odd")


class ParityOfBits(GeneratedDataset):
    """Rows of bits, of which an even or an odd number is one: whoever misses one bit knows nothing.

    Source: Rumelhart, Hinton & Williams (1986), Nature 323, 533-536, 10.1038/323533a0, of tasks that need a hidden
    layer.
    """

    title = "Parity of bits"
    aliases = ("xor", "odd", "even")
    class_words = KINDS

    bits = count_setting("n", "bits of a row", 4.0, at_most=32.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        return (round(cls.given(values)["bits"]),)

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        return (given["training"] + given["test"]) * given["bits"] * BYTES

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        random = np.random.RandomState(round(given["seed"]))
        bits, count = round(given["bits"]), round(given["training"] + given["test"])
        labels = np.arange(count, dtype=np.int64) % len(KINDS)
        values = random.randint(0, 2, (count, bits)).astype(np.float64)
        values[:, 0] = (values[:, 1:].sum(axis=1) + labels) % 2
        values.setflags(write=False)
        return Samples(values, labels, (bits,), KINDS)
