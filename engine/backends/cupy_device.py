"""The reason why CuPy and a CUDA device cannot be used here, found out once and said in one sentence."""

from __future__ import annotations

from functools import cache

from engine.backends.failure_words import failure_words
from engine.problems import Phrase


@cache  # starts the library of the device, and what is missing stays so (decision 0220)
def reason_not_usable() -> str | None:
    """None where CuPy runs a kernel here, else one sentence that says what is missing."""
    try:
        import cupy
    except ModuleNotFoundError as missing:
        if missing.name == "cupy":
            return Phrase("CuPy is not installed: install the extra named gpu.")
        return Phrase("CuPy cannot be loaded: {cause}.", cause=failure_words(missing))
    except Exception as failure:  # a broken CUDA installation fails in many ways while importing
        return Phrase("CuPy cannot be loaded: {cause}.", cause=failure_words(failure))
    try:
        if not cupy.cuda.is_available():
            return Phrase("CuPy finds no CUDA device.")
        if int((cupy.arange(3) * 2).sum()) != 6:
            return Phrase("The CUDA device computes wrong sums.")
    except Exception as failure:  # driver and toolkit mismatches have no common base class
        return Phrase("The CUDA device cannot run a kernel: {cause}.", cause=failure_words(failure))
    return None
