"""A plain reading of a NIR graph of layers: what its words mean, in a loop that shares nothing with the engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.exporting.nir_grids import convolved

Array = NDArray[Any]
NEURONS = ("LIF", "CubaLIF", "IF", "LI", "CubaLI", "I")


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
            elif kind == "Conv2d":
                signal = convolved(node, signal)
            elif kind in NEURONS:
                signal, distance = self._neurons(node, self._current(node, signal))
                result[name] = signal, distance
        return result

    def _current(self, node: Any, signal: Array) -> Array:
        """tau_syn dI/dt = -I + w_in S by Euler, where the node has a synapse; it goes before the membrane."""
        if not hasattr(node, "tau_syn"):
            return signal
        current, now = np.zeros(signal.shape), np.zeros(signal.shape[1:])
        rate = self.dt / _flat(node.tau_syn)
        for t in range(len(signal)):
            now = now + rate * (_flat(node.w_in) * signal[t] - now)
            current[t] = now
        return current

    def _neurons(self, node: Any, current: Array) -> tuple[Array, Array]:
        """tau dv/dt = (v_leak - v) + r I, or dv/dt = r I, by Euler; a spike is v > v_threshold and resets v."""
        v = np.zeros(current.shape[1:])
        spikes, distance = np.zeros(current.shape), np.full(current.shape, -np.inf)
        tau = getattr(node, "tau", getattr(node, "tau_mem", None))
        for t in range(len(current)):
            if tau is None:
                v = v + self.dt * _flat(node.r) * current[t]
            else:
                v = v + self.dt / _flat(tau) * (_flat(node.v_leak) - v + _flat(node.r) * current[t])
            if not hasattr(node, "v_threshold"):
                continue
            fired = v > _flat(node.v_threshold)
            spikes[t], distance[t] = fired, v - _flat(node.v_threshold)
            v = np.where(fired, _flat(node.v_reset), v)
        return spikes, distance


def _flat(values: Any) -> Array:
    """Numbers of a layer as (n,), whatever its shape."""
    return np.asarray(values, np.float64).ravel()
