"""One way in which the panel *Statistics* looks at the spikes of a span of time."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from math import isfinite
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from app.plots.computation import Computation
from app.plots.exporting import Table
from app.plots.source import Source
from app.running.ring_buffer import RingBuffer

Result = TypeVar("Result")


class StatisticsPage(Generic[Result], QWidget):  # in this order: Qt would keep the news of a subclass from Generic
    """Figures that are computed aside, and a table of them; the newest are shown meanwhile."""

    def __init__(self, source: Source, parent: QWidget | None = None) -> None:
        self.computation: Computation[Result] = Computation()
        super().__init__(parent)
        self.source = source
        self.computation.belong_to(self)

    @abstractmethod
    def ask(self, start: float, end: float) -> None:
        """Have the figures of the spikes in (start, end] ms."""

    @abstractmethod
    def span(self) -> tuple[float, float] | None:
        """Of which time the newest figures are, in ms; None where there are none of what is drawn and chosen now."""

    @abstractmethod
    def show_found(self) -> None:
        """Show the newest figures, of which :meth:`span` says that they are there."""

    @abstractmethod
    def table(self) -> Table:
        """All figures as they are sorted, with the span."""


def kept_from(frames: RingBuffer, elements: Sequence[str], start: float, end: float, resolution: float) -> float:
    """The ms from which on every spike of these elements is still kept, at least a step before ``end``."""
    known = frames.elements()
    kept = max([start, *(frames.oldest_step(id) * resolution for id in elements if id in known)])
    return min(kept, end - resolution)


def cell(value: float) -> object:
    """A number, or an empty cell where it is unknown."""
    return value if isfinite(value) else ""
