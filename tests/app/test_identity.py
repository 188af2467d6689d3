"""Keys of objects: never those of others that came to lie where they were."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np

from app.plots.sources.identity import Identity

APP = Path(__file__).parents[2] / "app"


def test_it_is_equal_for_the_same_object_alone_for_as_long_as_it_is_kept() -> None:
    thing = np.zeros(3)
    key, same = Identity(thing), Identity(thing)
    assert key == same and hash(key) == hash(same) and len({key, same}) == 1
    assert key != Identity(np.zeros(3)) and key != id(thing)
    address = id(thing)
    del thing, same
    others = [np.zeros(3) for _ in range(1000)]
    assert address not in map(id, others) and all(Identity(other) != key for other in others)


def calls_of_id(tree: ast.AST, known: bool = False) -> list[int]:
    """Lines that call the built-in ``id``; not those where a parameter has that name."""
    if isinstance(tree, ast.FunctionDef | ast.Lambda):
        known = known or any(argument.arg == "id" for argument in (*tree.args.args, *tree.args.kwonlyargs))
    calls = isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "id" and not known
    found = [tree.lineno] if calls and isinstance(tree, ast.Call) else []
    return found + [line for child in ast.iter_child_nodes(tree) for line in calls_of_id(child, known)]


def test_no_key_is_an_address() -> None:
    """Use Identity, or a number of its own."""
    texts = {path.relative_to(APP).as_posix(): path.read_text(encoding="utf-8") for path in sorted(APP.rglob("*.py"))}
    found = {name: calls_of_id(ast.parse(text)) for name, text in texts.items() if "id(" in text}
    lines = {name: where for name, where in found.items() if where}
    assert list(lines) == ["plots/sources/identity.py"] and len(lines["plots/sources/identity.py"]) == 1
