"""Unsaved work kept aside, and offered again after a crash.

Each open window keeps one file in a folder of its own, named by a random token, with a small note beside it
that says where the document came from and which process keeps it. What a living process keeps is not offered.
What a person discards stays until their window closes, so that one click loses nothing; then goes, too, what
processes that are gone were writing when they ended.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app import platform
from app.document.file_format import EXTENSION, TEMPORARY, Content, FileProblem, write
from app.file_words import not_written
from app.translation import tr

NOTE = ".json"
LONGEST_WRITING = 86_400.0  # s


class Origin(msgspec.Struct, frozen=True):
    """What the note beside a kept document says; times are seconds since 1970."""

    process: int
    title: str
    original: str
    time: float


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
        """What a person knows it by: the name of its file, else its title."""
        return self.original.stem if self.original else tr(self.title) or tr("Untitled")


class Recovery:
    """Keeps one window's unsaved work in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{secrets.token_hex(8)}{EXTENSION}"
        self._times_forgotten = 0
        self._discarded: set[Path] = set()
        self._writing = threading.Lock()

    def keep(self, content: Content, title: str, original: Path | None) -> None:
        """Write what a file would hold aside, in any thread; raises FileProblem when the disk refuses."""
        before = self._times_forgotten
        with self._writing:
            if before == self._times_forgotten:
                self._write(content, title, original)
            if before != self._times_forgotten:  # meanwhile
                _remove(self._path)

    def _write(self, content: Content, title: str, original: Path | None) -> None:
        try:
            self._folder.mkdir(mode=platform.PRIVATE, parents=True, exist_ok=True)
            known = original if original is not None and platform.is_text(original) else ""
            origin = Origin(os.getpid(), title, str(known), time.time())
            note = self._path.with_suffix(NOTE)
            temporary = note.with_suffix(TEMPORARY)
            temporary.write_bytes(msgspec.json.encode(origin))
            platform.replace(temporary, note)
        except OSError as error:
            raise FileProblem(not_written(self._path, error)) from error
        write(content, self._path)

    def forget(self) -> None:
        """Take away what this window kept: its document was saved or given up; what is written now goes, too."""
        self._times_forgotten += 1
        _remove(self._path)

    def found(self) -> list[Recovered]:
        """What processes that are gone left behind, the newest first."""
        recovered = []
        for path in sorted(self._folder.glob(f"*{EXTENSION}")):
            origin = _origin(path)
            if origin is None or path == self._path or platform.is_running(origin.process):
                continue
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
        """Remove what interrupted writing left, and notes without a document, of processes that are gone."""
        for stale in self._folder.glob(f"*{TEMPORARY}"):
            origin = _origin(self._folder / stale.name.strip(".").split(".")[0])
            is_left = _is_old(stale) if origin is None else not platform.is_running(origin.process)
            if is_left:
                with suppress(OSError):
                    stale.unlink()
        for note in self._folder.glob(f"*{NOTE}"):
            origin = _origin(note)
            is_left = origin is None or not platform.is_running(origin.process)
            if is_left and not note.with_suffix(EXTENSION).exists():
                _remove(note)


def _is_old(path: Path) -> bool:
    """Whether nobody can be writing it any more, though no note says whose it is."""
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > LONGEST_WRITING
    return False


def _origin(path: Path) -> Origin | None:
    """What the note says; None when there is none that can be read."""
    try:
        return msgspec.json.decode(path.with_suffix(NOTE).read_bytes(), type=Origin)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _remove(path: Path) -> None:
    """The document goes first: a note without one offers nothing."""
    for file in (path.with_suffix(EXTENSION), path.with_suffix(NOTE)):
        with suppress(OSError):
            file.unlink()
