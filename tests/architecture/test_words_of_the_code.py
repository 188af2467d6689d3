"""The words of the code in the glossary: alphabetical, and every name behind them is in the code."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from tests.house.tree import nodes

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split("\n## Words of the code\n", 1)[1]
WORD = re.compile(r"^- \*\*([^*]+)\*\*[^:]*: ", re.MULTILINE)
NAME = re.compile(r"`([^`]+)`")


@cache
def names() -> set[str]:
    """Classes with their methods, functions, and what modules and classes assign."""
    found: set[str] = set()
    for package in ("app", "engine"):
        for path in (ROOT / package).rglob("*.py"):
            for node in nodes(path):
                if isinstance(node, ast.ClassDef):
                    found |= {f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
                if isinstance(node, ast.ClassDef | ast.FunctionDef):
                    found.add(node.name)
                elif isinstance(node, ast.Assign | ast.AnnAssign):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def test_words_stand_in_order_each_on_a_line() -> None:
    words = [re.sub(r"[^a-z ,]", "", word.lower()) for word in WORD.findall(SECTION)]
    assert len(words) == SECTION.count("\n- ") > 100
    assert [(before, after) for before, after in pairwise(words) if before >= after] == []


def test_every_name_behind_a_word_is_in_the_code() -> None:
    given = NAME.findall(SECTION)
    assert [name for name in given if "/" in name and not (ROOT / name).exists()] == []
    assert [name for name in given if "/" not in name and name not in names()] == []
