"""Ctrl+C in a training: the first ends it early and keeps what it has learnt, a second stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class EarlyEnd:
    """A wish that the training end now, if somebody has it; before an epoch ``is_whole`` there is nothing to keep."""

    def __init__(self, say: Callable[[], None]) -> None:
        self._say = say
        self.is_wanted = self.is_whole = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Meanwhile hear Ctrl+C, where an interruption would come of it; else nothing is changed."""
        is_main = threading.current_thread() is threading.main_thread()
        if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return
        signal.signal(signal.SIGINT, self._interrupted)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _interrupted(self, number: int, frame: object) -> None:
        if self.is_wanted or not self.is_whole:
            raise KeyboardInterrupt
        self.is_wanted = True
        self._say()
