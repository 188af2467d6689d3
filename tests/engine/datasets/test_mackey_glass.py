"""The Mackey-Glass series against a plain loop, and what is wanted of it."""

import numpy as np
import pytest

from engine.datasets.mackey_glass import HIGH, LOW, SETTLED, MackeyGlass, mackey_glass


def plainly(start: float, until: float, tau: float, h: float) -> list[float]:
    """Euler's rule with small steps, a value each unit of time."""
    past, x = [start] * round(tau / h), start
    values = []
    for step in range(round(until / h)):
        if step % round(1 / h) == 0:
            values.append(x)
        late = past[step]
        past.append(x)
        x += h * (0.2 * late / (1 + late**10) - 0.1 * x)
    return values


@pytest.mark.parametrize("tau", [4.0, 17.0])
def test_the_series_solves_the_equation(tau: float) -> None:
    """A fourth of the error with a fourth of the step: what is left is Euler's."""
    starts = np.random.default_rng().uniform(0.5, 1.3, 2)
    series = mackey_glass(starts, 20, tau)
    for number, start in enumerate(starts):
        coarse, fine = (np.array(plainly(start, SETTLED + 20, tau, h)[SETTLED:]) for h in (0.02, 0.005))
        far, near = (np.abs(series[:, number] - plain).max() for plain in (coarse, fine))
        assert near < 0.02 and near < 0.4 * far


def test_what_is_wanted_is_what_is_shown_some_values_later() -> None:
    given = {"training": 3.0, "test": 2.0, "length": 40.0, "horizon": 6.0}
    samples = MackeyGlass.load(given)
    assert samples.values.shape == (5, 40, 1) and samples.series is not None and not samples.have_classes
    assert np.array_equal(samples.values[:][:, 6:], samples.series[:, :-6])
    assert 0 <= samples.series.min() < 0.5 < samples.series.max() <= 1 and LOW < HIGH
    train, test = MackeyGlass.split(samples, given)
    assert (list(train), list(test)) == ([0, 1, 2], [3, 4])
    assert not np.array_equal(MackeyGlass.load({**given, "seed": 1.0}).series, samples.series)
