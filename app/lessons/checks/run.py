"""Check of the time for which the network ran."""

from __future__ import annotations

from app.i18n.translation import tr
from app.lessons.check import DONE, Check, CheckOutcome, Observed
from app.running.report import RunState
from app.widgets.quantities import quantity_words


class Ran(Check, frozen=True, kw_only=True):
    """The run went on for ``duration`` ms since the step began."""

    duration: float

    def begin(self, seen: Observed) -> object:
        return seen.run.frames.origin, seen.now

    def look(self, seen: Observed, begun: object) -> CheckOutcome:
        origin, since = begun if isinstance(begun, tuple) else (None, 0.0)
        passed = seen.now - (since if origin is seen.run.frames.origin else 0.0)
        if passed >= self.duration:
            return DONE
        if seen.run.state == RunState.PREPARING:
            return CheckOutcome(False, tr("The network is being prepared."))
        if seen.run.state != RunState.RUNNING:
            return CheckOutcome(False, tr("The network stands still: press Run, or Space."))
        words = {"passed": quantity_words(round(passed), "ms"), "wanted": quantity_words(self.duration, "ms")}
        return CheckOutcome(False, tr("{passed} of {wanted} have passed.", **words))
