"""The network that runs while the window is measured."""

from __future__ import annotations

from typing import Any

from engine.model.registry import discovery
from engine.network.description import NetworkDescription, Population, Projection, Sign
from engine.network.values import Uniform

LIF = "neurons/leaky_integrate_and_fire"
EXCITATORY, INHIBITORY = 3200, 800
H = 0.1  # ms


def cuba() -> NetworkDescription:
    """Vogels and Abbott's network of 4,000 neurons with exponential currents, as its benchmark has it."""
    neuron: Any = discovery.find(LIF)
    synapse: Any = discovery.find("synapses/exponential_current")
    wiring: Any = discovery.find("wiring/fixed_probability")
    common = {"tau_m": 20.0, "C_m": 200.0, "E_L": -49.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0}
    start = {"V": Uniform(-60.0, -50.0)}
    populations = (
        Population("1", neuron, EXCITATORY, common, start),
        Population("2", neuron, INHIBITORY, common, start),
    )
    kinds = (("1", 16.2, 5.0, Sign.EXCITATORY), ("2", -90.0, 10.0, Sign.INHIBITORY))
    projections = tuple(
        Projection(f"{source}{target}", source, target, synapse, wiring, weight, H, sign, {"tau_syn": tau}, {"p": 0.02})
        for source, weight, tau, sign in kinds
        for target in ("1", "2")
    )
    return NetworkDescription(H, populations, projections)
