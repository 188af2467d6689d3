"""Pair STDP from listed input spikes onto neurons that all inputs reach, additive, with hard bounds."""

from __future__ import annotations

from functools import partial

import numpy as np

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Stimulus
from tests.benchmarks.speed.case import NUMPY, Arrays, Bar, Case, bars
from tests.benchmarks.speed.cases.coba import listed

TAU_M, C_M, E_L, V_TH, V_RESET, T_REF, TAU_SYN = 20.0, 200.0, -70.0, -50.0, -60.0, 2.0, 5.0
RATE = 15.0  # spikes/s of each input
TAU_PLUS, TAU_MINUS, A_PLUS, A_MINUS = 20.0, 20.0, 0.01, 0.0105  # ms; steps as shares of the upper bound
MEAN_CURRENT = 230.0  # pA that the inputs hold together in the middle of the bounds: a little above threshold
H = 0.1
GAIN = TAU_M / C_M


def bound(inputs: int) -> float:
    """The largest weight in pA."""
    return 2.0 * MEAN_CURRENT / (inputs * RATE * TAU_SYN / 1000.0)


def write(inputs: int, size: int) -> Arrays:
    random = np.random.default_rng(1)
    pre, post = np.repeat(np.arange(inputs), size), np.tile(np.arange(size), inputs)
    return {
        "pre w": pre,
        "post w": post,
        "weight w": random.uniform(0.0, bound(inputs), len(pre)),
        "start V": random.uniform(E_L, V_TH, size),
        **listed(random, inputs, round(inputs * RATE), 1.0, 1000.0),
    }


def description(arrays: Arrays) -> NetworkDescription:
    inputs = int(arrays["pre w"].max()) + 1
    values = {"tau_m": TAU_M, "C_m": C_M, "E_L": E_L, "V_th": V_TH, "V_reset": V_RESET, "t_ref": T_REF}
    start = arrays["start V"]
    cells = Population("cells", find("neurons/leaky_integrate_and_fire"), len(start), values, {"V": start})
    times = {"times": arrays["listed times"], "trains": arrays["listed neurons"].astype(float)}
    top = bound(inputs)
    learns = Projection(
        "w", "listed", "cells", find("synapses/exponential_current"), find("wiring/explicit_list"),
        arrays["weight w"], H, synapse_parameters={"tau_syn": TAU_SYN},
        connections=Connections(arrays["pre w"], arrays["post w"]), plasticity=find("plasticity/pair_stdp"),
        plasticity_parameters=rule(top),
    )  # fmt: skip
    stimulus = Stimulus("listed", find("stimuli/spike_times"), inputs, times)
    return NetworkDescription(H, (cells,), (learns,), stimuli=(stimulus,))


def rule(top: float) -> dict[str, float]:
    """The parameters of our rule: its steps are shares of its upper bound."""
    return {"tau_plus": TAU_PLUS, "tau_minus": TAU_MINUS, "A_plus": A_PLUS, "A_minus": A_MINUS, "w_max": top}


def words(inputs: int) -> dict[str, dict[str, object]]:
    top = bound(inputs) * GAIN  # as the potential in mV that it holds
    steps = {"a_plus": (A_PLUS * top, "mV"), "a_minus": (A_MINUS * top, "mV"), "w_max": (top, "mV")}
    brian2 = {
        "equations": """dv/dt = (s - (v - E_L)) / tau_m : volt (unless refractory)
                        ds/dt = -s / tau_syn : volt""",
        "threshold": "v >= V_th",
        "reset": "v = V_reset",
        "refractory": T_REF + H,
        "method": "exact",
        "namespace": {
            "E_L": (E_L, "mV"),
            "V_th": (V_TH, "mV"),
            "V_reset": (V_RESET, "mV"),
            "tau_m": (TAU_M, "ms"),
            "tau_syn": (TAU_SYN, "ms"),
            "tau_plus": (TAU_PLUS, "ms"),
            "tau_minus": (TAU_MINUS, "ms"),
            **steps,
        },
        "start": {"v": ("start V", "mV")},
        "groups": {
            "w": {
                "listed": True,
                "delay": {"pre": 0.0, "post": 2 * H},  # dendritic here, and listed spikes act a step later there
                "order": {"post": -2},  # before "pre", which is -1
                "model": """w : volt
                            dx/dt = -x / tau_plus : 1 (event-driven)
                            dy/dt = -y / tau_minus : 1 (event-driven)""",
                "on_pre": """w = clip(w - a_minus * y, 0 * mV, w_max)
                             s_post += w
                             x += 1""",
                "on_post": """y += 1
                              w = clip(w + a_plus * x, 0 * mV, w_max)""",
                "values": {"w": ("weight w", "mV", GAIN)},
            }
        },
        "inputs": inputs,
    }
    annarchy = {
        "parameters": {"tau_m": TAU_M, "E_L": E_L, "tau_syn": TAU_SYN, "V_th": V_TH, "V_r": V_RESET},
        "equations": """tau_m * dv/dt = (E_L - v) + g_e
                        tau_syn * dg_e/dt = -g_e""",  # exponential, Euler's potential would get 1 % more charge
        "spike": "v > V_th",
        "reset": "v = V_r",
        "refractory": T_REF,
        "start": {"v": "start V"},
        "groups": {
            "w": {
                "listed": True,
                "target": "e",
                "weight": "weight w",
                "factor": GAIN,
                "synapse": {
                    "parameters": {
                        "tau_plus": TAU_PLUS,
                        "tau_minus": TAU_MINUS,
                        "a_plus": A_PLUS * top,
                        "a_minus": A_MINUS * top,
                        "w_max": top,
                    },
                    "equations": """tau_plus * dx/dt = -x : event-driven
                                    tau_minus * dy/dt = -y : event-driven""",
                    # what is delivered comes first there, whatever is written first, and depression before it here
                    "pre_spike": """g_target += clip(w - a_minus * y, 0.0, w_max)
                                    x += 1.0
                                    w = clip(w - a_minus * y, 0.0, w_max)""",
                    "post_spike": """y += 1.0
                                     w = clip(w + a_plus * x, 0.0, w_max)""",
                },
            }
        },
        "inputs": inputs,
    }
    missing = "its STDP changes weights at presynaptic spikes only, which is not the same work"
    return {"brian2": brian2, "annarchy": annarchy, "nest": {"missing": missing}}  # fmt: skip


CASES = tuple(
    Case(
        f"STDP {inputs:,} × {size}", size, ("w",), partial(write, inputs, size), description, words(inputs),
        bars(best, 3.0, Bar("Brian2 Cython", cython), NUMPY),
    )
    for inputs, size, best, cython in ((1_000, 100, 3.0, 10.0), (2_000, 400, 6.0, 12.0))
)  # fmt: skip
