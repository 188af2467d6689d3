"""Neurons before the read-out are drawn toward the rate that a person wants."""

import numpy as np
import pytest

from engine.learning.components.losses import rate_penalty
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from tests.engine.learning.networks import small


def test_the_penalty_of_a_rate_is_its_equation_and_its_slope_the_finite_difference() -> None:
    spikes = (np.random.default_rng(2).random((6, 4, 3)) < 0.4).astype(float)
    penalty, slope = rate_penalty(spikes, 1.5)
    assert penalty == pytest.approx(np.mean([(spikes[:, :, j].sum() / 4 - 1.5) ** 2 for j in range(3)]), abs=1e-12)
    for j in range(3):
        up, down = spikes.copy(), spikes.copy()
        up[2, 1, j] += 1e-6
        down[2, 1, j] -= 1e-6
        difference = (rate_penalty(up, 1.5)[0] - rate_penalty(down, 1.5)[0]) / 2e-6
        assert slope[j] == pytest.approx(difference, abs=1e-8)


def test_training_with_a_wanted_rate_ends_nearer_to_it_on_either_side() -> None:
    def spikes(rate: float, weight: float) -> float:
        settings = {"target_rate": rate, "rate_weight": weight}
        return fit(small(), SurrogateGradient, epochs=3, seed=1, settings=settings).spikes_per_sample

    assert spikes(0.0, 1.0) < 0.7 * spikes(0.0, 0.0) and spikes(400.0, 1.0) > 1.3 * spikes(400.0, 0.0)
    assert spikes(10.0, 0.0) == spikes(0.0, 0.0)
