"""Trees of files to look at: the working tree, and those of commits."""

from __future__ import annotations

import ast
import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.house.house import House

ROOT = Path(__file__).parents[2]
WORKING = "."
"""The name of the working tree among commits."""


@contextmanager
def tree(root: Path, commit: str) -> Iterator[Path]:
    """The folder of the working tree itself, or of a commit's files for as long as it is looked at.

    Raises ``ValueError`` for what git does not know as a commit.
    """
    if commit == WORKING:
        yield root
        return
    archive = subprocess.run(["git", "archive", commit], cwd=root, capture_output=True, check=False)
    if archive.returncode:
        raise ValueError(f"{commit}: {archive.stderr.decode(errors='replace').strip()}")
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


@cache
def parsed(path: Path) -> ast.Module:
    """A file of Python as Python reads it, once a process: laws that look at every file share them."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that such a file is made of."""
    return tuple(ast.walk(parsed(path)))


@cache
def working() -> House:
    """The house of this tree without its tests, read once a process."""
    return House.at(ROOT, with_tests=False)
