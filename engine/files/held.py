"""Files that one process at a time has for itself: a drawing that is kept, a save or a training under way."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from weakref import finalize

_IS_WINDOWS = sys.platform == "win32"
DIGITS = 12  # of a digest that stands for the name of a file


class Hold:
    """A file that this process has for itself until it lets go or ends, in whatever way.

    It is ``file``, open for writing: another handle of the same process would be kept out like any other. It is closed
    with this, and before the file itself is freed where both go in one circle.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.file = path, file
        finalize(self, file.close)

    def let_go(self) -> None:
        """Remove the file, unless it was put elsewhere: nobody can take what is about to go."""
        if _IS_WINDOWS:
            self.file.close()  # nor can it be removed while it is open
        with suppress(OSError):
            self.path.unlink()
        self.file.close()


def short_name(target: Path) -> str:
    """A few letters that stand for the name of a file in that of another beside it, where names may not be longer."""
    return hashlib.sha256(os.fsencode(target.name)).hexdigest()[:DIGITS]


def hold(path: Path) -> Hold | None:
    """Make a file, or take the one that is there, for this process alone; None where another has it."""
    while True:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b")
        if not _lock(file):
            file.close()
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return Hold(path, file)
        file.close()  # whoever had it removed it just now: it would be a file without a name


def is_held(path: Path) -> bool:
    """Tell whether a living process has a file for itself; False also where the disk knows nothing of that."""
    try:
        with path.open("rb+") as file:
            return not _lock(file)
    except OSError:
        return False


def _lock(file: BinaryIO) -> bool:
    """Hold an open file until it is closed; False where another has it. A disk without locks lets all have it."""
    try:
        if _IS_WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows alone
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        return error.errno != errno.EDEADLK  # how Windows says it, too
    return True
