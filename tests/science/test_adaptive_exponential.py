"""The adaptive exponential neuron: its firing patterns, and the current at which it begins to fire."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from engine.network.description import NetworkDescription, Population
from engine.neurons import AdaptiveExponentialIntegrateAndFire
from engine.simulation.simulation import Simulation

TABLE = Path(__file__).parent / "data" / "naud2008_adex_patterns.csv"
NAMES = {
    "C_m": "C_m_pF",
    "g_L": "g_L_nS",
    "E_L": "E_L_mV",
    "V_T": "V_T_mV",
    "Delta_T": "Delta_T_mV",
    "a": "a_nS",
    "tau_w": "tau_w_ms",
    "b": "b_pA",
    "V_reset": "V_r_mV",
    "V_peak": "V_peak_mV",
}
SPIKES_OF_NEST = {  # of aeif_cond_exp, NEST 3.10, in 500 ms at 0.1 ms and at 0.01 ms alike
    "tonic spiking": 51,
    "adaptation": 10,
    "initial burst": 10,
    "regular bursting": 9,
    "delayed accelerating": 36,
    "delayed regular bursting": 26,
    "transient spiking": 1,
}


@pytest.fixture(scope="module")
def trains() -> dict[str, np.ndarray]:
    """Spike times of every pattern, in ms, all in one population."""
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    values = {name: np.array([float(row[column]) for row in rows]) for name, column in NAMES.items()}
    bias = np.array([float(row["I_stim_pA"]) for row in rows])
    neurons = Population("a", AdaptiveExponentialIntegrateAndFire, len(rows), values, bias=bias)
    block = Simulation(NetworkDescription(0.1, (neurons,)), backend="numba").run(500.0).spikes["a"]
    return {row["pattern"]: block.steps[block.neurons == i] * 0.1 for i, row in enumerate(rows)}


def bursts(t: np.ndarray, apart: float) -> list[int]:
    """How many spikes each group has."""
    return [len(group) for group in np.split(t, np.flatnonzero(np.diff(t) > apart) + 1)]


def test_every_pattern_fires_as_often_as_in_nest(trains: dict[str, np.ndarray]) -> None:
    assert {name: len(trains[name]) for name in SPIKES_OF_NEST} == SPIKES_OF_NEST


def test_every_pattern_shows_what_it_is_named_after(trains: dict[str, np.ndarray]) -> None:
    between = {name: np.diff(t) for name, t in trains.items()}
    assert between["tonic spiking"].min() > 0.9 * between["tonic spiking"].max()
    assert np.all(np.diff(between["adaptation"]) > -0.2) and between["adaptation"][-1] > 5 * between["adaptation"][0]
    assert bursts(trains["initial burst"], 30.0) == [3, *[1] * 7]
    assert bursts(trains["regular bursting"], 50.0)[:4] == [3, 2, 2, 2]
    accelerating = between["delayed accelerating"]
    assert trains["delayed accelerating"][0] > 1.5 * accelerating[0] and np.all(np.diff(accelerating) < 0.2)
    assert trains["delayed regular bursting"][0] > 50.0
    assert set(bursts(trains["delayed regular bursting"], 30.0)[:-1]) == {4}
    assert len(trains["transient spiking"]) == 1
    irregular = between["irregular spiking"]
    assert irregular[:4] == pytest.approx([3.4, 4.5, 6.7, 18.7], abs=0.15), "chaotic later"
    assert irregular.std() > 0.4 * irregular.mean()


def test_it_begins_to_fire_at_the_rheobase_of_its_slow_adaptation() -> None:
    """Where the fixed points meet: I = (g_L + a) (V_T - E_L - Delta_T + Delta_T ln(1 + a / g_L)), saddle and node.

    Touboul & Brette (2008), 10.1007/s00422-008-0267-4. So for an adaptation faster than the membrane.
    """
    g_L, a, V_T, E_L, Delta_T = 30.0, 2.0, -50.4, -70.6, 2.0
    rheobase = (g_L + a) * (V_T - E_L - Delta_T + Delta_T * np.log(1 + a / g_L))

    def spikes(current: float) -> int:
        values = {"a": a, "tau_w": 2.0, "b": 0.0}
        neuron = Population("a", AdaptiveExponentialIntegrateAndFire, 1, values, bias=current)
        return len(Simulation(NetworkDescription(0.1, (neuron,)), backend="numba").run(1500.0).spikes["a"])

    assert spikes(0.998 * rheobase) == 0
    assert spikes(1.002 * rheobase) > 1
