"""Words for why a file could not be written or read, in one sentence, and what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from app.i18n.translation import reason, remedy, sentences, tr
from engine.files.opening import NotOpened
from engine.files.problem import ImportProblem
from engine.problems import Problem, declare

NOT_OPENED = declare("file not opened", "{reason}", "Choose a file that is there and may be read.")
FULL = (errno.ENOSPC, errno.EDQUOT)  # the disk, or what a person may have of it
NOT_READ = declare("import unreadable", "{reason}", "Write the file anew, or choose another one.")


def not_read(problem: ImportProblem, otherwise: str = NOT_READ) -> Problem:
    """Give the reason why a file was not read; where it could be opened, ``otherwise`` says what to do."""
    code = NOT_OPENED if isinstance(problem, NotOpened) else otherwise
    return Problem("", code, {"reason": reason(problem)})


def not_read_words(problem: ImportProblem) -> str:
    """The same as words, for who sees no problem with its remedy."""
    return sentences(reason(problem), remedy(not_read(problem)))


def not_written(path: Path, error: OSError) -> str:
    """Say what stood in the way of writing ``path``."""
    folder = path.absolute().parent
    if not folder.is_dir():
        return tr("There is no folder {folder}. Choose one that is there.", folder=folder)
    if path.is_dir():
        return tr("{file} is a folder. Choose another name.", file=path.name)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return tr("Nothing may be written into {folder}. Choose another folder.", folder=folder)
    if error.errno in FULL:
        return tr("{folder} has no room left. Make room there, or choose another folder.", folder=folder)
    if error.errno == errno.ENAMETOOLONG:
        return tr("The name of the file is too long. Choose a shorter one.")
    reason = error.strerror or type(error).__name__
    return tr("{file} could not be written: {reason}.", file=path.name, reason=reason)
