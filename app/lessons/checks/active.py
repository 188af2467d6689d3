"""Check of the number of neurons of a population that fire at all."""

from __future__ import annotations

from functools import partial

import numpy as np

from app.i18n.translation import tr
from app.lessons.check import Check, Look, Observed, Unchanged
from app.widgets.quantities import quantity_words


class Active(Check, frozen=True, kw_only=True):
    """At least, and at most, so many different neurons of ``population`` fired in the last ``span`` ms."""

    population: str
    at_least: int = 0
    at_most: int
    span: float = 300.0

    def begin(self, seen: Observed) -> Look:
        return partial(self._look, Unchanged(seen))

    def _look(self, unchanged: Unchanged, seen: Observed) -> str:
        frames, node = seen.run.frames, seen.node(self.population)
        since = frames.latest_step - round(self.span / seen.run.resolution)
        if since < max(frames.first_step, unchanged.since(seen)):
            return tr("Let it run until {span} have passed.", span=quantity_words(self.span, "ms"))
        count = len(np.unique(frames.spikes(node.id, since + 1).neurons))
        words = {"count": count, "size": node.size, "name": node.title, "most": self.at_most, "least": self.at_least}
        if count > self.at_most:
            return tr("{count} of {size} neurons of {name} fire; at most {most} should.", **words)
        if count < self.at_least:
            return tr("{count} of {size} neurons of {name} fire; at least {least} should.", **words)
        return ""
