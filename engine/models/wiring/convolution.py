"""One kernel that slides over a grid."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import count_setting
from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, Shape, WiringRule, places_within


class Convolution(WiringRule):
    """Each target sees a window of the source's grid, and all windows of a channel share one kernel of weights.

    As in machine learning it is a correlation: the kernel is not mirrored. Channels of a group see those of the same
    group alone; as many groups as channels make it depthwise.

    Source: LeCun, Bottou, Bengio & Haffner (1998), Proceedings of the IEEE 86, 2278-2324, 10.1109/5.726791.
    """

    title = "Convolution"
    category = "Grid"
    aliases = ("Conv2d", "shared weights", "feature maps", "filter", "CNN", "depthwise")
    spatial = True
    gridded = True
    shared = True

    height = count_setting("k_y", "rows of the kernel", 3.0)
    width = count_setting("k_x", "columns of the kernel", 3.0)
    stride = count_setting("s", "step from window to window", 1.0)
    padding = count_setting("b", "silent rows and columns around the source", 0.0, at_least=0.0)
    channels = count_setting("c", "channels of the target", 1.0)
    groups = count_setting("g", "groups of channels", 1.0)

    @classmethod
    def result(cls, source: Shape, values: Mapping[str, Any]) -> Shape | None:
        """Channels, and how often the window fits into rows and columns."""
        height, width, stride, padding, channels, _ = cls._numbers(values)
        _, rows, columns = source
        high, wide = (length + 2 * padding - k for length, k in ((rows, height), (columns, width)))
        return channels, max(high // stride + 1, 0), max(wide // stride + 1, 0)

    @classmethod
    def kernel(cls, source: Shape, values: Mapping[str, Any]) -> tuple[int, ...]:
        """Channels of the target, those of the source in a group, rows, columns."""
        height, width, _, _, channels, groups = cls._numbers(values)
        return channels, source[0] // groups, height, width

    @classmethod
    def divided(cls, values: Mapping[str, Any]) -> int:
        """The groups of channels on either side."""
        return cls._numbers(values)[-1]

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """For each entry of the kernel all places at which it is used, in blocks of rows."""
        assert source.shape is not None and target.shape is not None
        height, width, stride, padding, _, groups = cls._numbers(values)
        (depth, rows, columns), (channels, high, wide) = source.shape, target.shape
        seen = depth // groups
        together = max(1, BLOCK_CONNECTIONS // max(wide, 1))
        for number, (channel, below, dy, dx) in enumerate(np.ndindex(channels, seen, height, width)):
            plane = channel * groups // channels * seen + below
            x = np.arange(wide) * stride + dx - padding
            for first in range(0, high, together):
                row = np.arange(first, min(first + together, high))[:, None]
                y = row * stride + dy - padding
                inside = ((y >= 0) & (y < rows)) & ((x >= 0) & (x < columns))
                pre = ((plane * rows + y) * columns + x)[inside]
                post = ((channel * high + row) * wide + np.arange(wide))[inside]
                yield Block(pre.astype(np.int32), post.astype(np.int32), np.full(pre.size, number, np.int32))

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """A kernel a target, less what lies in the padding; at most a whole one where nobody has a place."""
        height, width, stride, padding, channels, groups = cls._numbers(values)
        if source.shape is None or target.shape is None:
            return float(height) * width * (source.shape[0] // groups if source.shape is not None else 1) * target.size
        (depth, rows, columns), (_, high, wide) = source.shape, target.shape
        down = places_within(high, height, stride, padding, rows)
        across = places_within(wide, width, stride, padding, columns)
        return float(channels) * (depth // groups) * down * across

    @classmethod
    def _numbers(cls, values: Mapping[str, Any]) -> tuple[int, int, int, int, int, int]:
        names = ("height", "width", "stride", "padding", "channels", "groups")
        height, width, stride, padding, channels, groups = (round(float(cls.chosen(values, name))) for name in names)
        return height, width, stride, padding, channels, groups
