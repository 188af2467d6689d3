"""Connections as runs: the targets of a source that lie side by side, with weights that do so, too.

On a grid the channels of a place are put side by side, and the entries of a kernel in the order in which a source
meets its targets. A convolution has then one run for each row of its kernel: few loops, each over many channels. Only
sources that send something are looked at on the way onward and for gradients. On the way back the sources of a place
are taken two at a time: their runs end at the same targets (decision 0221).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.loops import product_loops, wait_for
from engine.circuit.panels import panels_of
from engine.model.topology import Shape

Array = NDArray[Any]
Integers = NDArray[np.int64]
Indices = NDArray[np.int32]  # half the tables: they are walked along for every row
Tables = tuple[Indices, Indices, Indices, Indices, Indices]
SINGLE_ROWS, SINGLE_SUM = 64, 2048  # rows, or products of a weight, added up before double precision
ONE_EACH = 1  # connections of a source, at most, that need no runs


class Runs:
    """Connections from ``pre`` to ``post`` neurons, each with its ``entry`` among ``entries`` weights.

    ``grids`` are the shapes (channels, rows, columns) of sources and of targets, None of those that have no places on
    one. Arrays of the three products are of one type, that of the weights.
    """

    def __init__(
        self, pre: Array, post: Array, entry: Array, entries: int, shape: tuple[int, int],
        grids: tuple[Shape | None, Shape | None],
    ) -> None:  # fmt: skip
        of_sources, grid = grids
        self.shape, self.entries = shape, entries
        self.places = channels_last(grid, shape[0])
        self._channels = grid[0] if grid is not None else 1
        beside = self.places[post]
        rank = channels_last(of_sources, shape[1])
        self._panels = panels_of(np.asarray(pre), beside, np.asarray(entry), entries, shape, self._channels, rank)
        order = np.lexsort((beside, pre))
        pre, beside, entry = np.asarray(pre)[order], beside[order], np.asarray(entry)[order]
        self.weights_from = _as_met(pre, entry, entries, shape[1])  # of each weight beside others, its entry
        self.weights_at = np.empty(entries, np.int64)  # of each entry, where its weight lies beside others
        self.weights_at[self.weights_from] = np.arange(entries)
        weight = self.weights_at[entry]
        begins = np.ones(len(pre), bool)
        begins[1:] = (np.diff(pre) != 0) | (np.diff(beside) != 1) | (np.diff(weight) != 1)
        first = np.flatnonzero(begins)
        self.targets, self.weights = beside[first], weight[first]
        self.lengths = np.diff(np.append(first, len(pre)))
        self._together = max(SINGLE_ROWS, SINGLE_SUM * entries // max(len(pre), 1))
        self._compiled: set[np.dtype[Any]] = set()
        self.begins = np.searchsorted(pre[first], np.arange(shape[1] + 1))
        self._is_single = len(pre) > 0 and int(np.bincount(pre).max()) <= ONE_EACH

    def beside(self, weight: Array) -> Array:
        """The weights (entries,) in the order of runs, beginning where a vector does."""
        from engine.backends.functions.vectors import aligned_array

        values: Array = aligned_array(weight.size, weight)
        values[:] = weight.reshape(-1).take(self.weights_from)
        return values

    def onward(self, sent: Array, weight: Array, out: Array | None = None) -> Array:
        """Bring what is ``sent`` (rows, pre) to the targets (rows, post), by weights (entries,)."""
        self._wait_for_loops(weight)
        from engine.backends.functions import panels
        from engine.backends.functions.runs import onward, onward_single

        brought = np.empty((len(sent), self.shape[0]), weight.dtype) if out is None else out
        if self._is_single:
            onward_single(np.ascontiguousarray(sent), *self._single(weight), brought)
        elif self._panels is not None:
            filled = self._panels.filled(weight.reshape(-1))
            panels.onward(np.ascontiguousarray(sent), filled, self._panels.width, *self._panels.tables, brought)
        else:
            onward(np.ascontiguousarray(sent), self.beside(weight), *self._tables, brought)
        return brought

    def gradient(self, bars: Array, sent: Array) -> Array:
        """The derivative by the weights (entries,), from that by what arrived, ``bars`` (rows, post)."""
        self._wait_for_loops(bars)
        from engine.backends.functions import panels
        from engine.backends.functions.runs import gradient

        factors = np.ascontiguousarray(bars), np.ascontiguousarray(sent)
        if self._panels is not None:
            total = np.zeros(self._panels.entries.size)
            panels.gradient(*factors, *self._panels.by_source, self._together // panels.GRADIENT_ROWS, total)
            return self._panels.gathered(total)
        total = np.zeros(self.entries)
        gradient(*factors, *self._tables, self._together, total)
        return total.take(self.weights_at)

    def back(self, bars: Array, weight: Array, out: Array | None = None) -> Array:
        """Bring derivatives by what arrived, ``bars`` (rows, post), to those by what was sent (rows, pre)."""
        self._wait_for_loops(weight)
        from engine.backends.functions.runs import back, back_single

        by_sent = np.empty((len(bars), self.shape[1]), weight.dtype) if out is None else out
        if self._is_single:
            back_single(np.ascontiguousarray(bars), *self._single(weight), by_sent)
        else:
            back(np.ascontiguousarray(bars), self.beside(weight), *self._pairs, *self._tables, by_sent)
        return by_sent

    def _single(self, weight: Array) -> tuple[Array, Indices]:
        """The weight (pre,) of each source's connection and its target (pre,); 0 of a source that has none."""
        sources, entries, targets = self._only
        by = np.zeros(self.shape[1], weight.dtype)
        by[sources] = weight.reshape(-1)[entries]
        return by, targets

    @cached_property
    def _only(self) -> tuple[Integers, Integers, Indices]:
        """Sources that have a connection, the entry of its weight, and of all sources the target (pre,)."""
        sources = np.repeat(np.arange(self.shape[1]), np.diff(self.begins))
        targets = np.zeros(self.shape[1], np.int32)
        targets[sources] = np.argsort(self.places)[self.targets]
        return sources, self.weights_from[self.weights], targets

    @cached_property
    def _pairs(self) -> tuple[Indices, Indices]:
        """Sources, and beside each another one whose runs end at the same targets; itself where no other is left."""
        waiting: dict[bytes, int] = {}
        first, second = [], []
        for source, (begin, end) in enumerate(zip(self.begins[:-1], self.begins[1:], strict=True)):
            ends = self.targets[begin:end].tobytes() + self.lengths[begin:end].tobytes()
            if ends in waiting:
                first.append(waiting.pop(ends))
                second.append(source)
            else:
                waiting[ends] = source
        alone = list(waiting.values())
        return np.array([*first, *alone], np.int32), np.array([*second, *alone], np.int32)

    def _wait_for_loops(self, like: Array) -> None:
        if like.dtype not in self._compiled:
            wait_for(product_loops(like.dtype.name))
            self._compiled.add(like.dtype)

    @cached_property
    def _tables(self) -> Tables:
        begins, targets, weights, lengths, channels = (
            array.astype(np.int32)
            for array in (self.begins, self.targets, self.weights, self.lengths, np.arange(self._channels))
        )
        return begins, targets, weights, lengths, channels


def channels_last(grid: Shape | None, size: int) -> Integers:
    """The place of each neuron (size,) where the channels of a place on a grid lie side by side."""
    if grid is None or grid[0] == 1:
        return np.arange(size)
    channels, rows, columns = grid
    return np.arange(size).reshape(rows, columns, channels).transpose(2, 0, 1).ravel()


def _as_met(pre: Array, entry: Array, entries: int, sources: int) -> Integers:
    """All entries, in the order in which the sources with the most connections meet them, target by target."""
    most = np.argsort(-np.bincount(pre, minlength=sources), kind="stable")
    rank = np.empty(sources, np.int64)
    rank[most] = np.arange(sources)
    met = entry[np.argsort(rank[pre], kind="stable")]
    known, first = np.unique(met, return_index=True)
    unused = np.setdiff1d(np.arange(entries), known)
    return np.concatenate([known[np.argsort(first)], unused])
