"""Check of a link between two nodes: there or not, its parts, its weight, its delay."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.document import signals, vocabulary
from app.document.document import Document
from app.document.elements import Link
from app.document.moments import moments
from app.i18n.translation import tr, translatable
from app.lessons.check import Check, Observed, out_of_bounds
from app.widgets.quantities import quantity_words

WEIGHTS = (
    translatable("The link from {source} to {target} has the weight {value}; at least {wanted} is wanted."),
    translatable("The link from {source} to {target} has the weight {value}; at most {wanted} is wanted."),
)
DELAYS = (
    translatable("The link from {source} to {target} has the delay {value}; at least {wanted} is wanted."),
    translatable("The link from {source} to {target} has the delay {value}; at most {wanted} is wanted."),
)


class Linked(Check, frozen=True, kw_only=True):
    """One of the links from ``source`` to ``target`` has these models and values, or ``absent``: there is none.

    Models are discovery keys; weights are in the unit of the link, a drawn distribution counts by its mean.
    """

    source: str
    target: str
    absent: bool = False
    synapse: str | None = None
    wiring: str | None = None
    plasticity: str | None = None
    short_term: str | None = None
    weight_at_least: float | None = None
    weight_at_most: float | None = None
    delay_at_least: float | None = None
    delay_at_most: float | None = None

    def look(self, seen: Observed) -> str:
        names = {"source": seen.node(self.source).title, "target": seen.node(self.target).title}
        found = seen.links(self.source, self.target)
        if self.absent:
            still = tr("There still is a link from {source} to {target}.", **names)
            return still if found else ""
        if not found:
            return tr("There is no link from {source} to {target}.", **names)
        missing = [next(filter(None, self._missing(seen.document, link, names)), "") for link in found]
        return "" if "" in missing else missing[0]

    def _missing(self, document: Document, link: Link, names: dict[str, str]) -> Iterator[str]:
        """Sentences of what a link lacks, among empty ones."""
        assert link.synapses is not None
        for part in vocabulary.LINK_PARTS:
            wanted = getattr(self, part)
            if wanted is not None and getattr(link.synapses, part) != wanted:
                model = vocabulary.titled_model(wanted)
                title = tr(model.title) if model is not None else wanted
                yield tr("The link from {source} to {target} has no “{title}” yet.", title=title, **names)
        unit = signals.weight_unit(vocabulary.part_model(link, "synapse"), document.nodes[link.target])
        weight, bounds = moments(document, link.synapses.weight)[0], (self.weight_at_least, self.weight_at_most)
        yield out_of_bounds(weight, bounds, WEIGHTS, partial(quantity_words, unit=unit), **names)
        delay, bounds = moments(document, link.synapses.delay)[0], (self.delay_at_least, self.delay_at_most)
        yield out_of_bounds(delay, bounds, DELAYS, partial(quantity_words, unit="ms"), **names)
