"""Several checks at once: all of them, and the sentence of the first that is not met."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from app.lessons.check import Check, Look, Observed


class Every(Check, frozen=True, kw_only=True):
    """``of`` are tasks of other kinds."""

    of: tuple[dict[str, Any], ...]

    def checks(self) -> list[Check]:
        """The parts. Raises what an unsound task raises."""
        from app.lessons.checks import check_of  # it finds this file too

        return [check_of(task) for task in self.of]

    def begin(self, seen: Observed) -> Look:
        return partial(_first, [check.begin(seen) for check in self.checks()])


def _first(looks: Sequence[Look], seen: Observed) -> str:
    return next(filter(None, (look(seen) for look in looks)), "")
