"""Stimuli against closed forms: waveforms, moments, correlations, spectra and intervals."""

from __future__ import annotations

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.sampling.poisson_rate import expected_spikes
from engine.simulation.preview import sent
from engine.simulation.simulation import Simulation
from engine.stimuli import (
    ArrayCurrentStimulus,
    ChirpCurrentStimulus,
    CorrelatedPoissonStimulus,
    DirectCurrentStimulus,
    OrnsteinUhlenbeckCurrentStimulus,
    RampCurrentStimulus,
    RegularStimulus,
    SineCurrentStimulus,
    StepCurrentStimulus,
    WhiteNoiseCurrentStimulus,
)

H = 0.1
MANY = 1500  # elements: each is one independent draw


def waveform(model, steps, **parameters):
    return sent(model, steps, H, parameters)[:, 0]


def test_a_direct_current_never_changes():
    assert set(waveform(DirectCurrentStimulus, 50, amplitude=70.0)) == {70.0}


def test_a_ramp_is_a_line_between_its_times_and_flat_outside():
    found = waveform(RampCurrentStimulus, 1000, first=-50.0, last=150.0, onset=20.0, end=70.0)
    t = np.arange(1000) * H
    assert found == pytest.approx(np.interp(t, [20.0, 70.0], [-50.0, 150.0]), abs=1e-10)
    at_once = waveform(RampCurrentStimulus, 40, first=1.0, last=2.0, onset=2.0, end=2.0)
    assert np.array_equal(at_once, np.where(np.arange(40) * H > 2.0 + H / 2, 2.0, 1.0))


