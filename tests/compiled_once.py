"""What compilers made of texts that tests give them, kept in the user's cache: one text is compiled once a machine.

As for kernels, a name covers all that the result depends on: the text, the compiler, its version and its options.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numba
from llvmlite.binding import get_host_cpu_name

from engine.backends.kernels.code_cache import CodeCache
from engine.backends.kernels.source_cache import DIGITS, folder, surroundings

COMPILERS = "of_tests"
"""The folder within the cache for libraries and texts that other compilers than Numba's made."""


def kept() -> Path:
    """That folder, which is there."""
    within = folder() / COMPILERS
    within.mkdir(parents=True, exist_ok=True)
    return within


def keeping(function: Any) -> Any:
    """A ``njit`` function of a generated module, with its machine code in the cache."""
    function._cache = CodeCache(function.py_func)
    return function


def made_once(depends_on: Sequence[str], suffix: str, make: Callable[[Path], object]) -> Path:
    """The file that ``make`` writes at the path that it is given, now or at another time for the same ``depends_on``.

    What ``make`` raises goes on, and nothing is kept then.
    """
    within = kept()
    path = within / (hashlib.sha256("\0".join(depends_on).encode()).hexdigest()[:DIGITS] + suffix)
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=within) as aside:  # on the same disk: put in its place whole
            unfinished = Path(aside) / path.name
            make(unfinished)
            unfinished.replace(path)
    return path


def assembly(function: Any, signature: tuple[Any, ...], text: str) -> str:
    """The machine code, as people read it, of a ``njit`` function of the module ``text``."""

    def read(path: Path) -> None:
        fresh = type(function)(function.py_func, targetoptions=function.targetoptions)  # of kept code nothing is told
        fresh.compile(signature)
        path.write_text(str(fresh.inspect_asm(signature)), encoding="utf-8")

    processor = (get_host_cpu_name(), str(numba.config.CPU_FEATURES))
    named = (text, function.__name__, repr(signature), surroundings(), *processor)
    return made_once(named, ".s", read).read_text(encoding="utf-8")


def run(*command: object) -> None:
    """Run a compiler; raises ``CalledProcessError``."""
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


@cache
def version(compiler: str) -> str:
    """The first words of a compiler, which tell it from another."""
    return subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True).stdout
