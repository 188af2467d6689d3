"""Brunel (2000), model A: 12,500 neurons, 15.6 million delta synapses; g = 5, twice threshold: irregular."""

from __future__ import annotations

import numpy as np

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign, Stimulus
from tests.benchmarks.speed.case import NUMPY, Arrays, Bar, Case, bars

N_E, N_I, C_E, C_I = 10_000, 2_500, 1_000, 250
TAU, THETA, V_R, TAU_RP, J, G, DELAY = 20.0, 20.0, 10.0, 2.0, 0.1, 5.0, 1.5  # ms, mV
RATE = 20.0  # spikes/s of each of the C_E external synapses: twice what reaches the threshold
H = 0.1
SIZE = N_E + N_I


def write() -> Arrays:
    """Every neuron has C_E excitatory and C_I inhibitory sources, drawn without looking at one another."""
    random = np.random.default_rng(1)
    post = np.arange(SIZE)
    pairs = {}
    for id, first, sources, count in (("e", 0, N_E, C_E), ("i", N_E, N_I, C_I)):
        pre = random.integers(first, first + sources, SIZE * count)
        order = np.argsort(pre, kind="stable")
        pairs |= {f"pre {id}": pre[order], f"post {id}": np.repeat(post, count)[order]}
    return {**pairs, "start V": random.uniform(0.0, THETA, SIZE)}


def description(arrays: Arrays) -> NetworkDescription:
    values = {"tau_m": TAU, "E_L": 0.0, "V_th": THETA, "V_reset": V_R, "t_ref": TAU_RP}
    start = {"V": arrays["start V"]}
    cells = Population("cells", find("neurons/leaky_integrate_and_fire"), SIZE, values, start)
    noise = Stimulus("noise", find("stimuli/poisson"), parameters={"rate": C_E * RATE})
    delta, every = find("synapses/delta"), find("wiring/explicit_list")
    inner = tuple(
        Projection(
            id, "cells", "cells", delta, every, weight, DELAY, sign,
            connections=Connections(arrays[f"pre {id}"], arrays[f"post {id}"]),
        )
        for id, weight, sign in (("e", J, Sign.EXCITATORY), ("i", -G * J, Sign.INHIBITORY))
    )  # fmt: skip
    outer = Projection("outer", "noise", "cells", delta, find("wiring/all_to_all"), J, H)
    return NetworkDescription(H, (cells,), (*inner, outer), stimuli=(noise,))


WORDS = {
    "brian2": {
        "equations": "dv/dt = -v / tau : volt (unless refractory)",
        "threshold": "v >= theta",
        "reset": "v = V_r",
        "refractory": TAU_RP + H,
        "method": "exact",
        "namespace": {
            "tau": (TAU, "ms"), "theta": (THETA, "mV"), "V_r": (V_R, "mV"), "w_e": (J, "mV"), "w_i": (-G * J, "mV"),
        },
        "start": {"v": ("start V", "mV")},
        "groups": {"e": {"on_pre": "v += w_e", "delay": DELAY}, "i": {"on_pre": "v += w_i", "delay": DELAY}},
        "poisson": {"target": "v", "count": C_E, "rate": RATE, "weight": (J, "mV")},
    },
    "nest": {
        "model": "iaf_psc_delta",
        "parameters": {
            "tau_m": TAU, "C_m": 250.0, "E_L": 0.0, "V_th": THETA, "V_reset": V_R, "t_ref": TAU_RP,
        },
        "start": {"V_m": "start V"},
        "groups": {"e": {"weight": J, "delay": DELAY}, "i": {"weight": -G * J, "delay": DELAY}},
        "poisson": {"rate": C_E * RATE, "weight": J, "delay": H},
    },
    "annarchy": {"missing": "its spikes act on conductances, not on a potential"},
}  # fmt: skip

CASES = (
    Case(
        "Brunel 12,500", SIZE, ("e", "i"), write, description, WORDS,
        bars(6.0, 3.0, Bar("NEST, 2", 6.0), Bar("Brian2 Cython", 12.0), NUMPY),
        "External spikes are drawn by each simulator itself.",
    ),
)  # fmt: skip
