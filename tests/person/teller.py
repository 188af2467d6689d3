"""Tells a story inside the event loop of the application, also while a dialog has its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import GeneratorType

from PySide6.QtCore import QObject, QTimer

TICK = 15  # ms
Wait = float | Callable[[], bool]


class Teller(QObject):
    """Goes on when what was waited for has come; ``failure`` says where the story got stuck."""

    def __init__(self, steps: Iterator[Wait], patience: float, done: Callable[[], object]) -> None:
        super().__init__()
        self._steps, self._patience, self._done = steps, patience, done
        self._wait: Wait = 0.0
        self._since = time.monotonic()
        self._inside = False
        self.is_over = False
        self.failure = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK)

    @property
    def place(self) -> str:
        """Functions and lines from the story to its present step."""
        return _place(self._steps)

    def _tick(self) -> None:
        if self._inside or self.is_over:
            return
        passed = time.monotonic() - self._since
        if isinstance(self._wait, float | int):
            ready = passed >= self._wait
        else:
            ready = self._wait()
            if not ready and passed > self._patience:
                self._end(f"waited {passed:.0f} s at {_place(self._steps)}")
                return
        if ready:
            self._go_on()

    def _go_on(self) -> None:
        self._inside = True
        try:
            self._wait = next(self._steps)
        except StopIteration:
            self._end("")
        except Exception as error:  # whatever went wrong belongs to the story's report
            self._end(f"{type(error).__name__}: {error} at {_place(self._steps)}")
        finally:
            self._inside = False
            self._since = time.monotonic()

    def _end(self, failure: str) -> None:
        self.failure, self.is_over = failure, True
        self._timer.stop()
        self._done()


def _place(steps: Iterator[Wait]) -> str:
    """Functions and lines from the story to its innermost step."""
    places = []
    while isinstance(steps, GeneratorType) and steps.gi_frame is not None:
        places.append(f"{steps.gi_frame.f_code.co_name}:{steps.gi_frame.f_lineno}")
        steps = steps.gi_yieldfrom
    return " > ".join(places) or "the end"
