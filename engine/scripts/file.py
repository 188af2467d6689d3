"""A script of this engine as a file, with its archive beside it."""

from __future__ import annotations

from pathlib import Path

from engine.files.opening import demand_readable
from engine.files.problem import ImportProblem
from engine.scripts.reading import LONGEST, ReadScript, read_script
from engine.scripts.script import ARCHIVE

SUFFIX = ".py"


def read_file(path: Path) -> ReadScript:
    """The network of a script; nothing of it is run.

    Raises :class:`~engine.importing.imported.ImportProblem` where the file or its archive cannot be read, and
    :class:`~engine.model.typed.mistakes.Mistake` for the first line that is not.
    """
    from engine.files.npz import contents

    demand_readable(path)
    if path.stat().st_size > 4 * LONGEST:  # bytes of a character
        raise ImportProblem("{file} is too large to be the script of a network.", file=path.name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportProblem("{file} is not UTF-8 text: save it as such.", file=path.name) from error
    archive = path.with_suffix(ARCHIVE)
    return read_script(text, contents(archive)[0] if archive.is_file() else None)
