"""Windows of a grid, of which the mean, the sum or the largest counts."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import Choice, count_setting
from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, Shape, WiringRule, places_within

MAXIMUM = "maximum"


class Pooling(WiringRule):
    """Each target averages, adds up, or takes the largest of one window of a channel of the source's grid.

    All share one weight. The largest is that of the values of a step, below zero too, or of its spikes: 1 where any
    neuron of the window fires. What is empty never is the largest; an average counts it as zeros.

    Source: LeCun, Bottou, Bengio & Haffner (1998), Proceedings of the IEEE 86, 2278-2324, 10.1109/5.726791;
    the largest: Riesenhuber & Poggio (1999), Nature Neuroscience 2, 1019-1025, 10.1038/14819.
    """

    title = "Pooling"
    category = "Grid"
    aliases = (
        "AvgPool2d", "SumPool2d", "MaxPool2d", "subsampling", "average pooling", "sum pooling", "maximum pooling",
        "max pooling",
    )  # fmt: skip
    spatial = True
    gridded = True
    shared = True

    height = count_setting("k_y", "rows of the window", 2.0)
    width = count_setting("k_x", "columns of the window", 2.0)
    stride = count_setting("s", "step from window to window", 2.0)
    padding = count_setting("b", "empty rows and columns around the source", 0.0, at_least=0.0)
    how = Choice(
        ("average", "sum", MAXIMUM), "what a window becomes", default="average",
        detail="The maximum is the largest value of the window in each step; of spikes it is one spike where any "
        "neuron of the window fires.",
    )  # fmt: skip

    @classmethod
    def result(cls, source: Shape, values: Mapping[str, Any]) -> Shape | None:
        """The same channels, and how often the window fits into rows and columns."""
        height, width, stride, padding = cls._numbers(values)
        channels, rows, columns = source
        high, wide = (length + 2 * padding - k for length, k in ((rows, height), (columns, width)))
        return channels, max(high // stride + 1, 0), max(wide // stride + 1, 0)

    @classmethod
    def kernel(cls, source: Shape, values: Mapping[str, Any]) -> tuple[int, ...]:
        """One weight for all."""
        return (1,)

    @classmethod
    def scale(cls, values: Mapping[str, Any]) -> float:
        """An average divides by the places of a window, those in the padding included."""
        height, width, *_ = cls._numbers(values)
        return 1.0 / (height * width) if cls.chosen(values, "how") == "average" else 1.0

    @classmethod
    def looks_outside(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether more than half of a window may be padding."""
        height, width, _, padding = cls._numbers(values)
        return 2 * padding > min(height, width)

    @classmethod
    def takes_largest(cls, values: Mapping[str, Any]) -> bool:
        """Tell whether the maximum is chosen."""
        return str(cls.chosen(values, "how")) == MAXIMUM

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """All targets for each place of the window, less those for which it is padding, in blocks."""
        assert source.shape is not None and target.shape is not None
        height, width, stride, padding = cls._numbers(values)
        (channels, rows, columns), (_, high, wide) = source.shape, target.shape
        size = channels * high * wide
        for dy, dx in np.ndindex(height, width):
            for first in range(0, size, BLOCK_CONNECTIONS):
                post = np.arange(first, min(first + BLOCK_CONNECTIONS, size), dtype=np.int32)
                channel, row, column = np.unravel_index(post, (channels, high, wide))
                y, x = row * stride + dy - padding, column * stride + dx - padding
                inside = (y >= 0) & (y < rows) & (x >= 0) & (x < columns)
                pre = ((channel * rows + y) * columns + x)[inside]
                yield Block(pre.astype(np.int32), post[inside], np.zeros(pre.size, np.int32))

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """A window a target, less what lies in the padding; a whole one where nobody has a place."""
        height, width, stride, padding = cls._numbers(values)
        if source.shape is None or target.shape is None:
            return float(height) * width * target.size
        (channels, rows, columns), (_, high, wide) = source.shape, target.shape
        down = places_within(high, height, stride, padding, rows)
        return float(channels) * down * places_within(wide, width, stride, padding, columns)

    @classmethod
    def _numbers(cls, values: Mapping[str, Any]) -> tuple[int, int, int, int]:
        names = ("height", "width", "stride", "padding")
        height, width, stride, padding = (round(float(cls.chosen(values, name))) for name in names)
        return height, width, stride, padding
