"""The data behind what a run shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.running.record.plane import Plane, plane_of
from engine.model.data import Samples


@dataclass(frozen=True)
class KnownSamples:
    """The data behind a dataset node, and how many of them the run shows before it begins again.

    ``names`` are those of the classes, as the window says them; none where spikes are wanted.
    """

    samples: Samples
    count: int
    names: tuple[str, ...] = ()

    @cached_property
    def plane(self) -> Plane | None:
        """The samples as points, where they are neither pictures nor signals."""
        return plane_of(self.samples)
