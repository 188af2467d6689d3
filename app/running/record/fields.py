"""Weights as pictures: what each neuron is fed by, pixel by pixel of an image, and matrices of many synapses.

Of a neuron behind others the field is the sum over all ways from a pixel to it of the products of the weights on the
way: the linear part of what it is fed by, in whose place each layer's non-linearity and dynamics are left out.

Source: Lee, Ekanadham & Ng (2008), Sparse deep belief net model for visual area V2, Advances in Neural Information
Processing Systems 20 (a neuron of a second layer as the weighted linear combination of those of the first).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.topology import Shape
from engine.network.description import Connections
from engine.network.values import Floats

GAP = 1  # pixel of an image between two of them
SEEN = 1_000_000  # synapses that a small picture of a matrix looks at; of more, every second, third …


@dataclass(frozen=True)
class Weighed:
    """``values`` of places, NaN where there is no number, and where there are synapses, or ways of them, at all."""

    values: Floats
    are_there: NDArray[np.bool_]

    @cached_property
    def wrong(self) -> NDArray[np.bool_]:
        """Mask of the places with synapses of which one weighs no number."""
        return self.are_there & np.isnan(self.values)


@dataclass(frozen=True)
class Pixels:
    """An image sent by spikes: each pixel by ``trains`` that stand side by side."""

    rows: int
    columns: int
    trains: int


@dataclass(frozen=True)
class Known:
    """A projection whose ``weights`` (synapses,) are known, from ``sources`` neurons or trains to ``targets``.

    ``pixels`` are those of the image that the source sends, None where it is a population.
    """

    id: str
    source: str
    target: str
    weights: Floats
    connections: Connections
    sources: int
    targets: int
    pixels: Pixels | None = None


def ways_to(projection: str, ends: dict[str, tuple[str, str]], images: set[str]) -> tuple[tuple[str, ...], ...]:
    """The projections on all ways from a source among ``images`` through ``projection``, last layer first.

    ``ends`` are source and target by id. Each layer holds what leads to the sources of the one before; no way goes
    through a population twice, so that loops within and back to a layer are left out. Empty where no way leads there.
    """
    source, target = ends[projection]
    layers: list[tuple[str, ...]] = [(projection,)]
    passed, open_ends = {target, source}, {source} - images
    while open_ends:
        layer = tuple(p for p, (a, b) in ends.items() if b in open_ends and (a in images or a not in passed))
        if not layer:
            return ()
        layers.append(layer)
        sources = {ends[p][0] for p in layer}
        passed |= sources
        open_ends = sources - images
    return tuple(layers)


def fields_through(layers: Sequence[Sequence[Known]], neurons: range) -> Weighed | None:
    """Fields (neurons, rows, columns) of some targets of the one projection of ``layers[0]``.

    None where no image is at the beginning of any way.
    """
    (last,) = layers[0]
    if last.pixels is not None:
        return summed(last.weights, last.connections, last.pixels, neurons)
    before: dict[str, tuple[Floats, Floats]] = {last.source: _rows(last, neurons)}
    found: Floats | None = None
    reached: Floats | None = None
    for layer in layers[1:]:
        after: dict[str, tuple[Floats, Floats]] = {}
        for known in layer:
            if known.target not in before:
                continue
            gain, way = _through(known, *before[known.target])
            if known.pixels is None:
                old = after.get(known.source)
                after[known.source] = (gain, way) if old is None else (old[0] + gain, old[1] + way)
                continue
            own, there = (_on_pixels(part, known.pixels) for part in (gain, way))
            if found is None or reached is None:
                found, reached = own, there
            elif found.shape == own.shape:
                found, reached = found + own, reached + there
        before = after
    return None if found is None or reached is None else weighed(found, reached)


def weighed(total: NDArray[Any], count: NDArray[Any]) -> Weighed:
    """The joint weight of so many synapses, where there are any."""
    return Weighed(np.where(count > 0, total, np.nan), count > 0)


def _rows(known: Known, neurons: range) -> tuple[Floats, Floats]:
    """Weights onto some targets from every source (neurons, sources), and of how many synapses each is the sum."""
    post, pre = known.connections.post.astype(np.int64), known.connections.pre.astype(np.int64)
    inside = (post >= neurons.start) & (post < neurons.stop)
    place = (post[inside] - neurons.start) * known.sources + pre[inside]
    shape = (len(neurons), known.sources)
    total = np.bincount(place, known.weights[inside], minlength=shape[0] * shape[1])
    count = np.bincount(place, minlength=shape[0] * shape[1])
    return np.asarray(total, np.float64).reshape(shape), count.astype(np.float64).reshape(shape)


def _through(known: Known, gain: Floats, way: Floats) -> tuple[Floats, Floats]:
    """Convert what targets of a projection feed (neurons, targets) to what its sources do (neurons, sources).

    What is not finite spoils the ways that lead through it, and no others.
    """
    from scipy.sparse import coo_array

    where = (known.connections.post, known.connections.pre)

    def sparse(values: Floats) -> Any:
        return coo_array((values, where), shape=(known.targets, known.sources)).tocsr()

    finite, is_fed, is_sound = np.isfinite(known.weights), (way > 0).astype(np.float64), np.isfinite(gain)
    total = np.asarray(np.where(is_sound, gain, 0.0) @ sparse(np.where(finite, known.weights, 0.0)))
    ones = sparse(np.ones(len(known.weights)))
    if not finite.all():
        total[is_fed @ sparse((~finite).astype(np.float64)) > 0] = np.nan
    if not is_sound.all():
        total[(~is_sound).astype(np.float64) @ ones > 0] = np.nan
    return total, np.asarray(is_fed @ ones)


def _on_pixels(values: Floats, pixels: Pixels) -> Floats:
    """Values (neurons, trains) summed over the trains of each pixel: (neurons, rows, columns)."""
    trains = values[:, : pixels.rows * pixels.columns * pixels.trains]
    shape = (len(values), pixels.rows, pixels.columns, pixels.trains)
    return np.asarray(trains.reshape(shape).sum(axis=3), np.float64)


def summed(weights: Floats, connections: Connections, pixels: Pixels, neurons: range) -> Weighed:
    """The weights (synapses,) into each of ``neurons`` as images (neurons, rows, columns)."""
    inside = (connections.post >= neurons.start) & (connections.post < neurons.stop)
    each = pixels.rows * pixels.columns
    place = (connections.post[inside].astype(np.int64) - neurons.start) * each
    place += connections.pre[inside].astype(np.int64) // pixels.trains
    shape = (len(neurons), pixels.rows, pixels.columns)
    count = np.bincount(place, minlength=len(neurons) * each)
    total: Floats = np.bincount(place, weights[inside], minlength=len(neurons) * each).astype(np.float64)
    return weighed(total.reshape(shape), count.reshape(shape))


def kernels_of(weights: Floats, connections: Connections, shape: tuple[int, ...]) -> Weighed | None:
    """The kernel that connections share, (channels of the target, of the source, rows, columns).

    ``shape`` is that of one with a single channel of the source. None where the connections share none such.
    """
    if connections.kernel is None or not len(connections.kernel) or len(shape) != 4:
        return None
    each = math.prod(shape)
    depth = -(-(int(connections.kernel.max()) + 1) // each)  # the last entries may lie in the padding everywhere
    values, are_there = np.full(depth * each, np.nan), np.zeros(depth * each, np.bool_)
    values[connections.kernel], are_there[connections.kernel] = weights, True
    whole = (shape[0], depth * shape[1], *shape[2:])
    return Weighed(values.reshape(whole), are_there.reshape(whole))


def windows_at(
    weights: Floats, connections: Connections, source: Shape, target: Shape, place: tuple[int, int]
) -> Weighed:
    """Weights onto the neurons at one row and column of the target from where any of them sees the source.

    They are (channels of the target, of the source, rows, columns), of a window as the edges cut it.
    """
    (depth, rows, columns), (channels, high, wide) = source, target
    own = place[0] * wide + place[1]
    inside = connections.post % (high * wide) == own
    pre, post = connections.pre[inside].astype(np.int64), connections.post[inside].astype(np.int64)
    row, column = pre % (rows * columns) // columns, pre % columns
    if not len(pre):
        return Weighed(np.full((channels, depth, 1, 1), np.nan), np.zeros((channels, depth, 1, 1), np.bool_))
    shape = (channels, depth, int(np.ptp(row)) + 1, int(np.ptp(column)) + 1)
    at = (post // (high * wide), pre // (rows * columns), row - row.min(), column - column.min())
    where = np.ravel_multi_index(at, shape)
    total = np.bincount(where, weights[inside], minlength=math.prod(shape)).reshape(shape)
    return weighed(total, np.bincount(where, minlength=math.prod(shape)).reshape(shape))


def in_blocks(kernels: Weighed, across: int) -> Weighed:
    """The images of each channel of a target side by side: (channels of the target, rows, columns)."""
    blocks = [tiled(Weighed(*part), across) for part in zip(kernels.values, kernels.are_there, strict=True)]
    return Weighed(np.stack([one.values for one in blocks]), np.stack([one.are_there for one in blocks]))


def tiled(fields: Weighed, across: int, space: int = GAP) -> Weighed:
    """Images (images, rows, columns) in lines of ``across``, with a space where there is nothing between them."""
    count, rows, columns = fields.values.shape
    lines = -(-count // across)

    def laid(images: NDArray[Any], gap: NDArray[Any]) -> NDArray[Any]:
        padded = np.full((lines * across, rows + space, columns + space), gap)
        padded[:count, :rows, :columns] = images
        whole = padded.reshape(lines, across, rows + space, columns + space).swapaxes(1, 2)
        return whole.reshape(lines * (rows + space), across * (columns + space))[:-space, :-space]

    return Weighed(laid(fields.values, np.array(np.nan)), laid(fields.are_there, np.array(False)))


def columns_for(count: int, shape: tuple[int, int], width: float, height: float, space: int = GAP) -> int:
    """The number of images (rows, columns) side by side with which each is as large as can be."""
    rows, columns = shape
    across = np.arange(1, count + 1)
    scale = np.minimum(width / (across * (columns + space)), height / (-(-count // across) * (rows + space)))
    return int(np.argmax(scale)) + 1


def matrix(known: Known, rows: int, columns: int) -> Weighed:
    """Mean weights from parts of the sources onto parts of the targets (rows, columns).

    Target 0 is on top. Of more than ``SEEN`` synapses some are looked at, equally far apart.
    """
    every = max(1, -(-len(known.weights) // SEEN))
    post, pre = (end[::every].astype(np.int64) for end in (known.connections.post, known.connections.pre))
    rows, columns = min(rows, known.targets), min(columns, known.sources)
    place = post * rows // max(known.targets, 1) * columns + pre * columns // max(known.sources, 1)
    return averaged(place, known.weights[::every], (rows, columns))


def averaged(place: NDArray[np.int64], weights: Floats, shape: tuple[int, int]) -> Weighed:
    """The mean of the weights (synapses,) on each place, which are numbered row by row."""
    count = np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape)
    total = np.bincount(place, weights, minlength=shape[0] * shape[1]).reshape(shape)
    return weighed(total / np.maximum(count, 1), count)
