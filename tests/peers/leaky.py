"""The leaky neuron in both simulators' words, shared by the cases that differ in their synapses alone."""

LIF = {"tau_m": 10.0, "C_m": 250.0, "E_L": -70.0, "V_th": -55.0, "V_reset": -65.0}

CELL = {name: name for name in ("tau_m", "C_m", "E_L", "V_th", "V_reset", "t_ref")} | {
    "V_m": "start V",
    "I_e": "bias",
}
"""NEST's names of the current-based models, to ours."""

LEAK = 25.0  # nS: C_m / tau_m

CONDUCTING_CELL = {name: name for name in ("C_m", "E_L", "V_th", "V_reset", "t_ref")} | {
    "g_L": LEAK,
    "V_m": "start V",
    "I_e": "bias",
}
"""NEST's names of the conductance-based models."""
