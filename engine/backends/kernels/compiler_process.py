"""Kernels wait here to be compiled in another process, the latest request first."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Condition, Event, Thread
from typing import Self, TypeAlias

from engine import child_process
from engine.backends.kernels.source_cache import FOLDER, folder

Wanted: TypeAlias = tuple[str, Mapping[str, Sequence[tuple[str, int]]]]
"""A module's text, and the types of the arguments of its functions by name; of none for a kernel."""
KEPT = 30.0  # s


class Compilation:
    """A request for machine code; ``done`` once the cache has it, or nobody could put it there.

    ``share`` of its modules is compiled so far, of one that is begun.
    """

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = tuple(wanted)
        self.done = Event()
        self.is_begun = False
        self.share = 0.0

    def count(self, modules: int) -> None:
        """So many modules are compiled."""
        self.share = min(modules / max(len(self.wanted), 1), 1.0)


class CompilerProcess:
    """At most one compiling process at a time; a request that nobody waits for any more is still granted.

    It is kept for ``KEPT`` seconds after its last request: the one behind an edit finds Numba loaded.
    """

    def __init__(self) -> None:
        self._waiting: list[Compilation] = []
        self._asked = Condition()
        self._works = False
        self._is_kept = False

    def compile(self, wanted: Sequence[Wanted]) -> Compilation:
        """Ask for the machine code of these modules."""
        request = Compilation(wanted)
        with self._asked:
            self._waiting.append(request)
            self._works = True
            self._asked.notify()
            if not self._is_kept:
                self._is_kept = True
                Thread(target=self._work, name="compiling", daemon=True).start()
        return request

    def take_back(self, request: Compilation) -> bool:
        """Tell whether the request is not begun; then it never is."""
        with self._asked:
            if request in self._waiting:
                self._waiting.remove(request)
            return not request.is_begun

    @property
    def is_busy(self) -> bool:
        """Tell whether something is being compiled."""
        return self._works

    def _work(self) -> None:
        with Compiler() as compiler:
            while request := self._next():
                try:
                    compiler.compile(request.wanted, request.count)
                finally:
                    request.done.set()

    def _next(self) -> Compilation | None:
        """The latest request, now or soon; None where none came."""
        with self._asked:
            self._works = bool(self._waiting)
            self._is_kept = bool(self._asked.wait_for(lambda: self._waiting, KEPT))
            if not self._is_kept:
                return None
            request = self._waiting.pop()
            request.is_begun = True
            return request


class Compiler:
    """A process that compiles one request after the other; where none can be started, nothing happens."""

    def __init__(self) -> None:
        self._process: child_process.Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let it finish what it was given."""
        if self._process is not None:
            with suppress(OSError):
                self._process.communicate()

    def compile(self, wanted: Sequence[Wanted], count: Callable[[int], None]) -> None:
        """Wait for these modules, and ``count`` what is compiled."""
        try:
            process = self._started()
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(list(wanted)).encode() + b"\n")
            process.stdin.flush()
        except OSError:  # no interpreter to be found, or it ended at once: whoever asked compiles by itself
            return
        for number in range(1, len(wanted) + 1):
            if not process.stdout.readline():  # it ended
                return
            count(number)

    def _started(self) -> child_process.Child:
        if self._process is None or self._process.poll() is not None:
            self.__exit__()
            self._process = child_process.started(
                ["-m", "engine.backends.kernels.compiler"],
                {FOLDER: str(folder())},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # whoever asked compiles it again, and hears why not
                start_new_session=True,  # Ctrl+C ends who asked, not what is nearly there
            )
        return self._process


shared_compiler = CompilerProcess()
