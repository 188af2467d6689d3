"""Spyx: what a membrane was decides on the spike, which takes the threshold away while the next input comes in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.files.nir import INPUT, NirGraph, NirNode
from engine.importing.reading import ImportedNeurons, NirReading, plain, resistances
from engine.importing.readings.euler import positive

KINDS = ("LIF", "IF")
KEY = "neurons/discrete_adaptive_leaky_integrate_and_fire"  # without its adaptation


class Spyx(NirReading):
    """s = V > threshold; V = beta V + I - s threshold: the spikes of a neuron here, one step later.

    Layers pass spikes on within the step in which they are late, so links between them take a step here, and a link
    back is no later than that. Grids have their channels last, so weights behind a ``Flatten`` are in that order.
    Source: spyx 1.0.0, ``spyx.nir`` and ``spyx.nn``; its export writes ``r`` as the decay.
    """

    name = "spyx"
    title = "spyx"
    rank = 0
    kinds = KINDS
    between = 1
    lag = 1
    step = 1.0
    channels_last = True

    @classmethod
    def recognises(cls, graph: NirGraph) -> bool:
        """A resistance that is the decay of the membrane, which no other writes; names where there is no decay."""
        if "dt" in graph.metadata:
            return False
        leaky = [n for n in graph.nodes.values() if n.kind in ("LIF", "CubaLIF")]
        taus = [np.asarray(n.get("tau", n.get("tau_mem")), np.float64).ravel() for n in leaky]
        rs = [np.asarray(n.get("r", 1.0), np.float64).ravel() for n in leaky]
        if leaky:
            return all(
                t.size == r.size and bool(np.allclose(1 - 1 / t, r, atol=1e-4)) for t, r in zip(taus, rs, strict=True)
            )
        named = any(name.split(".")[0].startswith("layer_") for name in graph.nodes)
        return named and bool(np.all(resistances(graph, "IF") == 1.0))

    @classmethod
    def repaired(cls, graph: NirGraph) -> NirGraph:
        """Lead input of a layer that feeds itself to its neurons, though the file leads it to the weights."""
        feeds = {(a, b) for a, b in graph.edges if (b, a) in graph.edges and graph.nodes[b].kind in KINDS}
        behind = dict(feeds)
        edges = tuple((a, behind[b] if graph.nodes[a].kind == INPUT and b in behind else b) for a, b in graph.edges)
        return replace(graph, edges=edges)

    @classmethod
    def cell(cls, node: NirNode, size: int, step: float) -> ImportedNeurons:
        kept = np.ones(size) if node.kind == "IF" else 1 - step / positive(node, "tau", size)
        if np.any(kept < 0):
            raise ValueError("a time constant is shorter than a step")
        parameters = {"alpha": kept, "beta": np.zeros(size), "V_th": plain(node, "v_threshold", size)}
        return ImportedNeurons(KEY, parameters, np.ones(size))
