"""A backend that cannot be used says why in one sentence, however its library fails."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import backends
from engine.backends import cupy_device

UNLINKED = '''
try:
    raise ImportError("libcuda.so.1: cannot open shared object file.")
except ImportError as cause:
    raise ImportError("""
==================================
Failed to import CuPy.

If you installed CuPy via wheels, look there.
==================================
""") from cause
'''
NO_DEVICE = """
class cuda:
    @staticmethod
    def is_available():
        return False
"""
LONG = 'raise RuntimeError("versions do not fit together. " * 30)'


@pytest.fixture
def shadowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    """Puts a library of this text before the installed one."""
    names: list[str] = []

    def shadow(name: str, text: str) -> None:
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, name, raising=False)
        importlib.invalidate_caches()
        names.append(name)

    cupy_device.reason_not_usable.cache_clear()
    backends._numba.cache_clear()
    yield shadow
    for name in names:
        sys.modules.pop(name, None)  # SciPy asks a module that is there for its arrays
    cupy_device.reason_not_usable.cache_clear()
    backends._numba.cache_clear()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("cupy", UNLINKED, "CuPy cannot be loaded: libcuda.so.1: cannot open shared object file."),
        ("cupy", "raise ModuleNotFoundError(name='cupy')", "CuPy is not installed: install the extra named gpu."),
        ("cupy", "import no_such_part", "CuPy cannot be loaded: No module named 'no_such_part'."),
        ("cupy", NO_DEVICE, "CuPy finds no CUDA device."),
        ("numba", "raise ImportError(name='numba')", "Numba is not installed: install the package numba."),
        ("numba", "raise ImportError('Numba needs NumPy 2.4 or less.')", None),
        ("numba", LONG, None),
    ],
)
def test_a_library_that_fails_is_one_sentence(
    shadowed: Callable[[str, str], None], name: str, text: str, sentence: str | None
) -> None:
    shadowed(name, text)
    told = backends.why_not(name)
    assert told is not None
    assert sentence is None or told == sentence
    assert told.endswith(".") and not told.endswith("..") and "\n" not in told and len(told) < 200
