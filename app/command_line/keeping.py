"""Places for what a training learnt, whatever disk and memory say: the file that was named, else another one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from app import platform
from app.command_line.arguments import Refusal
from app.command_line.failures import failure_words
from app.command_line.printing import print_error
from app.document.document import Document
from app.document.file.file_format import EXTENSION, FileProblem, content_of, save
from app.document.file.recovery import FOLDER, Recovery
from app.document.trained import edit_of_arrays
from app.i18n.file_words import not_written
from app.i18n.translation import sentences, tr

if TYPE_CHECKING:
    from engine.learning.training.checkpoint import Checkpoint

PAUSE = 10.0  # s between two tries to find room for what was learnt
CHECKPOINT = ".npz"
NOT_KEPT = (Refusal, FileProblem, OSError, MemoryError)


@dataclass(frozen=True)
class Kept:
    """The place of what was learnt, in words; where it is not the wanted one, ``instead`` says why and what to do."""

    place: str
    instead: str = ""


def demand_room(document: Document, out: Path) -> None:
    """Raise Refusal where not even what is drawn could be written beside ``out``: before hours of training."""
    try:
        with tempfile.TemporaryFile(dir=out.parent) as file:
            file.write(bytes(content_of(document).size))
            file.flush()
    except OSError as error:
        raise Refusal(not_written(out, error)) from error


def keep_learnt(
    document: Document, checkpoint: Checkpoint, out: Path, place: str, put: Callable[[Document], None]
) -> Kept:
    """Put the best arrays into the document, and ``put`` this into its ``place``.

    What cannot be written there goes where a window finds unsaved work, else into a temporary folder; for what memory
    cannot make a project of, a checkpoint does. Where none of it can be written, it is tried again and again.
    """

    def drawn() -> Document:
        edit_of_arrays(document, checkpoint.best).apply(document)
        return document

    try:
        put(drawn())
        return Kept(place)
    except NOT_KEPT as error:
        why = tr("There was no memory to write {file}.", file=place)
        why = why if isinstance(error, MemoryError) else failure_words(error)
    while True:
        for write in _ways(drawn, checkpoint, out):
            try:
                file = write()
            except NOT_KEPT:
                continue
            advice = tr("What was learnt is in {file} instead.", file=file)
            if file.suffix == CHECKPOINT:
                advice = tr("The same command with --checkpoint {file} goes on from what was learnt.", file=file)
            return Kept(str(file), sentences(why, advice))
        print_error(sentences(why, tr("What was learnt waits in memory until there is room; Ctrl+C gives it up.")))
        time.sleep(PAUSE)


def _ways(drawn: Callable[[], Document], checkpoint: Checkpoint, out: Path) -> Iterator[Callable[[], Path]]:
    """Ways to write it to another place, which each of them gives."""
    from engine.learning.training.checkpoint import write_checkpoint

    def as_unsaved_work() -> Path:
        recovery = Recovery(platform.state_folder() / FOLDER)
        recovery.keep(content_of(drawn()), out.stem, out)
        return recovery.path

    def as_project() -> Path:
        file = Path(tempfile.gettempdir(), f"{name}{EXTENSION}")
        save(drawn(), file)
        return file

    def as_checkpoint(folder: Path) -> Path:
        file = folder / f"{name}{CHECKPOINT}"
        write_checkpoint(file, checkpoint)
        return file

    name = f"{platform.NAME}-{token_hex(8)}"
    yield from (as_unsaved_work, as_project)
    yield lambda: as_checkpoint(platform.state_folder())
    yield lambda: as_checkpoint(Path(tempfile.gettempdir()))


def keep_table(put: Callable[[], None], write: Callable[[Path], None], suffix: str) -> None:
    """Let ``put`` write figures of long work to where they belong; raises Refusal, which says where else they are."""
    try:
        put()
    except NOT_KEPT as error:
        for folder in (platform.state_folder, lambda: Path(tempfile.gettempdir())):
            with suppress(OSError):
                file = folder() / f"{platform.NAME}-{token_hex(8)}{suffix}"
                write(file)
                advice = tr("The table is in {file} instead.", file=file)
                raise Refusal(sentences(failure_words(error), advice)) from error
        raise
