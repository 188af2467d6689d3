"""A file of Python, read for what it declares and imports."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

QUESTIONS = {"What", "Whether", "How", "Why", "Where", "Which", "When", "Who", "Whose", "While", "If", "As"}
"""Words with which no docstring begins: it says what a thing is or does."""
BLANK = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Function = ast.FunctionDef | ast.AsyncFunctionDef
Telling = Documented | ast.Import | ast.ImportFrom | ast.If
"""All that a source is asked about: a tenth of what it is made of."""


@dataclass(frozen=True)
class Source:
    """A file by its path from the root of the tree."""

    path: str
    text: str
    left_out: frozenset[int]
    """Lines of docstrings and imports."""
    imports: frozenset[tuple[str, str]]
    """Modules and, of ``from module import name``, names: anywhere in the file, for types alone too."""
    classes: tuple[str, ...]
    functions: tuple[str, ...]
    """Functions of the module, without those of classes and of functions."""
    questions: tuple[str, ...]
    """First lines of docstrings that begin with a word of a question."""
    says: str
    """The first paragraph of the docstring."""
    tests: int

    @cached_property
    def code(self) -> int:
        """Lines without blanks, comments, docstrings and imports."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        spans = (range(token.start[0], token.end[0] + 1) for token in tokens if token.type not in BLANK)
        return len({line for span in spans for line in span} - self.left_out)

    @property
    def lines(self) -> int:
        """All of them."""
        return len(self.text.splitlines())

    @property
    def module(self) -> str:
        """The name by which it is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def folder(self) -> str:
        """Where it stands."""
        return self.path.rpartition("/")[0]

    @property
    def room(self) -> str:
        """The folder, or the file itself where it stands in no room of its package."""
        return self.folder if "/" in self.folder else self.path


def read(path: Path, root: Path) -> Source:
    """A file as it is now."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    name = path.relative_to(root).as_posix()
    nodes = [node for node in ast.walk(tree) if isinstance(node, Telling)]
    told = [ast.get_docstring(node) or "" for node in nodes if isinstance(node, Documented)]
    return Source(
        name,
        text,
        frozenset(line for node in nodes for line in _left_out(node)),
        frozenset(_imports(nodes, name)),
        tuple(node.name for node in nodes if isinstance(node, ast.ClassDef)),
        tuple(node.name for node in tree.body if isinstance(node, Function)),
        tuple(text.splitlines()[0] for text in told if text and text.split(maxsplit=1)[0].rstrip(",:;.") in QUESTIONS),
        " ".join((told[0].split("\n\n")[0]).split()),
        sum(isinstance(node, Function) and node.name.startswith("test_") for node in nodes),
    )


def _imports(nodes: list[ast.AST], path: str) -> Iterator[tuple[str, str]]:
    folder = path.split("/")[:-1]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(folder[: len(folder) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (above, node.module) if part)
            yield from ((module, alias.name) for alias in node.names)


def _left_out(node: ast.AST) -> Iterator[int]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _lines(node)
    elif isinstance(node, Documented):
        for part in node.body:
            if (
                isinstance(part, ast.Expr)
                and isinstance(part.value, ast.Constant)
                and isinstance(part.value.value, str)
            ):
                yield from _lines(part)
    elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        yield node.lineno


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
