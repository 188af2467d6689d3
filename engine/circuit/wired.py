"""The connections of a projection as training sees them: a matrix, or one kernel that they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import why_not
from engine.circuit import lookup_products
from engine.circuit.device import PROCESSOR, Device
from engine.circuit.runs import Runs
from engine.model.topology import ProjectionSide, Shape
from engine.network.description import Connections, Projection
from engine.network.values import Floats
from engine.sampling.resolving import projection_weights, scale_of, shared_weights

Array = NDArray[Any]
PRE, POST = "pre", "post"  # the ends of connections among learnt arrays
BATCHED = 1 << 22  # products of one step of a kernel's gradient
MANY = 256  # rows, and targets, from which on a product takes longer than to look who is silent in all its rows
SPARSE = 8  # pairs for each connection from which on loops over connections are quicker than products of a matrix
RUN = 16  # connections that a loop of its own takes as long as
MOST = 0.875  # of the sources may send something where the others are left out


@dataclass(frozen=True)
class Wired:
    """Connections of a projection as a matrix: ``mask`` (post, pre) is None where all are connected.

    Where several connections join the same two neurons, their entry is the sum of their weights, and outside each has
    an equal part of it. The tape knows weights only through :meth:`onward`, :meth:`back` and :meth:`gradient`.
    """

    projection: Projection
    connections: Connections
    shape: tuple[int, int]
    mask: NDArray[np.bool_] | None
    ends: tuple[ProjectionSide, ProjectionSide]
    device: Device = PROCESSOR

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """Of the array that the tape keeps."""
        return self.shape

    @property
    def scale(self) -> float:
        """A connection has so much of the entry that it shares."""
        return 1.0

    @property
    def pools(self) -> bool:
        """True where one weight is that of all connections: it tells nothing apart."""
        return False

    def drawn(self, seed: int) -> Floats:
        """The weights that the description says, as the tape keeps them."""
        return self.matrix(projection_weights(self.projection, self.connections, self.ends, seed))

    def fresh(self, random: np.random.Generator, limit: Floats) -> Floats:
        """Weights uniform within ± the ``limit`` (post,) of their target."""
        return np.asarray(random.uniform(-1, 1, self.shape) * limit[:, None])

    def fan_in(self) -> NDArray[np.int64]:
        """Connections (post,) onto each target."""
        return np.bincount(self.connections.post, minlength=self.shape[0])

    def of_targets(self, numbers: Array) -> Array:
        """One number for each target, or channel of a kernel, in a shape that goes with the weights."""
        return numbers.reshape(-1, *[1] * (len(self.weight_shape) - 1))

    def rows(self, weight: Array) -> Array:
        """The weights (rows, n) with those of one target, or of one channel of a kernel, in a row."""
        return weight.reshape(len(weight), -1)

    def of_rows(self, rows: Array) -> Array:
        """The weights as the tape keeps them, from what :meth:`rows` gave."""
        return rows.reshape(self.weight_shape)

    def matrix(self, weights: float | Floats) -> Floats:
        """(post, pre) from a number, one weight a synapse, or a matrix."""
        if isinstance(weights, np.ndarray) and weights.ndim == 2:
            return np.asarray(weights, np.float64)
        result, places = np.zeros(self.shape), (self.connections.post, self.connections.pre)
        if self.side_by_side is None:
            result[places] = weights
        else:
            np.add.at(result, places, weights)
        return result

    @property
    def grids(self) -> tuple[Shape | None, Shape | None]:
        """The shapes of source and target where they have places on a grid."""
        source, target = self.ends
        return source.shape, target.shape

    @cached_property
    def _runs(self) -> Runs | None:
        """The connections for compiled loops, where these are quicker than the matrix: windows of a grid."""
        post, pre = self.connections.post, self.connections.pre
        synapses, pairs = len(pre), self.shape[0] * self.shape[1]
        if SPARSE * synapses > pairs or not has_loops(self.device) or self.side_by_side is not None:
            return None
        runs = Runs(pre, post, np.arange(synapses), synapses, self.shape, self.grids)
        return runs if is_worth_loops(synapses, len(runs.lengths), pairs) else None

    def onward(self, sent: Array, weight: Array, out: Array | None = None) -> Array:
        """Bring spikes or currents ``sent`` (rows, pre) to the targets (rows, post)."""
        if self._runs is not None:
            return self._runs.onward(sent, weight[self.places], out)
        if self._is_looked_up(sent) and (found := lookup_products.onward(sent, weight, out)) is not None:
            return found
        if (heard := self._heard(sent)) is not None:
            sent, weight = sent.take(heard, axis=1), weight.take(heard, axis=1)
        brought: Array = np.matmul(sent, weight.T, out=out)
        return brought

    def back(self, bars: Array, weight: Array, out: Array | None = None, sent: Array | None = None) -> Array:
        """Derivatives by what was ``sent`` (rows, pre), from those by what arrived (rows, post).

        Where what arrives is a sum, they are the same whatever was sent.
        """
        if self._runs is not None:
            return self._runs.back(bars, weight[self.places], out)
        by_sent: Array = np.matmul(bars, weight, out=out)
        return by_sent

    def gradient(self, bars: Array, sent: Array) -> Array:
        """The derivative by the weights; zero where nothing is connected."""
        if self._runs is not None:
            by_synapse = np.zeros(self.shape, bars.dtype)
            by_synapse[self.places] = self._runs.gradient(bars, sent)
            return by_synapse
        total = self._whole_gradient(bars, sent)
        return total if self.mask is None else total * self.connected

    def _whole_gradient(self, bars: Array, sent: Array) -> Array:
        if self._is_looked_up(sent) and (found := lookup_products.gradient(bars, sent)) is not None:
            return found
        if (heard := self._heard(sent)) is None:
            total: Array = np.matmul(bars.T, sent)
        else:
            total = np.zeros((bars.shape[1], sent.shape[1]), np.result_type(bars, sent))
            total[:, heard] = np.matmul(bars.T, sent.take(heard, axis=1))
        return total

    def _is_looked_up(self, sent: Array) -> bool:
        return has_loops(self.device) and lookup_products.is_worth(len(sent), self.shape[0])

    def _heard(self, sent: Array) -> NDArray[np.intp] | None:
        """Sources that send something in any row, where it is quicker to leave out all others: a dark border of images.

        On a device the shapes of arrays would wait for what they hold.
        """
        if not self.device.is_host or min(len(sent), self.shape[0]) < MANY:
            return None
        heard = np.flatnonzero(sent.any(axis=0))
        return heard if len(heard) <= MOST * sent.shape[1] else None

    @cached_property
    def connected(self) -> Array:
        """The mask, where the arrays are."""
        return self.device.asarray(self.mask)

    @cached_property
    def places(self) -> tuple[Array, Array]:
        """Targets and sources (synapses,) of the connections, where the arrays are."""
        return self.device.asarray(self.connections.post), self.device.asarray(self.connections.pre)

    @cached_property
    def side_by_side(self) -> NDArray[np.int64] | None:
        """The number of connections (synapses,) that join the same two neurons as each; None where no two do."""
        post, pre = self.connections.post, self.connections.pre
        if self.mask is None and len(pre) == self.shape[0] * self.shape[1]:
            return None
        _, pair, counts = np.unique(
            post.astype(np.int64) * self.shape[1] + pre, return_inverse=True, return_counts=True
        )
        return None if len(counts) == len(pre) else counts[pair]

    def keep_absent(self, weight: Array) -> None:
        """Back to zero where nothing is connected."""
        if self.mask is not None:
            weight *= self.connected

    def gathered(self, by_pair: Array) -> Array:
        """The derivative by the weights from that by each pair of neurons (post, pre)."""
        return by_pair if self.mask is None else by_pair * self.connected

    def of_synapses(self, matrix: Array) -> Array:
        """The weight of each connection (synapses,)."""
        found: Array = matrix[self.connections.post, self.connections.pre]
        return found if self.side_by_side is None else found / self.side_by_side

    def outward(self, matrix: Array) -> Floats:
        """Shape weights as a description does: (post, pre), 0 where unconnected, if dense; else (synapses,)."""
        full = np.asarray(self.device.host(matrix), np.float64)
        return full.copy() if self._is_matrix else self.of_synapses(full)

    def of_connections(self, weights: Floats) -> Floats:
        """The weight of each connection (synapses,), from what :meth:`outward` gave."""
        return weights if weights.ndim == 1 else np.asarray(weights[self.connections.post, self.connections.pre])

    def of_each(self, weights: Floats) -> Floats:
        """Weights (synapses,) as a description holds them, each as it is."""
        return self.matrix(weights) if self._is_matrix else np.array(weights, np.float64)

    def listed(self) -> dict[str, Array]:
        """The pre and post of the weights (synapses,) of :meth:`outward`, by the names of :class:`Connections`.

        A rule that draws would connect others by another seed. Empty where weights have a shape of their own.
        """
        return {} if self._is_matrix else {PRE: self.connections.pre, POST: self.connections.post}

    @property
    def _is_matrix(self) -> bool:
        return self.projection.wiring.dense and self.projection.connections is None


@dataclass(frozen=True)
class SharedWired(Wired):
    """Connections that share one kernel: the tape keeps the kernel, whatever the number of connections."""

    @cached_property
    def kernel(self) -> NDArray[np.int64]:
        """The entry (synapses,) that each connection has."""
        assert self.connections.kernel is not None
        return self.connections.kernel

    @cached_property
    def kernel_shape(self) -> tuple[int, ...]:
        """Entries of the kernel along each of its axes, as the wiring rule orders them."""
        source = self.ends[0].shape
        assert source is not None
        return self.projection.wiring.kernel(source, self.projection.wiring_parameters)

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """Of the kernel."""
        return self.kernel_shape

    @cached_property
    def scale(self) -> float:
        return scale_of(self.projection)

    @property
    def pools(self) -> bool:
        return len(self.kernel_shape) == 1

    def drawn(self, seed: int) -> Floats:
        """The kernel that the description says."""
        return shared_weights(self.projection, self.ends[0], seed)

    def fresh(self, random: np.random.Generator, limit: Floats) -> Floats:
        """A kernel uniform within ± the smallest ``limit`` of the targets."""
        return np.asarray(random.uniform(-1, 1, self.kernel_shape) * limit.min() / self.scale)

    def matrix(self, weights: float | Floats) -> Floats:
        """The kernel from a number or an array of as many entries."""
        return np.array(np.broadcast_to(np.ravel(weights), int(np.prod(self.kernel_shape)))).reshape(self.kernel_shape)

    @cached_property
    def _entries(self) -> Array:
        return self.device.asarray(self.kernel)

    @cached_property
    def _runs(self) -> Runs | None:
        """The connections for compiled loops; None where there are no such loops."""
        if not has_loops(self.device):
            return None
        connections, entries = self.connections, int(np.prod(self.kernel_shape))
        return Runs(connections.pre, connections.post, self.kernel, entries, self.shape, self.grids)

    def _sparse(self, weight: Array) -> Any:
        """The matrix of the connections; whole on a device, where it is multiplied faster than it is sorted."""
        values = weight.reshape(-1)[self._entries]
        if not self.device.is_host:
            matrix = self.device.zeros(self.shape, weight.dtype)
            matrix[self.places] = values
            return matrix
        from scipy.sparse import csr_array

        return csr_array((values, (self.connections.post, self.connections.pre)), shape=self.shape)

    def _scaled(self, weight: Array) -> Array:
        scaled: Array = weight * weight.dtype.type(self.scale)
        return scaled

    def onward(self, sent: Array, weight: Array, out: Array | None = None) -> Array:
        """Bring spikes or currents ``sent`` (rows, pre) to the targets (rows, post)."""
        if self._runs is not None:
            return self._runs.onward(sent, self._scaled(weight), out)
        brought: Array = (self._sparse(self._scaled(weight)) @ sent.T).T
        if out is None:
            return brought
        out[...] = brought
        return out

    def back(self, bars: Array, weight: Array, out: Array | None = None, sent: Array | None = None) -> Array:
        """Derivatives by what was ``sent`` (rows, pre), from those by what arrived (rows, post)."""
        if self._runs is not None:
            return self._runs.back(bars, self._scaled(weight), out)
        by_sent: Array = (self._sparse(self._scaled(weight)).T @ bars.T).T
        if out is None:
            return by_sent
        out[...] = by_sent
        return out

    def gradient(self, bars: Array, sent: Array) -> Array:
        """The derivative by the kernel: the sum over all connections that have an entry."""
        if self._runs is not None:
            return (self._runs.gradient(bars, sent) * self.scale).reshape(self.kernel_shape).astype(bars.dtype)
        post, pre = self.places
        by_synapse = self.device.zeros(len(pre), np.float64)
        rows = max(1, BATCHED // max(len(pre), 1))
        for first in range(0, len(bars), rows):
            some = slice(first, first + rows)
            by_synapse += np.einsum("rs,rs->s", bars[some][:, post], sent[some][:, pre])
        return self._folded(by_synapse).astype(bars.dtype)

    def gathered(self, by_pair: Array) -> Array:
        """The derivative by the kernel from that by each pair of neurons (post, pre)."""
        return self._folded(by_pair[self.places]).astype(by_pair.dtype)

    def _folded(self, by_synapse: Array) -> Array:
        entries = np.bincount(self._entries, by_synapse, minlength=int(np.prod(self.kernel_shape)))
        return (entries * self.scale).reshape(self.kernel_shape)

    def of_synapses(self, matrix: Array) -> Array:
        """The weight of each connection (synapses,)."""
        found: Array = matrix.reshape(-1)[self.kernel] * self.scale
        return found

    def of_connections(self, weights: Floats) -> Floats:
        """That of the entry which each has, from the kernel."""
        return np.asarray(self.of_synapses(weights))

    def listed(self) -> dict[str, Array]:
        """Nothing: a kernel has its own shape."""
        return {}

    def outward(self, matrix: Array) -> Floats:
        """The kernel, as a description holds it."""
        return np.array(self.device.host(matrix), np.float64)


def has_loops(device: Device) -> bool:
    """Tell whether products of connections can be compiled loops on a ``device``."""
    return device.is_host and why_not("numba") is None


def is_worth_loops(synapses: int, runs: int, pairs: int) -> bool:
    """Tell whether loops over connections in so many runs are quicker than products of a matrix of all pairs."""
    return SPARSE * (synapses + RUN * runs) < pairs
