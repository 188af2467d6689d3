"""Check of a link between two nodes: there or not, its parts, its weight, its delay."""

from __future__ import annotations

from collections.abc import Iterator

from app.document import signals, vocabulary
from app.document.document import Document
from app.document.elements import ArrayRef, Link, Value
from app.i18n.translation import tr
from app.lessons.check import DONE, Check, CheckOutcome, Observed
from app.widgets.quantities import quantity_words
from engine.network.values import ByDistance, Uniform


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

    def look(self, seen: Observed, begun: object) -> CheckOutcome:
        names = {"source": seen.node(self.source).title, "target": seen.node(self.target).title}
        found = seen.links(self.source, self.target)
        if self.absent:
            still = tr("There still is a link from {source} to {target}.", **names)
            return CheckOutcome(False, still) if found else DONE
        if not found:
            return CheckOutcome(False, tr("There is no link from {source} to {target}.", **names))
        missing = [next(self._missing(seen.document, link, names), "") for link in found]
        return DONE if "" in missing else CheckOutcome(False, missing[0])

    def _missing(self, document: Document, link: Link, names: dict[str, str]) -> Iterator[str]:
        """Sentences of what a link lacks."""
        assert link.synapses is not None
        for part in vocabulary.LINK_PARTS:
            wanted = getattr(self, part)
            if wanted is not None and getattr(link.synapses, part) != wanted:
                model = vocabulary.titled_model(wanted)
                title = tr(model.title) if model is not None else wanted
                yield tr("The link from {source} to {target} has no “{title}” yet.", title=title, **names)
        unit = signals.weight_unit(vocabulary.part_model(link, "synapse"), document.nodes[link.target])
        weight, delay = _mean(document, link.synapses.weight), _mean(document, link.synapses.delay)
        if self.weight_at_least is not None and weight < self.weight_at_least:
            words = {
                "value": quantity_words(weight, unit),
                "wanted": quantity_words(self.weight_at_least, unit),
                **names,
            }
            yield tr("The link from {source} to {target} has the weight {value}; at least {wanted} is wanted.", **words)
        if self.weight_at_most is not None and weight > self.weight_at_most:
            words = {
                "value": quantity_words(weight, unit),
                "wanted": quantity_words(self.weight_at_most, unit),
                **names,
            }
            yield tr("The link from {source} to {target} has the weight {value}; at most {wanted} is wanted.", **words)
        if self.delay_at_least is not None and delay < self.delay_at_least:
            words = {"value": quantity_words(delay, "ms"), "wanted": quantity_words(self.delay_at_least, "ms"), **names}
            yield tr("The link from {source} to {target} has the delay {value}; at least {wanted} is wanted.", **words)
        if self.delay_at_most is not None and delay > self.delay_at_most:
            words = {"value": quantity_words(delay, "ms"), "wanted": quantity_words(self.delay_at_most, "ms"), **names}
            yield tr("The link from {source} to {target} has the delay {value}; at most {wanted} is wanted.", **words)


def _mean(document: Document, value: Value) -> float:
    """The number itself, or the mean of what is drawn or stored; by distance, that of neighbours."""
    match value:
        case ArrayRef():
            return document.mean_and_deviation(value)[0]
        case Uniform():
            return (value.low + value.high) / 2
        case ByDistance():
            return value.base + (0.0 if value.form == "linear" else value.amount)
        case str():
            return 0.0
        case int() | float():
            return float(value)
    return float(value.mean)
