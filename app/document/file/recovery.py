"""Unsaved work kept aside, and offered again after a crash.

Each open window keeps one file in a folder of its own, named by a random token, with a small note beside it that says
where the document came from, and a lock that the system takes from a process when it ends. What a living process keeps
is not offered; all else is, also what has lost its note. What a person discards stays until their window closes, so
that one click loses nothing; then goes, too, what processes that are gone were writing when they ended.
"""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from app import platform
from app.document.file.file_format import EXTENSION, TEMPORARY, FileContent, FileProblem, write_content
from app.i18n.file_words import not_written
from app.i18n.translation import tr
from engine.files.held import Hold, hold, is_held

FOLDER = "recovery"  # within that of what must survive a crash
NOTE, LOCK = ".json", ".lock"
TRIES, PAUSE = 100, 0.01  # to take a lock of one's own; s between two of them


class RecoveryNote(msgspec.Struct, frozen=True):
    """The content of the note beside a kept document; times are seconds since 1970."""

    title: str
    original: str
    time: Annotated[float, msgspec.Meta(ge=0.0, le=platform.LATEST)]


@dataclass(frozen=True)
class Recovered:
    """Work that a crash left behind: its file, its title, where it was saved last, when it was kept.

    What ``is_discarded`` can be brought back until the window closes.
    """

    path: Path
    title: str
    original: Path | None
    time: float
    is_discarded: bool = False

    @property
    def name(self) -> str:
        """The name by which a person knows it: that of its file, else its title."""
        return self.original.stem if self.original else tr(self.title) or tr("Untitled")


class Recovery:
    """Keeps one window's unsaved work in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{secrets.token_hex(8)}{EXTENSION}"
        self._times_forgotten = 0
        self._discarded: set[Path] = set()
        self._writing = threading.Lock()
        self._hold: Hold | None = None

    @property
    def path(self) -> Path:
        """The file in which this window's work is kept."""
        return self._path

    def keep(self, content: FileContent, title: str, original: Path | None) -> None:
        """Write what a file would hold aside, in any thread; raises FileProblem when the disk refuses."""
        before = self._times_forgotten
        with self._writing:
            if before == self._times_forgotten:
                self._write(content, title, original)
            if before != self._times_forgotten:  # meanwhile
                self._remove_own()

    def _write(self, content: FileContent, title: str, original: Path | None) -> None:
        try:
            self._folder.mkdir(mode=platform.PRIVATE, parents=True, exist_ok=True)
            for _ in range(TRIES if self._hold is None else 0):
                if (held := hold(self._path.with_suffix(LOCK))) is not None:
                    self._hold = held
                    break
                time.sleep(PAUSE)  # another window looks whether it is held
            known = original if original is not None and platform.is_text(original) else ""
            origin = RecoveryNote(title, str(known), time.time())
            note = self._path.with_suffix(NOTE)
            temporary = note.with_suffix(TEMPORARY)
            temporary.write_bytes(msgspec.json.encode(origin))
            platform.replace(temporary, note)
        except OSError as error:
            raise FileProblem(not_written(self._path, error)) from error
        write_content(content, self._path)

    def forget(self) -> None:
        """Take away what this window kept: its document was saved or given up; what is written now goes, too."""
        self._times_forgotten += 1
        _remove(self._path)
        if self._writing.acquire(blocking=False):
            try:
                self._remove_own()
            finally:
                self._writing.release()

    def _remove_own(self) -> None:
        _remove(self._path)
        if self._hold is not None:
            self._hold.let_go()
            self._hold = None

    def found(self) -> list[Recovered]:
        """Find the documents that processes which are gone left behind, the newest first."""
        recovered = []
        for path in sorted(self._folder.glob(f"*{EXTENSION}")):
            if path == self._path or _is_kept(path):
                continue
            origin = _origin(path)
            original = Path(origin.original) if origin.original else None
            recovered.append(Recovered(path, origin.title, original, origin.time, path in self._discarded))
        return sorted(recovered, key=lambda r: r.time, reverse=True)

    def discard(self, recovered: Recovered) -> None:
        """Give recovered work up, for now: it goes with :meth:`delete_discarded`."""
        self._discarded.add(recovered.path)

    def bring_back(self, recovered: Recovered) -> None:
        """Offer again what was discarded."""
        self._discarded.discard(recovered.path)

    def delete_discarded(self) -> None:
        """Nobody wanted it back."""
        while self._discarded:
            _remove(self._discarded.pop())

    def let_go(self, recovered: Recovered) -> None:
        """Delete recovered work that was opened and kept anew."""
        _remove(recovered.path)

    def clean(self) -> None:
        """Remove what interrupted writing left, notes and locks without a document, of processes that are gone."""
        for stale in self._folder.glob(f"*{TEMPORARY}"):
            if platform.is_left(stale) and not _is_kept(stale):
                with suppress(OSError):
                    stale.unlink()
        for ending in (NOTE, LOCK):
            for lonely in self._folder.glob(f"*{ending}"):
                if not lonely.with_suffix(EXTENSION).exists() and not _is_kept(lonely):
                    _remove(lonely)


def _is_kept(path: Path) -> bool:
    """Tell whether the window lives whose document, note or lock this is."""
    return is_held(path.with_suffix(LOCK))


def _origin(path: Path) -> RecoveryNote:
    """The content of the note; without one that can be read, only the time when the document was written."""
    try:
        return msgspec.json.decode(path.with_suffix(NOTE).read_bytes(), type=RecoveryNote)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        with suppress(OSError):
            return RecoveryNote("", "", path.stat().st_mtime)
        return RecoveryNote("", "", 0.0)


def _remove(path: Path) -> None:
    """The document goes first: a note without one offers nothing."""
    for ending in (EXTENSION, NOTE, LOCK):
        with suppress(OSError):
            path.with_suffix(ending).unlink()
