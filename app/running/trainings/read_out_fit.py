"""A fit of a read-out as the window knows it: started and cancelled here, computed in a thread of its own."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.running.background import Background, Tell
from app.running.failures import problems_of
from engine.network.description import NetworkDescription

if TYPE_CHECKING:
    from engine.learning.training.read_out import ReadOutTarget, Sampling

EVERY = 0.02  # share of the run between two tellings


class ReadOutFit(QObject):
    """One fit at a time; another start gives up the one before. It cannot stand still: who needs the engine ends it."""

    began = Signal(str)  # decoder
    progressed = Signal(str, float)  # decoder, share in [0, 1]
    fitted = Signal(str, object)  # decoder, engine.learning.training.read_out.Fit
    cancelled = Signal(str)
    failed = Signal(str, object)  # decoder, tuple of Problem

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decoder = ""
        self._background = Background("read-out", self)
        self._background.told.connect(lambda share: self.progressed.emit(self._decoder, share))
        self._background.ended.connect(self._ended)
        self._background.failed.connect(self._failed)
        self._cancel = Event()

    @property
    def is_active(self) -> bool:
        """True while it computes."""
        return self._background.is_running

    def pause(self, reason: str) -> None:
        """Another job needs the engine."""
        self.cancel()

    def start(
        self,
        network: NetworkDescription,
        decoder: str,
        target: ReadOutTarget,
        sampling: Sampling,
        seed: int,
        backend: str,
    ) -> None:
        """Run the network and fit; never waits."""
        self.cancel()
        cancel = self._cancel = Event()
        self._decoder = decoder

        def work(tell: Tell) -> object:
            from engine.learning.training.read_out import fit_read_out

            told = 0.0

            def listen(share: float) -> bool:
                nonlocal told
                if share - told >= EVERY:
                    told = share
                    tell(share)
                return not cancel.is_set()

            return fit_read_out(network, decoder, target, sampling, seed, listen, backend=backend)

        self._background.start(work)
        self.began.emit(decoder)

    def cancel(self) -> None:
        """Give up after the present sample."""
        self._cancel.set()

    def _ended(self, fit: object) -> None:
        if fit is None:
            self.cancelled.emit(self._decoder)
        else:
            self.fitted.emit(self._decoder, fit)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(self._decoder, problems_of(error))
