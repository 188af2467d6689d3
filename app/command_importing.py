"""Files of other software without a window: a network is drawn, weights go into what is drawn."""

from __future__ import annotations

from pathlib import Path

from app.command_arguments import Refusal
from app.document.described import added, settings_of
from app.document.document import Document
from app.document.imported import drawn
from app.document.interpretation import interpret
from app.document.trained import edit_of_arrays
from app.file_words import not_read_words
from app.translation import problem_words, tr
from engine.importing import ImportProblem, read, weights_for
from engine.model.typed.mistakes import Mistake
from engine.scripts.file import SUFFIX, read_file

NETWORK = ".nir"
BELOW = 240.0  # between what is drawn already and what is added


def take_in(document: Document, path: Path, meaning: str) -> str:
    """Change the document by what the file holds, and say what that was. Raises Refusal."""
    try:
        if path.suffix.lower() == SUFFIX:
            script = read_file(path)
            edit, ids = added(document, script.description, settings=settings_of(script, document.settings))
            edit.apply(document)
            return tr("{file} is drawn as {count} nodes.", file=path.name, count=len(ids))
        if path.suffix.lower() == NETWORK:
            lowest = max((node.position[1] + BELOW for node in document.nodes.values()), default=0.0)
            edit, ids = drawn(document, read(path, meaning), (0.0, lowest))
            edit.apply(document)
            return tr("{file} is drawn as {count} nodes.", file=path.name, count=len(ids))
        arrays = weights_for(interpret(document), path)
    except ImportProblem as problem:
        raise Refusal(not_read_words(problem)) from problem
    except Mistake as mistake:
        wrong = mistake.problem("", "")
        raise Refusal(f"{path.name}: {problem_words(wrong)}") from mistake
    edit_of_arrays(document, arrays).apply(document)
    return tr("{count} arrays of {file} are in the network.", count=len(arrays), file=path.name)
