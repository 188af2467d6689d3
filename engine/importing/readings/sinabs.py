"""Sinabs: time constants in steps, exact decay, and a threshold taken away for each spike."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.files.nir import NirGraph, NirNode
from engine.importing.reading import ImportedNeurons, NirReading, plain, resistances, time_constants
from engine.importing.readings.euler import positive

KEYS: Mapping[str, str] = {
    "LIF": "neurons/discrete_leaky_integrate_and_fire_subtractive",
    "IF": "neurons/discrete_integrate_and_fire_subtractive",
    "LI": "neurons/discrete_leaky_integrator",
}
OLD = (1, 0, 4)  # the newest version of nir that sinabs writes with


class Sinabs(NirReading):
    """V = exp(-1/tau) V + I; r and the file's reset count for nothing.

    Sinabs sends several spikes in one step where a membrane is several thresholds high; here it is one. Its IF falls no
    lower than minus its threshold; here it does.
    Source: sinabs 3.1.3, ``sinabs.nir`` and ``sinabs.layers.functional.lif``.
    """

    name = "sinabs"
    title = "sinabs"
    kinds = tuple(KEYS)
    step = 1.0

    @classmethod
    def recognises(cls, graph: NirGraph) -> bool:
        taus = time_constants(graph)
        if taus.size:
            return bool(np.all(taus >= 0.1)) and "dt" not in graph.metadata
        integrators = resistances(graph, "IF")
        return bool(integrators.size) and bool(np.all(integrators == 1.0)) and () < graph.version <= OLD

    @classmethod
    def cell(cls, node: NirNode, size: int, step: float) -> ImportedNeurons:
        if np.any(plain(node, "v_leak", size) != 0):
            raise ValueError("its membrane does not leak to 0")
        parameters = {}
        if node.kind != "IF":
            parameters["beta"] = np.exp(-step / positive(node, "tau", size))
        if node.kind != "LI":
            parameters["V_th"] = positive(node, "v_threshold", size)
        return ImportedNeurons(KEYS[node.kind], parameters, np.ones(size))
