"""The draws of one projection's wiring, keyed by (seed, projection, neuron or connection, draw).

Every draw has an array form and a compiled one with the same bits; blocks and other elements change none.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import exp, log
from engine.network.values import Floats
from engine.sampling.randomness import (
    FARTHEST,
    FEW,
    LANES,
    LOW_WORD,
    RARE,
    WORD_BITS,
    Words,
    compiled_exists,
    key_of,
    philox,
    stream,
    uniform_word,
)

Numbers = NDArray[np.int32]
SPREADS = 6  # standard deviations: rarely a row has more successes than were drawn at first
SPARE = 8  # draws more than are needed
MARKED = 64  # numbers that one word marks


class WiringRandom:
    """Draws of one projection; a *row* is a target, or a source where the rule counts by source."""

    exp = staticmethod(exp)

    def __init__(self, seed: int, projection: str, compiled: bool | None = None) -> None:
        self._seed, self._projection = seed, projection
        self._compiled = compiled_exists() if compiled is None else compiled

    def _key(self, purpose: int) -> tuple[np.uint32, np.uint32, np.uint32]:
        """The high half of the stream and the two words of the key."""
        k0, k1, high = key_of(self._seed, stream(self._projection, f"wiring {purpose}"))
        return np.uint32(high), np.uint32(k0), np.uint32(k1)

    def words(self, first: int, rows: int, draws: int, purpose: int = 0) -> Words:
        """Words (rows, draws) of the rows ``first``, ``first + 1`` …"""
        high, k0, k1 = self._key(purpose)
        if self._compiled and rows * draws > FEW:
            from engine.backends.functions.wiring_draws import fill_rows

            out = np.empty((rows, draws), np.uint32)
            fill_rows(out, first, high, k0, k1)
            return out
        blocks = -(-draws // LANES)
        row = np.arange(first, first + rows, dtype=np.uint32)[:, None]
        counter = (row, np.arange(blocks, dtype=np.uint32)[None, :], np.uint32(0), high)
        words = np.stack(philox(counter, (int(k0), int(k1))), axis=-1)
        return words.reshape(rows, blocks * LANES)[:, :draws]

    def uniform(self, first: int, rows: int, draws: int, purpose: int = 0) -> Floats:
        """Uniforms (rows, draws) in (0, 1)."""
        return uniform_word(self.words(first, rows, draws, purpose))

    def below(self, first: int, rows: int, draws: int, limit: int, purpose: int = 0) -> Numbers:
        """Whole numbers (rows, draws), each equally likely below ``limit``, which fits 32 bits."""
        if self._compiled and rows * draws > FEW:
            from engine.backends.functions.wiring_draws import fill_below

            out = np.empty((rows, draws), np.int32)
            fill_below(out, first, limit, *self._key(purpose))
            return out
        return _scaled(self.words(first, rows, draws, purpose), limit)

    def pairs(self, first: int, draws: int, sources: int, targets: int) -> tuple[Numbers, Numbers]:
        """Source and target (draws,) of the draws ``first``, ``first + 1`` …, independent and equally likely."""
        high, k0, k1 = self._key(0)
        if self._compiled and draws > FEW:
            from engine.backends.functions.wiring_draws import fill_pairs

            pre, post = np.empty(draws, np.int32), np.empty(draws, np.int32)
            fill_pairs(pre, post, first, sources, targets, high, k0, k1)
            return pre, post
        number = np.arange(first, first + draws, dtype=np.int64)
        half = number >> 1
        low, upper = (half & LOW_WORD).astype(np.uint32), (half >> WORD_BITS).astype(np.uint32)
        w = philox((low, upper, np.uint32(0), high), (int(k0), int(k1)))
        odd = (number & 1).astype(bool)
        return _scaled(np.where(odd, w[2], w[0]), sources), _scaled(np.where(odd, w[3], w[1]), targets)

    def distinct(self, first: int, rows: int, count: int, limit: int) -> Numbers:
        """Different numbers (rows, count) below ``limit``, rising; every choice is equally likely.

        They are the first different ones of a row's draws, or, where more than half are wanted, all others. Raises
        ``ValueError`` where there are not so many.
        """
        if count > limit:
            raise ValueError(f"{count} different numbers below {limit}")
        inverted = 2 * count > limit
        if self._compiled and rows * count > FEW:
            from engine.backends.functions.wiring_draws import fill_distinct

            out = np.empty((rows, count), np.int32)
            fill_distinct(out, np.zeros(limit // MARKED + 1, np.uint64), first, limit, inverted, *self._key(0))
            return out
        chosen = self._first_different(first, rows, limit - count if inverted else count, limit)
        if not inverted:
            return chosen
        others = np.ones((rows, limit), bool)
        np.put_along_axis(others, chosen.astype(np.int64), False, axis=1)
        return np.nonzero(others)[1].reshape(rows, count).astype(np.int32)

    def _first_different(self, first: int, rows: int, count: int, limit: int) -> Numbers:
        draws = 2 * count + SPARE
        while True:
            drawn = self.below(first, rows, draws, limit)
            order = np.argsort(drawn, axis=1, kind="stable")
            ranked = np.take_along_axis(drawn, order, axis=1)
            fresh = np.ones(drawn.shape, bool)
            fresh[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
            is_new = np.empty_like(fresh)
            np.put_along_axis(is_new, order, fresh, axis=1)
            nth = np.cumsum(is_new, axis=1)
            if (nth[:, -1] >= count).all():
                return np.sort(drawn[is_new & (nth <= count)].reshape(rows, count), axis=1)
            draws *= 2  # the first draws stay what they were

    def thinned(self, first: int, rows: int, limit: int, p: float) -> tuple[Numbers, Numbers]:
        """Row and column (successes,) of trials with probability ``p`` above 0 in rows of ``limit``, in order."""
        if p >= 1.0:
            row, column = np.indices((rows, limit), np.int32).reshape(2, -1)
            return row + np.int32(first), column
        failure = float(log(np.float64(1.0 - p))) if p > RARE else -p  # log(1 - p) to rounding
        if not self._compiled:
            return self._leapt(first, rows, limit, p, failure)
        from engine.backends.functions.wiring_draws import fill_thinned

        room = rows * _enough(limit, p)
        while True:
            row, column = np.empty(room, np.int32), np.empty(room, np.int32)
            found = fill_thinned(row, column, first, rows, limit, failure, *self._key(0))
            if found >= 0:
                return row[:found], column[:found]
            room *= 2

    def _leapt(self, first: int, rows: int, limit: int, p: float, failure: float) -> tuple[Numbers, Numbers]:
        draws = _enough(limit, p)
        while True:
            uniform = self.uniform(first, rows, draws)
            leaps = np.minimum(np.floor(log(uniform) / failure), FARTHEST).astype(np.int64)
            chosen = np.cumsum(leaps + 1, axis=1) - 1
            if bool((chosen[:, -1] >= limit - 1).all()):
                row, place = np.nonzero(chosen < limit)
                return (row + first).astype(np.int32), chosen[row, place].astype(np.int32)
            draws *= 2  # the first draws stay what they were


def _scaled(words: Words, limit: int) -> Numbers:
    return ((words.astype(np.uint64) * np.uint64(limit)) >> np.uint64(WORD_BITS)).astype(np.int32)


def _enough(trials: int, p: float) -> int:
    """Draws that rarely fall short of the successes among ``trials``."""
    expected = trials * p
    return min(trials, math.ceil(expected + SPREADS * math.sqrt(expected * (1.0 - p)) + SPREADS))
