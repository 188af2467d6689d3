"""Samples that stay in their files: a block is read when one of its samples is asked for, and few are kept.

Files are read, never mapped into memory: one that somebody cuts short meanwhile is a sentence, not the end of the
program.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.model import loading
from engine.model.data import Samples, Unreadable
from engine.model.stored import FileBlocks, Numbers

BLOCK = 1 << 20  # bytes of a block, at least, where a sample or what is packed together is not larger
MIXED = 1 << 26  # bytes of the blocks that are shuffled together
SPARE = 8  # blocks that are kept beside these, for others that read the same file
OWN = 96  # bytes of a sample in memory whatever its values: its label, and its places in parts and in orders


class Rows(Protocol):
    """Samples (count, …) of one array in a file, of which ``together`` are best read at once."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def dtype(self) -> np.dtype[Any]: ...

    @property
    def together(self) -> int: ...

    @property
    def held(self) -> int:
        """Bytes that are kept to read by."""
        ...

    def read(self, first: int, last: int) -> NDArray[Any]:
        """The samples from ``first`` to before ``last``; raises :class:`~engine.model.data.Unreadable`."""
        ...


class ReadInBlocks:
    """Numbers of one or more files, one after another: those of the samples that are asked for are read.

    They are (samples, …), each as ``sample`` says, with ``axes`` of the file in another order before.

    Asked for a few at a time in an order by :class:`~engine.model.stored.FileBlocks`, each block is read once. Where
    each lies in a file ``alone``, those of a block that nobody asks for are read with it when it is asked for again:
    training soon asks for all that it has of a block, validation for its few at once. Any number of threads may ask.
    """

    def __init__(
        self, parts: Sequence[Rows], sample: tuple[int, ...], axes: tuple[int, ...] = (), alone: bool = False
    ) -> None:
        self._parts, self._axes, self._sample, self._alone = parts, axes, sample, alone
        sizes = [rows.shape[0] for rows in parts]
        self._firsts = np.cumsum([0, *sizes])
        self.shape = (int(self._firsts[-1]), *sample)
        self.dtype = np.result_type(*(rows.dtype for rows in parts)) if len(parts) > 1 else parts[0].dtype
        self._each, self._together = math.prod(sample) * self.dtype.itemsize, [rows.together for rows in parts]
        self.blocks = file_blocks(self._each, sizes, self._together)
        self.held = held_bytes(self._each * max(self._together), self.shape[0]) + sum(rows.held for rows in parts)
        self._kept: OrderedDict[int, tuple[NDArray[Any], NDArray[np.bool_]]] = OrderedDict()  # and which are read
        self._most = self.blocks.mixed + SPARE
        self._lock = Lock()
        self._ends: tuple[NDArray[Any], NDArray[Any], Unreadable] | None = None

    def keep_within(self, low: NDArray[Any], high: NDArray[Any], otherwise: Unreadable) -> None:
        """Raise ``otherwise`` where a number that is read from now on lies beyond the ends that were found before."""
        self._ends = low, high, otherwise

    def blocks_beside(self, other: ReadInBlocks) -> FileBlocks:
        """The blocks by which these and ``other`` numbers of the same samples are read once for one pass."""
        sizes, together = np.diff(self._firsts).tolist(), map(max, self._together, other._together)
        return file_blocks(self._each + other._each, sizes, list(together))

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, samples: Any) -> NDArray[Any]:
        if isinstance(samples, int | np.integer):
            return np.asarray(self[np.array([samples])][0])
        if isinstance(samples, slice):
            samples = np.arange(*samples.indices(len(self)), dtype=np.int64)
        chosen = np.asarray(samples, np.int64)
        if chosen.size and not -len(self) <= chosen.min() <= chosen.max() < len(self):
            raise IndexError(f"there are {len(self)} samples, and none with these numbers")
        chosen = np.where(chosen < 0, chosen + len(self), chosen)
        found = np.empty((len(chosen), *self._sample), self.dtype)
        starts = self.blocks.starts
        of = np.searchsorted(starts, chosen, "right") - 1
        there, first = np.unique(of, return_index=True)
        for block in there[np.argsort(first)]:  # as they are asked for: those that are let go come first
            here = np.flatnonzero(of == block)
            places = chosen[here] - starts[block]
            found[here] = self._block(int(block), places)[places]
        return found

    def each(self) -> Iterator[NDArray[Any]]:
        """All blocks, one after another, telling how many are read; none of them is kept."""
        for block in range(len(self.blocks.starts)):
            loading.tell(block / len(self.blocks.starts))
            yield self._read(*self._bounds(block))

    def at_once(self) -> NDArray[Any]:
        """The numbers of all samples, read now."""
        found, filled = np.empty(self.shape, self.dtype), 0
        for block in self.each():
            found[filled : filled + len(block)] = block
            filled += len(block)
        found.setflags(write=False)
        return found

    def _block(self, block: int, places: NDArray[np.int64]) -> NDArray[Any]:
        """A block, of which the samples at ``places`` are read, or all."""
        first, last = self._bounds(block)
        with self._lock:
            is_kept = block in self._kept
            if is_kept:
                self._kept.move_to_end(block)
            else:
                while len(self._kept) >= self._most:
                    self._kept.popitem(last=False)
                self._kept[block] = np.empty((last - first, *self._sample), self.dtype), np.zeros(last - first, bool)
            numbers, is_read = self._kept[block]
            if not is_read[places].all():
                wanted = np.unique(places) if self._alone and not is_kept else np.flatnonzero(~is_read)
                for run in np.split(wanted, np.flatnonzero(np.diff(wanted) > 1) + 1):
                    numbers[run] = self._read(first + int(run[0]), first + int(run[-1]) + 1)
                    is_read[run] = True
            return numbers

    def _bounds(self, block: int) -> tuple[int, int]:
        """The first sample of a block and the one behind its last."""
        starts = self.blocks.starts
        return int(starts[block]), int(starts[block + 1]) if block + 1 < len(starts) else len(self)

    def _read(self, first: int, last: int) -> NDArray[Any]:
        part = bisect_right(self._firsts, first) - 1
        begin = int(self._firsts[part])
        read = self._parts[part].read(first - begin, last - begin)
        read = read.transpose(self._axes) if self._axes else read
        found = np.ascontiguousarray(read).reshape(last - first, *self._sample)
        if self._ends is not None:
            low, high, otherwise = self._ends
            if not ((found >= low) & (found <= high)).all():
                raise otherwise
        return found


