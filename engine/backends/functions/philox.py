"""Philox4x32-10 for compiled loops (Salmon, Moraes, Dror & Shaw 2011, doi 10.1145/2063384.2063405)."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.kernels.numba_options import compiled

WORD = 2.0**-32
WORD_24 = 2.0**-24


@compiled(inline="always")
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Four random words from counter ``c`` and key ``k``, all uint32.

    Words stay in the lanes of 64 bits in which they are multiplied: packing them again would double the work.
    """
    low, word = np.uint64(0xFFFFFFFF), np.uint64(32)
    a, b, c, d = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    first, second = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        p = a * np.uint64(0xD2511F53)
        q = c * np.uint64(0xCD9E8D57)
        a, b, c, d = (q >> word) ^ b ^ first, q & low, (p >> word) ^ d ^ second, p & low
        first, second = (first + np.uint64(0x9E3779B9)) & low, (second + np.uint64(0xBB67AE85)) & low
    return np.uint32(a), np.uint32(b), np.uint32(c), np.uint32(d)


@compiled(inline="always")
def uniform64(word: Any) -> Any:
    """A uniform number in (0, 1) from one word."""
    return (np.float64(word) + 0.5) * WORD


@compiled(inline="always")
def uniform32(word: Any) -> Any:
    """A uniform number in (0, 1) from the upper 24 bits of one word."""
    return (np.float32(word >> np.uint32(8)) + np.float32(0.5)) * np.float32(WORD_24)


@compiled(nogil=True, cache=True)
def fill_words(words: Any, first: Any, block: Any, presentation: Any, high: Any, k0: Any, k1: Any) -> Any:
    """Words (4, n) of elements ``first``, ``first + 1`` ... for the four steps of one block."""
    for i in range(words.shape[1]):
        a, b, c, d = philox(np.uint32(first + i), np.uint32(block), np.uint32(presentation), high, k0, k1)
        words[0, i] = a
        words[1, i] = b
        words[2, i] = c
        words[3, i] = d


@compiled(nogil=True, cache=True)
def fill_uniforms(out: Any, presentations: Any, first: Any, high: Any, k0: Any, k1: Any) -> Any:
    """``out`` (steps, presentations, elements): what a run draws in those presentations, from block ``first`` on.

    The words of a block are made first: LLVM makes vectors of either loop, not of both in one.
    """
    steps, _, elements = out.shape
    words = np.empty((4, elements), np.uint32)
    for b in range(presentations.size):
        for block in range((steps + 3) // 4):
            fill_words(words, np.uint32(0), np.uint32(first + block), np.uint32(presentations[b]), high, k0, k1)
            for lane in range(min(4, steps - 4 * block)):
                row, word = out[4 * block + lane, b], words[lane]
                for i in range(elements):
                    row[i] = uniform64(word[i])
