"""Counter-based random numbers: every draw is a pure function of what it is drawn for.

Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, doi 10.1145/2063384.2063405). The key is (low word of the seed, low
word of the stream), the counter (element, step // 4, presentation, high word of the stream); the step's place in its
block of four chooses the word. So neither chunks, threads, sizes nor other elements change a draw. The high word of
the seed moves the stream.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.backends import why_not
from engine.model.stored import FileBlocks
from engine.network.seeds import seed_of
from engine.network.values import Floats

Words: TypeAlias = NDArray[np.uint32]
Counter: TypeAlias = Words | np.uint32  # a word of each element, or one of all

WORD_BITS = 32
LOW_WORD, LOW_WORDS = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
MULTIPLY_0, MULTIPLY_1 = np.array(0xD2511F53, np.uint64), np.array(0xCD9E8D57, np.uint64)
HIGH, LOW = np.array(WORD_BITS, np.uint64), np.array(LOW_WORD, np.uint64)
SPREAD = 0x9E3779B97F4A7C15  # odd, so that no two high words of a seed move a stream alike
WEYL_0, WEYL_1 = 0x9E3779B9, 0xBB67AE85
ROUNDS = 10
CACHED = 8192  # counters whose words stay in the second cache through all rounds
LANES = 4  # words that one counter gives
RARE = 1e-9  # of a probability
FARTHEST = 2**40  # beyond every index, and small enough to be added up
SHUFFLED = 1 << 20  # keys that are drawn at a time: each takes some ten numbers on its way
FEW = 4096  # below this many counters NumPy is quicker than waking the compiled form


def philox(
    counter: tuple[Counter, Counter, Counter, Counter], key: tuple[int, int]
) -> tuple[Words, Words, Words, Words]:
    """Four words (shape of the counters, broadcast) of Philox4x32-10."""
    counters = np.broadcast_arrays(*counter)
    flat = [c.reshape(-1) for c in counters]
    words = np.empty((4, flat[0].size), np.uint32)
    for start in range(0, flat[0].size, CACHED):
        piece = slice(start, start + CACHED)
        words[:, piece] = _rounds([c[piece].astype(np.uint64) for c in flat], key)
    w0, w1, w2, w3 = words.reshape(4, *counters[0].shape)
    return w0, w1, w2, w3


def _rounds(counter: list[NDArray[np.uint64]], key: tuple[int, int]) -> list[NDArray[np.uint64]]:
    """The words in the lanes of 64 bits in which they are multiplied, in the place of the counters."""
    a, b, c, d = counter
    p, q = np.empty_like(a), np.empty_like(a)
    for turn in range(ROUNDS):
        np.multiply(a, MULTIPLY_0, p)
        np.multiply(c, MULTIPLY_1, q)
        np.right_shift(q, HIGH, a)
        np.bitwise_xor(a, b, a)
        np.bitwise_xor(a, np.uint64((key[0] + turn * WEYL_0) & LOW_WORD), a)
        np.bitwise_and(q, LOW, b)
        np.right_shift(p, HIGH, c)
        np.bitwise_xor(c, d, c)
        np.bitwise_xor(c, np.uint64((key[1] + turn * WEYL_1) & LOW_WORD), c)
        np.bitwise_and(p, LOW, d)
    return counter


@cache  # a digest of a name, in every draw (decision 0220)
def stream(element: str, purpose: str) -> int:
    """The stable 64-bit stream of an element's ``purpose``, such as ``"spikes"`` or ``"weight"``."""
    digest = hashlib.blake2b(f"{element}\0{purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def key_of(seed: int, stream: int) -> tuple[int, int, int]:
    """The two words of the key and the fourth word of the counter, from all bits of both.

    Raises :class:`~engine.problems.NetworkError` where ``seed`` is none.
    """
    whole = seed_of(seed)
    moved = stream ^ ((whole >> WORD_BITS) * SPREAD & LOW_WORDS)
    return whole & LOW_WORD, moved & LOW_WORD, moved >> WORD_BITS


def uniform_word(word: Words) -> Floats:
    """Uniform numbers in (0, 1), one from each word."""
    return (word.astype(np.float64) + 0.5) * 2.0**-32


def step_words(
    seed: int, stream: int, presentation: int, block: int, elements: int, first: int = 0
) -> NDArray[np.uint32]:
    """Words (4, elements) for the four steps of ``block`` (step // 4)."""
    k0, k1, high = key_of(seed, stream)
    index = np.arange(first, first + elements, dtype=np.uint32)
    counter = (index, np.uint32(block & LOW_WORD), np.uint32(presentation & LOW_WORD), np.uint32(high))
    return np.stack(philox(counter, (k0, k1)))


def compiled_exists() -> bool:
    """Tell whether Numba can be used."""
    return why_not("numba") is None


def uniform_blocks(
    seed: int, stream: int, presentations: NDArray[np.int64], elements: int, steps: int, first: int = 0
) -> Floats:
    """Uniforms (steps, presentations, elements): exactly those that a run draws in those presentations.

    They begin with step ``first``, a multiple of :data:`LANES`.
    """
    out = np.empty((steps, len(presentations), elements))
    k0, k1, high = key_of(seed, stream)
    if compiled_exists() and (out.size > FEW or len(presentations) > LANES):
        from engine.backends.functions.philox import fill_uniforms

        numbers = np.asarray(presentations, np.int64)
        fill_uniforms(out, numbers, np.int64(first // LANES), np.uint32(high), np.uint32(k0), np.uint32(k1))
        return out
    for b, presentation in enumerate(presentations):
        for block in range(-(-steps // LANES)):
            words = step_words(seed, stream, int(presentation), first // LANES + block, elements)
            last = min(LANES, steps - LANES * block)
            out[LANES * block : LANES * block + last, b] = uniform_word(words[:last])
    return out


def uniforms(seed: int, stream: int, index: NDArray[np.int64], draw: int = 0) -> Floats:
    """53-bit uniforms in (0, 1), one for each element of ``index``; ``draw`` numbers repeated draws."""
    k0, k1, high = key_of(seed, stream)
    counter = (
        (index & LOW_WORD).astype(np.uint32),
        np.uint32(draw),
        (index >> WORD_BITS).astype(np.uint32),
        np.uint32(high),
    )
    a, b, _, _ = philox(counter, (k0, k1))
    whole = (a >> np.uint32(5)).astype(np.float64) * 67108864.0 + (b >> np.uint32(6)).astype(np.float64)
    return (whole + 0.5) * 2.0**-53


def shuffled(seed: int, stream: int, count: int, epoch: int) -> NDArray[np.int64]:
    """A permutation of ``range(count)``, another for every ``epoch``."""
    keys = np.empty(count)
    for first in range(0, count, SHUFFLED):
        last = min(first + SHUFFLED, count)
        keys[first:last] = uniforms(seed, stream, np.arange(first, last, dtype=np.int64), epoch)
    return np.argsort(keys, kind="stable").astype(np.int64, copy=False)


def shuffled_by_blocks(
    seed: int, streams: tuple[int, int], indices: NDArray[np.int64], blocks: FileBlocks, epoch: int
) -> NDArray[np.int64]:
    """The ``indices`` in an order that reads each block of a file once, another for every ``epoch``.

    The blocks that have some of them are shuffled by the first of the ``streams``. Of every ``blocks.mixed`` that then
    follow one another the samples are shuffled together, by the second: a sample's place there hangs on its number.
    """
    ordered = np.sort(indices)
    bounds = np.append(np.searchsorted(ordered, blocks.starts), len(ordered))
    there = np.flatnonzero(np.diff(bounds))
    there = there[np.argsort(uniforms(seed, streams[0], there, epoch), kind="stable")]
    found, filled = np.empty_like(ordered), 0
    for first in range(0, len(there), blocks.mixed):
        some = np.concatenate([ordered[bounds[k] : bounds[k + 1]] for k in there[first : first + blocks.mixed]])
        order = np.argsort(uniforms(seed, streams[1], some, epoch), kind="stable")
        found[filled : filled + len(some)] = some[order]
        filled += len(some)
    return found
