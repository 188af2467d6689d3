"""Check of the time for which the network ran."""

from __future__ import annotations

from functools import partial

from app.i18n.translation import tr
from app.lessons.check import Check, Look, Observed
from app.running.report import RunState
from app.widgets.quantities import quantity_words


class Ran(Check, frozen=True, kw_only=True):
    """The run went on for ``duration`` ms since the step began."""

    duration: float

    def begin(self, seen: Observed) -> Look:
        return partial(self._look, seen.run.frames.origin, seen.now)

    def _look(self, origin: object, since: float, seen: Observed) -> str:
        passed = seen.now - (since if origin is seen.run.frames.origin else 0.0)
        if passed >= self.duration:
            return ""
        if seen.run.state == RunState.PREPARING:
            return tr("The network is being prepared.")
        if seen.run.state != RunState.RUNNING:
            return tr("The network stands still: press Run, or Space.")
        words = {"passed": quantity_words(round(passed), "ms"), "wanted": quantity_words(self.duration, "ms")}
        return tr("{passed} of {wanted} have passed.", **words)
