"""Kernels wait here to be compiled in another process, the latest request first."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import TypeAlias

from engine import child_process
from engine.backends.kernels.source_cache import FOLDER, folder

Wanted: TypeAlias = tuple[str, Mapping[str, Sequence[tuple[str, int]]]]
"""A module's text, and the types of the arguments of its functions by name; of none for a kernel."""


class Compilation:
    """A request for machine code; ``done`` once the cache has it, or nobody could put it there.

    ``share`` of its modules is compiled so far.
    """

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = tuple(wanted)
        self.done = Event()
        self.share = 0.0

    def count(self, modules: int) -> None:
        """So many modules are compiled."""
        self.share = min(modules / max(len(self.wanted), 1), 1.0)


class CompilerProcess:
    """At most one compiling process at a time; a request that nobody waits for any more is still granted."""

    def __init__(self) -> None:
        self._waiting: list[Compilation] = []
        self._lock = Lock()
        self._works = False

    def compile(self, wanted: Sequence[Wanted]) -> Compilation:
        """Ask for the machine code of these modules."""
        request = Compilation(wanted)
        with self._lock:
            self._waiting.append(request)
            if not self._works:
                self._works = True
                Thread(target=self._work, name="compiling", daemon=True).start()
        return request

    @property
    def is_busy(self) -> bool:
        """Tell whether something is being compiled."""
        return self._works

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._works = False
                    return
                request = self._waiting.pop()
            try:
                compile_in_a_process(request.wanted, request.count)
            finally:
                request.done.set()


def compile_in_a_process(wanted: Sequence[Wanted], count: Callable[[int], None]) -> None:
    """Wait for a process that compiles, and ``count`` what it has; where none can be started, nothing happens."""
    try:
        process = child_process.started(
            ["-m", "engine.backends.kernels.compiler"],
            {FOLDER: str(folder())},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # whoever asked compiles it again, and hears why not
            start_new_session=True,  # Ctrl+C ends who asked, not what is nearly there
        )
    except OSError:  # no interpreter to be found: whoever asked compiles by itself
        return
    with process:
        assert process.stdin is not None and process.stdout is not None
        with suppress(OSError):  # it ended before it had read all
            process.stdin.write(json.dumps(list(wanted)).encode())
            process.stdin.close()
        for number, _ in enumerate(process.stdout, 1):
            count(number)


shared_compiler = CompilerProcess()
