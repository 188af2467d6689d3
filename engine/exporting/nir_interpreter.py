"""A plain reading of a NIR graph of layers: what its words mean, in a loop that shares nothing with the engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Interpreter:
    """``chain`` of nodes by name, in the order of the edges; one step lasts ``dt`` seconds."""

    chain: tuple[tuple[str, Any], ...]
    dt: float

    @classmethod
    def of_file(cls, path: Path, dt: float) -> Interpreter:
        """Read with every check that a stranger's file needs; raises ``ImportProblem``."""
        from engine.importing.nir import graph_of

        graph = graph_of(path)
        following = dict(graph.edges)
        name, chain = "input", []
        while name in following:
            name = following[name]
            chain.append((name, graph.nodes[name]))
        return cls(tuple(chain), dt)

    def run(self, shown: Array, steps: int) -> dict[str, tuple[Array, Array]]:
        """Spikes and distances above threshold (steps, batch, n) of every spiking layer.

        ``shown`` is (steps, batch, channels), or (1, batch, channels) for what never changes.
        """
        signal = np.broadcast_to(shown, (steps, *shown.shape[1:]))
        result = {}
        for name, node in self.chain:
            kind = type(node).__name__
            if kind == "Affine":
                signal = signal @ node.weight.T.astype(np.float64) + node.bias
            elif kind == "Linear":
                signal = signal @ node.weight.T.astype(np.float64)
            elif kind == "LIF":
                signal, distance = self._leaky(node, signal)
                result[name] = signal, distance
        return result

    def _leaky(self, node: Any, current: Array) -> tuple[Array, Array]:
        """tau dv/dt = (v_leak - v) + r I by Euler; a spike is v > v_threshold, and resets v at once."""
        v = np.zeros(current.shape[1:])
        spikes, distance = np.zeros(current.shape), np.zeros(current.shape)
        rate = self.dt / node.tau.astype(np.float64)
        for t in range(len(current)):
            v = v + rate * (node.v_leak - v + node.r * current[t])
            fired = v > node.v_threshold
            spikes[t], distance[t] = fired, v - node.v_threshold
            v = np.where(fired, node.v_reset, v)
        return spikes, distance
