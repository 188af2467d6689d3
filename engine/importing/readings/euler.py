"""NIR's equations by Euler's rule, reset to a value in the step of the spike: snnTorch's and SpikingJelly's reading."""

from __future__ import annotations

from collections.abc import Mapping

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

FIRING: Mapping[str, str] = {
    "LIF": "neurons/discrete_leaky_integrate_and_fire",
    "CubaLIF": "neurons/current_based_leaky_integrate_and_fire",
    "IF": "neurons/discrete_integrate_and_fire",
    "Threshold": "neurons/discrete_leaky_integrate_and_fire",
}
SILENT: Mapping[str, str] = {
    "LI": "neurons/discrete_leaky_integrator",
    "CubaLI": "neurons/current_based_leaky_integrator",
    "I": "neurons/discrete_integrator",
}


class Euler(NirReading):
    """Each neuron's equation by Euler's rule; the current goes before the membrane."""

    name = "euler"
    title = "snnTorch, SpikingJelly"
    kinds = (*FIRING, *SILENT)

    @classmethod
    def recognises(cls, graph: NirGraph) -> bool:
        """Time constants of a step to a second, and inputs that are not a ten-thousandth of their weight."""
        taus = time_constants(graph)
        steps = float(graph.metadata["dt"]) if isinstance(graph.metadata.get("dt"), float) else STEP
        return bool(np.all(taus >= steps * (1 - TOLERANCE)) and np.all(taus < 1.0)) and not np.any(
            resistances(graph, "IF") == 1.0
        )

    @classmethod
    def cell(cls, node: NirNode, size: int, step: float) -> ImportedNeurons:
        if node.kind == "Threshold":
            level = {"beta": np.zeros(size), "V_th": plain(node, "threshold", size), "V_reset": np.zeros(size)}
            return ImportedNeurons(FIRING[node.kind], level, np.ones(size))
        rates: dict[str, Array] = {}
        gain = plain(node, "r", size, 1.0)
        rest = plain(node, "v_leak", size)
        if node.kind in ("CubaLIF", "CubaLI"):
            rates["alpha"] = step / positive(node, "tau_syn", size)
            gain = gain * rates["alpha"] * plain(node, "w_in", size, 1.0)
        if node.kind not in ("IF", "I"):
            rates["beta"] = step / positive(node, "tau_mem" if "tau_mem" in node.values else "tau", size)
        gain = gain * rates.get("beta", np.full(size, step))
        return euler_cell(node, size, rates, gain, rest)


def euler_cell(node: NirNode, size: int, rates: Mapping[str, Array], gain: Array, rest: Array) -> ImportedNeurons:
    """Read neurons with potentials measured from ``rest``, to which they leak and where they start."""
    parameters = {name: 1 - rate for name, rate in rates.items()}
    if any(np.any(decay < -TOLERANCE) for decay in parameters.values()):
        raise ValueError("a time constant is shorter than a step")
    parameters = {name: np.clip(decay, 0.0, 1.0) for name, decay in parameters.items()}
    if node.kind in SILENT:
        if np.any(rest != 0):
            raise ValueError("its membrane does not leak to 0, which no read-out here does")
        return ImportedNeurons(SILENT[node.kind], parameters, gain)
    parameters["V_th"] = plain(node, "v_threshold", size) - rest
    parameters["V_reset"] = plain(node, "v_reset", size) - rest
    return ImportedNeurons(FIRING[node.kind], parameters, gain)


def positive(node: NirNode, name: str, size: int) -> Array:
    """A parameter whose values are all above 0."""
    values = plain(node, name, size)
    if np.any(values <= 0):
        raise ValueError(f"{name} is not above 0")
    return values
