"""Connections of which each target takes the largest that they bring, as training sees them: a pool's maximum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.loops import product_loops, wait_for
from engine.circuit.wired import SharedWired, has_loops

Array = NDArray[Any]
TOGETHER = 1 << 20  # rows times targets that are looked at together


@dataclass(frozen=True)
class LargestWired(SharedWired):
    """A target has the largest of its window times the one weight; what goes back is for the first that was largest.

    The first is so in the order of the wiring, row by row, as in PyTorch's ``MaxPool2d``. Weights are (1,).
    """

    def fan_in(self) -> NDArray[np.int64]:
        """One (post,) onto each target: whatever its window sends counts once."""
        return np.minimum(super().fan_in(), 1)

    @cached_property
    def _windows(self) -> Array:
        """The sources (post, places) of each target in their order; the first again where a window has fewer."""
        post, pre = self.connections.post, self.connections.pre
        order = np.argsort(post, kind="stable")
        place = np.arange(len(post)) - np.searchsorted(post[order], post[order])
        found = np.full((self.shape[0], int(place.max(initial=0)) + 1), -1, np.int32)
        found[post[order], place] = pre[order]
        first = np.maximum(found[:, :1], 0)
        return self.device.asarray(np.where(found < 0, first, found))

    @cached_property
    def _has_loops(self) -> bool:
        return has_loops(self.device)

    @cached_property
    def _is_met(self) -> Array:
        """1 (post,) of each target, 0 of one that has no window."""
        return self.device.asarray(self.fan_in())

    def _of_targets(self, weight: Array) -> Array:
        """The weight (post,) of each target."""
        found: Array = (weight.reshape(()) * self._is_met).astype(weight.dtype)
        return found

    def onward(self, sent: Array, weight: Array, out: Array | None = None) -> Array:
        """Bring the largest of what is ``sent`` (rows, pre) to each target (rows, post)."""
        brought = self.device.zeros((len(sent), self.shape[0]), weight.dtype) if out is None else out
        if self._has_loops:
            wait_for(product_loops(weight.dtype.name))
            from engine.backends.functions.windows import onward

            onward(np.ascontiguousarray(sent, weight.dtype), self._of_targets(weight), self._windows, brought)
            return brought
        for part in self._parts(len(sent)):
            brought[part] = self._largest(sent[part])[0] * self._of_targets(weight)
        return brought

    def back(self, bars: Array, weight: Array, out: Array | None = None, sent: Array | None = None) -> Array:
        """Derivatives by what was ``sent`` (rows, pre), from those by what arrived (rows, post)."""
        assert sent is not None, "where the largest came from depends on what was sent"
        pre = self.shape[1]
        by_sent = self.device.zeros((len(bars), pre), weight.dtype) if out is None else out
        if self._has_loops:
            wait_for(product_loops(weight.dtype.name))
            from engine.backends.functions.windows import back

            bars, sent = (np.ascontiguousarray(array, weight.dtype) for array in (bars, sent))
            back(bars, sent, self._of_targets(weight), self._windows, by_sent)
            return by_sent
        for part in self._parts(len(bars)):
            by, source = bars[part] * self._of_targets(weight), self._largest(sent[part])[1]
            place = source + pre * self.device.asarray(np.arange(len(by)))[:, None]
            found = np.bincount(place.reshape(-1), by.reshape(-1), minlength=len(by) * pre)
            by_sent[part] = found.reshape(len(by), pre)
        return by_sent

    def gradient(self, bars: Array, sent: Array) -> Array:
        """The derivative (1,) by the weight."""
        brought = self.onward(sent, self.device.asarray(np.ones(1, bars.dtype)))
        return self.device.asarray(np.array([float((bars * brought).sum(dtype=np.float64))], bars.dtype))

    def _parts(self, rows: int) -> Iterator[slice]:
        """Some of the rows at a time."""
        together = max(1, TOGETHER // max(self.shape[0], 1))
        return (slice(first, min(first + together, rows)) for first in range(0, rows, together))

    def _largest(self, sent: Array) -> tuple[Array, Array]:
        """The largest of each window (rows, post), and the first source from which it came."""
        first, *others = self._windows.T
        largest, source = sent.take(first, axis=1), np.broadcast_to(first, (len(sent), len(first)))
        for sources in others:
            value = sent.take(sources, axis=1)
            is_larger = value > largest
            largest, source = np.where(is_larger, value, largest), np.where(is_larger, sources, source)
        return largest, source
