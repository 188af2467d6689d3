"""Passes over columns, written once and printed three times: as compiled loops, on whole arrays, as CUDA.

A column is a neuron of one sample, a train, or a spike; none needs another. ``i`` is the column (all of them, on whole
arrays), ``x[k, i]`` its element of row k. Numbers are read by lines of their own before the first column. A name that
ends with an underscore is a number of each column that outlives its lines; ``c[n]`` are :data:`MOST` such numbers.
The order of operations is that of the text, so that loops and whole arrays give the same bits; what is read of a row
is the row itself on whole arrays, so lines that write come last.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine.backends.kernels.c_expressions import Parameters
from engine.backends.kernels.c_module import module_in_c
from engine.backends.kernels.c_text import EVERY_NEURON, Sharing
from engine.compiling.passes.pass_text import BACKWARD, FORWARD, PassText

BLOCK = 128  # columns that go through time together, so that their numbers stay in the first cache
WORD = 8  # answers that are looked at together
MOST = 64  # numbers of a series
WIDE = "records"  # the array whose rows are of another width than the columns
PRECISION = "float64"
INTEGERS = ("place", "due", "column_all", "freed_all", "refractory_steps", "asked")
"""Arrays of int."""
SIZES = (("const long long", "columns"), ("const int", "steps"), ("const long long", "wide"))
SERIES, AT = "c", ast.Name("at", ast.Load())
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


def conditional(written: str) -> str:
    """The form that chooses a number, of ``a``, ``b`` and the condition ``c``."""
    return "np.where({c}, {a}, {b})" if written == "arrays" else "({a} if {c} else {b})"


def both(written: str) -> str:
    """The sign between two conditions of which both are asked."""
    return " & " if written == "arrays" else " and "


def either(written: str) -> str:
    """The sign between two conditions of which one is asked."""
    return " | " if written == "arrays" else " or "


def column_text(title: str, forward: Pass, backward: Pass, written: str) -> ColumnText:
    """The module of two passes, ``written`` as "loops", "arrays" or "device"."""
    printed = {"loops": _loops, "arrays": _on_arrays, "device": _of_one_column}[written]
    text = "".join(printed(name, of) for name, of in ((FORWARD, forward), (BACKWARD, backward)))
    if written == "arrays":
        imports = "from engine.backends.functions.elementary_numpy import exp, exprel\n"
    else:
        imports = "\nfrom engine.backends.kernels.numba_options import compiled\n"
        imports += "from engine.backends.functions.elementary import exp64 as exp, exprel64 as exprel\n"
    source = f'"""{title}."""\n\nimport numpy as np\n{imports}{text}'
    if written == "device":
        source = module_in_c(
            source, {FORWARD: _kernel(forward), BACKWARD: _kernel(backward)}, PRECISION, {WIDE: "wide"}
        )
    return ColumnText(source, forward.arrays, backward.arrays, (forward.sized, backward.sized))


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


class _OneColumn:
    """Items as lines of a loop over columns; other forms write some of them in their own way."""

    least = "{}"  # of a number of all columns

    def lines(self, items: Iterable[Item]) -> list[str]:
        return [line for item in items for line in self._of(item)]

    def _of(self, item: Item) -> list[str]:
        if isinstance(item, str):
            return [item]
        if isinstance(item, EachColumn):
            return self.each(item)
        if isinstance(item, ChosenColumns):
            return self.chosen(item)
        if isinstance(item, EndWhere):
            return [f"if {self.least.format(item.name)} > 0:", "    break"]
        if isinstance(item, If):
            yes, no = self.lines(item.yes), self.lines(item.no)
            return [f"if {item.condition}:", *_indented(yes), "else:", *_indented(no)]
        by = ", -1" if item.down else ""
        return [f"for {item.name} in range({item.first}, {item.end}{by}):", *_indented(self.lines(item.body))]

    def each(self, item: EachColumn) -> list[str]:
        return list(item.lines)

    def chosen(self, item: ChosenColumns) -> list[str]:
        return [f"if {item.condition}:", *_indented(item.lines)]


def _of_one_column(name: str, of: Pass) -> str:
    lines = _OneColumn().lines(of.items)
    series = [f"{SERIES} = np.empty({MOST})"] if any(f"{SERIES}[" in line for line in lines) else []
    return _function(name, of, [*series, "for i in range(columns):", *_indented(lines)])


def _kernel(of: Pass) -> tuple[Parameters, Sharing]:
    pointers = [("int*" if array in INTEGERS else "F*", array) for array in of.arrays]
    return [*SIZES, *pointers, ("const int", of.scalar)], EVERY_NEURON


class _WholeArrays(_OneColumn):
    least = "{}.min()"

    def chosen(self, item: ChosenColumns) -> list[str]:
        return [f"i = np.flatnonzero({item.condition})", "if len(i):", *_indented(item.lines), "i = slice(None)"]


def _on_arrays(name: str, of: Pass) -> str:
    begin = [*_sizes(of), "i = slice(None)", f"{SERIES} = [None] * {MOST}"]
    return _function(name, of, [*begin, *_WholeArrays().lines(of.items)])


class _Lanes(_OneColumn):
    """Lines of a block of columns; ``asked`` are the conditions whose answers are kept so far."""

    least = "{}[:size].min()"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.numbers = _OfEachLane()

    def each(self, item: EachColumn) -> list[str]:
        own = [ast.unparse(self.numbers.visit(ast.parse(line))) for line in item.lines]
        return [
            "for lane in range(size):",
            "    at = np.uint64(lane)",
            "    i = np.uint64(start) + at",
            *_indented(own),
        ]

    def chosen(self, item: ChosenColumns) -> list[str]:
        found = []
        if item.condition not in self.asked:
            found = self.each(EachColumn([f"holds{len(self.asked)}[at] = {item.condition}"]))
            self.asked.append(item.condition)
        number = self.asked.index(item.condition)
        return [
            *found,
            f"for word in range({BLOCK // WORD}):",
            f"    if words{number}[word]:",
            f"        for lane in range({WORD}*word, {WORD}*word + {WORD}):",
            f"            if holds{number}[lane]:",
            "                i = start + lane", *_indented(item.lines, 4),
        ]  # fmt: skip


class _OfEachLane(ast.NodeTransformer):
    """Numbers that outlive their lines become arrays, one element a lane; those without an index are ``found``."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not node.id.endswith("_"):
            return node
        self.found.add(node.id)
        return ast.Subscript(node, AT, node.ctx)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        node.slice = self.visit(node.slice)
        if isinstance(node.value, ast.Name) and node.value.id == SERIES:
            node.slice = ast.Tuple([node.slice, AT], ast.Load())
        return node


def _loops(name: str, of: Pass) -> str:
    numbers = [item for item in of.items if isinstance(item, str)]
    lanes = _Lanes()
    blocks = lanes.lines(item for item in of.items if not isinstance(item, str))
    scratch = [f"{name} = np.empty({BLOCK})" for name in sorted(lanes.numbers.found)]
    if any(f"{SERIES}[" in line for line in blocks):
        scratch.append(f"{SERIES} = np.empty(({MOST}, {BLOCK}))")
    for number in range(len(lanes.asked)):
        scratch += [f"holds{number} = np.zeros({BLOCK}, np.uint8)", f"words{number} = holds{number}.view(np.uint64)"]
    cleared = [f"holds{number}[:] = 0" for number in range(len(lanes.asked))]  # the last block may not be full
    body = [
        *numbers, *scratch, *_sizes(of),
        f"for start in range(0, columns, {BLOCK}):",
        f"    size = min({BLOCK}, columns - start)",
        *_indented([*cleared, *blocks]),
    ]  # fmt: skip
    return _function(name, of, body, f"@compiled({OPTIONS})\n")
