"""Check of the order in which two nodes fire."""

from __future__ import annotations

from functools import partial

import numpy as np

from app.i18n.translation import tr
from app.lessons.check import Check, Look, Observed, Unchanged
from app.widgets.quantities import quantity_words

MOST = 0.9  # of the spikes of the second that have one of the first before them


class OrderCheck(Check, frozen=True, kw_only=True):
    """In the last ``span`` ms nearly every spike of ``second`` comes after one of ``first``, at most ``within`` ms."""

    first: str
    second: str
    within: float
    span: float = 400.0

    def begin(self, seen: Observed) -> Look:
        return partial(self._look, Unchanged(seen))

    def _look(self, unchanged: Unchanged, seen: Observed) -> str:
        frames, h = seen.run.frames, seen.run.resolution
        first, second = seen.node(self.first), seen.node(self.second)
        since = frames.latest_step - round(self.span / h)
        if since < max(frames.first_step, unchanged.since(seen)):
            return tr("Let it run until {span} have passed.", span=quantity_words(self.span, "ms"))
        early, late = (np.unique(frames.spikes(node.id, since + 1).steps) for node in (first, second))
        names = {"first": first.title, "second": second.title}
        if not len(early) or not len(late):
            return tr("{first} and {second} must both fire.", **names)
        late = late[late > since + round(self.within / h)]
        before = late - early[np.maximum(np.searchsorted(early, late) - 1, 0)]
        follows = (before > 0) & (before <= self.within / h)
        if len(late) and follows.mean() >= MOST:
            return ""
        within = quantity_words(self.within, "ms")
        return tr("{second} does not fire within {within} after {first}.", within=within, **names)
