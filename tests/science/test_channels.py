"""Neurons that make their own spikes: rest, rheobase, onset, rates and bifurcations against what is published."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Recording
from engine.simulation.simulation import Simulation

FINE = 0.025
CLASS_ONE = {"g_Ca": 4.0, "V_3": 12.0, "V_4": 17.4, "phi": 0.067}  # Ermentrout & Terman (2010), table 3.1
TRAUB = {"g_Na": 20000.0, "g_K": 6000.0, "g_L": 10.0, "E_Na": 50.0, "E_K": -90.0, "E_L": -65.0}
SQUID = {"g_Na": 12000.0, "g_K": 3600.0, "g_L": 30.0, "E_Na": 50.0, "E_K": -77.0, "E_L": -54.387}


def run(neuron, currents, duration, h=FINE, parameters=None, start=None):
    """Spike times by neuron and the membrane (steps, neurons) under steady currents."""
    bias = np.asarray(currents, np.float64)
    population = Population("a", find(f"neurons/{neuron}"), len(bias), parameters or {}, start or {}, bias)
    network = NetworkDescription(h, (population,), recordings=(Recording("V", "a", "V", interval=h),))
    record = Simulation(network).run(duration)
    spikes = record.spikes["a"]
    return [spikes.steps[spikes.neurons == i] * h for i in range(len(bias))], record.samples["V"].values


def swing(membrane, share=0.25):
    """Peak to peak of every neuron over the last ``share`` of the time."""
    return np.ptp(membrane[round(len(membrane) * (1 - share)) :], axis=0)


def squid_rates(v):
    """Alpha and beta of m, h, n in the classical form."""
    am = 0.1 * (v + 40) / (1 - np.exp(-(v + 40) / 10))
    an = 0.01 * (v + 55) / (1 - np.exp(-(v + 55) / 10))
    bm, bn = 4 * np.exp(-(v + 65) / 18), 0.125 * np.exp(-(v + 65) / 80)
    ah, bh = 0.07 * np.exp(-(v + 65) / 20), 1 / (1 + np.exp(-(v + 35) / 10))
    return (am, bm), (ah, bh), (an, bn)


def traub_rates(v):
    """Brette et al. (2007), benchmark 3, with V_T = -63 mV."""
    u = v + 63
    am = 0.32 * (13 - u) / (np.exp((13 - u) / 4) - 1)
    bm = 0.28 * (u - 40) / (np.exp((u - 40) / 5) - 1)
    ah, bh = 0.128 * np.exp((17 - u) / 18), 4 / (1 + np.exp((40 - u) / 5))
    an = 0.032 * (15 - u) / (np.exp((15 - u) / 5) - 1)
    return (am, bm), (ah, bh), (an, 0.5 * np.exp((10 - u) / 40))


def ionic(v, m, h, n, p):
    return p["g_Na"] * m**3 * h * (p["E_Na"] - v) + p["g_K"] * n**4 * (p["E_K"] - v) + p["g_L"] * (p["E_L"] - v)


def steady(v, rates, p):
    """Current through the membrane that has settled at ``v``."""
    m, h, n = (a / (a + b) for a, b in rates(v))
    return ionic(v, m, h, n, p)


@pytest.mark.parametrize("neuron", ["hodgkin_huxley", "traub_miles", "morris_lecar", "fitzhugh_nagumo"])
def test_a_neuron_that_nothing_drives_rests_where_it_starts(neuron):
    spikes, membrane = run(neuron, [0.0], 100.0)
    assert len(spikes[0]) == 0 and swing(membrane, 1.0)[0] < 2e-3


@pytest.mark.parametrize(
    ("neuron", "rates", "values"), [("hodgkin_huxley", squid_rates, SQUID), ("traub_miles", traub_rates, TRAUB)]
)
def test_the_membrane_rests_where_its_steady_currents_cancel(neuron, rates, values):
    expected = brentq(lambda v: steady(v, rates, values), -75.0, -62.0)
    _, membrane = run(neuron, [0.0], 100.0)
    assert membrane[-1, 0] == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("neuron", "rates", "values", "capacitance", "current", "duration"),
    [
        ("hodgkin_huxley", squid_rates, SQUID, 100.0, 1000.0, 60.0),
        ("traub_miles", traub_rates, TRAUB, 200.0, 300.0, 80.0),
    ],
)
def test_spikes_are_those_of_the_classical_equations(neuron, rates, values, capacitance, current, duration):
    """The same currents written without exprel and integrated by an adaptive method of order 8."""

    def slope(_, state):
        v, gates = state[0], state[1:]
        moving = [a * (1 - x) - b * x for (a, b), x in zip(rates(v), gates, strict=True)]
        return [(ionic(v, *gates, values) + current) / capacitance, *moving]

    model = find(f"neurons/{neuron}")
    start = [model.states()[name].start for name in ("V", "m", "h", "n")]
    level = model.parameters()["V_th"].default
    crossing = lambda _, state: state[0] - level  # noqa: E731
    crossing.direction = 1
    exact = solve_ivp(slope, (0, duration), start, method="DOP853", rtol=1e-9, atol=1e-10, events=crossing)
    (times,), membrane = run(neuron, [current], duration)
    assert len(times) == len(exact.t_events[0]) > 2
    assert np.abs(times - exact.t_events[0]).max() < 0.15
    assert membrane.max() == pytest.approx(exact.y[0].max(), abs=0.5)


def test_the_squid_fires_once_then_steadily_then_no_more():
    """Rinzel & Miller (1980), 10.1016/0025-5564(80)90109-1; Hassard (1978), 10.1016/0022-5193(78)90168-6.

    In microamperes per square centimetre: one spike from about 2.2; steady firing begins at 6.26 and with more than
    50 Hz, as class II does; it ends at 154.5 by a Hopf bifurcation.
    """
    times, membrane = run("hodgkin_huxley", [210, 240, 590, 640, 14_800, 16_000], 300.0)
    counts = [len(t) for t in times]
    assert counts[:2] == [0, 1] and counts[2] < 4, "the last spike comes early"
    assert times[3][-1] > 280.0 and 50.0 < 1000.0 / np.diff(times[3])[-1] < 56.0
    assert swing(membrane)[4] > 5.0 and swing(membrane)[5] < 0.2


def test_the_squids_spike_is_as_high_and_as_short_as_measured():
    """Hodgkin & Huxley (1952): a spike of 100 to 110 mV that undershoots rest by about 11 mV."""
    _, membrane = run("hodgkin_huxley", [240], 40.0)
    v = membrane[:, 0]
    assert 98.0 < v.max() + 65.0 < 112.0 and -77.0 < v.min() < -74.0
    above = np.flatnonzero(v > (v.max() - 65.0) / 2)
    assert 0.4 < len(above) * FINE < 1.6


def test_the_pyramidal_cell_begins_to_fire_at_any_rate():
    """Class I: rest ends where the steady current has its maximum, a saddle node, and firing begins slowly there."""
    volts = np.linspace(-70.0, -50.01, 20_001)
    rheobase = -np.min(steady(volts, traub_rates, TRAUB))
    times, _ = run("traub_miles", rheobase * np.array([0.98, 1.02, 1.3]), 1500.0, h=0.1)
    assert len(times[0]) == 0
    slow, faster = (1000.0 / np.diff(t)[-1] for t in times[1:])
    assert slow < 2.0 and faster / slow == pytest.approx(np.sqrt(0.3 / 0.02), rel=0.1)


def test_morris_and_lecars_fibre_is_of_either_class():
    """Ermentrout & Terman (2010), chapter 3: saddle node on a circle at 39.96, or Hopf bifurcations at 93.9 and 212."""
    currents = np.array([39.9, 40.3, 41.5])
    times, _ = run("morris_lecar", currents, 2500.0, h=0.1, parameters=CLASS_ONE)
    assert len(times[0]) == 0
    rate = [1000.0 / np.diff(t)[-1] for t in times[1:]]
    assert rate[0] < 3.5, "any rate is possible"
    root = np.sqrt((currents[2] - 39.96) / (currents[1] - 39.96))
    assert rate[1] / rate[0] == pytest.approx(root, rel=0.1)
    times, membrane = run("morris_lecar", [85.0, 100.0, 205.0, 220.0], 1500.0, h=0.1)
    assert [len(t) for t in times[::3]] == [1, 1], "one spike at onset, then rest"
    assert 8.0 < 1000.0 / np.diff(times[1])[-1] < 14.0
    assert (swing(membrane) > 1.0).tolist() == [False, True, True, False]


def small_disturbance(neuron, currents, states, parameters, h, duration):
    """By how much a disturbance of the equilibrium grows until the end; its swing at the end over that at first."""
    found = []
    for current, state in zip(currents, states, strict=True):
        start = {"V": state[0] + 0.01, "w": state[1]}
        _, membrane = run(neuron, [current], duration, h, parameters, start)
        quarter = len(membrane) // 4
        found.append(np.ptp(membrane[-quarter:]) / np.ptp(membrane[:quarter]))
    return found


def test_fitzhugh_and_nagumos_equilibrium_changes_its_mind_where_the_trace_vanishes():
    """v = ∓ sqrt(1 - b / tau): Hopf bifurcations at I = 0.3313 and 1.4187."""
    a, b, tau = 0.7, 0.8, 12.5
    v = np.sqrt(1 - b / tau) * np.array([-1, 1])
    hopf = (v + a) / b - v + v**3 / 3
    assert hopf == pytest.approx([0.3313, 1.4187], abs=1e-4)
    currents = [hopf[0] - 0.01, hopf[0] + 0.01, hopf[1] - 0.01, hopf[1] + 0.01]
    at = [brentq(lambda x, i=i: x - x**3 / 3 - (x + a) / b + i, -2, 2) for i in currents]
    grown = small_disturbance("fitzhugh_nagumo", currents, [(x, (x + a) / b) for x in at], {}, 0.1, 300.0)
    assert [growth > 1.5 for growth in grown] == [False, True, True, False]
    assert max(grown[0], grown[3]) < 0.7


def test_morris_and_lecars_equilibrium_changes_its_mind_where_published():
    def equilibrium(current):
        def total(v):
            m, w = 1 / (1 + np.exp(-2 * (v + 1.2) / 18)), 1 / (1 + np.exp(-2 * (v - 2) / 30))
            return 4.4 * m * (120 - v) + 8 * w * (-84 - v) + 2 * (-60 - v) + current

        v = brentq(total, -80, 60)
        return v, 1 / (1 + np.exp(-2 * (v - 2) / 30))

    currents = [91.0, 97.0, 209.0, 215.0]
    grown = small_disturbance("morris_lecar", currents, map(equilibrium, currents), {}, 0.1, 800.0)
    assert [growth > 1.5 for growth in grown] == [False, True, True, False]


def test_channels_are_advanced_by_a_method_that_a_tenth_of_a_millisecond_cannot_upset():
    """The sodium current of a spike is faster than the step: Runge-Kutta of order 4 overflows within it."""
    for neuron in ("hodgkin_huxley", "traub_miles"):
        _, membrane = run(neuron, [50.0, 1000.0, 5000.0], 50.0, h=0.1)
        assert np.isfinite(membrane).all() and np.abs(membrane).max() < 250.0
