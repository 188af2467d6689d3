"""Why a file could not be written, in one sentence with what to do."""

from __future__ import annotations

from pathlib import Path

from app.translation import tr


def not_written(path: Path, error: OSError) -> str:
    """What stood in the way of writing ``path``."""
    folder = path.absolute().parent
    if not folder.is_dir():
        return tr("There is no folder {folder}. Choose one that is there.", folder=folder)
    if isinstance(error, PermissionError):
        return tr("Nothing may be written into {folder}. Choose another folder.", folder=folder)
    reason = error.strerror or type(error).__name__
    return tr("{file} could not be written: {reason}.", file=path.name, reason=reason)
