"""Writes and verifies a file off the window's thread; tells progress, the result, or what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QThreadPool, Signal

from app.translation import tr
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem


class Exporter(Protocol):
    """What the dialog needs of one file format."""

    title: str
    suffix: str
    meaning: str

    def refusals(self, description: NetworkDescription) -> list[Problem]: ...


@dataclass(frozen=True)
class Written:
    """A file that was written and, where it could be, verified."""

    path: Path
    differing: int
    excused: int
    spikes: int
    samples: int


@dataclass(frozen=True)
class Failure:
    """Why nothing was written, in one sentence."""

    sentence: str


class Writing(QObject):
    """One export at a time. ``ended`` carries a :class:`Written` or a :class:`Failure`."""

    progressed = Signal(float)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_running = False
        self._cancelled = False
        self.ended.connect(self._end)

    def start(
        self,
        format_name: str,
        description: NetworkDescription,
        path: Path,
        provenance: dict[str, str | float | int],
        seed: int,
    ) -> None:
        """Write ``path`` and read it back."""
        self.is_running, self._cancelled = True, False

        def work() -> None:
            result = self._export(format_name, description, path, provenance, seed)
            try:
                self.ended.emit(result)
            except RuntimeError:
                return  # the dialog was closed meanwhile

        QThreadPool.globalInstance().start(work)

    def cancel(self) -> None:
        """Stop verifying; the file stays as it was written."""
        self._cancelled = True

    def _end(self, _result: object) -> None:
        self.is_running = False

    def _export(
        self,
        format_name: str,
        description: NetworkDescription,
        path: Path,
        provenance: dict[str, str | float | int],
        seed: int,
    ) -> Written | Failure:
        from engine.exporting import formats
        from engine.exporting.comparison import VerificationCancelled

        chosen = formats()[format_name]
        try:
            chosen.write(description, path, provenance, seed=seed)
            found = chosen.verify(description, path, seed=seed, on_progress=self._told)
        except NetworkError as refused:
            return Failure(str(refused))
        except VerificationCancelled:
            return Failure(tr("The file is written, but it was not verified."))
        except OSError as error:
            return Failure(tr("The file could not be written: {reason}.", reason=error.strerror or error))
        return Written(path, found.differing_spikes, found.excused, found.spikes, found.samples)

    def _told(self, share: float) -> bool:
        try:
            self.progressed.emit(share)
        except RuntimeError:
            return False  # the dialog was closed meanwhile
        return not self._cancelled
