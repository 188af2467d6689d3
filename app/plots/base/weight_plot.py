"""The base of both views of weights: the choice of a projection, and fresh snapshots of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.mini_plot import Shows
from app.i18n.translation import tr
from app.plots.base.one_of_several import OneOfSeveral
from app.plots.base.time_range import TimeRange
from app.plots.parts.header import Chip
from app.plots.sources.source import PlotSource, Projected
from app.preferences import ViewContent
from engine.network.description import Connections
from engine.network.values import Floats


class WeightPlot(OneOfSeveral[Projected]):
    """Shows the chosen projection, else the selected one, else one that learns; watches it only in sight."""

    quantities: ClassVar[tuple[Shows, ...]] = (Shows.WEIGHTS,)
    shows_trainings = True

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._watched: tuple[str, ...] = ()
        super().__init__(source, time_range, parent)

    @classmethod
    def shows(cls, node: Node) -> bool:
        return node.kind == NodeKind.POPULATION

    @classmethod
    def fits(cls, document: Document) -> bool:
        return super().fits(document) and any(link.synapses is not None for link in document.links.values())

    def view_node(self, node: str, of: str = "") -> None:
        """The projection that is named, else of those into it the most interesting, else of those that leave it."""
        if any(projection.id == of for projection in self.offered()):
            self.choose(of)
            return
        for end in (1, 0):
            joined = self.usual([projection for projection in self.offered() if projection.ends[end] == node])
            if joined is not None:
                self.choose(joined.id)
                return

    def content(self) -> ViewContent:
        chosen = next((one for one in self.offered() if one.id == self._chosen), None)
        return ViewContent(subject="" if chosen is None else chosen.title)

    def show_content(self, content: ViewContent) -> None:
        found = next((one for one in self.source.projections() if one.title == content.subject), None)
        self.choose("" if found is None else found.id)

    def offered(self) -> list[Projected]:
        return self.source.projections()

    def one(self) -> Projected | None:
        drawn = {projection.id: projection for projection in self.offered()}
        for id in (self._chosen, self.source.selected_projection):
            if id in drawn:
                return drawn[id]
        return self.usual(list(drawn.values()))

    def usual(self, drawn: Sequence[Projected]) -> Projected | None:
        """The one of several that is shown before any is chosen."""
        return max(drawn, key=lambda projection: projection.interest, default=None)

    def choose(self, id: str) -> None:
        super().choose(id)
        self._watch()

    def weights(self) -> Floats | None:
        """A snapshot (synapses,) of the moment that is looked at, None before the first."""
        found = self._found()
        return found[0] if found is not None else None

    def unit(self) -> str:
        """Of the weights that are shown, empty for plain numbers."""
        shown = self.one()
        return self.source.weight_unit(shown.id) if shown is not None else ""

    def connections(self) -> Connections | None:
        """Between which neurons these weights are."""
        found = self._found()
        return found[1] if found is not None else None

    def _found(self) -> tuple[Floats, Connections] | None:
        shown = self.one()
        return self.source.weights.of(shown.id, self.at()) if shown is not None else None

    def at(self) -> int | None:
        """The number of steps that had been made by the moment that is looked at; None at the newest."""
        moment = self.time_range.moment(self.source.latest)
        return None if moment is None else round(moment / self.source.resolution)

    def chips(self) -> list[Chip]:
        shown = self.one()
        return [] if shown is None else [(shown.slot, shown.title), *self.when(shown), *self._count_wrong()]

    def _count_wrong(self) -> list[Chip]:
        """A chip with the number of weights that are no numbers, if any is."""
        weights = self.weights()
        count = 0 if weights is None else int(np.count_nonzero(np.isnan(weights)))
        return [(-1, tr("{count} × NaN", count=f"{count:,}"))] if count else []

    def when(self, shown: Projected) -> list[Chip]:
        """A chip with the time of these weights, while another moment than the newest is looked at."""
        at = self.at()
        if at is None or self.weights() is None:
            return []
        taken = self.source.weights.taken(shown.id, at)
        if taken is None:
            return [(-1, tr("the newest"))]
        return [(-1, tr("at {time} s", time=f"{taken * self.source.resolution / 1000:.2f}"))]

    def is_empty(self) -> bool:
        weights = self.weights()
        return weights is None or not len(weights)

    def empty_words(self) -> tuple[str, str]:
        if self.one() is None:
            return tr("There is no projection yet: draw a link between two populations."), ""
        if self.weights() is not None:
            return tr("This projection has no synapses."), ""
        if self.source.weights.are_awaited:
            return tr("The weights are shown once the first epoch of the training is done."), ""
        return super().empty_words()

    def shown_state(self) -> object:
        shown, at = self.one(), self.at()
        self._watch()
        if shown is None:
            return self.source.weights.state, ""
        return self.source.weights.state, shown.id, at is None, self.source.weights.taken(shown.id, at)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch()

    def looked_through(self) -> tuple[str, ...]:
        """The projections whose weights are drawn."""
        shown = self.one()
        return (shown.id,) if shown is not None else ()

    def _watch(self) -> None:
        """Have fresh weights of what is drawn, while it is in sight."""
        wanted = self.looked_through() if self.isVisible() else ()
        before, now = set(self._watched), set(wanted)
        for id in sorted(before ^ now):
            self.want(id, id in now)
        self._watched = wanted

    def want(self, projection: str, wanted: bool) -> None:
        """Begin or end to have of a projection what is drawn."""
        self.source.watch_weights(projection, wanted)
