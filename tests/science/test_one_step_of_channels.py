"""Membranes with channels step by step, from any state and with any values, against the published equations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Recording
from engine.simulation.simulation import Simulation
from tests.science.test_channels import ionic, squid_rates, traub_rates

H = 2e-4  # ms, so that what is left of the error of two steps is below what is allowed
NEURONS = 60
NEAR_A_ZERO = 1e-6  # mV: a rate of the classical form is 0 / 0 where its numerator vanishes
Values = dict[str, float]


def channels(rates: Callable, shifted_by: str | None = None) -> Callable:
    """Slopes of V, m, h, n; ``rates`` hold for channels whose shift is Traub's."""

    def slopes(state: np.ndarray, p: Values) -> list[float]:
        v, gates = state[0], state[1:]
        shift = p[shifted_by] + 63.0 if shifted_by else 0.0
        moving = [a * (1 - x) - b * x for (a, b), x in zip(rates(v - shift + NEAR_A_ZERO), gates, strict=True)]
        return [(ionic(v, *gates, p) + p["I"]) / p["C_m"], *moving]

    return slopes


def fibre(state: np.ndarray, p: Values) -> list[float]:
    """Morris & Lecar (1981), equations 9, in exponentials."""
    v, w = state
    calcium = 1 / (1 + np.exp(-2 * (v - p["V_1"]) / p["V_2"]))
    potassium = 1 / (1 + np.exp(-2 * (v - p["V_3"]) / p["V_4"]))
    pace = p["phi"] * (np.exp((v - p["V_3"]) / (2 * p["V_4"])) + np.exp(-(v - p["V_3"]) / (2 * p["V_4"]))) / 2
    current = p["g_Ca"] * calcium * (p["E_Ca"] - v) + p["g_K"] * w * (p["E_K"] - v) + p["g_L"] * (p["E_L"] - v)
    return [(current + p["I"]) / p["C_m"], pace * (potassium - w)]


def excitable(state: np.ndarray, p: Values) -> list[float]:
    """FitzHugh (1961) and Nagumo et al. (1962), of no unit."""
    v, w = state
    return [(v - v**3 / 3 - w + p["I"]) / 1.0, (v + p["a"] - p["b"] * w) / p["tau"]]


MEMBRANES = {
    "hodgkin_huxley": (channels(squid_rates), ("V", "m", "h", "n"), (-95.0, 55.0), [-40.0, -55.0], 500.0),
    "traub_miles": (channels(traub_rates, "V_T"), ("V", "m", "h", "n"), (-95.0, 55.0), [], 500.0),
    "morris_lecar": (fibre, ("V", "w"), (-80.0, 60.0), [], 100.0),
    "fitzhugh_nagumo": (excitable, ("V", "w"), (-2.5, 2.5), [], 1.0),
}


@pytest.mark.parametrize("neuron", MEMBRANES)
def test_a_step_from_any_state_is_that_of_the_published_equations(neuron: str) -> None:
    slopes, names, (low, high), special, largest = MEMBRANES[neuron]
    draw = np.random.default_rng(11)
    model = find(f"neurons/{neuron}")
    given = {name: quantity.default * draw.uniform(0.8, 1.25, NEURONS) for name, quantity in model.parameters().items()}
    start = {name: draw.uniform(0.02, 0.98, NEURONS) for name in names}
    start["V"] = draw.uniform(low, high, NEURONS)
    start["V"][: len(special)] = special
    if "V_T" in given:  # where each of the three rates is 0 / 0
        start["V"][:3] = given["V_T"][:3] + np.array([13.0, 40.0, 15.0])
    bias = draw.uniform(-largest, largest, NEURONS)
    watched = tuple(Recording(name, "a", name, interval=H) for name in names)
    network = NetworkDescription(H, (Population("a", model, NEURONS, given, start, bias),), recordings=watched)
    found = Simulation(network, backend="numpy").advance(2).samples
    for i in range(NEURONS):
        values = {name: float(all_[i]) for name, all_ in given.items()} | {"I": float(bias[i])}
        first = np.array([start[name][i] for name in names])
        end = solve_ivp(
            lambda _, state, values=values: slopes(state, values), (0, 2 * H), first, "DOP853", rtol=1e-11, atol=1e-13
        ).y[:, -1]
        moved = np.array([found[name].values[-1, i] for name in names]) - first
        assert moved == pytest.approx(end - first, rel=1e-3, abs=5e-8), (i, values)


@pytest.mark.parametrize(
    ("neuron", "backend"), [*((neuron, "numba") for neuron in MEMBRANES), ("fitzhugh_nagumo", "numpy")]
)
def test_a_spike_is_the_membranes_way_up_through_its_level(neuron: str, backend: str) -> None:
    """Once for each excursion, in the first step that ends at or above the level; never while it stays there."""
    _, _, (_, high), _, largest = MEMBRANES[neuron]
    level = 0.35 * high
    population = Population(
        "a", find(f"neurons/{neuron}"), 6, {"V_th": level}, bias=np.linspace(0.35, 1.0, 6) * 2 * largest
    )
    watched = (Recording("V", "a", "V", interval=0.05),)
    record = Simulation(NetworkDescription(0.05, (population,), recordings=watched), backend=backend).advance(3000)
    v = record.samples["V"].values
    up = (v[1:] >= level) & (v[:-1] < level)
    expected = {(step + 2, neuron) for step, neuron in zip(*np.nonzero(up), strict=True)}
    spikes = record.spikes["a"]
    assert {(int(s), int(n)) for s, n in zip(spikes.steps, spikes.neurons, strict=True)} == expected
    assert len(expected) > 6
