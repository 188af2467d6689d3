"""Files of other software without a window: a network is drawn, weights go into what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.command_line.arguments import Refusal
from app.document.document import Document
from app.document.making.described import added_edit, script_settings
from app.document.making.imported import imported_edit
from app.document.meaning.meaning import meaning
from app.document.trained import edit_of_arrays
from app.i18n.file_words import not_read_words
from app.i18n.translation import problem_words, tr
from engine.files.opening import demand_readable
from engine.importing import ImportProblem, read_network, weights_for
from engine.importing.formats import suffixes
from engine.importing.staying import staying, written_out
from engine.model.typed.mistakes import Mistake
from engine.scripts.file import SUFFIX, read_file

NETWORK = ".nir"


def draw_network(document: Document, path: Path, taken_as: str, tell: Callable[[str], object]) -> str:
    """Draw the network that the file holds into an empty document, and say what that was. Raises Refusal.

    ``tell`` hears what the drawing does not keep.
    """
    if path.suffix.lower() in suffixes().keys() - {NETWORK} and path.is_file():
        raise Refusal(tr("{file} holds weights without a network; name the project that takes them behind --into.",
                         file=path.name))  # fmt: skip
    try:
        if path.suffix.lower() == SUFFIX:
            script = read_file(path)
            edit, ids = added_edit(document, script.description, settings=script_settings(script, document.settings))
        else:
            imported = read_network(path, taken_as)
            edit, ids = imported_edit(document, imported, (0.0, 0.0))
            if (lost := written_out(imported, path.name)) is not None:
                tell(problem_words(lost))
    except ImportProblem as problem:
        raise Refusal(not_read_words(problem)) from problem
    except Mistake as mistake:
        wrong = mistake.problem("", "")
        raise Refusal(f"{path.name}: {problem_words(wrong)}") from mistake
    edit.apply(document)
    return tr("{file} is drawn as {count} {count:node|nodes}.", file=path.name, count=len(ids))


def put_weights(document: Document, path: Path, taken_as: str, tell: Callable[[str], object]) -> str:
    """Put the weights of the file in the place of those that are drawn, where all fit, and say how many they were.

    ``tell`` hears what the file has nothing for. Raises Refusal, and NetworkError where nothing drawn takes weights.
    """
    network = meaning(document).description
    try:
        if path.suffix.lower() == SUFFIX:
            demand_readable(path)
            raise Refusal(
                tr(
                    "{file} is a script of a whole network; choose a file of weights, or leave out --into.",
                    file=path.name,
                )
            )
        arrays = weights_for(network, path, taken_as)
    except ImportProblem as problem:
        raise Refusal(not_read_words(problem)) from problem
    left = staying(network, arrays, path.name)
    edit_of_arrays(document, arrays).apply(document)
    if left is not None:
        tell(problem_words(left))
    return tr(
        "{count} {count:array|arrays} of {file} {count:is|are} in the network.", count=len(arrays), file=path.name
    )
