"""The two functions of a pass: on arrays at once, as compiled loops when these are ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import NDArray

from engine.backends.kernels.compiler import compile_all
from engine.backends.kernels.compiler_process import Compilation, CompilerProcess, shared_compiler
from engine.backends.kernels.source_cache import loaded
from engine.circuit.device import Device
from engine.compiling.passes.pass_text import BACKWARD, FORWARD, PassText

Array = NDArray[Any]


class Passes:
    """``forward`` and ``backward`` of ``text``: where it is ``compiled``, in a process of its own, if no cache has it.

    Both forms work on the same arrays, so they take each other's place between two presentations.
    """

    def __init__(
        self, text: PassText, compiled: bool, on_arrays: Callable[[], PassText], forward: Sequence[Array],
        backward: Sequence[Array], width: Any, compiling: CompilerProcess = shared_compiler,
    ) -> None:  # fmt: skip
        self._source, self._aside = text.source, compiling
        self._request: Compilation | None = None
        sharp = (width.dtype.name, 0)
        types = {FORWARD: [*types_of(forward), sharp], BACKWARD: [*types_of(backward), sharp]}
        if compiled and not is_compiled(text.source, types):
            self._request = compiling.compile([(text.source, types)])
            self._take(on_arrays().source)
        else:
            self._take(text.source)

    @property
    def is_compiling(self) -> bool:
        """True while faster ones are on their way."""
        return self._request is not None

    def look(self) -> None:
        """Take the compiled loops, if they are ready."""
        if self._request is not None and self._request.done.is_set():
            self._request = None
            self._take(self._source)

    def compile(self) -> None:
        """Have the compiled loops now, whatever it takes: by the process where it is at them, else here."""
        if self._request is not None:
            if self._aside.take_back(self._request):
                compile_all(self._request.wanted)
                self._request.done.set()
            self._request.done.wait()
            self.look()

    def _take(self, source: str) -> None:
        module = loaded(source)
        self.forward, self.backward = module.forward, module.backward


class KernelPasses:
    """The same on a device: one thread of a kernel for each column; ``lead`` rows of spikes lie before the first."""

    is_compiling = False

    def __init__(self, text: PassText, device: Device, lead: int = 0) -> None:
        self._text, self._lead, self._launch = text, lead, device.launcher(text.source)

    def look(self) -> None:
        """There is one form."""

    def compile(self) -> None:
        """CUDA is compiled as it is loaded."""

    def forward(self, *arguments: Any) -> None:
        self._run(FORWARD, self._text.forward_arrays, arguments)

    def backward(self, *arguments: Any) -> None:
        self._run(BACKWARD, self._text.backward_arrays, arguments)

    def _run(self, name: str, names: tuple[str, ...], arguments: tuple[Any, ...]) -> None:
        known = dict(zip(names, arguments, strict=False))  # and the number at the end
        columns, sizes = self._text.sizes(name, known, self._lead)
        if columns:
            self._launch(name, columns, (*sizes, *arguments))


def types_of(arrays: Sequence[Array]) -> list[tuple[str, int]]:
    """Element type and dimensions of each array."""
    return [(array.dtype.name, array.ndim) for array in arrays]


def is_compiled(source: str, types: dict[str, list[tuple[str, int]]]) -> bool:
    """Tell whether memory or the cache on disk has the machine code."""
    from engine.backends.kernels.machine_code import NotCompiled, have

    module = loaded(source)
    try:
        for name, arguments in types.items():
            have(getattr(module, name), arguments, may_compile=False)
    except NotCompiled:
        return False
    return True
