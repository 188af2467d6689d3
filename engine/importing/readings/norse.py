"""Norse's modules, whose export divides time constants by what its step is in seconds."""

from __future__ import annotations

import numpy as np

from engine.files.nir import NirGraph, NirNode
from engine.importing.reading import (
    STEP,
    TOLERANCE,
    Array,
    ImportedNeurons,
    NirReading,
    plain,
    resistances,
    time_constants,
)
from engine.importing.readings.euler import FIRING, euler_cell, positive

STEP_HERE = 1e-3  # s, Norse's usual one


class Norse(NirReading):
    """Euler's rule as Norse's modules take it: the file's tau is the step times the true one; r and w_in count as 1.

    Source: norse 1.1.0, ``norse.torch.utils.export_nir``: ``tau = dt / tau_mem_inv``, and the steps of ``lif_box``,
    ``lif`` (the current before the membrane), ``iaf`` and ``leaky_integrator_box``.
    """

    name = "norse"
    title = "Norse"
    rank = 2  # sinabs tells its integrators by their age
    kinds = (*(kind for kind in FIRING if kind != "Threshold"), "LI")
    step = STEP_HERE

    @classmethod
    def recognises(cls, graph: NirGraph) -> bool:
        """Time constants below what any other takes for a step, or spikes that act by their whole weight."""
        if "reading" in graph.metadata or "dt" in graph.metadata:
            return False
        taus = time_constants(graph)
        if taus.size:
            return bool(np.all(taus < STEP * (1 - TOLERANCE)))
        return bool(np.any(resistances(graph, "IF") == 1.0))

    @classmethod
    def cell(cls, node: NirNode, size: int, step: float) -> ImportedNeurons:
        if node.kind == "IF":
            return euler_cell(node, size, {}, np.ones(size), np.zeros(size))
        rates: dict[str, Array] = {}
        if node.kind == "CubaLIF":
            rates["alpha"] = step**2 / positive(node, "tau_syn", size)
        rates["beta"] = step**2 / positive(node, "tau_mem" if "tau_mem" in node.values else "tau", size)
        return euler_cell(node, size, rates, rates["beta"], plain(node, "v_leak", size))
