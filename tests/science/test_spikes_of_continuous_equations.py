"""Neurons whose upstroke is part of their equations, spike by spike against an adaptive integrator of order 8."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engine.network.description import NetworkDescription, Population, Recording
from engine.neurons import (
    AdaptiveExponentialIntegrateAndFire,
    ExponentialIntegrateAndFire,
    QuadraticIntegrateAndFire,
)
from engine.simulation.simulation import Simulation

H, DURATION = 0.1, 120.0  # ms

State = np.ndarray
Values = Mapping[str, float]


@dataclass(frozen=True)
class Paper:
    """What a paper says: the slope of the state, whose first number is the membrane, and what a spike makes of it."""

    slope: Callable[[State, float, Values], list[float]]
    reset: Callable[[State, Values], list[float]]
    start: Callable[[Values], list[float]]


EXPONENTIAL = Paper(
    lambda s, i, p: [
        (p["g_L"] * (p["E_L"] - s[0] + p["Delta_T"] * np.exp((s[0] - p["V_T"]) / p["Delta_T"])) + i) / p["C_m"]
    ],
    lambda s, p: [p["V_reset"]],
    lambda p: [p["E_L"]],
)
QUADRATIC = Paper(
    lambda s, i, p: [(p["k"] * (s[0] - p["V_rest"]) * (s[0] - p["V_c"]) + i) / p["C_m"]],
    lambda s, p: [p["V_reset"]],
    lambda p: [p["V_rest"]],
)
ADAPTIVE = Paper(
    lambda s, i, p: [
        EXPONENTIAL.slope(s[:1], i - s[1], p)[0],
        (p["a"] * (s[0] - p["E_L"]) - s[1]) / p["tau_w"],
    ],
    lambda s, p: [p["V_reset"], s[1] + p["b"]],
    lambda p: [p["E_L"], 0.0],
)
CASES = {
    "exponential": (
        ExponentialIntegrateAndFire, EXPONENTIAL, 600.0,
        {"C_m": 210.0, "g_L": 22.0, "E_L": -66.0, "V_T": -57.0, "Delta_T": 2.5, "V_peak": -32.0, "V_reset": -69.0,
         "t_ref": 2.3},
    ),
    "quadratic": (
        QuadraticIntegrateAndFire, QUADRATIC, 700.0,
        {"C_m": 190.0, "k": 1.2, "V_rest": -68.0, "V_c": -49.0, "V_peak": -10.0, "V_reset": -63.0, "t_ref": 1.4},
    ),
    "adaptive exponential": (
        AdaptiveExponentialIntegrateAndFire, ADAPTIVE, 900.0,
        {"C_m": 240.0, "g_L": 25.0, "E_L": -69.0, "V_T": -52.0, "Delta_T": 2.4, "a": 5.0, "tau_w": 60.0, "b": 45.0,
         "V_peak": -5.0, "V_reset": -58.0, "t_ref": 1.8},
    ),
}  # fmt: skip


def told(paper: Paper, current: float, values: Values) -> list[float]:
    """Spike times, with a reset at each crossing of ``V_peak``."""
    now, state, times = 0.0, np.array(paper.start(values)), []
    peak = lambda _, s: s[0] - values["V_peak"]  # noqa: E731
    peak.terminal, peak.direction = True, 1
    while now < DURATION:
        found = solve_ivp(lambda _, s: paper.slope(s, current, values), (now, DURATION), state, method="DOP853",
                          rtol=1e-10, atol=1e-10, events=peak)  # fmt: skip
        if not found.t_events[0].size:
            break
        now, state = float(found.t[-1]), np.array(paper.reset(found.y[:, -1], values))
        times.append(now)
        held = values["t_ref"]  # the membrane stands still, what else there is goes on
        if len(state) > 1:
            rest = solve_ivp(
                lambda _, w, v=state[0]: paper.slope(np.array([v, w[0]]), current, values)[1:], (0, held), state[1:],
                method="DOP853", rtol=1e-10, atol=1e-10,
            )  # fmt: skip
            state[1:] = rest.y[:, -1]
        now += held
    return times


@pytest.mark.parametrize("case", CASES)
def test_spikes_are_those_of_the_continuous_equation(case: str) -> None:
    """A spike is stamped at the end of its step: each falls within so many steps as there were spikes before it."""
    model, paper, current, values = CASES[case]
    neuron = Population("a", model, 1, values, bias=current)
    network = NetworkDescription(H, (neuron,), recordings=(Recording("V", "a", "V"),))
    chunk = Simulation(network, backend="numpy").run(DURATION)
    found = chunk.spikes["a"].steps * H
    expected = told(paper, current, values)
    assert len(found) == len(expected) > 4
    late = found - np.array(expected)
    assert np.all(late > -0.02) and np.all(late < H * (np.arange(len(found)) + 1.2)), late
    before = np.arange(1, int(expected[0] / H))
    exact = solve_ivp(lambda _, s: paper.slope(s, current, values), (0, expected[0]), paper.start(values),
                      method="DOP853", rtol=1e-10, atol=1e-10, t_eval=before * H)  # fmt: skip
    assert np.abs(chunk.samples["V"].values[: len(before), 0] - exact.y[0]).max() < 1e-2
