"""Connections as panels: the weights of targets that lie side by side and have the same sources.

On a grid the channels of a place are such targets, whether kernels are shared or each place has its own. The weights
from one source to them fill whole vectors, and sums over sources stay in registers; sources that send nothing are
skipped (decision 0263).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Integers = NDArray[np.int64]
Indices = NDArray[np.int32]
WIDTH = 16  # targets side by side that are worth a panel, and of which a width is a multiple
FIELD = 64  # sources of a target, at least: listing those that send something costs as much as twelve of them
RANGE = 8  # sources of a range, in the mean at least


@dataclass(frozen=True)
class Panels:
    """Connections to blocks of targets, each with its ``ranges`` (n, 3): sources from, up to, and how much further on
    their panels lie.

    Sources are taken in ``order`` (pre,). ``entries`` (panels, width) are those of the weights, their number where a
    panel is filled up. ``channels`` (n,) says where those of a place lie among its blocks.
    """

    order: Indices
    blocks: Indices
    ranges: Indices
    entries: Integers
    channels: Indices
    total: int

    @property
    def width(self) -> int:
        """Weights of a panel."""
        return int(self.entries.shape[1])

    def filled(self, weight: Array) -> Array:
        """The weights (entries,) panel by panel (panels · width,), beginning where a vector does."""
        from engine.backends.functions.vectors import aligned_array

        panels: Array = aligned_array(self.entries.size, weight)
        panels[:] = np.append(weight, weight.dtype.type(0)).take(self.entries.reshape(-1))
        return panels

    def gathered(self, by_panel: Array) -> Array:
        """The derivatives by the weights (entries,), from those panel by panel (panels · width,)."""
        if self._only is not None:
            return by_panel.take(self._only)
        return np.bincount(self.entries.reshape(-1), by_panel, self.total + 1)[:-1]

    @cached_property
    def _only(self) -> Integers | None:
        """The place (entries,) of each weight among panels, where each has one and no other: a table is quicker."""
        flat = self.entries.reshape(-1)
        held = np.flatnonzero(flat < self.total)
        places = np.full(self.total, -1)
        places[flat[held]] = held
        return places if len(held) == self.total and (places >= 0).all() else None

    @property
    def tables(self) -> tuple[Indices, Indices, Indices, Indices]:
        """The arrays that the loops walk along on the way onward."""
        return self.order, self.blocks, self.ranges, self.channels

    @cached_property
    def by_source(self) -> tuple[int, Indices, Indices, Indices, Indices, Indices]:
        """The arrays that the loops of gradients walk along: of each source, parts of its panels that fill a vector.

        How many targets lie side by side, the order of sources, ``begins`` (pre + 1,) of their parts, and of each part
        the first target and the first weight; parts without weights, behind all others, fill up those of a source.
        """
        from engine.backends.functions.vectors import AT_ONCE, PANEL

        first, last, shift = (self.ranges[:, k].astype(np.int64) for k in range(3))
        lengths = last - first
        of_range = np.repeat(np.arange(len(first)), lengths)
        source = first[of_range] + np.arange(len(of_range)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        block = np.repeat(np.arange(len(self.blocks) - 1), np.diff(self.blocks))[of_range]
        parts = np.arange(0, self.width, PANEL)
        starts, ends = ((at[:, None] * self.width + parts).ravel() for at in (block, source + shift[of_range]))
        source = np.repeat(source, len(parts))
        pre = len(self.order)
        missing = np.repeat(np.arange(pre), -np.bincount(source, minlength=pre) % AT_ONCE)
        ordered = np.argsort(np.append(source, missing), kind="stable")
        starts = np.append(starts, np.zeros_like(missing))[ordered]
        ends = np.append(ends, np.full_like(missing, self.entries.size))[ordered]
        begins = np.searchsorted(np.sort(np.append(source, missing)), np.arange(pre + 1))
        side_by_side = (len(self.blocks) - 1) * self.width
        return side_by_side, self.order, _indices(begins), _indices(starts), _indices(ends), self.channels


def panels_of(
    pre: Array, beside: Array, entry: Array, entries: int, shape: tuple[int, int], channels: int, rank: Integers
) -> Panels | None:
    """Find the panels of connections from ``pre`` neurons to targets, each with its ``entry`` among so many.

    ``beside`` are the targets, numbered place by place, so many ``channels`` side by side; ``rank`` (pre,) numbers the
    sources so. ``shape`` is (post, pre). None where there are none, or too little in them.
    """
    order = np.lexsort((pre, beside))
    pre, beside, entry = pre[order], beside[order], entry[order]
    size = _block(pre, np.searchsorted(beside, np.arange(shape[0] + 1)))
    if size < WIDTH or channels % size or len(pre) < FIELD * shape[0]:
        return None
    block, nth = beside // size, beside % size
    each = np.stack([entry[nth == n] for n in range(size)], axis=1)  # of a block and a source, the entries
    block, place = block[nth == 0], rank[pre[nth == 0]]
    order = np.lexsort((place, block))
    each, block, place = each[order], block[order], place[order]
    panel, first = _as_met(each[:, 0], np.bincount(block)[block])
    if not np.array_equal(each[first][panel], each):
        return None
    begins = np.flatnonzero(
        np.concatenate([[True], (np.diff(block) != 0) | (np.diff(place) != 1) | (np.diff(panel) != 1)])
    )
    if len(place) < RANGE * len(begins):
        return None
    ends = np.append(begins[1:], len(place)) - 1
    ranges = np.stack([place[begins], place[ends] + 1, panel[begins] - place[begins]], axis=1)
    blocks = np.searchsorted(block[begins], np.arange(shape[0] // size + 1))
    width = -(-size // WIDTH) * WIDTH
    filled = np.full((len(first), width), entries)
    filled[:, :size] = each[first]
    channel = np.arange(channels)
    at = channel // size * width + channel % size
    return Panels(_indices(np.argsort(rank)), _indices(blocks), _indices(ranges), filled, _indices(at), entries)


def _indices(array: Array) -> Indices:
    return array.astype(np.int32)


def _block(pre: Array, begins: Integers) -> int:
    """So many targets side by side have the same sources each time; 0 where their number differs."""
    sources = [pre[begin:end].tobytes() for begin, end in pairwise(begins)]
    first = [0, *(t for t in range(1, len(sources)) if sources[t] != sources[t - 1]), len(sources)]
    sizes = set(np.diff(first).tolist())
    return sizes.pop() if len(sizes) == 1 else 0


def _as_met(key: Array, sources: Integers) -> tuple[Integers, Integers]:
    """The number of each one's panel, and of each panel one that has it: as those with the most sources meet them."""
    met = np.argsort(-sources, kind="stable")
    _, first, which = np.unique(key[met], return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    panel = np.empty(len(key), np.int64)
    panel[met] = rank[which]
    return panel, met[np.sort(first)]
