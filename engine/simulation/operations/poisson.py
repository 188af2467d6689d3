"""Poisson drive: every connection receives its own count of spikes each step.

A count is the number of values of the cumulative distribution that a uniform word exceeds, so that no
logarithm and no loop over events is needed.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.functions.elementary_numpy import exp
from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Array, Bound, Kernel, OnArrays, loop_kernel, once
from engine.backends.kernels.loop_text import NOALIAS
from engine.sampling.randomness import step_words
from engine.simulation.operations.arguments import arguments_named

ADD = """{noalias}
def add(count_of, slot, words, targets, weights):
    \"\"\"Where no word of a block exceeds the middle of the table, half of the table counts them.\"\"\"
    for start in range(0, words.size, {block}):
        many = np.int32(0)
        size = min({block}, words.size - start)
        for lane in range(size):
            many = np.int32(many + np.int32(words[np.uint64(start) + np.uint64(lane)] > count_of[{half}]))
        if many == 0:
            for lane in range(size):
                c = np.uint64(start) + np.uint64(lane)
{few}
        else:
            for lane in range(size):
                c = np.uint64(start) + np.uint64(lane)
{all}
"""
COUNT = """                u = words[c]
                count = np.int32(0)
                for t in range({thresholds}):
                    count = np.int32(count + np.int32(u > count_of[t]))
                {goal} += weights[{weight}] * F(count)"""
STEP = """    k = now[0] + j
"""
MADE = """    block, lane = k >> 2, k & 3
    all_words = words[: 4 * neurons].reshape((4, neurons))
    if made[0] != block:
        fill_words(all_words, key[3], block, 0, key[2], key[0], key[1])
        made[0] = block
    lane_words = all_words[lane]
"""
ONE_DELAY = """    turn = np.uint64((k + delays[0]) % slots[0])
    slot = ring[turn * np.uint64(ring_stride[0]) + np.uint64({low}):]
    add(thresholds, slot, lane_words, targets, weights)
"""
OWN_DELAY = """    for c in range(neurons):
        u = {word}
        count = np.int32(0)
        for t in range({thresholds}):
            count = np.int32(count + np.int32(u > thresholds[t]))
        turn = np.uint64((k + delays[{delay}]) % slots[0])
        ring[turn * np.uint64(ring_stride[0]) + np.uint64(targets[c])] += weights[{weight}] * F(count)
