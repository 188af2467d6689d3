"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from engine.files.held import short_name


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; a failure leaves what was there before."""

    def write(temporary: Path) -> None:
        temporary.write_bytes(content)

    write_whole(path, write)


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, make it durable, and put it in place."""
    before, behind = _around(path)
    handle, name = tempfile.mkstemp(prefix=before, suffix=behind, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove_left(path: Path) -> None:
    """Remove temporary files of processes that were killed while they wrote ``path``, which nobody writes now."""
    before, behind = _around(path)
    for left in path.parent.glob(f"{before}*{glob.escape(behind)}"):
        with contextlib.suppress(OSError):
            left.unlink()


def _around(path: Path) -> tuple[str, str]:
    """The beginning and the end of the names of its temporary files, which tell them from those of others."""
    return f".{short_name(path)}.", f".tmp{path.suffix}"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make the new name durable too, where the system can (Windows cannot open folders)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
