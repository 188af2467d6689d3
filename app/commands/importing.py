"""Files of other software, and scripts: a network becomes nodes on the canvas, weights go into what is drawn."""

from __future__ import annotations

from pathlib import Path

from app.commands.building import Refused
from app.commands.editor import Editor
from app.commands.keeping import set_arrays
from app.document.elements import Point
from app.document.grouping import TOP
from app.document.making.described import added_edit, changed_edit, script_settings
from app.document.making.imported import imported_edit
from app.i18n.file_words import not_read
from app.i18n.translation import remedy, sentence, tr
from engine.circuit.circuit import Arrays
from engine.files.problem import ImportProblem
from engine.importing import PICKLED, holds_weights
from engine.importing.imported import Imported
from engine.model.typed.mistakes import Mistake
from engine.network.description import NetworkDescription
from engine.network.trimmed import trimmed
from engine.problems import NetworkError, Problem, declare
from engine.scripts.file import SUFFIX, read_file
from engine.scripts.reading import ReadScript, is_script
from engine.scripts.reading import read_script as script_of

NETWORKS = (".nir", SUFFIX)
LINE_NOT_READ = declare("script line unreadable", "{file}: {reason}", "{remedy}")


def is_network(path: Path) -> bool:
    """Tell whether such a file holds a whole network."""
    return path.suffix.lower() in NETWORKS


def is_weights(path: Path) -> bool:
    """Tell whether such a file holds weights for a network, or is a pickle that is refused in their place."""
    return path.suffix.lower() in PICKLED or holds_weights(path)


def read_network(path: Path, meaning: str = "") -> Imported | ReadScript:
    """The network of a NIR file or of a script, which is not run; touches no document. Raises Refused with why not.

    ``meaning`` names the software whose reading counts; empty for the one that the file's numbers ask for.
    """
    from engine.importing import read_network as read_foreign

    try:
        return read_file(path) if path.suffix.lower() == SUFFIX else read_foreign(path, meaning)
    except ImportProblem as problem:
        raise Refused(not_read(problem)) from problem
    except Mistake as mistake:
        wrong = mistake.problem("", "")
        words = {"file": path.name, "reason": sentence(wrong), "remedy": remedy(wrong)}
        raise Refused(Problem("", LINE_NOT_READ, words)) from mistake


def read_pasted_script(text: str) -> ReadScript | None:
    """The network of a pasted text, where that is a script; Raises Refused for the first line that is not read."""
    if not is_script(text):
        return None
    try:
        return script_of(text)
    except Mistake as mistake:
        raise Refused(mistake.problem("", "")) from mistake


def add_described(editor: Editor, content: ReadScript, name: str, position: Point | None = None) -> tuple[str, ...]:
    """Draw what a script describes and select it, as one step called ``name``; gives the ids of its nodes."""
    edit, ids = added_edit(
        editor.document, content.description, position, script_settings(content, editor.document.settings)
    )
    if ids:
        editor.do(edit, name)
        editor.selection.set(ids)
    return ids


def read_weights(description: NetworkDescription, path: Path) -> Arrays:
    """The weights of a file for a network, by element and name. Raises Refused with the reason."""
    from engine.importing import weights_for

    try:
        return dict(weights_for(description, path))
    except ImportProblem as problem:
        raise Refused(not_read(problem)) from problem
    except NetworkError as error:
        raise Refused(error.problems[0]) from error


def take_in(editor: Editor, content: object, file: str, position: Point) -> int:
    """Draw what was read of a network, or put what was read of weights into the drawing, as one step.

    Gives how many nodes or arrays. Raises Refused with the reason.
    """
    if isinstance(content, ReadScript):
        return len(add_described(editor, content, tr("Import {file}", file=file), position))
    if not isinstance(content, Imported):
        assert isinstance(content, dict)
        set_arrays(editor, content, tr("Import weights from {file}", file=file))
        return len(content)
    try:
        edit, ids = imported_edit(editor.document, content, position)
    except ImportProblem as problem:
        raise Refused(not_read(problem)) from problem
    editor.enter(TOP)  # where its nodes come to stand
    editor.do(edit, tr("Import {file}", file=file))
    editor.selection.set(ids)
    return len(ids)


def rewrite(editor: Editor, before: NetworkDescription, content: ReadScript) -> None:
    """Change what differs between the network that was shown and the one that is written, as one step."""
    document = editor.document
    settings = script_settings(content, document.settings)
    outcome = changed_edit(document, trimmed(before), content.description, settings)
    if outcome is not None:
        edit, ids = outcome
        editor.do(edit, tr("Edit the script"))
        new = tuple(id for id in ids.values() if id in document.nodes)
        if new:
            editor.selection.set(new)
