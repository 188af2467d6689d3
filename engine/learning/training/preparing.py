"""The time that compilers take within a training: the first of its kind on a machine makes or loads its kernels."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

COMPILER = "numba:compiler_lock"  # held while a kernel is compiled, and while one is read from the disk


class Compiling:
    """The seconds in which at least one thread of this process compiled, since it was asked to listen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._depth, self._began, self._spent = 0, 0.0, 0.0

    @property
    def seconds(self) -> float:
        """So far; of what is compiled now, too."""
        with self._lock:
            return self._spent + (time.perf_counter() - self._began if self._depth else 0.0)

    def begin(self) -> None:
        with self._lock:
            self._depth += 1
            if self._depth == 1:
                self._began = time.perf_counter()

    def end(self) -> None:
        with self._lock:
            if not self._depth:
                return  # begun before anybody listened
            self._depth -= 1
            if not self._depth:
                self._spent += time.perf_counter() - self._began


class TrainingClock:
    """Divides the time of a training, in seconds, into what prepares it and the training itself.

    Preparing is all before :meth:`start`, and compiling after it; nothing counts :meth:`aside` and after :meth:`stop`.
    """

    def __init__(self, compiling: Compiling) -> None:
        self._compiling = compiling
        self._began = self._started = time.perf_counter()
        self._compiled_before = self._aside = 0.0
        self._ended: tuple[float, float] | None = None

    def start(self) -> None:
        """The first batch comes now."""
        self._started, self._compiled_before = time.perf_counter(), self._compiling.seconds

    def stop(self) -> None:
        """The last batch is done."""
        self._ended = self._times()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Count what is done within as no training: telling how far it is, and waiting for a person."""
        began, compiled = time.perf_counter(), self._compiling.seconds
        yield
        self._aside += time.perf_counter() - began - (self._compiling.seconds - compiled)

    @property
    def preparing(self) -> float:
        """Seconds before the first batch, and in which kernels were compiled since."""
        return (self._ended or self._times())[0]

    @property
    def training(self) -> float:
        """Seconds since the first batch, without those and without what was done aside."""
        return (self._ended or self._times())[1]

    def _times(self) -> tuple[float, float]:
        compiled = self._compiling.seconds - self._compiled_before
        return self._started - self._began + compiled, time.perf_counter() - self._started - compiled - self._aside


@contextmanager
def listening() -> Iterator[Compiling]:
    """Count while the context is open; without Numba nothing is compiled, and the count stays 0."""
    compiling = Compiling()
    try:
        from numba.core import event
    except ImportError:
        yield compiling
        return

    class Listener(event.Listener):  # type: ignore[misc]  # Numba has no types
        def on_start(self, event: object) -> None:
            compiling.begin()

        def on_end(self, event: object) -> None:
            compiling.end()

    with event.install_listener(COMPILER, Listener()):
        yield compiling
