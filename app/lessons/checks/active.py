"""Check of the number of neurons of a population that fire at all."""

from __future__ import annotations

import numpy as np

from app.i18n.translation import tr
from app.lessons.check import DONE, Check, CheckOutcome, Observed, Unchanged
from app.widgets.quantities import quantity_words


class Active(Check, frozen=True, kw_only=True):
    """At least, and at most, so many different neurons of ``population`` fired in the last ``span`` ms."""

    population: str
    at_least: int = 0
    at_most: int
    span: float = 300.0

    def begin(self, seen: Observed) -> object:
        return Unchanged(seen)

    def look(self, seen: Observed, begun: object) -> CheckOutcome:
        frames, node = seen.run.frames, seen.node(self.population)
        since = frames.latest_step - round(self.span / seen.run.resolution)
        first = begun.since(seen) if isinstance(begun, Unchanged) else 0
        if since < max(frames.first_step, first):
            return CheckOutcome(False, tr("Let it run until {span} have passed.", span=quantity_words(self.span, "ms")))
        count = len(np.unique(frames.spikes(node.id, since + 1).neurons))
        words = {"count": count, "size": node.size, "name": node.title}
        if count > self.at_most:
            return CheckOutcome(
                False,
                tr("{count} of {size} neurons of {name} fire; at most {most} should.", most=self.at_most, **words),
            )
        if count < self.at_least:
            return CheckOutcome(
                False,
                tr("{count} of {size} neurons of {name} fire; at least {least} should.", least=self.at_least, **words),
            )
        return DONE
