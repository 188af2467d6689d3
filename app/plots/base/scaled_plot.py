"""The base of computed views over a logarithmic scale or an even one, part of which a hand has chosen."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import msgspec
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from app.plots.base.computation import ComputedPlot, Result
from app.plots.base.fineness import FineView, with_options
from app.plots.base.spike_plot import PlotOfSpikes
from app.plots.base.time_range import TimeRange
from app.plots.exports.spans import Interval
from app.plots.parts.axes import LAST_ROOM, NumberAxis, PowerAxis
from app.plots.parts.cursor_reading import Reading
from app.plots.parts.curves import CurveItems
from app.plots.parts.painting import every_other
from app.plots.sources.source import PlotSource
from app.preferences import ViewContent


class ScaledPlot(FineView, PlotOfSpikes, ComputedPlot[Result]):
    """Curves over a quantity in ``unit_below``; ``other_scale`` is the option of the one that is not usual."""

    unit_below: ClassVar[str]
    is_usually_logarithmic: ClassVar[bool]
    other_scale: ClassVar[str]

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self.logarithmic = self.is_usually_logarithmic
        self._by_hand: Interval | None = None
        super().__init__(source, time_range, parent)

    @abstractmethod
    def left_axis(self) -> Any:
        """The axis of what is counted."""

    @abstractmethod
    def reading_at(self, at: float) -> Reading:
        """Read what is at a place of the scale; nothing where nothing was counted."""

    def content(self) -> ViewContent:
        options = (self.other_scale,) * (self.logarithmic is not self.is_usually_logarithmic)
        return msgspec.structs.replace(with_options(super().content(), options), range=self._by_hand)

    def show_content(self, content: ViewContent) -> None:
        super().show_content(content)
        self.show_logarithmic((self.other_scale in content.options) is not self.is_usually_logarithmic)
        self._by_hand = content.range

    def show_logarithmic(self, wanted: bool) -> None:
        """Equal ratios, or equal differences."""
        self.logarithmic, self._by_hand = wanted, None
        self._rebuild_items()

    def dashes(self, count: int) -> tuple[bool, ...]:
        return every_other(count)

    def build_items(self) -> None:
        below = PowerAxis if self.logarithmic else NumberAxis
        bottom = below("bottom", 24, grid=False, suffix=f" {self.unit_below}", density=0.5)
        self.plot = self.graph.add_plot({"left": self.left_axis(), "bottom": bottom}, (0, 12, LAST_ROOM, 0))
        self.view = self.plot.vb
        self.view.setMouseEnabled(x=True, y=False)
        self._curves = CurveItems(self.view)

    def hover(self, position: QPointF | None) -> None:
        if position is None or not self.view.sceneBoundingRect().contains(position):
            self.read()
            return
        at = self.view.mapSceneToView(position).x()
        self.read(*self.reading_at(10.0**at if self.logarithmic else at))

    def look(self) -> None:
        (low, high), _ = self.view.viewRange()
        self._by_hand = low, high
        self.refresh()

    def autoscale(self) -> None:
        self._by_hand = None
        self.refresh()
