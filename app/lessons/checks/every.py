"""Several checks at once: all of them, and the sentence of the first that is not met."""

from __future__ import annotations

from typing import Any

from app.lessons.check import DONE, Check, CheckOutcome, Observed


class Every(Check, frozen=True, kw_only=True):
    """``of`` are tasks of other kinds."""

    of: tuple[dict[str, Any], ...]

    def checks(self) -> list[Check]:
        """The parts. Raises what an unsound task raises."""
        from app.lessons.checks import check_of  # it finds this file too

        return [check_of(task) for task in self.of]

    def begin(self, seen: Observed) -> object:
        return [check.begin(seen) for check in self.checks()]

    def look(self, seen: Observed, begun: object) -> CheckOutcome:
        moments = begun if isinstance(begun, list) else [None] * len(self.of)
        outcomes = (check.look(seen, moment) for check, moment in zip(self.checks(), moments, strict=True))
        return next((outcome for outcome in outcomes if not outcome.done), DONE)
