"""A check that there is a file to read at all, made before any reader of a format looks at it."""

from __future__ import annotations

import stat
from pathlib import Path

from engine.files.problem import ImportProblem


class NotOpened(ImportProblem):
    """Nothing of the file was read, whatever it holds."""


def demand_readable(path: Path) -> None:
    """Raise :class:`NotOpened` where a path names no file, or one that cannot be opened.

    Pipes and devices are refused unopened: whoever reads them may wait for ever.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
            raise NotOpened("{file} is a pipe or a device.", file=path.name)
        with path.open("rb"):
            pass
    except OSError as error:
        raise cannot_open(path, error) from error


def cannot_open(path: Path, error: OSError) -> NotOpened:
    """Say what stood in the way of opening ``path``, or of reading on in it."""
    file = path.name or str(path)
    if isinstance(error, FileNotFoundError):
        return NotOpened("There is no file {file} in {folder}.", file=file, folder=path.absolute().parent)
    if path.is_dir():  # Windows calls that a want of permission
        return NotOpened("{file} is a folder.", file=file)
    if isinstance(error, PermissionError):
        return NotOpened("{file} may not be read.", file=file)
    return NotOpened("{file} could not be opened: {reason}.", file=file, reason=error.strerror or type(error).__name__)
