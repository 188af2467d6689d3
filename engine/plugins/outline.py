"""Outlines of plug-ins: what they seem to declare and which modules they import, read from their text alone.

Nothing is executed, and the text is parsed in a process of its own, ``python -m engine.plugins.outline``: a text may be
made to keep Python's parser busy for ever, or to end it.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import decode_source
from pathlib import Path
from typing import Any

from engine import child_process
from engine.plugins.findings import Findings, Provided
from engine.plugins.importer import PACKAGE
from engine.plugins.kinds import KINDS
from engine.plugins.sentences import NO_OUTLINE, NOT_UTF_8, SYNTAX, problem
from engine.plugins.sources import Content

SECONDS = 10.0  # for one
REQUEST, ANSWER = "request.json", "answer.json"
ENDINGS = {kind.base[1]: kind.name for kind in KINDS if kind.base[1]}
OWN_NAMES = frozenset({PACKAGE, __name__.partition(".")[0], "__future__"})
"""Imports that say nothing of a plug-in."""


def outlines(contents: Sequence[Content], seconds: float = SECONDS) -> tuple[Findings, ...]:
    """The outline of each content; one whose text is no Python, or too much for it, has a ``problem`` instead."""
    found: list[Findings | None] = []
    requests: list[dict[str, Any]] = []
    for content in contents:
        names = {name: module.path.name for name, module in content.modules.items()}
        try:
            texts = {name: decode_source(module.text) for name, module in content.modules.items()}
        except (UnicodeDecodeError, SyntaxError, LookupError):  # the latter two for a coding line that names none
            found.append(Findings(problem=problem(NOT_UTF_8, path=content.root.name)))
            continue
        found.append(None)
        requests.append({"features": content.features, "root": content.root.name, "paths": names, "texts": texts})
    told = iter(_parsed_beside(requests, seconds) if requests else ())
    return tuple(next(told) if outline is None else outline for outline in found)


def _parsed_beside(requests: Sequence[Mapping[str, Any]], seconds: float) -> list[Findings]:
    """Those of one process; where it fails, each has one of its own, so that one spoils no other."""
    told = _ask(requests, seconds * len(requests))
    if told is not None:
        return told
    if len(requests) > 1:
        return [outline for request in requests for outline in _parsed_beside([request], seconds)]
    return [Findings(problem=problem(NO_OUTLINE, path=requests[0]["root"], seconds=f"{seconds:g}"))]


def _ask(requests: Sequence[Mapping[str, Any]], seconds: float) -> list[Findings] | None:
    with tempfile.TemporaryDirectory(prefix="spikeloom-") as folder:
        Path(folder, REQUEST).write_text(json.dumps(requests), encoding="utf-8")
        quiet = subprocess.DEVNULL
        try:
            child_process.finished(
                ["-m", "engine.plugins.outline", folder], stdin=quiet, stdout=quiet, stderr=quiet, timeout=seconds
            )
            told = json.loads(Path(folder, ANSWER).read_bytes())
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None
    return [Findings.read(one) for one in told]


def outline_of(features: Sequence[str], paths: dict[str, str], texts: dict[str, str]) -> Findings:
    """Parse the texts of modules, by their names."""
    imports: dict[str, None] = {}
    provides: list[Provided] = []
    for name, text in texts.items():
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            told = problem(SYNTAX, path=paths[name], line=error.lineno or 0, reason=error.msg)
            return Findings(problem=told)
        except (ValueError, RecursionError, MemoryError) as error:
            return Findings(problem=problem(SYNTAX, path=paths[name], line=1, reason=str(error) or "too deep"))
        imports |= dict.fromkeys(_imported(tree))
        if name in features:
            provides += _declared(tree, name.rpartition(".")[2])
    top = {name.partition(".")[0] for name in texts}
    return Findings(tuple(provides), tuple(sorted(set(imports) - OWN_NAMES - top)))


def _imported(tree: ast.AST) -> Iterator[str]:
    """The top-level modules that are imported anywhere, in functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def _declared(tree: ast.Module, stem: str) -> Iterator[Provided]:
    """The classes that derive from one of our bases by its name."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = (ast.unparse(base).rpartition(".")[2] for base in node.bases)
            for kind in (ENDINGS[base] for base in bases if base in ENDINGS):
                yield Provided(kind, f"{kind}/{stem}", _title(node) or node.name)


def _title(node: ast.ClassDef) -> str:
    for part in node.body:
        match part:
            case ast.Assign([ast.Name("title")], ast.Constant(str(words))):
                return words
    return ""


def main(folder: Path) -> None:
    """Answer the request that lies in a folder."""
    request = json.loads((folder / REQUEST).read_bytes())
    told = [outline_of(one["features"], one["paths"], one["texts"]).plain() for one in request]
    (folder / ANSWER).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
