"""Whatever touches private parts of a library, or keeps what it found, says why, by the number of a decision."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.architecture.test_private_reaches import is_private, reached
from tests.house.tree import nodes

ROOT = Path(__file__).parents[2]
REASON = re.compile(r"\bdecisions?[ /]\d{4}\b")
CACHES = {"cache", "lru_cache"}
DISCOVERY = {"classes", "modules"}
MOST = 28  # in rooms that are drawn, from before the rule; a smaller number takes its place whenever there are fewer
DRAWN = ("app/canvas/", "app/plots/", "app/widgets/", "app/appearance/")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def without_reason(text: str) -> list[int]:
    """The lines of reaches and caches of a file that give no decision on their line, above it or in their function."""
    return _without_reason(text, tuple(ast.walk(ast.parse(text))))


def _without_reason(text: str, parts: Sequence[ast.AST]) -> list[int]:
    lines = sorted({*_reaches(parts), *_caches(parts)})
    if not lines:
        return []  # tokens of every file would take the most of all that is done here
    said = _reasons(text)
    functions = [_lines(node) for node in parts if isinstance(node, Function)]
    found = []
    for line in lines:
        within = min((lines for lines in functions if line in lines), key=len, default=range(line, line + 1))
        if said.isdisjoint(within) and line - 1 not in said:
            found.append(line)
    return found


def _reasons(text: str) -> set[int]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0] for token in tokens if token.type == tokenize.COMMENT and REASON.search(token.string)}


def _lines(function: Function) -> range:
    first = min((decorator.lineno for decorator in function.decorator_list), default=function.lineno)
    return range(first, (function.end_lineno or first) + 1)


def _reaches(parts: Sequence[ast.AST]) -> Iterator[int]:
    """Private names of what is neither oneself nor declared in the same file, nor imported from this program."""
    own = set(_declared(parts))
    for node in parts:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"app", "engine"}:
            continue
        if not (isinstance(node, ast.Attribute) and node.attr in own):
            yield from reached(node, {"self", "cls"})


def _declared(parts: Sequence[ast.AST]) -> Iterator[str]:
    for node in parts:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if is_private(name):
                yield name
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()) if is_private(name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) if is_private(name):
                yield name


def _caches(parts: Sequence[ast.AST]) -> Iterator[int]:
    for node in parts:
        decorated = isinstance(node, Function) and node.decorator_list
        for decorator in node.decorator_list if decorated and not _discovers(node) else ():
            match decorator:
                case (
                    ast.Name(id=name)
                    | ast.Attribute(attr=name)
                    | ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))
                ) if name in CACHES:
                    yield decorator.lineno


def _discovers(function: Function) -> bool:
    """Tell whether it asks what is in a folder, which is remembered wherever it is asked."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Name) and call.id in DISCOVERY for call in calls)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("function._compiler = None", 1), ("function._compiler = None  # why (decision 0189)", 0),
        ("# why: docs/decisions/0189\nfunction._compiler = None", 0), ("self._compiler = other._compiler", 0),
        ("function._compiler = None  # why", 1), ("from numba.core import _Cache", 1), ("from app.a import _b", 0),
        ("def f():\n    # why (decision 0189)\n    x = 1\n    a._b = 2\n    a._c = 3", 0),
        ("def f():\n    def g():\n        x = 1  # why (decision 0189)\n    a._b = 2", 0),
        ("# why (decision 0189)\n\ndef f():\n    a._b = 2", 1), ('getattr(view, "_q")', 1),
        ("@cache\ndef f(): ...", 1), ("@cache  # why (decision 0220)\ndef f(): ...", 0),
        ("@functools.lru_cache(3)\ndef f():\n    return 1  # twice", 1), ("@property\ndef f(): ...", 0),
        ("@cache\ndef f():\n    return classes(__name__, Check)", 0),
    ],
)  # fmt: skip
def test_the_rule_sees_what_gives_no_reason(text: str, count: int) -> None:
    assert len(without_reason(text)) == count


def test_private_parts_of_libraries_and_caches_have_their_decision() -> None:
    paths = sorted(path for package in ("app", "engine") for path in (ROOT / package).rglob("*.py"))
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in paths
        for line in _without_reason(path.read_text(encoding="utf-8"), nodes(path))
    ]
    assert not [place for place in found if not place.startswith(DRAWN)]
    assert len(found) <= MOST, f"{len(found)} without a reason, {MOST} at most:\n" + "\n".join(found)
