"""CUBA of Brette et al. (2007), benchmark 2, as Brian2's example states it, and its scaling series."""

from __future__ import annotations

from functools import partial

import numpy as np

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign
from tests.benchmarks.speed.case import NUMPY, Arrays, Bar, Case, bars, random_pairs

TAU_M, C_M, E_L, V_TH, V_RESET, T_REF = 20.0, 200.0, -49.0, -50.0, -60.0, 5.0
TAU_E, TAU_I, W_E, W_I = 5.0, 10.0, 16.2, -90.0  # ms, pA
H = 0.1
CONNECTIONS_PER_NEURON = 80  # 2 % of 4,000
EXCITATORY = 0.8
GAIN = TAU_M / C_M  # a current in pA as the potential in mV that it holds


def write(size: int) -> Arrays:
    random = np.random.default_rng(1)
    pre, post = random_pairs(random, size, size, CONNECTIONS_PER_NEURON)
    excites = pre < int(EXCITATORY * size)
    return {
        "pre e": pre[excites],
        "post e": post[excites],
        "pre i": pre[~excites],
        "post i": post[~excites],
        "start V": random.uniform(V_RESET, V_TH, size),
    }


def description(arrays: Arrays) -> NetworkDescription:
    start = arrays["start V"]
    values = {"tau_m": TAU_M, "C_m": C_M, "E_L": E_L, "V_th": V_TH, "V_reset": V_RESET, "t_ref": T_REF}
    neuron = find("neurons/leaky_integrate_and_fire")
    projections = tuple(
        Projection(
            id, "cells", "cells", find("synapses/exponential_current"), find("wiring/explicit_list"), weight, H, sign,
            {"tau_syn": tau}, connections=Connections(arrays[f"pre {id}"], arrays[f"post {id}"]),
        )
        for id, weight, tau, sign in (("e", W_E, TAU_E, Sign.EXCITATORY), ("i", W_I, TAU_I, Sign.INHIBITORY))
    )  # fmt: skip
    return NetworkDescription(H, (Population("cells", neuron, len(start), values, {"V": start}),), projections)


WORDS = {
    "brian2": {
        "equations": """dv/dt = (ge + gi - (v - E_L)) / tau_m : volt (unless refractory)
                        dge/dt = -ge / tau_e : volt
                        dgi/dt = -gi / tau_i : volt""",
        "threshold": "v >= V_th",
        "reset": "v = V_reset",
        "refractory": T_REF + H,
        "method": "exact",
        "namespace": {
            "E_L": (E_L, "mV"), "V_th": (V_TH, "mV"), "V_reset": (V_RESET, "mV"), "tau_m": (TAU_M, "ms"),
            "tau_e": (TAU_E, "ms"), "tau_i": (TAU_I, "ms"), "w_e": (W_E * GAIN, "mV"), "w_i": (W_I * GAIN, "mV"),
        },
        "start": {"v": ("start V", "mV")},
        "groups": {"e": {"on_pre": "ge += w_e", "delay": H}, "i": {"on_pre": "gi += w_i", "delay": H}},
    },
    "nest": {
        "model": "iaf_psc_exp",
        "parameters": {
            "tau_m": TAU_M, "C_m": C_M, "E_L": E_L, "V_th": V_TH, "V_reset": V_RESET, "t_ref": T_REF,
            "tau_syn_ex": TAU_E, "tau_syn_in": TAU_I,
        },
        "start": {"V_m": "start V"},
        "groups": {"e": {"weight": W_E, "delay": H}, "i": {"weight": W_I, "delay": H}},
    },
    "annarchy": {
        "parameters": {"tau_m": TAU_M, "E_L": E_L, "tau_e": TAU_E, "tau_i": TAU_I, "V_th": V_TH, "V_r": V_RESET},
        "equations": """tau_m * dv/dt = (E_L - v) + g_e + g_i
                        tau_e * dg_e/dt = -g_e : exponential
                        tau_i * dg_i/dt = -g_i : exponential""",
        "spike": "v > V_th",
        "reset": "v = V_r",
        "refractory": T_REF,
        "start": {"v": "start V"},
        "groups": {"e": {"target": "e", "weight": W_E * GAIN}, "i": {"target": "i", "weight": W_I * GAIN}},
    },
}  # fmt: skip

CASES = tuple(
    Case(
        f"CUBA {size:,}", size, ("e", "i"), partial(write, size), description, WORDS,
        bars(2.0, 1.4, Bar("NEST, 2", nest), Bar("Brian2 Cython", cython), NUMPY), rounds=rounds,
    )
    for size, nest, cython, rounds in (
        (4_000, 10.0, 8.0, {}),
        (20_000, 15.0, 4.0, {"ANNarchy, 2": 1}),
        (100_000, 15.0, 4.0, {"NEST": 1}),
    )
)  # fmt: skip
