"""Connections by source neuron, then delay, then target: what delivery walks along.

A *segment* is a run of connections with one source and one delay. Sums at a target keep the order spike
time, source, connection, whatever the number of threads: each thread owns a range of targets and its own
``begin`` and ``end`` within every segment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.checking.memory import SMALL
from engine.progress import PIECE, Work, cleared

Integers = NDArray[np.int64]
Order: TypeAlias = NDArray[np.uint32] | Callable[[], NDArray[np.uint32] | None] | None


@dataclass(frozen=True)
class Connectivity:
    """Sorted connections of one projection.

    The source of a segment is implied by ``rows`` (sources + 1,): the segments of each source. ``first``
    (segments + 1,) are the segments' places, ``delays`` (segments,) whole steps. ``known_order`` is :attr:`order`,
    or what finds it: a run does not need it. ``compiled`` says whether loops that are there may look at it.
    """

    targets: NDArray[Any]
    known_order: Order
    rows: Integers
    first: Integers
    delays: NDArray[np.int32]
    compiled: bool = False

    @cached_property
    def order(self) -> NDArray[np.uint32] | None:
        """The place of each sorted connection (synapses,) in the wiring, or None where both orders agree."""
        return self.known_order() if callable(self.known_order) else self.known_order

    @property
    def synapses(self) -> int:
        return len(self.targets)

    @cached_property
    def one_delay(self) -> bool:
        """All delays are equal and every source has exactly one segment."""
        return len(self.delays) == len(self.rows) - 1 and bool((self.delays == self.delays[:1]).all())

    @cached_property
    def immediate(self) -> bool:
        """True if some connection has no delay."""
        return bool((self.delays == 0).any())

    def neighbours(self, work: Work) -> bool:
        """The targets of every segment follow one on another, without a gap."""
        if self.compiled:
            from engine.backends.functions.building import unbroken

            return all(unbroken(self.first, low, high, self.targets) for low, high in ranges_of(self.first, work))
        inner = np.ones(max(self.synapses - 1, 0), np.bool_)
        inner[np.setdiff1d(self.first[1:-1], (0, self.synapses)) - 1] = False
        return bool((np.diff(self.targets.astype(np.int64))[inner] == 1).all())

    def sources(self) -> Integers:
        """The source (synapses,) of every connection, in sorted order."""
        per_source = self.first[self.rows[1:]] - self.first[self.rows[:-1]]
        return np.repeat(np.arange(len(self.rows) - 1), per_source)

    def out_degree(self) -> Integers:
        """Connections (sources,) that leave each source neuron."""
        return self.first[self.rows[1:]] - self.first[self.rows[:-1]]

    def owners(self, work: Work) -> Integers:
        """The source (segments,) of every segment."""
        result = cleared(len(self.delays), np.int64, work)
        for low, high in ranges_of(self.rows, work):
            result[self.rows[low] : self.rows[high]] = np.repeat(
                np.arange(low, high), np.diff(self.rows[low : high + 1])
            )
        return result

    def shares(self, parts: Sequence[tuple[int, int]], work: Work) -> list[tuple[Integers, Integers]]:
        """Begin and end (segments,) of the connections onto the targets [low, high) of each part, in their order."""
        inner = [self._from(low, work.part(n / len(parts), 1.0)) for n, (low, _) in enumerate(parts[1:])]
        bounds = [self.first[:-1], *inner, self.first[1:]]
        return list(pairwise(bounds))

    def _from(self, bound: int, work: Work) -> Integers:
        """The place in each segment where the targets from ``bound`` on begin; they rise within a segment."""
        if self.compiled:
            from engine.backends.functions.building import divide

            places = np.empty(len(self.delays), np.int64)
            for piece in work.pieces(len(places)):
                divide(self.first[piece.start : piece.stop + 1], self.targets, bound, places[piece])
            return places
        segment = np.repeat(np.arange(len(self.delays)), np.diff(self.first))
        below = np.bincount(segment[self.targets < bound], minlength=len(self.delays))
        return (self.first[:-1] + below).astype(np.int64)

    def in_wiring_order(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of sorted connections in the order in which they were wired."""
        if self.order is None:
            return values.astype(np.float64)
        result = np.empty(len(values))
        result[self.order] = values
        return result

    def sorted(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values in the order of the wiring, sorted."""
        return values if self.order is None else values[self.order]


def ranges_of(first: Integers, work: Work) -> Iterator[tuple[int, int]]:
    """Sources, or segments, [low, high) that have about as many connections as one compiled call should take."""
    low, sources = 0, len(first) - 1
    while low < sources:
        high = max(int(np.searchsorted(first, first[low] + PIECE, side="right")) - 1, low + 1)
        high = min(high, low + PIECE, sources)
        yield low, high
        work.tell(high / sources)
        low = high


def target_type(size: int) -> type[np.unsignedinteger[Any]]:
    """The integers that number so many targets."""
    return np.uint16 if size < SMALL else np.uint32


def sort_connections(
    pre: Integers, post: Integers, delays: NDArray[np.int32], source_size: int, target_size: int
) -> Connectivity:
    """Sort connections; ``delays`` is one number () or (synapses,)."""
    order = sorted_places(pre, post, delays, source_size, target_size)
    identity = bool((order[1:] > order[:-1]).all()) if len(order) else True
    sorted_pre = pre if identity else pre[order]
    targets = (post if identity else post[order]).astype(target_type(target_size))
    if delays.ndim == 0 or (len(delays) and bool((delays == delays[0]).all())):
        first = np.zeros(source_size + 1, np.int64)
        np.cumsum(np.bincount(sorted_pre, minlength=source_size), out=first[1:])
        one = int(delays.reshape(-1)[0])
        rows, lags = np.arange(source_size + 1), np.full(source_size, one, np.int32)
    else:
        lag = delays if identity else delays[order]
        new = np.flatnonzero(np.r_[True, (np.diff(sorted_pre) != 0) | (np.diff(lag) != 0)][: len(lag)])
        first = np.r_[new, len(lag)].astype(np.int64)
        lags = lag[new].astype(np.int32)
        rows = np.searchsorted(sorted_pre[new], np.arange(source_size + 1)).astype(np.int64)
    return Connectivity(targets, None if identity else order.astype(np.uint32), rows, first, lags)


def sorted_places(
    pre: Integers, post: Integers, delays: NDArray[np.int32], source_size: int, target_size: int
) -> Integers:
    """Places (synapses,) that sort stably by source, delay, target: one counting sort a key, last key first."""
    order = counting_sort(post, target_size)
    if delays.ndim:
        order = order[counting_sort(delays[order], int(delays.max(initial=0)) + 1)]
    return order[counting_sort(pre[order], source_size)]


def counting_sort(keys: NDArray[np.integer], size: int) -> Integers:
    """Places that sort ``keys``, all below ``size``, stably; NumPy's radix sort where keys fit 16 bits."""
    return np.argsort(keys.astype(np.uint16 if size <= SMALL else np.uint32), kind="stable")
