"""One way in which the panel *Statistics* looks at the spikes of a span of time."""

from __future__ import annotations

from abc import abstractmethod
from math import isfinite
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.plots.base.computation import Computation
from app.plots.exports.table import Table
from app.plots.sources.source import PlotSource
from app.running.record.ring_buffer import RingBuffer
from app.widgets.layout import fill, row
from engine.network.values import Floats

BESIDE_TABLE = 6  # px

Result = TypeVar("Result")


class StatisticsPage(Generic[Result], QWidget):  # in this order: Qt would keep the news of a subclass from Generic
    """Figures that are computed aside, and a table of them; the newest are shown meanwhile."""

    def __init__(self, source: PlotSource, parent: QWidget | None = None) -> None:
        self.computation: Computation[Result] = Computation()
        super().__init__(parent)
        self.source = source
        self.computation.belong_to(self)

    @staticmethod
    def beside_edges(table: QWidget) -> QHBoxLayout:
        """Lay a table out, whose cells keep the rest of the usual margin."""
        return fill(row(margins=(BESIDE_TABLE, 0, BESIDE_TABLE, 0)), table)

    @abstractmethod
    def ask(self, start: float, end: float) -> None:
        """Have the figures of the spikes in (start, end] ms."""

    @abstractmethod
    def span(self) -> tuple[float, float] | None:
        """Of which time the newest figures are, in ms; None where there are none of what is drawn and chosen now."""

    @property
    def is_unkept(self) -> bool:
        """True if the newest figures were wanted of spikes of which none is kept any more."""
        return False

    @abstractmethod
    def show_found(self) -> None:
        """Show the newest figures, of which :meth:`span` says that they are there."""

    @abstractmethod
    def table(self) -> Table:
        """All figures as they are sorted, with the span."""


def kept_from(frames: RingBuffer, element: str, start: float, end: float, resolution: float) -> float | None:
    """The ms from which on, within a span, every spike of ``element`` is still kept; None where none of them is."""
    kept = max(start, frames.kept_since(element) * resolution)
    return kept if kept < end - resolution / 2 else None


def rates_of_those_there(
    frames: RingBuffer, element: str, rates: Floats, start: float, end: float, resolution: float
) -> Floats:
    """Rates (neurons,) over the ms of a span in which each neuron was there; NaN of one that comes after it."""
    share = frames.size_past(element).share(len(rates), start / resolution, end / resolution)
    return np.asarray(np.divide(rates, share, out=np.full(len(rates), np.nan), where=share > 0), np.float64)


def cell(value: float) -> object:
    """A number, or an empty cell where it is unknown."""
    return value if isfinite(value) else ""
