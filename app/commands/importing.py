"""Files of other software: a network becomes nodes on the canvas, weights go into the network that is drawn."""

from __future__ import annotations

from pathlib import Path

from app.commands.building import Refused
from app.commands.editor import Editor
from app.commands.keeping import set_arrays
from app.document.document import Point
from app.document.imported import drawn
from app.document.interpretation import interpret
from app.translation import reason, tr
from engine.importing import PICKLED, holds_weights
from engine.importing.imported import ImportProblem
from engine.problems import NetworkError, Problem, declare

NETWORKS = (".nir",)
NOT_READ = declare("import unreadable", "{reason}", "Write the file anew, or choose another one.")


def is_network(path: Path) -> bool:
    """Whether such a file holds a whole network."""
    return path.suffix.lower() in NETWORKS


def is_weights(path: Path) -> bool:
    """Whether such a file holds weights for a network, or is a pickle that is refused in their place."""
    return path.suffix.lower() in PICKLED or holds_weights(path)


def import_network(editor: Editor, path: Path, position: Point, meaning: str = "") -> tuple[str, ...]:
    """Add the network of a NIR file as nodes, as one step; gives their ids. Raises Refused with the reason.

    ``meaning`` names the software whose reading counts; empty for the one that the file's numbers ask for.
    """
    from engine.importing import read

    try:
        edit, ids = drawn(editor.document, read(path, meaning), position)
    except ImportProblem as problem:
        raise Refused(Problem("", NOT_READ, {"reason": reason(problem)})) from problem
    editor.do(edit, tr("Import {file}", file=path.name))
    editor.selection.set(ids)
    return ids


def import_weights(editor: Editor, path: Path) -> int:
    """Take the weights of a file into the drawn network, as one step; gives how many arrays. Raises Refused."""
    from engine.importing import weights_for

    try:
        arrays = weights_for(interpret(editor.document), path)
    except ImportProblem as problem:
        raise Refused(Problem("", NOT_READ, {"reason": reason(problem)})) from problem
    except NetworkError as error:
        raise Refused(error.problems[0]) from error
    set_arrays(editor, arrays, tr("Import weights from {file}", file=path.name))
    return len(arrays)
