"""snnTorch's usual neuron, reset by subtraction one step late: its files do not say so, a person must."""

from __future__ import annotations

import numpy as np

from engine.files.nir import NirGraph, NirNode
from engine.importing.reading import ImportedNeurons, NirReading
from engine.importing.readings.euler import Euler


class SnnTorchSubtraction(NirReading):
    """A spike takes the threshold away in the step after it, which ``reset_mechanism`` and ``reset_delay`` leave so.

    Source: snnTorch 1.0.0, ``snntorch.Leaky``; its export writes a reset to 0 whatever the mechanism.
    """

    name = "snntorch-subtraction"
    title = "snnTorch, reset by subtraction"
    kinds = ("LIF", "LI")

    @classmethod
    def recognises(cls, graph: NirGraph) -> bool:
        return False

    @classmethod
    def cell(cls, node: NirNode, size: int, step: float) -> ImportedNeurons:
        found = Euler.cell(node, size, step)
        if node.kind == "LI":
            return found
        given = {"alpha": found.parameters["beta"], "V_th": found.parameters["V_th"], "beta": np.zeros(size)}
        return ImportedNeurons("neurons/discrete_adaptive_leaky_integrate_and_fire", given, found.gain)
