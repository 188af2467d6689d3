"""Of which times the data of a view can be taken away."""

from __future__ import annotations

from typing import TypeAlias

IN_VIEW, SELECTED, WHOLE = "view", "selected", "whole"

Interval: TypeAlias = tuple[float, float]
"""Start and end in ms."""


def spans_of(view: Interval, selected: Interval | None, run: Interval) -> dict[str, Interval]:
    """The span in view and, where one is marked, the selected one, of what the ``run`` has; and all of it."""
    found = {IN_VIEW: _within(view, run)}
    if selected is not None:
        found[SELECTED] = _within(selected, run)
    return found | {WHOLE: run}


def _within(span: Interval, run: Interval) -> Interval:
    start, end = (min(max(edge, run[0]), run[1]) for edge in span)
    return start, end
