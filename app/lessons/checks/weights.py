"""Check of the weights that a run has given to a link that learns."""

from __future__ import annotations

from functools import partial

import numpy as np

from app.document import signals, vocabulary
from app.i18n.translation import tr, translatable
from app.lessons.check import Check, Look, Observed, out_of_bounds
from app.widgets.quantities import rough_words
from engine.network.values import Floats

TEXTS = (
    translatable("The mean weight from {source} is {mean}; at least {wanted} is wanted."),
    translatable("The mean weight from {source} is {mean}; at most {wanted} is wanted."),
)
WEAK, STRONG = 0.2, 0.8  # of the largest weight: below is weak, above is strong


class WeightsCheck(Check, frozen=True, kw_only=True):
    """The mean of the live weights: ``at_least`` or ``at_most``, in the unit of the link.

    With ``apart``, at least that share of them is weak or strong, and at least ``least_of_each`` is either, the links
    from ``others`` counted too; weak and strong are shares of the largest weight that occurs.
    """

    source: str
    target: str
    others: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    apart: float | None = None
    least_of_each: float = 0.1

    def begin(self, seen: Observed) -> Look:
        for source in (self.source, *self.others):
            for link in seen.links(source, self.target):
                seen.run.watch_weights(link.id)
        return self.look

    def look(self, seen: Observed) -> str:
        kept = []
        for source in (self.source, *self.others):
            link = seen.link(source, self.target)
            if not vocabulary.learns(link):
                names = {"source": seen.node(source).title, "target": seen.node(self.target).title}
                return tr("The link from {source} to {target} does not learn.", **names)
            now = seen.run.frames.weights(link.id)
            if now is None or not len(now) or seen.run.frames.latest_step == 0:
                seen.run.watch_weights(link.id)
                return tr("Let the network run, so that the weights can change.")
            kept.append(now)
        weights = np.concatenate(kept)
        if self.apart is not None:
            return self._parted(weights)
        unit = signals.weight_unit(vocabulary.part_model(link, "synapse"), seen.document.nodes[link.target])
        mean, bounds = float(weights.mean()), (self.at_least, self.at_most)
        words = {"source": seen.node(self.source).title, "mean": rough_words(mean, unit)}
        return out_of_bounds(mean, bounds, TEXTS, partial(rough_words, unit=unit), **words)

    def _parted(self, weights: Floats) -> str:
        share = np.abs(weights) / max(float(np.abs(weights).max()), 1e-12)
        weak, strong = float((share < WEAK).mean()), float((share > STRONG).mean())
        if self.apart is not None and weak + strong >= self.apart and min(weak, strong) >= self.least_of_each:
            return ""
        figures = {"weak": round(100 * weak), "strong": round(100 * strong)}
        return tr("{weak} % of the weights are weak and {strong} % are strong so far.", **figures)
