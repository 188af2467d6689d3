"""A plain reading of a NIR graph: what its words mean, in loops that share nothing with the engine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.nir import INPUT, NirGraph, NirNode
from engine.files.nir_linear import applied, can_read, with_channels_last

Array = NDArray[Any]
Sent = tuple[Array, Array]


class NirSemantics:
    """NIR's neurons as software runs them: Euler's rule, the current before the membrane, reset in the spike's step.

    Membranes start where they leak to, as SpikingJelly's and Norse's do.

    ``advance`` takes the state (batch, n) by name and the input (batch, n); it gives what is sent and how far above
    its threshold each potential was before the reset.
    """

    def __init__(self, dt: float) -> None:
        self.dt = dt

    def advance(self, node: NirNode, state: dict[str, Array], current: Array) -> Sent:
        """tau_syn dI/dt = -I + w_in S; tau dv/dt = (v_leak - v) + r I, or dv/dt = r I; a spike is v > v_threshold."""
        v = state.setdefault("v", np.zeros(current.shape) + flattened(node.get("v_leak", 0.0)))
        if "tau_syn" in node.values:
            now = state.setdefault("I", np.zeros(current.shape))
            current = now + self.dt / flattened(node["tau_syn"]) * (flattened(node["w_in"]) * current - now)
            state["I"] = current
        tau = node.get("tau", node.get("tau_mem"))
        if tau is None:
            v = v + self.dt * flattened(node["r"]) * current
        else:
            v = v + self.dt / flattened(tau) * (flattened(node["v_leak"]) - v + flattened(node["r"]) * current)
        return self.fire(node, state, v)

    def fire(self, node: NirNode, state: dict[str, Array], v: Array) -> Sent:
        """Reset to a value; a node without a threshold sends nothing."""
        if "v_threshold" not in node.values:
            state["v"] = v
            return np.zeros(v.shape), np.full(v.shape, -np.inf)
        fired = v > flattened(node["v_threshold"])
        state["v"] = np.where(fired, flattened(node["v_reset"]), v)
        return fired.astype(np.float64), v - flattened(node["v_threshold"])


@dataclass(frozen=True)
class Interpreter:
    """A graph whose neurons mean what ``meaning`` says."""

    graph: NirGraph
    meaning: NirSemantics

    @classmethod
    def of_file(cls, path: Path, meaning: NirSemantics, channels_last: bool = False) -> Interpreter:
        """Read with every check that a stranger's file needs; raises ``ImportProblem``."""
        from engine.importing.formats.nir import graph_of

        graph = graph_of(path)
        return cls(with_channels_last(graph) if channels_last else graph, meaning)

    def run(self, shown: Array, steps: int) -> dict[str, Sent]:
        """Spikes and distances above threshold (steps, batch, n) of every layer of neurons.

        ``shown`` is (steps, batch, channels), or (1, batch, channels) for what never changes.
        """
        from engine.importing.nir_paths import places_in_order

        entries = [n for n in self.graph.of_kind(INPUT) if not self.graph.before(n)]
        places = places_in_order(self.graph, entries)
        names = sorted(places, key=places.__getitem__)
        loops = any(places[b] <= places[a] for a, b in self.graph.edges)
        shape = tuple(int(n) for n in np.ravel(self.graph.nodes[entries[0]]["shape"]))
        given = np.broadcast_to(shown, (steps, *shown.shape[1:])).reshape(steps, -1, *shape)
        states: dict[str, dict[str, Array]] = {name: {} for name in names}
        found: dict[str, list[Sent]] = {name: [] for name in names if not can_read(self.graph.nodes[name])}
        before: dict[str, Array] = {}
        for part in np.split(given, steps) if loops else [given]:
            values = dict(before)  # what a link back finds is of the step before
            for name in names:
                signal = part if name in entries else self._summed(name, values)
                values[name] = self._through(name, signal, states[name], found)
            before = values
        return {
            name: (np.concatenate([s for s, _ in parts]), np.concatenate([d for _, d in parts]))
            for name, parts in found.items()
        }

    def _summed(self, name: str, values: dict[str, Array]) -> Array:
        present = [values[a] for a in self.graph.before(name) if a in values]
        total = present[0]
        for more in present[1:]:
            total = total + more.reshape(total.shape)
        return total

    def _through(self, name: str, signal: Array, state: dict[str, Array], found: dict[str, list[Sent]]) -> Array:
        """Pass a signal (steps, batch, *shape) through a node."""
        node, (steps, batch, *shape) = self.graph.nodes[name], signal.shape
        if can_read(node):
            made = applied(node, signal.reshape(steps * batch, *shape))
            return made.reshape(steps, batch, *made.shape[1:])
        size = math.prod(shape)
        sent = np.zeros((steps, batch, size))
        distance = np.zeros((steps, batch, size))
        for t in range(steps):
            sent[t], distance[t] = self.meaning.advance(node, state, signal[t].reshape(batch, size))
        found[name].append((sent, distance))
        return sent.reshape(steps, batch, *shape)


def flattened(values: Any) -> Array:
    """Numbers of a layer as (n,), whatever its shape."""
    return np.asarray(values, np.float64).ravel()
