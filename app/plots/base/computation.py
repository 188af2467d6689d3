"""Numbers that take too long for a redraw: they are computed in a thread, and the newest ones are shown meanwhile."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable
from math import ceil
from time import monotonic
from typing import Generic, TypeAlias, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.plots.base.panel import PlotPanel
from app.plots.base.time_range import TimeRange
from app.plots.exports.spans import Interval
from app.plots.sources.source import PlotSource
from app.running.background import Background

EVERY = 0.25  # seconds between two beginnings: a person reads no faster, and the run keeps its processor

Result = TypeVar("Result")
Work: TypeAlias = Callable[[], Result]
"""Made in the thread of the window, done in another: it touches nothing of Qt and of the document."""


class _Signals(QObject):
    computed = Signal()


class Computation(Generic[Result]):
    """The newest ``result``; ``version`` counts them, ``signals.computed`` tells each.

    Of what is asked for while something is computed, or too soon after, only the newest is computed.
    """

    def __init__(self, every: float = EVERY) -> None:
        self.signals = _Signals()
        self.result: Result | None = None
        self.version = 0
        self._every, self._began = every, -every
        self._asked: Hashable = None
        self._next: tuple[Hashable, Work[Result]] | None = None
        self._background = Background("view", self.signals)
        self._background.ended.connect(self._take)
        self._background.failed.connect(lambda _error: self._go_on())
        self._timer = QTimer(self.signals, singleShot=True)
        self._timer.timeout.connect(self._go_on)

    def belong_to(self, owner: QObject) -> None:
        """End with ``owner``."""
        self.signals.setParent(owner)

    @property
    def is_busy(self) -> bool:
        """Tell whether something is computed, or waits for it."""
        return self._next is not None or self._background.is_running

    def ask(self, key: Hashable, work: Work[Result]) -> None:
        """Have ``work`` done, unless what it depends on, the ``key``, is that of the newest that was begun."""
        self._next = None if key == self._asked else (key, work)
        self._go_on()

    def _go_on(self) -> None:
        if self._next is None or self._background.is_running:
            return
        wait = self._every - (monotonic() - self._began)
        if wait > 0:
            self._timer.start(ceil(1000 * wait))
            return
        (self._asked, work), self._next = self._next, None
        self._began = monotonic()
        self._background.start(lambda _tell: work())

    def _take(self, result: Result) -> None:
        self.result = result
        self.version += 1
        self.signals.computed.emit()
        self._go_on()


class ComputedPlot(Generic[Result], PlotPanel):  # in this order: Qt would keep the news of a subclass from Generic
    """A view of computed numbers. A subclass says what they depend on, and gives the work that makes them."""

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self.computation: Computation[Result] = Computation()
        super().__init__(source, time_range, parent)
        self.computation.belong_to(self)
        self.computation.signals.computed.connect(self.refresh)
        time_range.changed.connect(self.refresh)

    @abstractmethod
    def wanted(self) -> Hashable:
        """Give the key of the numbers: it differs whenever they would."""

    @abstractmethod
    def work(self) -> Work[Result]:
        """Give the work that makes the numbers for what is wanted now."""

    @property
    def numbers(self) -> Result | None:
        """The newest, None before the first."""
        return self.computation.result

    def shown_state(self) -> object:
        return self.computation.version

    def redraw(self) -> None:
        self._ask()
        super().redraw()

    def _draw(self, shows: bool = True) -> None:
        self._ask()  # whoever has it drawn: also a painting in another size, which takes the place of a refresh
        super()._draw(shows)

    def _ask(self) -> None:
        if self.source.frames.latest_step:
            self.computation.ask(self.wanted(), self.work())

    def is_empty(self) -> bool:
        return self.source.frames.latest_step == 0 or self.numbers is None

    def spans(self) -> dict[str, Interval]:
        return self.spans_around(self.interval())

    def interval(self) -> tuple[float, float]:
        """Start and end, in ms, of the time in view, of which nothing has yet to come."""
        return self.time_range.shown(self.source.latest)
