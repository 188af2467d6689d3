"""Tests of the window reach what a person sees, by words, names and places, and not the private parts of the program.

Those that are left are of what nothing else tells, and say so where they stand.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FOLDERS = ("app", "person")
MOST = 29  # a smaller number takes its place whenever there are fewer
OWN = {"self", "cls"}
BEGUN = re.compile(r"(?<!\w)_(?!_)\w")
"""The begin of a private name, without which a file is not read at all."""
BY_NAME = {"setattr", "getattr", "hasattr", "delattr", "attrgetter"}


def is_private(name: str) -> bool:
    """One underscore: two are Python's."""
    return name.startswith("_") and not name.startswith("__") and name != "_"


def of_tests(tree: ast.AST) -> set[str]:
    """What a file calls modules of the tests and what it has from them."""
    found = set()
    for node in ast.walk(tree):
        names = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tests":
            found |= {name.asname or name.name for name in names}
        elif isinstance(node, ast.Import):
            found |= {name.asname or "tests" for name in names if name.name.split(".")[0] == "tests"}
    return found


def reaches(text: str) -> list[int]:
    """The lines of every private name of something that is neither oneself nor of the tests, once for each name."""
    if not BEGUN.search(text):
        return []
    tree = ast.parse(text)
    own = OWN | of_tests(tree)
    return sorted(line for node in ast.walk(tree) for line in reached(node, own))


def reached(node: ast.AST, own: set[str]) -> Iterator[int]:
    match node:
        case ast.Attribute(value=whose, attr=name) if is_private(name):
            if not (isinstance(whose, ast.Name) and whose.id in own):
                yield node.lineno
        case ast.Call(func=ast.Name(id=how) | ast.Attribute(attr=how), args=[*given]) if how in BY_NAME:
            words = [arg.value for arg in given[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            yield from (node.lineno for word in words if is_private(word.rpartition(".")[2]))
        case ast.Subscript(slice=ast.Constant(value=str(name))) if is_private(name) and _is_inside(node.value):
            yield node.lineno
        case ast.ImportFrom(module=module, names=names) if module != "__future__":
            is_own = (module or "").split(".")[0] == "tests"
            yield from (node.lineno for name in names if is_private(name.name) and not is_own)


def _is_inside(value: ast.expr) -> bool:
    """Whether it has the attributes of something by their names."""
    match value:
        case ast.Attribute(attr="__dict__") | ast.Call(func=ast.Name(id="vars")):
            return True
    return False


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("panel._rows", 1), ("window._project._saved", 2), ("self._rows\ncls._made\n_rows", 0), ("panel.__class__", 0),
        ('monkeypatch.setattr(module, "_find", f)', 1), ('monkeypatch.setattr("app.module._find", f)', 1),
        ('getattr(panel, "_rows")', 1), ('operator.attrgetter("_rows")', 1), ('vars(panel)["_rows"]', 1),
        ('panel.__dict__["_rows"]', 1), ('getattr(panel, "rows", "_")', 0), ('rows["_rows"]', 0),
        ("from app.module import _found, found", 1), ("from tests.app.hand import _found", 0),
        ("from tests.app import hand\nhand._found", 0), ("made()._rows[0]._words", 2),
    ],
)  # fmt: skip
def test_the_rule_sees_what_is_private(text: str, count: int) -> None:
    assert len(reaches(text)) == count


def test_no_more_tests_reach_into_the_program() -> None:
    paths = sorted(path for folder in FOLDERS for path in (TESTS / folder).rglob("*.py"))
    assert len(paths) > 300
    found = [
        f"{path.relative_to(TESTS).as_posix()}:{line}"
        for path in paths
        for line in reaches(path.read_text(encoding="utf-8"))
    ]
    assert len(found) <= MOST, f"{len(found)} private names, {MOST} at most:\n" + "\n".join(found)
