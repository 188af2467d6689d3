"""The bases of plots of spikes: the choice of the elements that fire."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.document.elements import Node
from app.i18n.translation import tr
from app.plots.base.element_choice import ElementChoice, is_source_of_spikes
from app.plots.base.panel import PlotPanel
from app.plots.base.time_plot import TimePlot
from app.plots.base.time_range import TimeRange
from app.plots.exports.spans import Interval
from app.plots.sources.source import Element, PlotSource
from app.preferences import ViewContent


class PlotOfSpikes(PlotPanel):
    """Of all elements that fire, but for those that a person has taken out."""

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self.choice = ElementChoice(source, self.refresh)
        super().__init__(source, time_range, parent)

    @classmethod
    def shows(cls, node: Node) -> bool:
        return is_source_of_spikes(node)

    def view_node(self, node: str, of: str = "") -> None:
        self.choice.show_only(node)

    def elements(self) -> list[Element]:
        """The elements that are shown, from top to bottom."""
        return self.choice.shown()

    def no_longer_kept(self, span: Interval) -> list[tuple[str, float]]:
        return self.kept_spikes(self.elements(), span)

    def own_actions(self) -> Sequence[QAction]:
        return self.choice.actions(self)

    def content(self) -> ViewContent:
        return ViewContent(left_out=self.choice.left_out())

    def show_content(self, content: ViewContent) -> None:
        self.choice.leave_out(content.left_out)

    def is_empty(self) -> bool:
        return super().is_empty() or not self.source.elements()

    def nothing_words(self) -> tuple[str, str]:
        return tr("Nothing in this network sends spikes."), ""


class SpikePlot(PlotOfSpikes, TimePlot):
    """Spikes over time."""
