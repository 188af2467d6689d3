"""A straight line of assignments as calls of NumPy that write into arrays made once.

What is called, and in which order, is read from the printed text of each assignment as Python itself would evaluate
it, so that the numbers are those of the text. A value that is needed no more gives its room to the next one; the new
value of a state is written over the old one as soon as nothing else reads that.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

ARITHMETIC: dict[type[ast.AST], str] = {
    ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.USub: "negative",
}  # fmt: skip
TRUTH: dict[type[ast.AST], str] = {
    ast.BitAnd: "logical_and", ast.BitOr: "logical_or", ast.Invert: "logical_not",
    ast.Lt: "less", ast.LtE: "less_equal", ast.Gt: "greater", ast.GtE: "greater_equal",
    ast.Eq: "equal", ast.NotEq: "not_equal",
}  # fmt: skip
FUNCTIONS = ("exp", "log", "sin", "exprel")  # of ours, which take the array to write into as NumPy's do
FREE = "free"
FREED = ast.dump(ast.parse("free > 0.0", mode="eval").body)
WIDEST = 110  # characters of a comment


@dataclass(frozen=True)
class ValueText:
    """Text of a value; ``owner`` is the name whose room it is in, "" for a value on the way."""

    text: str
    is_array: bool = True
    is_truth: bool = False
    owner: str | None = None


class Assignment:
    """A name and its value, as text that was parsed; one that stands ``apart`` is not moved to where it is read."""

    def __init__(self, name: str, text: str, apart: bool = False) -> None:
        self.name, self.value, self.apart = name, ast.parse(text.strip(), mode="eval").body, apart

    def reads(self) -> Counter[str]:
        """The number of times each name is read, but for ``free`` where it is a condition."""
        return Counter(_names(self.value))


def _asks_if_free(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and ast.dump(node) == FREED  # of every node it took a fifth of compiling


def _names(node: ast.AST) -> Iterator[str]:
    if _asks_if_free(node):
        return
    if isinstance(node, ast.Name):
        yield node.id
    for inner in ast.iter_child_nodes(node):
        yield from _names(inner)


def _all_reads(assignments: Iterable[Assignment]) -> Counter[str]:
    return Counter(name for a in assignments for name in _names(a.value))


class ArrayCalls:
    """Writes the lines; ``states`` maps names of new values to the states that they replace.

    ``numbers`` are the names of single numbers, given as arrays without dimensions; ``held`` are the places where a
    neuron is refractory, which ``free > 0`` leaves out.
    """

    def __init__(self, assignments: Iterable[Assignment], states: Mapping[str, str], numbers: Iterable[str]) -> None:
        self.states, self.numbers = states, set(numbers)
        self.lines: list[str] = []
        self.once: list[str] = []  # what becomes of single numbers, which only others change
        self.made: dict[str, str] = {}  # the types of what these lines make
        self.literals: dict[str, str] = {}
        self.rooms = {False: 0, True: 0}
        self._unused: dict[bool, list[str]] = {False: [], True: []}
        self._freed: set[str] = set()
        self._where: dict[str, ValueText] = {}
        self._waiting: dict[str, str] = {}
        ordered = _ordered(_inlined(self._without_masks(list(assignments)), states), states)
        self._left = _all_reads(ordered)
        self._old = self._left.copy()
        for assignment in ordered:
            self._assign(assignment)

    def place(self, name: str) -> str:
        """The place where the value of a name ends up."""
        return self._where[name].text

    def _without_masks(self, assignments: list[Assignment]) -> list[Assignment]:
        """Names of ``free > 0`` are that, wherever they are read; a number ``free`` is made where one is read."""
        kept = []
        for a in assignments:
            if _asks_if_free(a.value):
                self._freed.add(a.name)
            else:
                kept.append(a)
        if any(a.reads()[FREE] for a in kept):
            kept.insert(0, Assignment(FREE, "1.0", apart=True))
        return kept

    def _is_freed(self, node: ast.expr) -> bool:
        return _asks_if_free(node) or (isinstance(node, ast.Name) and node.id in self._freed)

    def _assign(self, a: Assignment) -> None:
        text = f"# {a.name} = {ast.unparse(a.value)}"
        self.lines.append(text if len(text) <= WIDEST else f"# {a.name}")
        state = self.states.get(a.name)
        inside = self._old[state] - a.reads()[state] if state is not None else 0
        self._old.subtract(a.reads())
        if a.name == FREE:
            room = self._room(False)
            self.lines += [f"{room}.fill(1)", f"{room}[held] = 0"]
            self._where[FREE] = ValueText(room, owner=FREE)
            return
        if state is not None and inside == 0:
            self._into(a.value, state)
            self._where[a.name] = ValueText(state)
        else:
            value = self._value(a.value)
            if not value.is_array and state is None:
                self._where[a.name] = value
                return
            if value.owner != "":
                room = self._room(value.is_truth)
                self.lines.append(f"np.copyto({room}, {value.text})")
                self._spend(value)
                value = ValueText(room, True, value.is_truth)
            self._where[a.name] = ValueText(value.text, True, value.is_truth, a.name)
            if state is not None:
                self._waiting[state] = a.name
                self._left[a.name] += 1  # of its copy
        for old, new in list(self._waiting.items()):
            if self._old[old] <= 0:
                self.lines.append(f"np.copyto({old}, {self._where[new].text})")
                self._spend(self._where[new])
                self._where[new] = ValueText(old)
                del self._waiting[old]

    def _room(self, is_truth: bool) -> str:
        if self._unused[is_truth]:
            return self._unused[is_truth].pop()
        self.rooms[is_truth] += 1
        return f"{'mask' if is_truth else 'room'}_{self.rooms[is_truth] - 1}"

    def _spend(self, *values: ValueText) -> None:
        """The values are read once less: the rooms of those that nothing else reads are free for others."""
        for value in values:
            if value.owner:
                self._left[value.owner] -= 1
            unused = self._unused[value.is_truth]
            is_last = value.owner is not None and (value.owner == "" or self._left[value.owner] <= 0)
            if is_last and value.text not in unused:
                unused.append(value.text)

    def _call(self, function: str, values: list[ValueText], is_truth: bool, into: str | None) -> ValueText:
        self._spend(*values)
        out = into or self._room(is_truth)
        self.lines.append(f"{function}({', '.join(v.text for v in values)}, {out})")
        return ValueText(out, True, is_truth, None if into else "")

    def _into(self, node: ast.expr, into: str) -> None:
        """The value of ``node`` in the array ``into``."""
        value = self._value(node, into)
        if value.text != into:
            self.lines.append(f"np.copyto({into}, {value.text})")
            self._spend(value)

    def _value(self, node: ast.expr, into: str | None = None) -> ValueText:
        if self._is_freed(node):
            room = into or self._room(True)
            self.lines += [f"{room}.fill(True)", f"{room}[held] = False"]
            return ValueText(room, True, True, None if into else "")
        number = _number(node)
        if number is not None:
            return ValueText(self.literals.setdefault(number, f"number_{len(self.literals)}"), is_array=False)
        if isinstance(node, ast.Name):
            return self._where.get(node.id, ValueText(node.id, node.id not in self.numbers))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "np.where":
            condition, yes, no = node.args
            return self._chosen(condition, yes, no, into)
        operation, operands = _operation(node)
        values = [self._value(n) for n in operands]
        is_truth = type(_operator(node)) in TRUTH
        if not any(v.is_array for v in values):
            return self._number_of(f"{operation}({', '.join(v.text for v in values)})", is_truth)
        return self._call(operation, values, is_truth, into)

    def _number_of(self, text: str, is_truth: bool) -> ValueText:
        """Make what becomes of single numbers once, when others may have changed them."""
        name = f"once_{len(self.made)}"
        self.made[name] = "np.bool_" if is_truth else "F"
        self.once.append(f"{name}[...] = {text}")
        return ValueText(name, False, is_truth)

    def _chosen(self, condition: ast.expr, yes: ast.expr, no: ast.expr, into: str | None) -> ValueText:
        """``np.where``: one of the two, then the other at its places."""
        if self._is_freed(condition):
            other = self._value(no)
            kept = other.text
            if into == other.text:
                kept = f"kept_{into}"
                self.lines.append(f"{kept} = {into}[held]")
            value = self._owned(yes, into)
            place = f"{kept}[held]" if other.is_array and kept == other.text else kept
            self.lines.append(f"{value.text}[held] = {place}")
            self._spend(other)
            return value
        mask, first = self._value(condition), self._value(yes)
        if not mask.is_array:
            mask = self._spread(mask)
        value = self._owned(no, into if into not in (mask.text, first.text) else None)
        self.lines.append(f"np.copyto({value.text}, {first.text}, where={mask.text})")
        self._spend(mask, first)
        return value

    def _spread(self, value: ValueText) -> ValueText:
        """A single truth at all places."""
        room = self._room(True)
        self.lines.append(f"np.copyto({room}, {value.text})")
        return ValueText(room, True, True, "")

    def _owned(self, node: ast.expr, into: str | None) -> ValueText:
        """A value that may be written over."""
        if into is not None:
            self._into(node, into)
            return ValueText(into)
        value = self._value(node)
        if value.is_array and value.owner == "":
            return value
        self._spend(value)
        room = self._room(value.is_truth)
        if room != value.text:
            self.lines.append(f"np.copyto({room}, {value.text})")
        return ValueText(room, True, value.is_truth, "")


def _number(node: ast.expr) -> str | None:
    """A plain number, or one in the precision, as text."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "F":
        return _number(node.args[0])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return ast.unparse(node)
    return ast.unparse(node) if isinstance(node, ast.Constant) else None


