"""Generated texts in the user's cache, named by all that they follow from: a known model starts without SymPy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import msgspec

from engine.backends.kernels import source_cache

PACKAGES = ("compiling", "model", "backends")
DIGITS = 32

T = TypeVar("T")


def kept_text(kind: str, parts: Iterable[str], form: type[T], made: Callable[[], T]) -> T:
    """The text of that ``form`` that is ``made`` from ``parts``, these packages and SymPy; kept for another time."""
    digest = hashlib.sha256("\0".join([_generator(), *parts]).encode()).hexdigest()[:DIGITS]
    path = source_cache.folder() / f"{kind}_{digest}.kept"
    if (content := source_cache.kept(path)) is not None:
        return msgspec.json.decode(content, type=form)
    found = made()
    with suppress(OSError):  # it is made again another time
        source_cache.keep(path, msgspec.json.encode(found))
    return found


@cache  # a digest of files that no run changes (decision 0220)
def _generator() -> str:
    here = Path(__file__).parents[2]
    digest = hashlib.sha256(version("sympy").encode())
    for path in sorted(path for package in PACKAGES for path in (here / package).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
