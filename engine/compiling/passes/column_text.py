"""Passes over columns, written once and printed three times: as compiled loops, on whole arrays, as CUDA.

A column is a neuron of one sample, a train, or a spike; none needs another. ``i`` is the column (all of them, on whole
arrays), ``x[k, i]`` its element of row k. Numbers are read by lines of their own before the first column. A name that
ends with an underscore is a number of each column that outlives its lines; ``c[n]`` are :data:`MOST` such numbers.
The order of operations is that of the text, so that loops and whole arrays give the same bits; what is read of a row
is the row itself on whole arrays, so lines that write come last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine.backends.functions.elementary_cuda import prelude
from engine.compiling.passes.pass_text import BACKWARD, FORWARD, PassText
from engine.compiling.passes.scan_cuda import INDENT, statement

BLOCK = 128  # columns that go through time together, so that their numbers stay in the first cache
WORD = 8  # answers that are looked at together
MOST = 64  # numbers of a series
WIDE = "records"  # the array whose rows are of another width than the columns
PRECISION = "float64"
INTEGERS = ("place", "due", "column_all", "freed_all", "refractory_steps", "asked")
"""Arrays of int."""
KINDS = dict.fromkeys(("n", "t", "was", "terms", "row"), "int") | {"near": "bool", "inside": "bool"}
SCRATCH, SERIES = re.compile(r"\b([a-z]\w*_)(?![\w(])"), re.compile(r"\bc\[([^\]]+)\]")
PLACE = re.compile(r"\b(\w+)\[([^\[\],]+), ([^\[\]]+)\]")
OPTIONS = "nogil=True, noalias=True, cache=True"


@dataclass(frozen=True)
class EachColumn:
    """Lines of every column."""

    lines: Sequence[str]


@dataclass(frozen=True)
class ChosenColumns:
    """Lines of those columns for which the condition holds; few do. It is found out once where it is asked twice."""

    condition: str
    lines: Sequence[str]


@dataclass(frozen=True)
class CountedLoop:
    """A loop with ``name`` from ``first`` on, up to ``end`` or, ``down``, down to it and not with it."""

    name: str
    first: str
    end: str
    body: Sequence[Item]
    down: bool = False


@dataclass(frozen=True)
class If:
    """A choice for all columns by a condition that is the same for all."""

    condition: str
    yes: Sequence[Item]
    no: Sequence[Item]


@dataclass(frozen=True)
class EndWhere:
    """The count is over once this is above 0 for each column."""

    name: str


Item: TypeAlias = "str | EachColumn | ChosenColumns | CountedLoop | If | EndWhere"


@dataclass(frozen=True)
class Pass:
    """The content of one function: ``scalar`` is its last argument, an integer.

    ``sized`` is the array, (columns,) or (``steps``, columns), that says how many there are.
    """

    arrays: tuple[str, ...]
    items: Sequence[Item]
    scalar: str
    sized: str


@dataclass(frozen=True)
class ColumnText(PassText):
    """The module of two passes over columns; ``sized`` names for each the array that says how many there are."""

    sized: tuple[str, str]

    def sizes(self, name: str, known: Mapping[str, Any], lead: int) -> tuple[int, tuple[Any, ...]]:
        shape = known[self.sized[0 if name == FORWARD else 1]].shape
        wide = known[WIDE].shape[1] if WIDE in known else 0
        steps = shape[0] if len(shape) > 1 else 1
        return shape[-1], (np.int64(shape[-1]), np.int32(steps), np.int64(wide))


def choice(written: str) -> str:
    """The form that chooses a number, of ``a``, ``b`` and the condition ``c``."""
    forms = {"loops": "({a} if {c} else {b})", "arrays": "np.where({c}, {a}, {b})", "device": "({c} ? {a} : {b})"}
    return forms[written]


def both(written: str) -> str:
    """The sign between two conditions of which both are asked."""
    return {"loops": " and ", "arrays": " & ", "device": " && "}[written]


def either(written: str) -> str:
    """The sign between two conditions of which one is asked."""
    return {"loops": " or ", "arrays": " | ", "device": " || "}[written]


def column_text(title: str, forward: Pass, backward: Pass, written: str) -> ColumnText:
    """The module of two passes, ``written`` as "loops", "arrays" or "device"."""
    printed = {"loops": _loops, "arrays": _on_arrays, "device": _cuda}[written]
    text = "".join(printed(name, of) for name, of in ((FORWARD, forward), (BACKWARD, backward)))
    if written == "device":
        head = f"// {title}.\n{prelude(PRECISION)}"
    elif written == "arrays":
        head = f'"""{title}."""\n\nimport numpy as np\n'
        head += "from engine.backends.functions.elementary_numpy import exp, exprel\n"
    else:
        head = (
            f'"""{title}."""\n\nimport numpy as np\n\nfrom engine.backends.kernels.numba_options import compiled\n'
            "from engine.backends.functions.elementary import exp64 as exp, exprel64 as exprel\n"
        )
    return ColumnText(head + text, forward.arrays, backward.arrays, (forward.sized, backward.sized))


def _indented(lines: Sequence[str], depth: int = 1) -> list[str]:
    return [f"{'    ' * depth}{line}" for line in lines]


def _function(name: str, of: Pass, body: Sequence[str], decorated: str = "") -> str:
    head = [f"def {name}({', '.join((*of.arrays, of.scalar))}):"]
    return "\n\n" + decorated + "\n".join([*head, *_indented(body)]) + "\n"


def _sizes(of: Pass) -> list[str]:
    return [
        f"steps = len({of.sized})",
        f"columns = {of.sized}.shape[{of.sized}.ndim - 1]",
    ]  # fmt: skip


def _counted(item: CountedLoop, body: Sequence[str]) -> list[str]:
    by = ", -1" if item.down else ""
    return [f"for {item.name} in range({item.first}, {item.end}{by}):", *_indented(body)]


# whole arrays


def _on_arrays(name: str, of: Pass) -> str:
    begin = [*_sizes(of), "i = slice(None)", f"c = [None] * {MOST}"]
    return _function(name, of, [*begin, *(line for item in of.items for line in _of_arrays(item))])


def _of_arrays(item: Item) -> list[str]:
    if isinstance(item, str):
        return [item]
    if isinstance(item, EachColumn):
        return list(item.lines)
    if isinstance(item, ChosenColumns):
        return [
            f"i = np.flatnonzero({item.condition})",
            "if len(i):", *_indented(item.lines),
            "i = slice(None)",
        ]  # fmt: skip
    if isinstance(item, EndWhere):
        return [f"if {item.name}.min() > 0:", "    break"]
    if isinstance(item, If):
        yes, no = ([line for inner in items for line in _of_arrays(inner)] for items in (item.yes, item.no))
        return [f"if {item.condition}:", *_indented(yes), "else:", *_indented(no)]
    return _counted(item, [line for inner in item.body for line in _of_arrays(inner)])


# compiled loops


def _loops(name: str, of: Pass) -> str:
    numbers = [item for item in of.items if isinstance(item, str)]
    asked: list[str] = []
    blocks = [line for item in of.items if not isinstance(item, str) for line in _of_loops(item, asked)]
    found = sorted({name for line in blocks for name in re.findall(r"\b(\w+_)\[at\]", line)})
    scratch = [f"{name} = np.empty({BLOCK})" for name in found]
    if any("c[" in line for line in blocks):
        scratch.append(f"c = np.empty(({MOST}, {BLOCK}))")
    for number in range(len(asked)):
        scratch += [f"holds{number} = np.zeros({BLOCK}, np.uint8)", f"words{number} = holds{number}.view(np.uint64)"]
    cleared = [f"holds{number}[:] = 0" for number in range(len(asked))]  # the last block may not be full
    body = [
        *numbers, *scratch, *_sizes(of),
        f"for start in range(0, columns, {BLOCK}):",
        f"    size = min({BLOCK}, columns - start)",
        *_indented([*cleared, *blocks]),
    ]  # fmt: skip
    return _function(name, of, body, f"@compiled({OPTIONS})\n")


def _of_loops(item: Item, asked: list[str]) -> list[str]:
    """``asked`` are the conditions whose answers are kept so far."""
    if isinstance(item, str):
        return [item]
    if isinstance(item, EndWhere):
        return [f"if {item.name}[:size].min() > 0:", "    break"]
    if isinstance(item, CountedLoop):
        return _counted(item, [line for inner in item.body for line in _of_loops(inner, asked)])
    if isinstance(item, If):
        yes, no = ([line for inner in items for line in _of_loops(inner, asked)] for items in (item.yes, item.no))
        return [f"if {item.condition}:", *_indented(yes), "else:", *_indented(no)]
    lanes = ["for lane in range(size):", "    at = np.uint64(lane)", "    i = np.uint64(start) + at"]
    if isinstance(item, EachColumn):
        return [*lanes, *_indented([SCRATCH.sub(r"\1[at]", SERIES.sub(r"c[\1, at]", line)) for line in item.lines])]
    found = []
    if item.condition not in asked:
        asked.append(item.condition)
        found = [*lanes, f"    holds{len(asked) - 1}[at] = {item.condition}"]
    number = asked.index(item.condition)
    return [
        *found,
        f"for word in range({BLOCK // WORD}):",
        f"    if words{number}[word]:",
        f"        for lane in range({WORD}*word, {WORD}*word + {WORD}):",
        f"            if holds{number}[lane]:",
        "                i = start + lane", *_indented(item.lines, 4),
    ]  # fmt: skip


# CUDA


def _cuda(name: str, of: Pass) -> str:
    pointers = ", ".join(f"{'int' if array in INTEGERS else 'F'}* {array}" for array in of.arrays)
    known: set[str] = {of.scalar}
    body = [line for item in of.items for line in _of_cuda(item, known)]
    series = [f"F c[{MOST}];"] if any("c[" in line for line in body) else []
    lines = "".join(f"{INDENT}{line}\n" for line in [*series, *body])
    sizes = "const long long columns, const int steps, const long long wide"
    return f"""
