"""Generated sources as files named by what they depend on, so that compiling is paid once a machine.

The name covers the text, every hand-written file that kernels inline, and the versions of Python, NumPy,
Numba and llvmlite. What is kept besides is sealed: a file that is not as it was written is one that is not there. Where
nothing can be kept everything works, and is made again another time.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.abc
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import RLock
from types import ModuleType

import platformdirs

from engine.problems import NetworkError, Problem, declare

PRIVATE = 0o700  # Numba's cache holds pickles: nobody else may write here
PRELUDE = ("functions/*.py", "kernels/*.py")  # what loops are made of, and what makes them
DIGITS = 24
NOT_KEPT = declare(
    "kernels.not-kept",
    "What is to be compiled could not be written into {folder}: {reason}.",
    "Make room on that disk.",
)
FOLDER = "SPIKELOOM_KERNELS"
"""The variable that tells a process which compiles aside where to put what it makes."""


@cache  # one folder for a process, whatever becomes of its variables (decision 0220)
def folder() -> Path:
    """The user's private folder for what is generated; raises :class:`NetworkError` where there is room for none.

    Where the user has none that can be written, or another user's, whose content must not be run, a temporary one:
    compiling is then paid once a process.
    """
    given = os.environ.get(FOLDER)
    path = Path(given or Path(platformdirs.user_cache_dir("spikeloom", appauthor=False)) / "kernels")
    try:
        path.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
        if not os.access(path, os.W_OK) or not belongs_to_user(path.stat()):
            return _temporary(path)
        if hasattr(os, "getuid"):
            path.chmod(PRIVATE)
    except OSError:
        return _temporary(path)
    return path


def belongs_to_user(status: os.stat_result) -> bool:
    """Tell whether a file or folder belongs to this user, where the system has owners."""
    return not hasattr(os, "getuid") or status.st_uid == os.getuid()


def _temporary(instead_of: Path) -> Path:
    """A private folder that goes with this process."""
    try:
        path = Path(tempfile.mkdtemp(prefix="spikeloom-kernels-"))
    except OSError as error:
        given = {"folder": instead_of, "reason": error.strerror or type(error).__name__}
        raise NetworkError([Problem("", NOT_KEPT, given)]) from error
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache  # what does not change for a process (decision 0220)
def surroundings(sources: Path = Path(__file__).parents[1]) -> str:
    """A digest of all that a kernel's machine code depends on besides its own text."""
    texts = [path.read_text(encoding="utf-8") for pattern in PRELUDE for path in sorted(sources.glob(pattern))]
    versions = map(_version, ("spikeloom", "numpy", "numba", "llvmlite"))
    parts = [*texts, platform.python_version(), platform.machine(), *versions]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def keep(path: Path, content: bytes) -> None:
    """Write a file of the cache, sealed, for :func:`kept` to read; raises ``OSError``."""
    _write(path, _seal(content) + content)


def kept(path: Path) -> bytes | None:
    """The content of a file; None where nothing was written, or it is not this user's, or not as it was written."""
    try:
        with path.open("rb") as file:
            own = belongs_to_user(os.fstat(file.fileno()))
            seal, content = file.readline(), file.read()
        if own and seal == _seal(content):
            return content
    except FileNotFoundError:
        return None
    except OSError:
        pass  # it may not be read, or the disk has lost it
    forget(path)
    return None


def _seal(content: bytes) -> bytes:
    """The first line of a file, which only this content has."""
    return hashlib.sha256(content).hexdigest().encode() + b"\n"


def forget(path: Path) -> None:
    """Remove a file that cannot be used, where that is allowed."""
    with suppress(OSError):
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place, whole or not at all: threads and processes may write the same one at once."""
    handle, unfinished = tempfile.mkstemp(prefix=f"{path.stem}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
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
    with suppress(OSError):  # the file is for people to read: what is run is the text itself
        if not path.exists() or path.read_bytes() != content:
            _write(path, content)
    loader = _Text(path, content)
    spec = importlib.util.spec_from_loader(name, loader)
    if spec is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


class _Text(importlib.abc.SourceLoader):
    """A module whose text is known: no file of it is read, nor bytecode that another time left beside it."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path, self._content = path, content

    def get_filename(self, fullname: str) -> str:
        return str(self._path)

    def get_data(self, path: str | bytes) -> bytes:
        if path != str(self._path):
            raise FileNotFoundError(path)
        return self._content
