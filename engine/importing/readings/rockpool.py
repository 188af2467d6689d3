"""Rockpool: exact decays, a current that decays in the step in which it arrives, a threshold taken away by a spike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.files.nir import INPUT, NirGraph, NirNode
from engine.importing.reading import STEP, TOLERANCE, Array, ImportedNeurons, NirReading, plain, time_constants
from engine.importing.readings.euler import positive

KIND, KEY = "CubaLIF", "neurons/current_based_leaky_integrate_and_fire_subtractive"
OWN_STEP = "dt"  # of a node, in s


class Rockpool(NirReading):
    """I = exp(-dt/tau_syn) (I + S); V = exp(-dt/tau_mem) V + I; w_in and the file's reset count for nothing.

    Rockpool sends several spikes in one step where a membrane is several thresholds high; here it is one. Its files
    do not tell the step but r = tau_mem exp(-dt / tau_mem) / dt, which has one solution.
    Source: rockpool 3.1.0, ``rockpool.nn.modules.torch.nir`` and ``lif_torch``.
    """

    name = "rockpool"
    title = "Rockpool"
    rank = 0
    kinds = (KIND,)
    step = 1e-3

    @classmethod
    def recognises(cls, graph: NirGraph) -> bool:
        """Currents whose input gain is 1, with time constants in seconds: no other writes these."""
        cells = [node for node in graph.nodes.values() if node.kind == KIND]
        others = any("v_threshold" in n.values for n in graph.nodes.values() if n.kind != KIND)
        taus = time_constants(graph)
        return (
            bool(cells)
            and not others
            and "dt" not in graph.metadata
            and all(np.all(np.asarray(node.get("w_in", 1.0)) == 1.0) for node in cells)
            and bool(np.all(taus >= STEP * (1 - TOLERANCE)) and np.all(taus < 1.0))
        )

    @classmethod
    def repaired(cls, graph: NirGraph) -> NirGraph:
        """Every neuron with its step, by its numbers or by the file; inputs without their samples and times."""
        told = graph.metadata.get("dt")

        def node_of(node: NirNode) -> NirNode:
            if node.kind == KIND:
                return replace(node, values={**node.values, OWN_STEP: step_of(node) if told is None else told})
            if node.kind == INPUT and told is None:
                return replace(node, values={**node.values, "shape": np.ravel(node.get("shape", ()))[-1:]})
            return node

        return replace(graph, nodes={name: node_of(node) for name, node in graph.nodes.items()})

    @classmethod
    def cell(cls, node: NirNode, size: int, step: float) -> ImportedNeurons:
        if np.any(plain(node, "v_leak", size) != 0):
            raise ValueError("its membrane does not leak to 0")
        dt = plain(node, OWN_STEP, size)
        alpha, beta = (np.exp(-dt / positive(node, name, size)) for name in ("tau_syn", "tau_mem"))
        return ImportedNeurons(KEY, {"alpha": alpha, "beta": beta, "V_th": positive(node, "v_threshold", size)}, alpha)


def step_of(node: NirNode) -> Array:
    """The dt in s of which r = tau_mem exp(-dt / tau_mem) / dt; not a number where there is none."""
    from scipy.special import lambertw

    tau, r = (np.asarray(node.get(name, np.nan), np.float64).ravel() for name in ("tau_mem", "r"))
    if not np.all(r > 0):
        return np.full(tau.shape, np.nan)
    return np.asarray(tau * lambertw((1 / r).tolist()).real)  # x exp(x) = 1 / r for x = dt / tau_mem
