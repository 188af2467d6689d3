"""Neurons in rows and columns, like the pixels of an image."""

from collections.abc import Callable, Mapping
from math import isqrt
from typing import Any

import numpy as np

from engine.model.declaration import Choice, Setting, count_setting
from engine.model.topology import Places, PositionsModel, Shape


class Grid(PositionsModel):
    """Rows and columns, row by row from the top left; channels lie on top of each other, one after the other.

    Source: the layout of images in LeCun, Bottou, Bengio & Haffner (1998), Proceedings of the IEEE 86, 2278-2324,
    10.1109/5.726791.
    """

    title = "Grid"
    category = "Regular"
    aliases = ("image", "lattice", "two-dimensional", "2D", "feature maps", "Grid2D")

    rows = count_setting("n_y", "rows", 10.0)
    columns = count_setting("n_x", "columns", 10.0)
    channels = count_setting("n_c", "neurons at each place", 1.0)
    width = Setting("mm", "w", "width", default=1.0, above=0.0)
    height = Setting("mm", "h_y", "height", default=1.0, above=0.0)
    periodic = Choice(("no", "yes"), "opposite edges meet", default="no")

    @classmethod
    def places(cls, size: int, values: Mapping[str, Any], uniform: Callable[[int], Places]) -> Places:
        """Each neuron is in the middle of its cell; y points upwards."""
        channels, rows, columns = cls._counts(values)
        x = ((np.arange(columns) + 0.5) / columns - 0.5) * float(values["width"])
        y = (0.5 - (np.arange(rows) + 0.5) / rows) * float(values["height"])
        one = np.stack([np.tile(x, rows), np.repeat(y, columns)], axis=1)
        return np.tile(one, (channels, 1))

    @classmethod
    def _counts(cls, values: Mapping[str, Any]) -> Shape:
        return round(float(values["channels"])), round(float(values["rows"])), round(float(values["columns"]))

    @classmethod
    def suited(cls, size: int) -> dict[str, float]:
        """Choose rows and columns as nearly a square as there is one."""
        rows = max(row for row in range(1, isqrt(size) + 1) if size % row == 0)
        return {"rows": float(rows), "columns": float(size // rows)}

    @classmethod
    def shape(cls, values: Mapping[str, Any]) -> Shape | None:
        """Give the chosen channels, rows and columns."""
        return cls._counts(values)

    @classmethod
    def shaped(cls, shape: Shape) -> dict[str, float] | None:
        """Give the numbers of channels, rows and columns."""
        return dict(zip(("channels", "rows", "columns"), map(float, shape), strict=True))

    @classmethod
    def period(cls, values: Mapping[str, Any]) -> tuple[float, float] | None:
        """In both directions."""
        return (float(values["width"]), float(values["height"])) if values["periodic"] == "yes" else None

    @classmethod
    def number(cls, values: Mapping[str, Any]) -> int | None:
        """Channels times rows times columns."""
        channels, rows, columns = cls._counts(values)
        return channels * rows * columns