extern "C" __global__ void {name}({sizes}, {pointers}, const int {of.scalar}) {{
    const long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= columns) return;
{lines}}}
"""


def _of_cuda(item: Item, known: set[str]) -> list[str]:
    if isinstance(item, str):
        return [statement(_placed(item), KINDS, known)]
    if isinstance(item, EachColumn):
        return [statement(_placed(line), KINDS, known) for line in item.lines]
    if isinstance(item, ChosenColumns):
        own = set(known)
        lines = [statement(_placed(line), KINDS, own) for line in item.lines]
        return [f"if ({_placed(item.condition)}) {{", *_indented(lines), "}"]
    if isinstance(item, EndWhere):
        return [f"if ({item.name} > 0) break;"]
    if isinstance(item, If):
        sides = [[line for inner in items for line in _of_cuda(inner, own)]
                 for items in (item.yes, item.no) for own in [set(known)]]  # fmt: skip
        return [f"if ({item.condition}) {{", *_indented(sides[0]), "} else {", *_indented(sides[1]), "}"]
    own = {*known, item.name}
    lines = [line for inner in item.body for line in _of_cuda(inner, own)]
    step = f"{item.name} > {item.end}; --{item.name}" if item.down else f"{item.name} < {item.end}; ++{item.name}"
    return [f"for (int {item.name} = {item.first}; {step}) {{", *_indented(lines), "}"]


def _placed(line: str) -> str:
    return PLACE.sub(lambda m: f"{m[1]}[({m[2]})*{'wide' if m[1] == WIDE else 'columns'} + {m[3]}]", line)
