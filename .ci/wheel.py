"""Builds the wheel: the tree as one package, ``spikeloom``, in which every name of a module says so.

``engine`` becomes the package itself, ``app``, ``resources`` and ``main.py`` lie in it. Nothing else is installed: the
names that the tree has at its top belong to whoever comes first (decision 0208). A name that is left over ends the
build.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "spikeloom"
NAMES = {"engine": PACKAGE, "app": f"{PACKAGE}.app", "main": f"{PACKAGE}.main"}
"""What stands at the top of the tree, and what it is called once it is installed."""
ELSEWHERE = {"tests", "docs", "resources"}
"""What stands there too, and no module may import."""
DOTTED = re.compile(r"(?<![\w./-])(?:engine|app)(?=\.[A-Za-z_{])")
"""A module's name, whole or begun, within a string."""
SENTENCE = re.compile(r"(?<=\bfrom )(?:engine|app)(?= import\b)|(?<=\bimport )(?:engine|app)\b(?!\.)")
"""An import of a package itself within a string, such as the text of a program."""
TOLD = re.compile(rf"(?<![\w.])(?:{'|'.join((*NAMES, *ELSEWHERE))})\b")
"""A file without such a word is not read for names that are left over."""
BARE = {("scripts/face.py", "engine")}
"""Names that are meant as they stand: those of the other's scripts."""
IGNORED = ("__pycache__", "*.pyc", ".*")
START = f'''"""Starts Spikeloom: ``python -m {PACKAGE}``."""

import sys

from {PACKAGE}.main import begin

if __name__ == "__main__":
    sys.exit(begin())
'''


class LeftOver(Exception):
    """A name of the tree that the wheel would still have."""


def renamed(text: str) -> str:
    """A module of the tree as one of the package: lines keep their numbers, comments stay as they are."""
    content, tree = text.encode(), ast.parse(text)
    changes: dict[tuple[int, int], str] = {}
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def place(node: Any) -> int:
        return int(starts[node.lineno - 1] + node.col_offset)

    def ends(node: Any) -> int:
        return int(starts[node.end_lineno - 1] + node.end_col_offset)

    def rename(first: int, name: str) -> None:
        changes[first, first + len(name)] = NAMES[name]

    bound: set[str] = set()
    for node in _walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            root = str(node.module).partition(".")[0]
            if root in NAMES:
                rename(place(node) + len("from "), root)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                if root in NAMES:
                    rename(place(alias), root)
                    bound |= set() if alias.asname else {root}
        elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            if any(isinstance(part, ast.Name) and part.id in NAMES for part in ast.walk(node)):
                raise LeftOver(f"line {node.lineno}: a package within braces cannot be told from a name in a text")
            first = place(node)
            part = content[first : ends(node)].decode()
            for pattern in (DOTTED, SENTENCE):
                for found in pattern.finditer(part):
                    rename(first + len(part[: found.start()].encode()), found.group())
    for node in ast.walk(tree) if bound else ():
        if isinstance(node, ast.Name) and node.id in bound:
            rename(place(node), node.id)
    for (first, end), name in sorted(changes.items(), reverse=True):
        content = content[:first] + name.encode() + content[end:]
    return content.decode()


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Like ``ast.walk``, not into strings, and in no order."""
    left = [node]
    while left:
        yield (node := left.pop())
        for part in vars(node).values() if not isinstance(node, ast.JoinedStr) else ():
            if isinstance(part, ast.AST):
                left.append(part)
            elif isinstance(part, list):
                left += [each for each in part if isinstance(each, ast.AST)]


def left_over(text: str) -> Iterator[tuple[int, str]]:
    """Names of the tree in a module of the package: line, and what stands there."""
    if not TOLD.search(text):
        return
    roots = {*NAMES, *ELSEWHERE}
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [str(node.module)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = [*DOTTED.finditer(node.value), *SENTENCE.finditer(node.value)]
            yield from ((node.lineno, match.group()) for match in found)
            names = [node.value] if node.value in ("engine", "app") else []
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.partition(".")[0] in roots)


def write(root: Path, out: Path) -> None:
    """The package, beside nothing else."""
    ignore = shutil.ignore_patterns(*IGNORED)
    shutil.copytree(root / "engine", out, ignore=ignore)
    for folder in ("app", "resources"):
        shutil.copytree(root / folder, out / folder, ignore=ignore)  # fails where the engine has one of that name
    for name, text in (("main.py", (root / "main.py").read_text(encoding="utf-8")), ("__main__.py", START)):
        if (out / name).exists():
            raise LeftOver(f"engine has a {name} of its own")
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    (out / "py.typed").touch()
    wrong = []
    for path in sorted({*out.rglob("*.py"), *out.rglob("*.pyi")}):
        text = renamed(path.read_bytes().decode())
        path.write_bytes(text.encode())
        place = path.relative_to(out).as_posix()
        wrong += [f"{place}:{line} {what}" for line, what in left_over(text) if (place, what) not in BARE]
    for path in (out / "resources").rglob("*.json"):  # keys of texts that were renamed would find nothing
        told = [word for word in _words(json.loads(path.read_text(encoding="utf-8"))) if DOTTED.search(word)]
        wrong += [f"{path.relative_to(out).as_posix()} {word}" for word in told]
    if wrong:
        raise LeftOver("Names of the tree are left over in the wheel:\n" + "\n".join(wrong))


def _words(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict | list):
        for part in [*thing, *thing.values()] if isinstance(thing, dict) else thing:
            yield from _words(part)


class Hook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling asks for none: its configuration is a table
    """What hatchling calls. A clone is installed as it is, by a folder that is looked into (``clone``)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            self._folder = tempfile.mkdtemp()
            package = Path(self._folder) / PACKAGE
            write(Path(self.root), package)
            build_data["force_include"][str(package)] = PACKAGE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            shutil.rmtree(self._folder, ignore_errors=True)
