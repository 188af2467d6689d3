"""The network that a file of a project means, for scripts: ``engine.load`` asks for it by name."""

from __future__ import annotations

from pathlib import Path

from app.document.document import Document
from app.document.file.file_format import EXTENSION, FileProblem, open_document
from app.document.making.described import added_edit, script_settings
from app.document.making.imported import imported_edit
from app.document.meaning.meaning import meaning
from engine.importing import ImportProblem, read_network
from engine.model.typed.mistakes import Mistake
from engine.network.description import NetworkDescription
from engine.problems import NetworkError
from engine.scripts.file import SUFFIX, read_file


def network_of_file(path: Path) -> NetworkDescription:
    """Read a project, or a network of other software or of a script as the project that importing it makes.

    Raises ``ValueError`` with one sentence, and NetworkError where something drawn could not be read.
    """
    try:
        document = open_document(path) if path.suffix.lower() == EXTENSION else _drawn(path)
    except (FileProblem, ImportProblem) as problem:
        raise ValueError(str(problem)) from problem
    except Mistake as mistake:
        raise ValueError(f"{path.name}: {mistake.problem('', '')}") from mistake
    found = meaning(document)
    if found.unread:
        raise NetworkError(found.unread)
    return found.description


def _drawn(path: Path) -> Document:
    document = Document()
    if path.suffix.lower() == SUFFIX:
        script = read_file(path)
        edit, _ = added_edit(document, script.description, settings=script_settings(script, document.settings))
    else:
        edit, _ = imported_edit(document, read_network(path), (0.0, 0.0))
    edit.apply(document)
    return document