@pytest.mark.parametrize("h", [0.1, 0.25])
def test_a_step_of_current_charges_a_membrane_and_lets_it_sink_by_exponentials(h):
    """Neuronal Dynamics, section 1.3.2: E_L + R I (1 - exp(-t / tau_m)), and back with the same time constant."""
    tau, C_m, E_L, amplitude, onset, end = 12.0, 240.0, -68.0, 180.0, 20.0, 75.0
    never = Population(
        "a", find("neurons/leaky_integrate_and_fire"), 1, {"V_th": 1e6, "tau_m": tau, "C_m": C_m, "E_L": E_L}
    )
    current = Stimulus("i", StepCurrentStimulus, 1, {"amplitude": amplitude, "onset": onset, "end": end})
    link = Projection("p", "i", "a", None, find("wiring/one_to_one"), 1.0)
    record = Recording("V", "a", "V", interval=h)
    samples = Simulation(NetworkDescription(h, (never,), (link,), (current,), recordings=(record,))).run(150.0)
    t = samples.samples["V"].steps * h
    up = 1 - np.exp(-np.clip(t - onset, 0.0, end - onset) / tau)
    down = np.exp(-np.clip(t - end, 0.0, None) / tau)
    expected = E_L + tau / C_m * amplitude * up * down
    assert samples.samples["V"].values[:, 0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("phase", [0.0, 90.0, -30.0])
def test_a_sine_has_its_offset_amplitude_frequency_and_phase(phase):
    found = waveform(SineCurrentStimulus, 3000, offset=30.0, amplitude=20.0, frequency=12.5, phase=phase)
    t = np.arange(3000) * H
    assert found == pytest.approx(30.0 + 20.0 * np.sin(2 * np.pi * 12.5 * t / 1000 + np.deg2rad(phase)), abs=1e-10)


def test_the_frequency_of_a_chirp_rises_in_a_line_and_starts_anew():
    values = {"offset": 1.0, "amplitude": 2.0, "first": 5.0, "last": 45.0, "sweep": 400.0}
    found = waveform(ChirpCurrentStimulus, 8000, **values)
    t = np.arange(4000) * H
    turns = (5.0 * t + 40.0 * t**2 / (2 * 400.0)) / 1000
    assert found[:4000] == pytest.approx(1.0 + 2.0 * np.sin(2 * np.pi * turns), abs=1e-9)
    assert found[4000:] == pytest.approx(found[:4000], abs=1e-9)


def test_an_array_is_read_in_time_held_at_its_end_and_may_differ_between_trains():
    parameters = {"signal": np.array([5.0, -1.0, 3.0]), "interval": 0.5, "gain": 2.0}
    found = waveform(ArrayCurrentStimulus, 30, **parameters)
    assert np.array_equal(found[:15], 2.0 * np.repeat([5.0, -1.0, 3.0], 5))
    assert set(found[15:]) == {6.0}
    two = sent(ArrayCurrentStimulus, 10, H, {"signal": np.array([[1.0, 2.0], [3.0, 4.0]]), "interval": 0.3}, size=2)
    assert two.tolist() == [[1.0, 2.0]] * 3 + [[3.0, 4.0]] * 7


@pytest.mark.parametrize("h", [0.1, 0.5])
@pytest.mark.parametrize("interval", [0.5, 1.0])
def test_white_noise_is_drawn_anew_in_its_intervals_with_its_variance_at_any_resolution(h, interval):
    steps = round(8.0 / h)
    parameters = {"mean": 10.0, "std": 5.0, "interval": interval}
    noise = sent(WhiteNoiseCurrentStimulus, steps, h, parameters, size=MANY, seed=3)
    each = round(interval / h)
    held = noise.reshape(-1, each, MANY)
    assert np.array_equal(held, np.broadcast_to(held[:, :1], held.shape))
    draws = held[:, 0]
    assert draws.mean() == pytest.approx(10.0, abs=4 * 5.0 / np.sqrt(draws.size))
    assert draws.var() == pytest.approx(25.0, rel=4 * np.sqrt(2 / draws.size))
    neighbours = np.corrcoef(draws[0], draws[1])[0, 1]
    assert abs(neighbours) < 4 / np.sqrt(MANY)


def test_white_noise_gives_a_leaky_membrane_the_variance_of_its_spectral_density():
    """A held current of variance s² and interval d, through a membrane of time constant tau much longer than d,
    has variance s² d / (2 tau) in units of R (Gardiner 2009, section 4.1)."""
    tau, std, interval = 10.0, 100.0, 0.2
    never = Population("a", find("neurons/leaky_integrate_and_fire"), 2000, {"V_th": 1e6, "tau_m": tau, "C_m": 250.0})
    noise = Stimulus("n", WhiteNoiseCurrentStimulus, 2000, {"mean": 0.0, "std": std, "interval": interval})
    link = Projection("p", "n", "a", None, find("wiring/one_to_one"), 1.0)
    record = Recording("V", "a", "V", interval=60.0)
    network = NetworkDescription(H, (never,), (link,), (noise,), recordings=(record,))
    potential = Simulation(network).run(60.0).samples["V"].values[-1] + 70.0
    expected = (tau / 250.0) ** 2 * std**2 * interval / (2 * tau)
    assert potential.var() == pytest.approx(expected, rel=0.12)
    assert potential.mean() == pytest.approx(0.0, abs=4 * np.sqrt(expected / 2000))


@pytest.mark.parametrize("h", [0.1, 1.0])
def test_ornstein_uhlenbeck_noise_is_stationary_with_an_exponential_correlation_at_any_resolution(h):
    tau, std, mean = 4.0, 30.0, 100.0
    steps = round(12.0 / h)
    noise = sent(OrnsteinUhlenbeckCurrentStimulus, steps + 1, h, {"tau": tau, "std": std, "mean": mean}, size=MANY)
    for k in (0, 1, steps // 2, steps):
        assert noise[k].mean() == pytest.approx(mean, abs=4 * std / np.sqrt(MANY))
        assert noise[k].var() == pytest.approx(std**2, rel=4 * np.sqrt(2 / MANY))
    for lag in (2.0, 4.0, 8.0):
        found = np.corrcoef(noise[0], noise[round(lag / h)])[0, 1]
        assert found == pytest.approx(np.exp(-lag / tau), abs=4 / np.sqrt(MANY))


@pytest.mark.parametrize("h", [0.1, 1.0])
def test_the_regression_of_ornstein_uhlenbeck_noise_on_its_step_before_is_the_exponential_of_its_time(h):
    """Of 600,000 pairs: a correlation time of a twentieth more or less shows at either resolution."""
    noise = sent(OrnsteinUhlenbeckCurrentStimulus, 401, h, {"tau": 4.0, "std": 1.0, "mean": 0.0}, size=MANY, seed=5)
    before, after, expected = noise[:-1].ravel(), noise[1:].ravel(), np.exp(-h / 4.0)
    found = (before * after).mean() / (before**2).mean()
    assert found == pytest.approx(expected, abs=4 * np.sqrt((1 - expected**2) / before.size))
    spread = np.sqrt(2 * (1 + expected**2) / (1 - expected**2) / noise.size)
    assert (noise**2).mean() == pytest.approx(1.0, abs=4 * spread), "its variance stays what it was drawn with"


def test_the_spectrum_of_ornstein_uhlenbeck_noise_is_a_lorentzian():
    """Two-sided: 2 s² tau / (1 + (2 pi f tau)²), the Fourier transform of the covariance s² exp(-|lag| / tau)."""
    tau, std, steps, trains = 2.0, 10.0, 2048, 60
    noise = sent(OrnsteinUhlenbeckCurrentStimulus, steps, H, {"tau": tau, "std": std, "mean": 0.0}, size=trains)
    power = (np.abs(np.fft.rfft(noise, axis=0)) ** 2).mean(axis=1) * H / steps
    frequency = np.fft.rfftfreq(steps, H)
    expected = 2 * std**2 * tau / (1 + (2 * np.pi * frequency * tau) ** 2)
    for low, high in ((0.003, 0.03), (0.05, 0.1), (0.2, 0.4)):
        band = (frequency > low) & (frequency < high)
        assert power[band].mean() == pytest.approx(expected[band].mean(), rel=0.12)


@pytest.mark.parametrize("c", [0.0, 0.3, 1.0])
def test_two_correlated_trains_have_their_rate_and_exactly_their_correlation(c):
    steps, rate, h = 12_000, 100.0, 1.0
    fired = sent(CorrelatedPoissonStimulus, steps, h, {"rate": rate, "c": c}, size=12).astype(float)
    p = rate * h / 1000
    spread = np.sqrt(p * (1 - p) / steps)
    assert fired.mean(axis=0) == pytest.approx(np.full(12, p), abs=4 * spread)
    correlation = np.corrcoef(fired.T)[np.triu_indices(12, 1)]
    assert correlation.mean() == pytest.approx(c, abs=0.03)
    counts = fired.reshape(-1, 20, 12).sum(axis=1)
    fano = counts.var(axis=0) / counts.mean(axis=0)
    assert fano == pytest.approx(np.full(12, 1 - p), abs=0.25)


def test_correlated_trains_fire_together_or_not_at_all_when_they_are_one():
    fired = sent(CorrelatedPoissonStimulus, 5000, H, {"rate": 80.0, "c": 1.0}, size=5)
    assert fired.any() and np.array_equal(fired, np.repeat(fired[:, :1], 5, axis=1))
    assert not sent(CorrelatedPoissonStimulus, 1000, H, {"rate": 0.0, "c": 0.0}, size=3).any()


def test_a_regular_train_has_equal_intervals():
    fired = np.flatnonzero(sent(RegularStimulus, 10_000, H, {"rate": 40.0})[:, 0])
    assert set(np.diff(fired)) == {250}
    assert len(fired) == 40


def test_a_current_that_is_recorded_is_the_current_that_is_sent():
    stimulus = Stimulus("s", OrnsteinUhlenbeckCurrentStimulus, 3)
    network = NetworkDescription(H, stimuli=(stimulus,), recordings=(Recording("I", "s", "current"),))
    for backend in ("numpy", "numba"):
        samples = Simulation(network, backend=backend).run(7.0).samples["I"]
        assert samples.values.shape == (70, 3)
        assert np.unique(samples.values).size == samples.values.size


def test_a_parameter_of_noise_acts_while_it_runs_and_keeps_its_course():
    from engine.simulation.edit_log import SetValue

    stimulus = Stimulus("s", OrnsteinUhlenbeckCurrentStimulus, 1, {"mean": 0.0, "std": 1.0})
    network = NetworkDescription(H, stimuli=(stimulus,), recordings=(Recording("I", "s", "current"),))
    plain, changed = Simulation(network), Simulation(network)
    plain.advance(50)
    changed.advance(50)
    changed.apply(SetValue("s", "std", 10.0))
    one, other = plain.advance(50).samples["I"].values, changed.advance(50).samples["I"].values
    assert other == pytest.approx(10.0 * one)


def counts(stimulus: Stimulus, steps: int, targets: int) -> np.ndarray:
    """Spikes (steps, targets) that arrive, read from the jumps of membranes that neither leak nor fire."""
    never = Population("a", find("neurons/leaky_integrate_and_fire"), targets, {"V_th": 1e9, "tau_m": 1e12})
    link = Projection("p", stimulus.id, "a", find("synapses/delta"), find("wiring/all_to_all"), 1.0, H)
    network = NetworkDescription(H, (never,), (link,), (stimulus,), recordings=(Recording("V", "a", "V"),))
    potential = Simulation(network).run(steps * H).samples["V"].values
    return np.diff(potential, axis=0).round().astype(int)


def test_the_rate_of_an_oscillating_poisson_stimulus_is_its_sine_and_its_counts_are_poisson():
    parameters = {"rate": 2000.0, "amplitude": 2500.0, "frequency": 10.0, "phase": 30.0}
    targets = 400
    found = counts(Stimulus("s", find("stimuli/sine_poisson"), 1, parameters), 1000, targets)
    t = np.arange(len(found)) * H
    expected = np.maximum(2000.0 + 2500.0 * np.sin(2 * np.pi * 10.0 * t / 1000 + np.pi / 6), 0.0) * H / 1000
    binned, mean = found[:990].reshape(9, -1, targets), expected[:990].reshape(9, -1).sum(axis=1)
    assert binned.sum(axis=(1, 2)) / targets == pytest.approx(mean, abs=5 * np.sqrt(mean.max() / targets))
    across = found[:990].reshape(9, -1, targets).sum(axis=1)
    often = mean > 1
    fano = across[often].var(axis=1) / across[often].mean(axis=1)
    assert fano == pytest.approx(np.ones(often.sum()), abs=0.35)
    assert found.max() > 1, "several spikes may fall into one step"
    assert np.abs(np.corrcoef(across[0], across[1])[0, 1]) < 0.2


@pytest.mark.parametrize("amplitude", [2500.0, -2500.0])
def test_the_most_that_a_moving_rate_expects_is_its_peak(amplitude):
    swinging = Stimulus("s", find("stimuli/sine_poisson"), 1, {"rate": 2000.0, "amplitude": amplitude})
    assert expected_spikes(swinging, H) == pytest.approx(4500.0 * H / 1000)
    listed = Stimulus("s", find("stimuli/array_poisson"), 1, {"rates": np.array([10.0, abs(amplitude), -9e9])})
    assert expected_spikes(listed, H) == pytest.approx(2500.0 * H / 1000)


def test_the_rate_of_a_listed_poisson_stimulus_is_its_list():
    parameters = {"rates": np.array([0.0, 3000.0, 0.0, 1000.0]), "interval": 20.0}
    found = counts(Stimulus("s", find("stimuli/array_poisson"), 1, parameters), 1000, 300).sum(axis=1)
    assert found[:199].sum() == 0 and found[401:599].sum() == 0
    assert found[200:400].mean() / 300 == pytest.approx(0.3, rel=0.05)
    assert found[601:].mean() / 300 == pytest.approx(0.1, rel=0.05)


def test_a_poisson_stimulus_that_does_not_move_counts_as_a_steady_one():
    steady = counts(Stimulus("s", find("stimuli/poisson"), 1, {"rate": 4000.0}), 300, 50)
    swinging = counts(Stimulus("s", find("stimuli/sine_poisson"), 1, {"rate": 4000.0, "amplitude": 0.0}), 300, 50)
    assert np.array_equal(steady, swinging)
