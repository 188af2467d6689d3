"""The plot that a node of the canvas shows of a run, as a person chose it; it means nothing to the engine."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from app.document.bounds import Coordinate, Index, Side

Rectangle: TypeAlias = tuple[Coordinate, Coordinate, Side, Side]
"""Left, top, width and height, from the upper left corner of the node."""

LEAST_WIDTH, LEAST_HEIGHT = 96.0, 60.0
"""Of a plot that stands beside its node."""


class Shows(StrEnum):
    """Kinds of plots; ``AUTOMATIC`` is what suits a node of its kind, ``NOTHING`` only its title."""

    AUTOMATIC = "automatic"
    TRACE = "trace"
    RASTER = "raster"
    RATE = "rate"
    WEIGHTS = "weights"
    IMAGE = "image"
    NOTHING = "nothing"


class MiniPlot(Struct, frozen=True, forbid_unknown_fields=True):
    """``of`` is the state of a trace or an image, "" for the first of a trace and the rate of an image; of weights the
    id of a link to the node, "" for all of them. ``neuron`` is that of a trace.

    The plot stands inside the node where ``beside`` is None, else there.
    """

    shows: Shows = Shows.AUTOMATIC
    of: str = ""
    neuron: Index = 0
    beside: Rectangle | None = None

    @property
    def is_inside(self) -> bool:
        """True if it takes the place of what the node shows by itself."""
        return self.beside is None or self.shows is Shows.NOTHING

    @property
    def stands_beside(self) -> Rectangle | None:
        """The place where it stands apart from its node, None where it does not."""
        return self.beside if self.shows not in (Shows.AUTOMATIC, Shows.NOTHING) else None


AUTOMATIC = MiniPlot()
