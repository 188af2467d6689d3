"""Compiled loops written by hand, by the types in which they are called: which of them no cache has yet.

Those that wire a network, and those of products with connections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from engine.backends.kernels.compiler_process import Wanted, shared_compiler

Types = tuple[tuple[str, int], ...]
Loop = tuple[str, str, Types]
"""The module and the name of a function, and the types of its arguments."""

NUMBERS = ("int64", 0)
INTEGERS, INDICES, LAGS, WORDS = ("int64", 1), ("int32", 1), ("uint16", 1), ("uint32", 1)
FLOATS, MARKS, LAW, KEY = ("float64", 1), ("boolean", 1), ("float64", 1), ("uint32", 1)
BITS, STREAM = ("uint8", 2), (("uint32", 0),) * 3
TABLES, PAIRS = 5, 2  # arrays of runs, and of sources taken two at a time
COMPILED_WITHIN = 60.0  # s, of which they take five
ORDER = "uint32"
"""The type of weights that are the numbers of connections, from which the order of a wiring is found."""


def loops(precision: str, targets: Sequence[str]) -> Iterator[Loop]:
    """Those of networks of this precision, whose targets have these types of integers."""
    draws, building = "engine.backends.functions.wiring_draws", "engine.backends.functions.building"
    yield draws, "fill_rows", (("uint32", 2), NUMBERS, *STREAM)
    yield draws, "fill_below", (("int32", 2), NUMBERS, NUMBERS, *STREAM)
    yield draws, "fill_pairs", (INDICES, INDICES, NUMBERS, NUMBERS, NUMBERS, *STREAM)
    yield draws, "fill_distinct", (("int32", 2), ("uint64", 1), NUMBERS, NUMBERS, ("boolean", 0), *STREAM)
    yield draws, "fill_thinned", (INDICES, INDICES, NUMBERS, NUMBERS, NUMBERS, ("float64", 0), *STREAM)
    yield building, "count_sources", (INTEGERS, INDICES)
    sources = (INTEGERS, NUMBERS, NUMBERS)
    yield building, "count_segments", (*sources, LAGS, INTEGERS)
    yield building, "fill_segments", (*sources, LAGS, INTEGERS, INTEGERS, INDICES)
    for integer in targets:
        ends = (integer, 1)
        for number in (precision, ORDER):
            values = (number, 1)
            laws = (LAW, KEY, FLOATS, ("float64", 0), LAW, KEY, FLOATS)
            yield building, "place", (INTEGERS, INDICES, INDICES, NUMBERS, ends, LAGS, values, *laws)
            scratch = (("uint64", 1), INDICES, INDICES, ends, LAGS, values)
            yield building, "sort_rows", (*sources, NUMBERS, NUMBERS, ends, LAGS, values, *scratch)
        part = (INDICES, ends, NUMBERS, NUMBERS)
        yield building, "divide", (INTEGERS, ends, NUMBERS, INTEGERS)
        yield building, "unbroken", (*sources, ends)
        yield building, "mark_lags", (*sources, *part, MARKS)
        yield building, "count_incoming", (*sources, *part, INTEGERS, INTEGERS)
        yield building, "place_incoming", (*sources, *part, INTEGERS, INTEGERS, INTEGERS, WORDS, WORDS)


@cache  # asks the disk; what is known stays so for a process (decision 0220)
def _is_known(loop: Loop) -> bool:
    """Tell whether the cache has it; then it is loaded. Numba is not asked again in this process."""
    from importlib import import_module

    from engine.backends.kernels.machine_code import NotCompiled, have

    module, name, types = loop
    try:
        have(getattr(import_module(module), name), types, may_compile=False)
    except NotCompiled:
        return False
    return True


def product_loops(precision: str) -> Iterator[Loop]:
    """Those of products of this precision."""
    products, numbers, tables = "engine.backends.functions.runs", (precision, 2), (INDICES,) * TABLES
    yield products, "onward", (numbers, (precision, 1), *tables, numbers)
    yield products, "back", (numbers, (precision, 1), *(INDICES,) * PAIRS, *tables, numbers)
    yield products, "onward_single", (numbers, (precision, 1), INDICES, numbers)
    yield products, "back_single", (numbers, (precision, 1), INDICES, numbers)
    yield products, "gradient", (numbers, numbers, *tables, ("int64", 0), FLOATS)
    panels, walked = "engine.backends.functions.panels", (NUMBERS, INDICES, INDICES, ("int32", 2), INDICES)
    yield panels, "onward", (numbers, (precision, 1), *walked, numbers)
    parts = (("int64", 0), *[INDICES] * 5)
    yield panels, "gradient", (numbers, numbers, *parts, ("int64", 0), FLOATS)
    largest, windows = "engine.backends.functions.windows", ("int32", 2)
    yield largest, "onward", (numbers, (precision, 1), windows, numbers)
    yield largest, "back", (numbers, numbers, (precision, 1), windows, numbers)


def lookup_loops(precision: str) -> Iterator[Loop]:
    """Those of products with zeros and one amount."""
    numbers = (precision, 2)
    lookup, found = "engine.backends.functions.lookup", (("uint32", 2), INTEGERS, (precision, 0), numbers, numbers)
    yield lookup, "mark", (numbers, BITS)
    yield lookup, "turn", (BITS, BITS)
    yield lookup, "onward", found
    yield lookup, "gradient", found


def wait_for(wanted: Iterable[Loop]) -> None:
    """Let a process of its own compile what no cache has: the lock of the interpreter is not held meanwhile.

    One that takes too long is not waited for: who calls the loops compiles them.
    """
    if missing := unknown(wanted):
        shared_compiler.compile(missing).done.wait(COMPILED_WITHIN)
        look_again()


def unknown_loops(precision: str, targets: Sequence[str]) -> list[Wanted]:
    """The loops that a process would have to compile before a network is wired."""
    return unknown(loops(precision, targets))


def unknown(wanted: Iterable[Loop]) -> list[Wanted]:
    """Those that no cache has."""
    missing: list[Wanted] = []
    for loop in wanted:
        if not _is_known(loop):
            module, name, types = loop
            missing.append((f"from {module} import {name}\n", {name: types}))
    return missing


def look_again() -> None:
    """Another process has compiled."""
    _is_known.cache_clear()
