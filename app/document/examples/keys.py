"""Keys of the models, the cell and the links that several examples use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.network.values import Uniform

LIF = "neurons/leaky_integrate_and_fire"
DISCRETE_LIF = "neurons/discrete_leaky_integrate_and_fire"
EXPONENTIAL = "synapses/exponential_current"
COUNTING = "neurons/discrete_integrate_and_fire_subtractive"
DELTA = "synapses/delta"
FIXED_PROBABILITY = "wiring/fixed_probability"
ALL_TO_ALL = "wiring/all_to_all"
ONE_TO_ONE = "wiring/one_to_one"
EXPLICIT = "wiring/explicit_list"

CELL: Mapping[str, Any] = {
    "parameters": {"tau_m": 20.0, "V_th": -50.0, "V_reset": -60.0, "E_L": -60.0},
    "start": {"V": Uniform(-60.0, -50.0)},
}
"""A leaky cell 10 mV below its threshold, which starts anywhere in between."""
DENSE: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 0.0, "sign": "mixed"}
"""A link between discrete layers, within the step."""
DENSE_CURRENTS: Mapping[str, Any] = {
    "synapse": EXPONENTIAL,
    "synapse_parameters": {"tau_syn": 5.0},
    "wiring": ALL_TO_ALL,
    "delay": 1.0,
    "sign": "mixed",
}
"""A link between layers of which the times of spikes matter."""
