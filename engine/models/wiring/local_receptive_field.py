"""A window of the source's grid for each target."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import count_setting
from engine.model.topology import BLOCK_CONNECTIONS, Block, ProjectionSide, Shape, WiringRule


class LocalReceptiveField(WiringRule):
    """Each target sees one window of the source's grid, through weights of its own.

    The windows' centres are spread evenly, so that the target's grid may have any size; at the edges windows are cut.

    Source: Fukushima (1980), Biological Cybernetics 36, 193-202, 10.1007/BF00344251.
    """

    title = "Local receptive field"
    category = "Grid"
    aliases = ("locally connected", "window", "patch", "receptive field")
    spatial = True
    gridded = True

    height = count_setting("k_y", "rows of the window", 3.0)
    width = count_setting("k_x", "columns of the window", 3.0)

    @classmethod
    def connections(
        cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any], random: Any
    ) -> Iterator[Block]:
        """Ordered by target, then source, all channels with all; a block is part of one of the target's rows."""
        assert source.shape is not None and target.shape is not None
        (depth, rows, columns), (channels, high, wide) = source.shape, target.shape
        across = [_window(c, wide, columns, round(float(cls.chosen(values, "width")))) for c in range(wide)]
        widest = max(map(len, across), default=1)
        for channel in range(channels):
            for row in range(high):
                down = _window(row, high, rows, round(float(cls.chosen(values, "height"))))
                lines = (np.arange(depth)[:, None, None] * rows + down[:, None]) * columns
                together = max(1, BLOCK_CONNECTIONS // max(lines.size * widest, 1))
                for first in range(0, wide, together):
                    seen = [(lines + columns_seen).ravel() for columns_seen in across[first : first + together]]
                    own = (channel * high + row) * wide + first + np.arange(len(seen), dtype=np.int32)
                    pre = np.concatenate(seen).astype(np.int32)
                    yield Block(pre, np.repeat(own, [len(one) for one in seen]).astype(np.int32))

    @classmethod
    def expected(cls, source: ProjectionSide, target: ProjectionSide, same: bool, values: Mapping[str, Any]) -> float:
        """The windows as the edges cut them; at most whole ones where nobody has a place."""
        sides = cls.window(values)
        if source.shape is None or target.shape is None:
            depth = source.shape[0] if source.shape is not None else 1
            return min(float(sides[0]) * sides[1] * depth, float(source.size)) * target.size
        (depth, *lengths), (channels, *places) = source.shape, target.shape
        seen = [_seen(*side) for side in zip(places, lengths, sides, strict=True)]
        return float(channels) * depth * seen[0] * seen[1]

    @classmethod
    def window(cls, values: Mapping[str, Any]) -> tuple[int, int]:
        """Give the height and width as chosen."""
        return round(float(cls.chosen(values, "height"))), round(float(cls.chosen(values, "width")))

    @classmethod
    def result(cls, source: Shape, values: Mapping[str, Any]) -> Shape | None:
        """Any grid will do."""
        return None


def _window(place: int, places: int, length: int, size: int) -> Any:
    """The part inside of ``size`` rows or columns around the middle of share ``place`` of ``places``."""
    first = int(_begins(place, places, length, size))
    return np.arange(max(first, 0), min(first + size, length))


def _begins(place: Any, places: int, length: int, size: int) -> Any:
    centre = (place + 0.5) * length / places
    return np.floor(centre - size / 2 + 0.5)


def _seen(places: int, length: int, size: int) -> float:
    """Rows or columns that all windows along one side see together."""
    first = _begins(np.arange(places), places, length, size)
    return float((np.minimum(first + size, length) - np.maximum(first, 0)).clip(0).sum())
