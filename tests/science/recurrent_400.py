"""The fixed network of 400 neurons, as a description and as a plain loop that shares no code with the engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign

FILE = Path(__file__).parent / "data" / "recurrent_400.npz"
EXCITATORY, SIZE = 320, 400
H, TAU_M, C_M, E_L, V_TH, V_RESET, T_REF = 0.1, 10.0, 250.0, -70.0, -55.0, -70.0, 2.0
TAU_EXCITATORY, TAU_INHIBITORY = 2.0, 6.0
DURATION = 1000.0


def description() -> NetworkDescription:
    """Two populations with their explicit connections."""
    data = np.load(FILE)
    parts = {"e": slice(0, EXCITATORY), "i": slice(EXCITATORY, SIZE)}
    neuron = find("neurons/leaky_integrate_and_fire")
    populations = tuple(
        Population(
            id, neuron, part.stop - part.start,
            {"tau_m": TAU_M, "C_m": C_M, "E_L": E_L, "V_th": V_TH, "V_reset": V_RESET, "t_ref": T_REF},
            {"V": data["start"][part]}, data["bias"][part],
        )
        for id, part in parts.items()
    )  # fmt: skip
    projections = []
    for source, part in parts.items():
        for target, goal in parts.items():
            own = (data["pre"] >= part.start) & (data["pre"] < part.stop)
            own &= (data["post"] >= goal.start) & (data["post"] < goal.stop)
            tau = TAU_EXCITATORY if source == "e" else TAU_INHIBITORY
            projections.append(
                Projection(
                    source + target, source, target, find("synapses/exponential_current"),
                    find("wiring/explicit_list"), data["weight"][own], data["delay"][own] * H,
                    Sign.EXCITATORY if source == "e" else Sign.INHIBITORY, {"tau_syn": tau},
                    connections=Connections(data["pre"][own] - part.start, data["post"][own] - goal.start),
                )
            )  # fmt: skip
    return NetworkDescription(H, populations, tuple(projections))


def plain_loop(duration: float = DURATION) -> tuple[np.ndarray, np.ndarray]:
    """Steps and neurons (spikes,) by the order of operations of docs/semantics.md, written out."""
    data = np.load(FILE)
    pre, post, weight, delay = (data[n] for n in ("pre", "post", "weight", "delay"))
    synapses = [np.flatnonzero(pre == i) for i in range(SIZE)]
    p_m, p_e, p_i = (np.exp(-H / tau) for tau in (TAU_M, TAU_EXCITATORY, TAU_INHIBITORY))
    into_e, into_i = (
        tau * TAU_M / (C_M * (tau - TAU_M)) * (p - p_m) for tau, p in ((TAU_EXCITATORY, p_e), (TAU_INHIBITORY, p_i))
    )
    into_bias = TAU_M / C_M * (1 - p_m)
    slots = delay.max() + 1
    ring_e, ring_i = np.zeros((slots, SIZE)), np.zeros((slots, SIZE))
    V, current_e, current_i = data["start"].copy(), np.zeros(SIZE), np.zeros(SIZE)
    left = np.zeros(SIZE, int)
    steps, neurons = [], []
    for k in range(round(duration / H)):
        moved = E_L + (V - E_L) * p_m + data["bias"] * into_bias + current_e * into_e + current_i * into_i
        V = np.where(left > 0, V, moved)  # 1 advance, or hold
        left = np.maximum(left - 1, 0)
        slot = k % slots
        current_e = current_e * p_e + ring_e[slot]  # 2 decay, 3 arrivals
        current_i = current_i * p_i + ring_i[slot]
        ring_e[slot] = ring_i[slot] = 0.0
        for i in np.flatnonzero((V >= V_TH) & (left == 0)):  # 4 threshold
            V[i], left[i] = V_RESET, round(T_REF / H)
            steps.append(k + 1)
            neurons.append(i)
            s = synapses[i]
            ring = ring_e if i < EXCITATORY else ring_i
            np.add.at(ring, ((k + delay[s]) % slots, post[s]), weight[s])
    return np.array(steps), np.array(neurons)