def _operator(node: ast.expr) -> ast.AST:
    if isinstance(node, ast.Compare):
        return node.ops[0]
    assert isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call), ast.dump(node)
    return node if isinstance(node, ast.Call) else node.op


def _operation(node: ast.expr) -> tuple[str, list[ast.expr]]:
    """The function that a node calls, and what it is called with."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func), node.args
    name = f"np.{(ARITHMETIC | TRUTH)[type(_operator(node))]}"
    if isinstance(node, ast.BinOp):
        return name, [node.left, node.right]
    if isinstance(node, ast.Compare):
        return name, [node.left, *node.comparators]
    assert isinstance(node, ast.UnaryOp)
    return name, [node.operand]


class _Inline(ast.NodeTransformer):
    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.visit(self.known[node.id]) if node.id in self.known else node


def _inlined(assignments: list[Assignment], states: Mapping[str, str]) -> list[Assignment]:
    """Compute what one place alone reads at that place."""
    reads = _all_reads(assignments)
    once = {a.name: a.value for a in assignments if reads[a.name] == 1 and not (a.name in states or a.apart)}
    kept = [a for a in assignments if a.name not in once]
    for a in kept:
        a.value = _Inline(once).visit(a.value)
    return kept


def _ordered(assignments: list[Assignment], states: Mapping[str, str]) -> list[Assignment]:
    """An order in which new values may replace old ones as early as possible."""
    left, done, result = list(assignments), set[str](), list[Assignment]()
    made = {a.name for a in assignments}
    reads = {a.name: {*a.reads()} for a in assignments}
    while left:
        ready = [a for a in left if not (made & reads[a.name]) - done]
        unread = [
            a for a in ready
            if a.name not in states or not any(states[a.name] in reads[b.name] for b in left if b is not a)
        ]  # fmt: skip
        chosen = (unread or ready)[0]
        left.remove(chosen)
        done.add(chosen.name)
        result.append(chosen)
    return result
