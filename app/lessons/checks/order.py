"""Check of the order in which two nodes fire."""

from __future__ import annotations

import numpy as np

from app.i18n.translation import tr
from app.lessons.check import DONE, Check, CheckOutcome, Observed, Unchanged
from app.widgets.quantities import quantity_words

MOST = 0.9  # of the spikes of the second that have one of the first before them


class OrderCheck(Check, frozen=True, kw_only=True):
    """In the last ``span`` ms nearly every spike of ``second`` comes after one of ``first``, at most ``within`` ms."""

    first: str
    second: str
    within: float
    span: float = 400.0

    def begin(self, seen: Observed) -> object:
        return Unchanged(seen)

    def look(self, seen: Observed, begun: object) -> CheckOutcome:
        frames, h = seen.run.frames, seen.run.resolution
        first, second = seen.node(self.first), seen.node(self.second)
        since = frames.latest_step - round(self.span / h)
        unchanged = begun.since(seen) if isinstance(begun, Unchanged) else 0
        if since < max(frames.first_step, unchanged):
            return CheckOutcome(False, tr("Let it run until {span} have passed.", span=quantity_words(self.span, "ms")))
        early, late = (np.unique(frames.spikes(node.id, since + 1).steps) for node in (first, second))
        names = {"first": first.title, "second": second.title}
        if not len(early) or not len(late):
            return CheckOutcome(False, tr("{first} and {second} must both fire.", **names))
        late = late[late > since + round(self.within / h)]
        before = late - early[np.maximum(np.searchsorted(early, late) - 1, 0)]
        follows = (before > 0) & (before <= self.within / h)
        if len(late) and follows.mean() >= MOST:
            return DONE
        return CheckOutcome(
            False,
            tr(
                "{second} does not fire within {within} after {first}.",
                within=quantity_words(self.within, "ms"),
                **names,
            ),
        )
