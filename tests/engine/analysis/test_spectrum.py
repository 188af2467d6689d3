"""Spectra whose shape is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from engine.analysis.rates import population_rate
from engine.analysis.spectrum import peak, power_spectrum


@pytest.mark.parametrize(
    ("frequency", "amplitude", "level"), [(20.0, 1.0, 0.0), (41.3, 0.1, -70.0), (250.5, 50.0, 90.0), (399.9, 3.0, 5.0)]
)
def test_a_sine_has_its_peak_at_its_frequency_and_half_its_squared_amplitude_as_area(
    frequency: float, amplitude: float, level: float
) -> None:
    times = np.arange(4000.0)
    frequencies, power = power_spectrum(level + amplitude * np.sin(2 * np.pi * frequency * times / 1000), 1.0)
    width = frequencies[1] - frequencies[0]
    assert width == pytest.approx(1.0) and frequencies[-1] == 500.0
    assert abs(peak(frequencies, power) - frequency) <= width / 2 + 1e-6
    assert power.sum() * width == pytest.approx(amplitude**2 / 2, rel=0.01)


def test_the_rate_of_poisson_neurons_is_white() -> None:
    """Two times the rate over the number of neurons, one-sided, at every frequency."""
    rng = np.random.default_rng(3)
    neurons, rate, duration = 50, 20.0, 60_000.0
    times = rng.uniform(0.0, duration, rng.poisson(neurons * rate * duration / 1000))
    _, rates = population_rate(times, neurons, 0.0, duration, 1.0)
    frequencies, power = power_spectrum(rates, 1.0, 1000)
    inner = (frequencies > 5) & (frequencies < 495)
    assert power[inner].mean() == pytest.approx(2 * rate / neurons, rel=0.03)
    low, high = power[inner & (frequencies < 100)].mean(), power[inner & (frequencies > 400)].mean()
    assert low == pytest.approx(high, rel=0.1)


def test_what_never_moves_has_no_peak() -> None:
    frequencies, power = power_spectrum(np.full(100, -70.0), 0.1)
    assert not power.any() and np.isnan(peak(frequencies, power))


def test_fewer_than_eight_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 8 samples, not 7"):
        power_spectrum(np.zeros(7), 1.0)
