"""Starts at once on NumPy while a process compiles for Numba, then changes over between two calls: the same spikes."""

from __future__ import annotations

from collections.abc import Sequence

from engine.backends.backend import Backend
from engine.backends.kernels.compiler_process import Compilation, CompilerProcess, shared_compiler
from engine.backends.kernels.kernel import GoesOn, Program
from engine.backends.kernels.machine_code import NotCompiled, address_of, module_text
from engine.backends.numba_backend import NumbaBackend
from engine.backends.numpy_backend import NumpyBackend


class EarlyBackend:
    """Both run the same operations on the same arrays, so nothing has to be carried over.

    Kernels that the cache has are used from the first step on.
    """

    def __init__(self, compiling: CompilerProcess = shared_compiler) -> None:
        self._aside = compiling
        self._runs: Backend = NumpyBackend()
        self._programs: tuple[Sequence[Program], int] = ((), 1)
        self._request: Compilation | None = None

    @property
    def name(self) -> str:
        """The one that runs the next call."""
        return NumbaBackend.name if self._is_compiled else self._runs.name

    @property
    def is_compiling(self) -> bool:
        """Tell whether a faster one is on its way."""
        return self._request is not None and not self._is_compiled

    @property
    def _is_compiled(self) -> bool:
        """Tell whether the faster one is there and waits for the next call."""
        return self._request is not None and self._request.done.is_set()

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        self._programs = programs, window
        self._request = compile_in_process(programs, self._aside)
        self._run_on(NumbaBackend() if self._request is None else NumpyBackend())

    def drive(self, chunk: int, first: int, last: int, goes_on: GoesOn | None = None) -> None:
        if self._is_compiled:
            self._request = None
            self._run_on(NumbaBackend())
        self._runs.drive(chunk, first, last, goes_on)

    def close(self) -> None:
        self._request = None
        self._programs = (), 1
        self._runs.close()

    def _run_on(self, backend: Backend) -> None:
        self._runs.close()
        self._runs = backend
        backend.prepare(*self._programs)


def compile_in_process(programs: Sequence[Program], compiling: CompilerProcess = shared_compiler) -> Compilation | None:
    """The request for what these programs lack; None where they lack nothing."""
    missing = list(missing_kernels(programs))
    return compiling.compile([(text, {}) for text in missing]) if missing else None


def missing_kernels(programs: Sequence[Program]) -> list[str]:
    """The modules of these programs that no cache has as machine code."""
    return [text for text in dict.fromkeys(texts(programs)) if not is_known(text)]


def texts(programs: Sequence[Program]) -> list[str]:
    """The modules of the kernels of these programs."""
    kernels = {id(o.kernel): o.kernel for p in programs for o in (*p.local, *p.exchange)}
    return [module_text(kernel) for kernel in kernels.values()]


def is_known(text: str) -> bool:
    """Tell whether the cache has the machine code of a module; then it is loaded."""
    try:
        address_of(text, may_compile=False)
    except NotCompiled:
        return False
    return True
