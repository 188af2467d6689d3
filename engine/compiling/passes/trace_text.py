"""The pass of a linear trace over trains of spikes, or over any signals: forward in time, and the same backward.

States move by a matrix from step to step and grow by jumps with what a step has; the last of them is the trace.
"""

from __future__ import annotations

from functools import cache

from engine.compiling.passes.column_text import ColumnText, CountedLoop, EachColumn, If, Item, Pass, column_text

Places = tuple[tuple[int, int], ...]


@cache  # a text by what it follows from: equal kernels are one (decision 0220)
def trace_text(states: int, moved: Places, raised: tuple[int, ...], written: str) -> ColumnText:
    """Of a matrix with numbers at the places ``moved`` (row, column) and of jumps of the states ``raised``."""
    forward, backward = (_pass(states, moved, raised, down) for down in (False, True))
    return column_text("What spikes leave behind", forward, backward, written)


def _pass(states: int, moved: Places, raised: tuple[int, ...], down: bool) -> Pass:
    numbers = [f"p{a}_{b}" for a, b in moved] + [f"j{a}" for a in raised]
    move = [f"y{a} = {_moved(a, moved, a in raised)}" for a in range(states)]
    keep = [f"x{a}_ = y{a}" for a in range(states)]
    told = f"found_all[row, i] = y{states - 1}"
    body: list[Item] = [
        "row = asked[t]",
        If("row >= 0", [EachColumn([*move, told, *keep])], [EachColumn([*move, *keep])]),
    ]
    items: list[Item] = [
        *(f"{name} = numbers[{at}]" for at, name in enumerate(numbers)),
        EachColumn([f"x{a}_ = 0.0*sent_all[0, i]" for a in range(states)]),
        CountedLoop("t", "steps - 1", "-1", body, down=True) if down else CountedLoop("t", "0", "steps", body),
    ]
    return Pass(("numbers", "asked", "sent_all", "found_all"), items, "unused", "sent_all")


def _moved(state: int, moved: Places, rises: bool) -> str:
    terms = [f"p{a}_{b}*x{b}_" for a, b in moved if a == state]
    terms += [f"j{state}*sent_all[t, i]"] if rises else []
    return " + ".join(terms) or "0.0*sent_all[t, i]"
