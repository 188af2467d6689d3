"""A folder of the user's data in which project files are kept by name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from psygnal import Signal

from app.document.document import Document
from app.document.file.file_format import EXTENSION, FileProblem, open_document, save
from app.i18n.file_words import not_written
from app.i18n.translation import sentences, tr
from engine.files.atomic import write_bytes

FORBIDDEN = re.compile(r'[<>:"/\\|?*%\x00-\x1f]|^[. ]|[. ]$')
LONGEST_NAME = 80


class Shelf:
    """``changed`` tells that there are others, or one of the same name is another."""

    changed = Signal()

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._find = folder
        self._listed: dict[str, int] | None = None

    def look(self) -> None:
        """Tell where another window has kept, named or deleted any since this was last asked."""
        before, self._listed = self._listed, self._times()
        if self._listed != before:
            self.changed.emit()

    def _emit_changed(self) -> None:
        self._listed = self._times()
        self.changed.emit()

    def _times(self) -> dict[str, int]:
        """The time at which each file was written, in ns."""
        times = {}
        with suppress(OSError), os.scandir(self._find()) as entries:
            for entry in entries:
                with suppress(OSError):
                    times[entry.name] = entry.stat().st_mtime_ns
        return times

    def names(self) -> list[str]:
        """All names, in alphabetical order."""
        if self._listed is None:
            self._listed = self._times()
        stems = (path.name.removesuffix(EXTENSION) for path in self._find().glob(f"*{EXTENSION}"))
        return sorted((unquote(stem) for stem in stems), key=str.casefold)

    def put(self, document: Document, name: str) -> None:
        """Write a document, in the place of one of the same name. Raises FileProblem."""
        try:
            self._find().mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileProblem(not_written(Path(error.filename), error)) from error
        save(document, self.path(name))
        self._emit_changed()

    def content(self, name: str) -> bytes:
        """The content that :meth:`bring_back` takes to restore the present state; empty where none is called so."""
        with suppress(OSError):
            return self.path(name).read_bytes()
        return b""

    def read(self, name: str) -> Document:
        """Read the document that is kept under a name. Raises FileProblem."""
        return open_document(self.path(name))

    def forget(self, name: str) -> bytes:
        """Take one away. Gives what :meth:`bring_back` takes. Raises FileProblem."""
        path = self.path(name)
        try:
            content = path.read_bytes()
            path.unlink()
        except FileNotFoundError:
            content = b""
        except OSError as error:
            words = tr("{name} stays: nothing may be deleted in {folder}.", name=name, folder=path.parent)
            raise FileProblem(sentences(words, tr("Change what is allowed there, then delete it."))) from error
        self._emit_changed()
        return content

    def bring_back(self, name: str, content: bytes, over: bool = False) -> None:
        """Keep again what was there, ``over`` what is called so by now or unless there is one. Raises FileProblem."""
        path = self.path(name)
        if content and (over or not path.exists()):
            try:
                write_bytes(path, content)
            except OSError as error:
                raise FileProblem(not_written(path, error)) from error
        self._emit_changed()

    def path(self, name: str) -> Path:
        """Its file; letters that no file may have in its name are masked."""
        masked = FORBIDDEN.sub(lambda found: f"%{ord(found.group()):02X}", name)
        return self._find() / f"{masked}{EXTENSION}"
