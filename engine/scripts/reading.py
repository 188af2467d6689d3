"""Reads a script of this engine as a description; nothing of its text is executed.

Python's own grammar makes a tree of it (which runs nothing), and of the tree only what is listed here has a meaning:
imports of the public face, assignments, calls that make elements and values, literals and arithmetic. The first thing
that is not read is told with its line and column.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.model.typed.mistakes import Mistake, Place
from engine.network.description import NetworkDescription
from engine.problems import Phrase
from engine.scripts import mistakes as wrong
from engine.scripts.expressions import Expressions, one_line, place_of
from engine.scripts.face import ELEMENTS, ENDS, FACE, FACES, SIMULATION, faces, nearest_of, own
from engine.scripts.script import Array

LONGEST = 1 << 19  # characters
_FACE = f"({'|'.join(sorted(FACES))})"
BEGINS = re.compile(rf"^(from {_FACE}[\w.]* import|import {_FACE})\b", re.MULTILINE)
LOADING = ast.dump(ast.parse('np.load(Path(__file__).with_suffix(".npz"))', mode="eval").body)
MAIN = ast.dump(ast.parse('__name__ == "__main__"', mode="eval").body)


@dataclass(frozen=True)
class ReadScript:
    """The meaning of a script: the network, the seed of its run (None where it says none), its title.

    ``lines`` (from 0) by element.
    """

    description: NetworkDescription
    seed: int | None = None
    title: str = ""
    lines: Mapping[str, range] = field(default_factory=dict)


def is_script(text: str) -> bool:
    """Tell whether a text looks like a script of this engine: it imports from it."""
    return len(text) <= LONGEST and BEGINS.search(text) is not None


def read_script(text: str, arrays: Mapping[str, Array] | None = None) -> ReadScript:
    """The network of a script; ``arrays`` are those of the archive beside it.

    Raises :class:`~engine.model.typed.mistakes.Mistake` for the first line that is not read.
    """
    if len(text) > LONGEST:
        raise Mistake(wrong.TOO_LONG, Place(1, 1), most=LONGEST)
    return _ScriptReader(arrays).read(_parsed(text.replace("\r\n", "\n").replace("\r", "\n")))


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a backslash that Python will not know one day
            tree = ast.parse(text)
    except SyntaxError as error:
        place = Place(max(error.lineno or 1, 1), max(error.offset or 1, 1))
        raise Mistake(wrong.UNREADABLE, place, shown=error.msg) from None
    except (ValueError, MemoryError, RecursionError) as error:
        raise Mistake(wrong.UNREADABLE, Place(1, 1), shown=type(error).__name__) from None
    if not text.isascii():
        _count_characters(tree, text.split("\n"))
    return tree


def _count_characters(tree: ast.Module, lines: list[str]) -> None:
    """Columns in characters, where Python's parser counts bytes of UTF-8."""
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt | ast.alias | ast.keyword):
            node.col_offset = _characters(lines[node.lineno - 1], node.col_offset)
            if node.end_lineno is not None and node.end_col_offset is not None:
                node.end_col_offset = _characters(lines[node.end_lineno - 1], node.end_col_offset)


def _characters(line: str, count: int) -> int:
    return len(line.encode()[:count].decode(errors="ignore"))


def _is(node: ast.expr, dumped: str) -> bool:
    """Tell whether an expression is a certain one."""
    try:
        return ast.dump(node) == dumped
    except (ValueError, RecursionError):  # a number of too many digits, or too deep
        return False


class _ScriptReader:
    def __init__(self, arrays: Mapping[str, Array] | None) -> None:
        self._values = Expressions(arrays)
        self._seed: int | None = None
        self._title = ""

    def read(self, module: ast.Module) -> ReadScript:
        for number, statement in enumerate(module.body):
            self._values.statement = statement
            self._read(statement, number)
        whole = self._values.network
        if whole is None:
            last = module.body[-1].end_lineno if module.body else 1
            raise Mistake(wrong.NO_NETWORK, Place(last or 1, 1))
        self._complete(whole)
        return ReadScript(whole, self._seed, self._title, {id: e.lines for id, e in self._values.elements.items()})

    def _read(self, statement: ast.stmt, number: int) -> None:
        match statement:
            case ast.Expr(ast.Constant(str() as words)) if number == 0:
                self._title = words.strip().partition("\n")[0]
            case ast.ImportFrom():
                self._import_from(statement)
            case ast.Import(names=[ast.alias("numpy", name)]):
                self._values.bind(name or "numpy", "numpy")
            case ast.Import():
                self._refuse_module(statement, statement.names[0].name)
            case ast.Assign([ast.Name(name)], value) if _is(value, LOADING):
                self._values.bind(name, "archive")
            case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, ast.expr() as value):
                self._values.bind(name, self._values.value(value))
            case ast.If(test, body, []) if _is(test, MAIN):
                self._run(body)
            case ast.Pass():
                pass
            case _:
                raise Mistake(wrong.STATEMENT, place_of(statement), shown=one_line(statement), face=FACE)

    def _import_from(self, statement: ast.ImportFrom) -> None:
        module = own(statement.module or "")
        if module == "__future__" and not statement.level:
            return
        if module not in faces() or statement.level:
            self._refuse_module(statement, statement.module or "")
        for alias in statement.names:
            known = faces()[module]
            if alias.name not in known:
                place = Place(alias.lineno, alias.col_offset + 1, len(alias.name))
                nearest = nearest_of(alias.name, known)
                raise Mistake(wrong.NOT_THERE, place, module=module, shown=alias.name, nearest=nearest)
            self._values.bind(alias.asname or alias.name, known[alias.name])

    def _refuse_module(self, statement: ast.stmt, module: str) -> None:
        raise Mistake(wrong.MODULE, place_of(statement), shown=module or ".", known=", ".join(sorted(faces())))

    def _run(self, body: list[ast.stmt]) -> None:
        """Read the seed of the run; what else is done with the network is no part of it."""
        for node in (n for statement in body for n in ast.walk(statement)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if self._values.names.get(node.func.id) is not SIMULATION:
                    continue
                for keyword in node.keywords:
                    if keyword.arg == "seed":
                        self._seed = self._values.seed(keyword.value)

    def _complete(self, whole: NetworkDescription) -> None:
        """Every element that was made is part of the network, and names elements of it."""
        kinds = {e.id: kind for kind in ELEMENTS for e in getattr(whole, kind)}
        for id, element in self._values.elements.items():
            if id not in kinds:
                raise Mistake(wrong.LEFT_OUT, element.place, shown=id)
        for element in self._values.elements.values():
            for name, fitting in ENDS[type(element.made)].items():
                end = getattr(element.made, name)
                if end is not None and kinds.get(end) not in fitting:
                    need = Phrase("no element") if end not in kinds else Phrase("an element of another kind")
                    made = type(element.made).__name__
                    raise Mistake(wrong.NO_ELEMENT, element.place, made=made, shown=end, need=need)