def staying(samples: Samples, numbers: Numbers, beside: ReadInBlocks | None = None) -> Samples:
    """The samples, as those that stay in their files where their ``numbers`` do.

    Other numbers of the same samples may stay ``beside`` them.
    """
    if not isinstance(numbers, ReadInBlocks):
        return samples
    blocks = numbers.blocks if beside is None else numbers.blocks_beside(beside)
    held = numbers.held + (0 if beside is None else beside.held)
    return replace(samples, blocks=blocks, in_pieces=True, held=held)


def extremes(
    numbers: ReadInBlocks | NDArray[Any], together: tuple[int, ...] | None = None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The lowest and the highest number of all samples, or of each of the values, in one pass over the files.

    ``together`` are the axes over which those of one block are compared: None all, (0,) each value by itself.
    """
    low = high = None
    for block in numbers.each() if isinstance(numbers, ReadInBlocks) else [numbers]:
        own_low, own_high = block.min(axis=together), block.max(axis=together)
        low = own_low if low is None else np.minimum(low, own_low)
        high = own_high if high is None else np.maximum(high, own_high)
    return np.asarray(low), np.asarray(high)


def file_blocks(each: int, sizes: Sequence[int], together: Sequence[int]) -> FileBlocks:
    """The blocks of files, one after another: of so many samples of ``each`` bytes, so many are read ``together``."""
    firsts = np.cumsum([0, *sizes[:-1]])
    parts = [first + np.arange(0, size, step) for first, size, step in zip(firsts, sizes, together, strict=True)]
    return FileBlocks(np.concatenate(parts).astype(np.int64), max(MIXED // max(max(together) * each, 1), 2))


def held_bytes(block: int, samples: int) -> int:
    """The most bytes that ``samples`` in blocks of so many bytes hold in memory."""
    return (max(MIXED // max(block, 1), 2) + SPARE + 1) * block + OWN * samples


def rows_together(each: int) -> int:
    """Samples of ``each`` bytes that make a block."""
    return max(BLOCK // max(each, 1), 1)
