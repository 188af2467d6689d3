"""Connections whose weights are kept one each (decision 0247), and the choice among the forms of connections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.spatial import refuse_misfit
from engine.circuit.circuit import Circuit
from engine.circuit.largest_wired import LargestWired
from engine.circuit.runs import Runs
from engine.circuit.wired import SharedWired, Wired
from engine.network.description import Projection
from engine.network.values import Floats
from engine.simulation.connections.blocks import wired_connections
from engine.simulation.connections.wired import refuse_absent

Array = NDArray[Any]
DRAWN_TOGETHER = 1 << 18  # weights that are drawn at a time where those of unconnected pairs are left out


@dataclass(frozen=True)
class SparseWired(Wired):
    """Connections with a weight each, none side by side: the tape keeps (synapses,), nothing of unconnected pairs."""

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """One a connection."""
        return self.connections.pre.shape

    @property
    def is_worth_it(self) -> bool:
        """Loops over the connections are quicker than a matrix with many zeros."""
        return self._runs is not None

    def fresh(self, random: np.random.Generator, limit: Floats) -> Floats:
        """The same weights as those of the matrix, of which some rows are drawn at a time."""
        post, pre = self.connections.post, self.connections.pre
        order = np.argsort(post, kind="stable")
        found, ends = np.empty(len(pre)), np.searchsorted(post[order], np.arange(self.shape[0] + 1))
        together = max(1, DRAWN_TOGETHER // max(self.shape[1], 1))
        for first in range(0, self.shape[0], together):
            last = min(first + together, self.shape[0])
            some = order[ends[first] : ends[last]]
            drawn = random.uniform(-1, 1, (last - first, self.shape[1]))
            found[some] = drawn[post[some] - first, pre[some]] * limit[post[some]]
        return found

    def of_targets(self, numbers: Array) -> Array:
        """That of the target of each connection (synapses,)."""
        return numbers[self.connections.post]

    @cached_property
    def _columns(self) -> NDArray[np.int64]:
        """The column (synapses,) of each weight in the row of its target."""
        post = self.connections.post
        order = np.argsort(post, kind="stable")
        begins = np.searchsorted(post[order], np.arange(self.shape[0]))
        columns = np.empty(len(post), np.int64)
        columns[order] = np.arange(len(post)) - begins[post[order]]
        return columns

    def rows(self, weight: Array) -> Array:
        """The weights (post, n) of each target, and zeros where another has more."""
        rows = np.zeros((self.shape[0], int(self._columns.max(initial=-1)) + 1), weight.dtype)
        rows[self.connections.post, self._columns] = weight
        return rows

    def of_rows(self, rows: Array) -> Array:
        """The weights (synapses,)."""
        found: Array = rows[self.connections.post, self._columns]
        return found

    def matrix(self, weights: float | Floats) -> Floats:
        """(synapses,) from a number, one weight a synapse, or a matrix (post, pre)."""
        if isinstance(weights, np.ndarray) and weights.ndim == 2:
            weights = weights[self.connections.post, self.connections.pre]
        return np.array(np.broadcast_to(weights, self.weight_shape), np.float64)

    @property
    def loops(self) -> Runs:
        """The connections for compiled loops."""
        assert self._runs is not None
        return self._runs

    def onward(self, sent: Array, weight: Array, out: Array | None = None) -> Array:
        """Bring spikes or currents ``sent`` (rows, pre) to the targets (rows, post)."""
        return self.loops.onward(sent, weight, out)

    def back(self, bars: Array, weight: Array, out: Array | None = None, sent: Array | None = None) -> Array:
        """Derivatives by what was ``sent`` (rows, pre), from those by what arrived (rows, post)."""
        return self.loops.back(bars, weight, out)

    def gradient(self, bars: Array, sent: Array) -> Array:
        """The derivative by the weights (synapses,)."""
        return self.loops.gradient(bars, sent).astype(bars.dtype)

    def gathered(self, by_pair: Array) -> Array:
        """The derivative by the weights (synapses,) from that by each pair of neurons (post, pre)."""
        found: Array = by_pair[self.places]
        return found

    def of_synapses(self, matrix: Array) -> Array:
        """The weight of each connection (synapses,): as it is kept."""
        return matrix

    def outward(self, matrix: Array) -> Floats:
        """A copy (synapses,), as a description holds them."""
        return np.array(self.device.host(matrix), np.float64)


def wired_for(circuit: Circuit, projection: Projection, seed: int, sparse: bool = False) -> Wired:
    """The connections of a projection in the form that training keeps its weights.

    ``sparse`` ones may keep one weight a connection, where loops over these are quicker than a matrix.
    """
    shape = circuit.size(projection.target), circuit.size(projection.source)
    ends = circuit.ends(projection, seed)
    refuse_absent(projection, ends)
    refuse_misfit(circuit.description, projection, *ends)
    connections = wired_connections(projection, *ends, seed)
    if connections.kernel is not None:
        kind = LargestWired if projection.takes_largest() else SharedWired
        return kind(projection, connections, shape, None, ends, circuit.device)
    if sparse:
        found = SparseWired(projection, connections, shape, None, ends, circuit.device)
        if found.is_worth_it:
            return found
    mask = np.zeros(shape, bool)
    mask[connections.post, connections.pre] = True
    return Wired(projection, connections, shape, None if mask.all() else mask, ends, circuit.device)
