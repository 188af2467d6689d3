"""The mean weight of links that learn, at the moment that is looked at, for their badges."""

from __future__ import annotations

from app.document.document import Document
from app.document.elements import Link
from app.document.vocabulary import learns
from app.plots.sources.source import PlotSource
from app.running.run import Run

MOST = 1_000_000  # synapses, at most, of a link whose weights are told five times a second


class BadgeWeights:
    """Asks for weights of links that learn, unless they are very many, and gives their mean and spread."""

    def __init__(self, run: Run, source: PlotSource) -> None:
        self._run, self._source = run, source
        self._watched: tuple[str, ...] = ()

    def watch(self, document: Document) -> None:
        """Look at the links that learn in this drawing, and at no others any more."""
        wanted = tuple(link.id for link in document.links.values() if learns(link) and self._is_small(document, link))
        for id in set(wanted) ^ set(self._watched):
            self._source.watch_weights(id, id in wanted)
        self._watched = wanted

    def means_and_deviations(self, at: int | None) -> dict[str, tuple[float, float] | None]:
        """Mean and standard deviation of every link that is looked at; None where nothing is known of then."""
        until = (self._run.frames.latest_step if at is None else at) + 1
        found: dict[str, tuple[float, float] | None] = {}
        for id in self._watched:
            known = self._run.frames.weight_history(id, until, until)
            found[id] = (float(known.means[-1]), float(known.deviations[-1])) if len(known.means) else None
        return found

    def _is_small(self, document: Document, link: Link) -> bool:
        sizes = (self._source.weights.size_of(end) or document.nodes[end].size for end in (link.source, link.target))
        sources, targets = sizes
        return sources * targets <= MOST
