"""Machine code in the cache: what is not there whole, and as it was written, is compiled again.

Numba's own cache keeps an index and files of code, and ends whatever needed them where one of them is cut off or
changed. Here each signature on each processor has one sealed file, named by all that its code depends on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import _Cache  # decision 0189
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps, loads

from engine.backends.kernels.source_cache import DIGITS, folder, forget, keep, kept, surroundings

MACHINE_CODE = "machine_code"
"""The folder within the cache: what lies there was pickled by this user's own processes."""
SUFFIX = ".code"


class CodeCache(_Cache):  # type: ignore[misc]  # Numba has no types
    """The cache that Numba asks for the machine code of ``function``, and gives it to."""

    def __init__(self, function: Callable[..., Any]) -> None:
        code, cells = function.__code__, function.__closure__ or ()
        self._name = function.__qualname__.replace("<", "").replace(">", "")
        self._parts = [surroundings(), function.__module__, function.__qualname__, str(code.co_firstlineno)]
        self._parts += [
            _source(code.co_filename),
            code.co_code.hex(),
            dumps(tuple(c.cell_contents for c in cells)).hex(),
        ]
        self._is_on = True

    @property
    def cache_path(self) -> str:
        return str(folder() / MACHINE_CODE)

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """The compiled function, or None where the cache lacks it, or has it in a state that cannot be used."""
        target_context.refresh()
        path = self._path(signature, target_context.codegen())
        content = kept(path) if self._is_on else None
        if content is None:
            return None
        try:
            # As Numba's own cache does (decision 0189).
            return CompileResult._rebuild(target_context, *loads(content))
        except Exception:  # whatever it is: it can be compiled
            forget(path)
            return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep it, where it can be used in another process and there is room."""
        can_be_kept = all(part.can_cache for part in result.lifted) and not result.library.has_dynamic_globals
        if self._is_on and can_be_kept:
            path = self._path(signature, result.codegen)
            with suppress(OSError):  # it is compiled again another time
                path.parent.mkdir(exist_ok=True)
                keep(path, dumps(result._reduce()))  # as Numba's own cache does (decision 0189)

    def enable(self) -> None:
        self._is_on = True

    def disable(self) -> None:
        self._is_on = False

    def flush(self) -> None:
        """Forget what is kept of this function."""
        for path in (folder() / MACHINE_CODE).glob(f"{self._name}-*{SUFFIX}"):
            forget(path)

    def _path(self, signature: Any, codegen: Any) -> Path:
        parts = [*self._parts, repr(signature), repr(codegen.magic_tuple())]
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:DIGITS]
        return folder() / MACHINE_CODE / f"{self._name}-{digest}{SUFFIX}"


@cache  # a digest of a file, for each of its functions (decision 0220)
def _source(path: str) -> str:
    """A digest of the file that a function stands in; of none where it stands in memory, named by its text."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""
