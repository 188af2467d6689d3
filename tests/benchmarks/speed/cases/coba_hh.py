"""COBA with Hodgkin-Huxley neurons after Traub & Miles: Brette et al. (2007), benchmark 3."""

from __future__ import annotations

from functools import partial

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population
from tests.benchmarks.speed.case import Arrays, Bar, Case, bars
from tests.benchmarks.speed.cases.coba import (
    ANNARCHY_GROUPS,
    BRIAN2_GROUPS,
    DRIVEN,
    NEST_GROUPS,
    REV_E,
    REV_I,
    SIZE,
    SYNAPSES,
    TAU_E,
    TAU_I,
    H,
    conductances,
    write,
)

C_M, G_L, E_L, G_NA, G_K, E_NA, E_K, V_T = 200.0, 10.0, -60.0, 20_000.0, 6_000.0, 50.0, -90.0, -63.0  # pF, nS, mV
SPREAD = 5.0  # mV around rest at the start
GATES = {"m": 0.01022727, "h": 0.9974103, "n": 0.02816697}  # at rest
METHOD, STEP = "rk2", 0.05  # ms; of Brian2
DETECTED = -20.0  # mV: a spike is where the membrane rises through it

MEMBRANE = (
    "C_m * dv/dt = gL * (E_L - v) + g_e * (E_e - v) + g_i * (E_i - v)"
    " - gNa * m^3 * h * (v - E_Na) - gK * n^4 * (v - E_K) : exponential"
)
"""One line, as ANNarchy asks, for which a name that begins with ``g_`` is what synapses sum."""


def description(arrays: Arrays) -> NetworkDescription:
    values = {"C_m": C_M, "g_L": G_L, "E_L": E_L, "g_Na": G_NA, "g_K": G_K, "E_Na": E_NA, "E_K": E_K, "V_T": V_T}
    start = {"V": arrays["start V"]}
    return conductances(arrays, Population("cells", find("neurons/traub_miles"), SIZE, values, start))


WORDS = {
    "brian2": {
        "equations": """
            dv/dt = (g_L * (E_L - v) + ge * (E_e - v) + gi * (E_i - v)
                     - g_Na * m**3 * h * (v - E_Na) - g_K * n**4 * (v - E_K)) / C_m : volt
            dm/dt = alpha_m * (1 - m) - beta_m * m : 1
            dn/dt = alpha_n * (1 - n) - beta_n * n : 1
            dh/dt = alpha_h * (1 - h) - beta_h * h : 1
            dge/dt = -ge / tau_e : siemens
            dgi/dt = -gi / tau_i : siemens
            alpha_m = 0.32 * 4 / exprel((13 - (v - V_T) / mV) / 4) / ms : Hz
            beta_m = 0.28 * 5 / exprel(((v - V_T) / mV - 40) / 5) / ms : Hz
            alpha_h = 0.128 * exp((17 - (v - V_T) / mV) / 18) / ms : Hz
            beta_h = 4 / (1 + exp((40 - (v - V_T) / mV) / 5)) / ms : Hz
            alpha_n = 0.032 * 5 / exprel((15 - (v - V_T) / mV) / 5) / ms : Hz
            beta_n = 0.5 * exp((10 - (v - V_T) / mV) / 40) / ms : Hz""",
        "threshold": "v > detected",
        "reset": "",
        "refractory": "v > detected",  # one spike for each time that the level is passed upward, as here
        "method": METHOD,
        "resolution": STEP,
        "namespace": {
            "E_L": (E_L, "mV"), "E_Na": (E_NA, "mV"), "E_K": (E_K, "mV"), "V_T": (V_T, "mV"), "g_L": (G_L, "nS"),
            "g_Na": (G_NA, "nS"), "g_K": (G_K, "nS"), "C_m": (C_M, "pF"), "detected": (DETECTED, "mV"), **SYNAPSES,
        },
        "start": {"v": ("start V", "mV"), **GATES},
        "groups": {**BRIAN2_GROUPS, "kick": {**BRIAN2_GROUPS["kick"], "delay": H - STEP}},
        "inputs": DRIVEN,
    },
    "nest": {
        "model": "hh_cond_exp_traub",
        "parameters": {
            "C_m": C_M, "g_L": G_L, "E_L": E_L, "g_Na": G_NA, "g_K": G_K, "E_Na": E_NA, "E_K": E_K, "V_T": V_T,
            "tau_syn_ex": TAU_E, "tau_syn_in": TAU_I, "E_ex": REV_E, "E_in": REV_I,
        },
        "start": {"V_m": "start V", "Act_m": GATES["m"], "Inact_h": GATES["h"], "Act_n": GATES["n"]},
        "groups": NEST_GROUPS,
        "inputs": DRIVEN,
    },
    "annarchy": {
        "parameters": {
            "C_m": C_M, "gL": G_L, "E_L": E_L, "gNa": G_NA, "gK": G_K, "E_Na": E_NA, "E_K": E_K, "V_T": V_T,
            "tau_e": TAU_E, "tau_i": TAU_I, "E_e": REV_E, "E_i": REV_I, "detected": DETECTED,
        },
        "equations": """prev = v
                        u = v - V_T
                        am = 0.32 * (13.0 - u) / (exp((13.0 - u) / 4.0) - 1.0)
                        bm = 0.28 * (u - 40.0) / (exp((u - 40.0) / 5.0) - 1.0)
                        ah = 0.128 * exp((17.0 - u) / 18.0)
                        bh = 4.0 / (1.0 + exp((40.0 - u) / 5.0))
                        an = 0.032 * (15.0 - u) / (exp((15.0 - u) / 5.0) - 1.0)
                        bn = 0.5 * exp((10.0 - u) / 40.0)
                        dm/dt = am * (1.0 - m) - bm * m : exponential
                        dn/dt = an * (1.0 - n) - bn * n : exponential
                        dh/dt = ah * (1.0 - h) - bh * h : exponential
                        MEMBRANE
                        tau_e * dg_e/dt = -g_e : exponential
                        tau_i * dg_i/dt = -g_i : exponential""".replace("MEMBRANE", MEMBRANE),
        "spike": "(v > detected) and (prev <= detected)",
        "reset": "",
        "refractory": 0.0,
        "start": {"v": "start V", **GATES},
        "groups": ANNARCHY_GROUPS,
        "inputs": DRIVEN,
    },
}  # fmt: skip

CASES = (
    Case(
        "COBA-HH 4,000", SIZE, ("e", "i", "kick"), partial(write, SPREAD), description, WORDS,
        bars(6.0, 3.0, Bar("Brian2 Cython", 10.0)),
        f"Brian2 by {METHOD} in steps of {STEP} ms, where its rate agrees; by exponential Euler in steps of 0.1 ms it"
        " takes 0.57 of that time and fires 37.0 spikes/s. NEST by an adaptive solver, the engine by"
        " Runge-Kutta of order 4 in thirds of a step. A spike is a rise through -20 mV, in NEST a peak.",
        duration=3000.0, rounds={"NEST": 1},
    ),
)  # fmt: skip
