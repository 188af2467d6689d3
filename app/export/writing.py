"""Writes and verifies a file off the window's thread; tells progress, the result, or what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from app.i18n.file_words import not_written
from app.i18n.translation import tr
from app.running.background import Background, Tell
from app.running.failures import failure_words
from engine.network.description import NetworkDescription
from engine.problems import NetworkError


@dataclass(frozen=True)
class WrittenFile:
    """A file that was written and, where it could be, verified."""

    path: Path
    differing: int
    excused: int
    spikes: int
    samples: int
    values: bool = False  # numbers were compared, of a file that knows no spikes
    library: str = ""  # in which the file, a program, is to be run: here only the weights beside it were
    duration: float = 0.0  # ms that were run, of a network without samples


@dataclass(frozen=True)
class Failure:
    """The reason why nothing was written, or not verified, in one sentence."""

    sentence: str


@dataclass(frozen=True)
class WriteRequest:
    """The request to write something somewhere; ``provenance`` goes into the file."""

    format_name: str
    description: NetworkDescription
    path: Path
    provenance: dict[str, str | float | int]
    seed: int


class Writing(QObject):
    """One export at a time. ``ended`` carries a :class:`WrittenFile` or a :class:`Failure`."""

    progressed = Signal(float)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = Event()
        self._background = Background("export", self)
        self._background.told.connect(self._report_progress)
        self._background.ended.connect(self.ended)
        self._background.failed.connect(self._failed)

    @property
    def is_running(self) -> bool:
        """True while a file is being written or verified."""
        return self._background.is_running

    def start(self, order: WriteRequest) -> None:
        """Write the file and read it back."""
        self._cancelled = Event()
        self._background.start(partial(_export, order, self._cancelled))

    def cancel(self) -> None:
        """Stop verifying; the file stays as it was written."""
        self._cancelled.set()

    def _report_progress(self, share: float) -> None:
        self.progressed.emit(share)

    def _failed(self, error: Exception) -> None:
        self.ended.emit(Failure(failure_words(error)))


def _export(order: WriteRequest, cancelled: Event, tell: Tell) -> WrittenFile | Failure:
    from engine.exporting.format import VerificationCancelled, VerificationTrial
    from engine.exporting.formats import formats

    def on_progress(share: float) -> bool:
        tell(share)
        return not cancelled.is_set()

    chosen = formats()[order.format_name]
    try:
        chosen.write(order.description, order.path, order.provenance, seed=order.seed)
        trial = VerificationTrial(order.seed, on_progress=on_progress)
        found = chosen.verify(order.description, order.path, trial)
    except NetworkError as refused:
        return Failure(failure_words(refused))
    except VerificationCancelled:
        return Failure(tr("The file is written, but it was not verified."))
    except OSError as error:
        return Failure(not_written(order.path, error))
    return WrittenFile(
        order.path, found.differing_spikes, found.excused, found.spikes, found.samples, not found.is_of_spikes,
        chosen.library, found.duration,
    )  # fmt: skip
