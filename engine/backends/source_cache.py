"""Generated sources as files named by what they depend on, so that compiling is paid once a machine.

The name covers the text, every hand-written file that kernels inline, and the versions of Python, NumPy,
Numba and llvmlite; Numba itself keys machine code by the processor's name and features.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import RLock
from types import ModuleType

import platformdirs

from engine.problems import NetworkError, Problem, declare

PRIVATE = 0o700  # Numba's cache holds pickles: nobody else may write here
PRELUDE = (
    "bits.py",
    "elementary.py",
    "elementary_numpy.py",
    "normal.py",
    "normal_numpy.py",
    "philox.py",
    "prefetch.py",
    "driver.py",
    "numba_options.py",
)
DIGITS = 24
NOT_KEPT = declare(
    "kernels.not-kept",
    "What is to be compiled could not be written into {folder}: {reason}.",
    "Make room on that disk.",
)
FOLDER = "SPIKELOOM_KERNELS"
"""The variable that tells a process which compiles aside where to put what it makes."""


class UnsafeCache(OSError):
    """The cache folder belongs to somebody else, so what lies in it must not be executed."""


@cache
def folder() -> Path:
    """The user's private folder for generated sources; raises :class:`UnsafeCache`.

    Where the user has none that can be written, a temporary one: compiling is then paid once a process.
    """
    given = os.environ.get(FOLDER)
    path = Path(given or Path(platformdirs.user_cache_dir("spikeloom", appauthor=False)) / "kernels")
    try:
        path.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    except OSError:
        return _temporary()
    if not os.access(path, os.W_OK):
        return _temporary()
    if hasattr(os, "getuid"):
        if path.stat().st_uid != os.getuid():
            raise UnsafeCache(f"{path} belongs to another user")
        path.chmod(PRIVATE)
    return path


def _temporary() -> Path:
    """A private folder that goes with this process."""
    path = Path(tempfile.mkdtemp(prefix="spikeloom-kernels-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache
def surroundings() -> str:
    """What a kernel's machine code depends on besides its own text."""
    here = Path(__file__).parent
    texts = [(here / name).read_text(encoding="utf-8") for name in PRELUDE]
    return "\0".join(
        [*texts, platform.python_version(), platform.machine(), *map(_version, ("numpy", "numba", "llvmlite"))]
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def keep(path: Path, content: bytes) -> None:
    """Write a file of the cache, whole or not at all: threads and processes may write the same one at once."""
    handle, unfinished = tempfile.mkstemp(prefix=f"{path.stem}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(unfinished).replace(path)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise


def loaded(text: str) -> ModuleType:
    """``text`` imported as a module; equal text is the same file, hence the same machine code."""
    name = "spikeloom_" + hashlib.sha256((surroundings() + "\0" + text).encode()).hexdigest()[:DIGITS]
    with _loading:  # a second thread waits until the module is whole
        return sys.modules[name] if name in sys.modules else _imported(name, text)


_loading = RLock()


def _imported(name: str, text: str) -> ModuleType:
    path = folder() / f"{name}.py"
    content = text.encode()
    if not path.exists() or path.read_bytes() != content:
        try:
            keep(path, content)
        except OSError as error:
            given = {"folder": path.parent, "reason": error.strerror or type(error).__name__}
            raise NetworkError([Problem("", NOT_KEPT, given)]) from error
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