"""
WORD = "random_word(key[3] + c, k, 0, key[2], key[0], key[1])"
EVERY_CONNECTION = Sharing(every="c", summed=("ring",))

WORDS = 2.0**32
BLOCK = 256  # words that are counted alike
LOOKED_UP = 12  # bits of a word: their table stays in the first cache
SHIFT = np.uint32(32 - LOOKED_UP)
UNSURE = -1
SIZES = (4, 8, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)


def thresholds(expected: float) -> NDArray[np.uint32]:
    """Ascending words (n,): a uniform word above ``c + 1`` of them means more than ``c`` spikes."""
    result, probability, total, count = [], float(exp(-expected)), 0.0, 0
    while True:
        total += probability
        count += 1
        bound = int(np.ceil(total * WORDS)) - 1
        if bound >= WORDS - 1 or (count > expected and probability < 1.0 / WORDS):
            break
        result.append(bound)
        probability *= expected / count
    size = next((s for s in SIZES if s >= len(result)), SIZES[-1])
    never = int(WORDS) - 1  # no word exceeds it
    return np.array((result + [never] * size)[:size], np.uint32)


class PoissonTable:
    """A table of the number of thresholds that each word exceeds, looked up by its highest bits.

    A few entries of the table have a threshold among their words; these words alone are searched for. A table is made
    for thresholds that have stood still for a step.
    """

    def __init__(self, thresholds: NDArray[np.uint32], count: int, precision: DTypeLike) -> None:
        self.thresholds, self.known, self.seen = thresholds, b"", b""
        self.table: Array = np.empty(1 << LOOKED_UP, precision)
        self.high, self.places = np.empty(count, np.uint32), np.empty(count, np.intp)
        self.counts: Array = np.empty(count, precision)
        self.unsure = np.empty(count, np.bool_)

    def __call__(self, words: NDArray[np.uint32]) -> Array:
        """Counts (words,), which the next call overwrites."""
        now = self.thresholds.tobytes()
        if now != self.known:
            if now != self.seen:
                self.seen = now
                self.counts[:] = self._searched(words)
                return self.counts
            self._tabulate()
            self.known = now
        np.right_shift(words, SHIFT, self.high)
        np.copyto(self.places, self.high)
        self.table.take(self.places, out=self.counts, mode="clip")
        unsure = np.less(self.counts, 0.0, self.unsure).nonzero()[0]
        if unsure.size:
            self.counts[unsure] = self._searched(words[unsure])
        return self.counts

    def _searched(self, words: NDArray[np.uint32]) -> NDArray[np.intp]:
        return np.searchsorted(self.thresholds, words, side="left")

    def _tabulate(self) -> None:
        first = np.arange(1 << LOOKED_UP, dtype=np.uint32) << SHIFT
        lowest, highest = self._searched(first), self._searched(first | np.uint32((1 << int(SHIFT)) - 1))
        self.table[:] = np.where(lowest == highest, lowest, UNSURE)


def _driving(dense: bool, one_delay: bool) -> OnArrays:
    def on_arrays(a: SimpleNamespace) -> Bound:
        counting, words = (
            PoissonTable(a.thresholds, a.neurons, a.weights.dtype),
            a.words[: 4 * a.neurons].reshape(4, a.neurons),
        )
        seed, stream = int(a.key[0]), (int(a.key[2]) << 32) | int(a.key[1])
        first, depth, width = int(a.key[3]), int(a.slots[0]), int(a.ring_stride[0])
        ring, delays, targets = a.ring.reshape(-1), a.delays.astype(np.intp), a.targets.astype(np.intp)
        slots, lag = ring.reshape(depth, width), int(delays[:1].sum())
        low, high = (int(targets[0]), int(targets[-1]) + 1) if dense else (0, 0)
        sent = np.empty(a.neurons, a.weights.dtype)

        def drive(j: int, k: int) -> None:
            if a.made[0] != k >> 2:
                words[:] = step_words(seed, stream, 0, k >> 2, a.neurons, first)
                a.made[0] = k >> 2
            np.multiply(a.weights, counting(words[k & 3]), sent)
            if one_delay:
                slot = slots[(k + lag) % depth]
                if dense:
                    slot[low:high] += sent
                else:
                    np.add.at(slot, targets, sent)
            else:
                np.add.at(ring, (k + delays) % depth * width + targets, sent)

        return drive

    return on_arrays


@once
def poisson_drive(dense: bool, one_weight: bool, one_delay: bool, size: int, precision: str) -> Kernel:
    """``dense``: connections reach consecutive neurons; ``size`` is the number of thresholds."""
    weight = "0" if one_weight else "c"
    goal = "slot[c]" if dense else "slot[targets[c]]"
    few, whole = (COUNT.format(thresholds=n, goal=goal, weight=weight) for n in (size // 2, size))
    low = "targets[0]" if dense else "0"
    each = partial(OWN_DELAY.format, thresholds=size, weight=weight)
    loop = ONE_DELAY.format(low=low) if one_delay else each(word="lane_words[c]", delay="c")
    helper = ADD.format(noalias=NOALIAS, block=BLOCK, half=size // 2, few=few, all=whole)
    arguments = (
        *arguments_named("ring slots ring_stride delays targets weights thresholds words made"),
        Argument("key", "np.uint32", "4"),
        *arguments_named("now"),
    )
    return loop_kernel(
        "Poisson counts times weights, added to the arrivals", "drive", arguments, STEP + MADE + loop,
        _driving(dense, one_delay), precision, EVERY_CONNECTION, helper=helper if one_delay else "",
        on_device=STEP + each(word=WORD, delay="0" if one_delay else "c"),
    )  # fmt: skip
