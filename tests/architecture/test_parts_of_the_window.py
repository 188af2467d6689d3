"""Parts of the window: each is given what it needs, and has all of its attributes once it is made."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
FILES = (ROOT / "app" / "application.py", *sorted((ROOT / "app" / "window").rglob("*.py")))


def set_on_self(node: ast.AST) -> set[str]:
    """Attributes that are given to oneself, or declared."""
    return {
        part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store)
        if isinstance(part.value, ast.Name) and part.value.id == "self"
    }


def made_late(text: str) -> list[str]:
    """Attributes that no ``__init__`` of their class makes, and that no line of its body declares."""
    found = []
    for kind in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)):
        known: set[str] = set()
        for part in kind.body:
            if isinstance(part, ast.FunctionDef) and part.name == "__init__":
                known |= set_on_self(part)
            elif isinstance(part, ast.AnnAssign | ast.Assign):
                targets = part.targets if isinstance(part, ast.Assign) else [part.target]
                known |= {target.id for target in targets if isinstance(target, ast.Name)}
        methods = [part for part in kind.body if isinstance(part, ast.FunctionDef)]
        late = sorted({name for method in methods for name in set_on_self(method)} - known)
        found += [f"{kind.name}.{name}" for name in late]
    return found


@pytest.mark.parametrize(
    ("body", "late"),
    [
        ("def __init__(self): self.a = self.b = 1\n def f(self): self.a += 1; self.b = 2", []),
        ("def __init__(self): self.f()\n def f(self): self.a, self.b = 1, 2", ["C.a", "C.b"]),
        ("a: int\n b = 2\n def f(self): self.a = 1; self.b = 3", []),
        ("def __init__(self): self.a: int\n def f(self): self.a = 1", []),
        ("def f(self):\n  with g() as self.a: pass\n  for self.b in h: other.c = 1", ["C.a", "C.b"]),
    ],
)
def test_the_rule_sees_what_is_made_late(body: str, late: list[str]) -> None:
    assert made_late(f"class C:\n {body}") == late


def test_no_attribute_of_the_window_is_made_late() -> None:
    late = {path.relative_to(ROOT).as_posix(): made_late(path.read_text(encoding="utf-8")) for path in FILES}
    assert len(late) > 60
    assert not {path: names for path, names in late.items() if names}


def test_no_part_is_given_the_whole_window() -> None:
    """What has the whole of it can reach everything, and nobody sees what it needs."""
    graph = grimp.build_graph("app", exclude_type_checking_imports=False, cache_dir=None)
    assert graph.find_modules_that_directly_import("app.window.main_window") == {"app.application"}
