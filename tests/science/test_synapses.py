"""Postsynaptic currents, conductances and potentials against closed forms; NMDA against its published curve."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engine.model.registry.discovery import find, models
from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign, Stimulus
from engine.simulation.simulation import Simulation

LIF, ALL = find("neurons/leaky_integrate_and_fire"), find("wiring/all_to_all")
H, ARRIVAL, DURATION = 0.1, 2.5, 40.0
TAU_M, C_M, E_L = 10.0, 250.0, -70.0


def exponential(t, tau_syn):
    return np.exp(-t / tau_syn)


def alpha(t, tau_syn):
    return t / tau_syn * np.exp(1 - t / tau_syn)


def difference(t, tau_rise, tau_decay):
    if tau_rise == tau_decay:
        return alpha(t, tau_rise)
    peak = tau_rise * tau_decay / (tau_decay - tau_rise) * np.log(tau_decay / tau_rise)
    size = np.exp(-peak / tau_decay) - np.exp(-peak / tau_rise)
    return (np.exp(-t / tau_decay) - np.exp(-t / tau_rise)) / size


ONE, TWO = {"tau_syn": 3.0}, {"tau_rise": 0.7, "tau_decay": 6.0}
EQUAL = {"tau_rise": 3.0, "tau_decay": 3.0}
SHAPES = [
    ("exponential_current", exponential, ONE),
    ("alpha_current", alpha, ONE),
    ("double_exponential_current", difference, TWO),
    ("double_exponential_current", difference, EQUAL),
    ("equations", exponential, ONE),
    ("exponential_conductance", exponential, ONE),
    ("alpha_conductance", alpha, ONE),
    ("double_exponential_conductance", difference, TWO),
    ("double_exponential_conductance", difference, EQUAL),
    ("nmda_conductance", difference, TWO),
]
shapes = pytest.mark.parametrize(("synapse", "shape", "taus"), SHAPES)


def answer(synapse, weight, values, quantities, neuron=None, start=(), size=1):
    """Samples (steps, neurons) by quantity of neurons that one spike reaches at ``ARRIVAL``, and their times."""
    given = {"tau_m": TAU_M, "C_m": C_M, "E_L": E_L, "V_th": 1e6} | (neuron or {})
    network = NetworkDescription(
        H,
        populations=(Population("a", LIF, size, given, dict(start)),),
        stimuli=(Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([1.0])}),),
        projections=(
            Projection("p", "s", "a", find(f"synapses/{synapse}"), ALL, weight, 1.5, synapse_parameters=values),
        ),
        recordings=tuple(Recording(q, "a" if q == "V" else "p", q) for q in quantities),
    )
    samples = Simulation(network).run(DURATION).samples
    return samples[quantities[0]].steps * H, {q: samples[q].values for q in quantities}


def test_every_synapse_with_a_time_course_is_tried():
    """A new one needs its closed form here."""
    slow = {key for key, model in models("synapses").items() if any(s.endswith("_dt") for s in model.equations)}
    assert slow - {f"synapses/{name}" for name, _, _ in SHAPES} == set()


@shapes
def test_one_spike_opens_what_the_closed_form_says(synapse, shape, taus):
    state = "I_syn" if synapse.endswith("current") else "g"
    times, found = answer(synapse, 2.0, taus, [state])
    t = times - ARRIVAL
    expected = np.where(t > -H / 2, 2.0 * shape(np.maximum(t, 0.0), **taus), 0.0)
    assert np.allclose(found[state][:, 0], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("key", sorted({name for name, _, _ in SHAPES}))
def test_the_weight_is_the_peak_of_one_spike(key):
    state = "I_syn" if key.endswith("current") else "g"
    _, found = answer(key, 7.0, {}, [state])
    assert found[state].max() == pytest.approx(7.0, rel=2e-3), "the grid of 0.1 ms may miss the peak a little"
    assert found[state].max() <= 7.0 * (1 + 1e-12)


@shapes
def test_the_potential_of_one_spike_is_that_of_the_continuous_equation(synapse, shape, taus):
    conducts = not synapse.endswith("current")
    weight = 8.0 if conducts else 90.0
    times, found = answer(synapse, weight, taus, ["V"])

    def rate(t, v):
        if not conducts:
            current = weight * shape(t, **taus)
        else:
            block = 1 + np.exp(-0.062 * v) / 3.57 if synapse == "nmda_conductance" else 1.0
            current = weight * shape(t, **taus) * (0.0 - v) / block
        return (E_L - v) / TAU_M + current / C_M

    t = times - ARRIVAL
    after = t > H / 2
    exact = solve_ivp(rate, (0, t[-1]), [E_L], t_eval=t[after], method="DOP853", rtol=1e-11, atol=1e-11).y[0]
    assert np.abs(found["V"][~after, 0] - E_L).max() < 1e-11
    assert np.abs(found["V"][after, 0] - exact).max() < (2e-5 if conducts else 1e-8)
    assert exact.max() > E_L + 0.3


def test_an_alpha_current_gives_the_textbooks_potential():
    """C dV/dt = -C V / tau_m + w (e t / tau_s) exp(-t / tau_s), solved by the variation of constants."""
    tau, weight = 2.0, 50.0
    times, found = answer("alpha_current", weight, {"tau_syn": tau}, ["V"])
    t, rate = np.maximum(times - ARRIVAL, 0.0), 1 / tau - 1 / TAU_M
    integral = (1 - (1 + rate * t) * np.exp(-rate * t)) / rate**2
    expected = weight * np.e / (tau * C_M) * np.exp(-t / TAU_M) * integral
    assert np.abs(found["V"][:, 0] - E_L - expected).max() < 1e-10


def test_a_delta_synapse_moves_the_potential_at_once_and_the_leak_takes_it_back():
    times, found = answer("delta", 7.0, {}, ["V"])
    t = times - ARRIVAL
    expected = E_L + np.where(t > -H / 2, 7.0 * np.exp(-t / TAU_M), 0.0)
    assert np.abs(found["V"][:, 0] - expected).max() < 1e-11


def test_no_conductance_drives_the_membrane_beyond_its_reversal():
    _, found = answer("exponential_conductance", 5000.0, {"tau_syn": 20.0, "E_rev": -40.0}, ["V"])
    assert -41.0 < found["V"].max() < -40.0


@pytest.mark.parametrize("key", ["exponential_conductance", "alpha_conductance", "double_exponential_conductance"])
def test_a_conductance_declared_inhibitory_reverses_below_rest(key):
    synapse = find(f"synapses/{key}")
    signs = {sign: Projection("p", "s", "a", synapse, ALL, 20.0, 1.5, sign) for sign in Sign}
    reversal = {sign: projection.synapse_values()["E_rev"] for sign, projection in signs.items()}
    assert reversal[Sign.EXCITATORY] == 0.0 and reversal[Sign.INHIBITORY] == -80.0
    network = NetworkDescription(
        populations=(Population("a", LIF, 1),),
        stimuli=(Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([1.0])}),),
        projections=(signs[Sign.INHIBITORY],),
        recordings=(Recording("V", "a", "V"),),
    )
    lowest = Simulation(network).run(DURATION).samples["V"].values.min()
    assert -80.0 < lowest < -71.0


def unblocked(voltages, magnesium):
    """The share of NMDA's conductance that is open: charge under a clamped membrane over that without magnesium."""
    clamp = {"C_m": 1e7, "tau_m": 1e13}
    charge = {}
    for level in (0.0, magnesium):
        values = {"Mg": level}
        _, found = answer("nmda_conductance", 1.0, values, ["V"], clamp, {"V": voltages}, len(voltages))
        charge[level] = found["V"][-1] - found["V"][0]
    return charge[magnesium] / charge[0.0]


def test_magnesium_blocks_as_published():
    """Jahr & Stevens (1990): 1 / (1 + [Mg] exp(-0.062 V) / 3.57)."""
    voltages = np.array([-100.0, -80.0, -60.0, -40.0, -20.0, 20.0, 40.0])
    for magnesium in (0.1, 1.0, 2.0):
        expected = 1 / (1 + magnesium * np.exp(-0.062 * voltages) / 3.57)
        assert unblocked(voltages, magnesium) == pytest.approx(expected, rel=1e-3)


def test_the_nmda_current_is_largest_at_a_depolarised_membrane():
    """The hallmark of the block: between rest and about -30 mV the inward current grows with depolarisation."""
    voltages = np.arange(-90.0, -4.0, 2.0)
    current = unblocked(voltages, 1.0) * (0.0 - voltages)
    assert -34.0 <= voltages[np.argmax(current)] <= -20.0
    assert current[voltages == -70.0] < 0.3 * current.max()
