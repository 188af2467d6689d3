"""The published bars, by training the drawn network: final epoch of 30 on the split of the published figures."""

import numpy as np
import pytest

from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from tests.engine.learning.networks import digits

SEEDS = range(3)


@pytest.mark.parametrize(("encoder", "bar"), [("encoders/poisson", 0.970), ("encoders/latency", 0.92)])
def test_digits_reach_their_bar_as_the_mean_of_three_seeds(encoder: str, bar: float) -> None:
    found = [fit(digits(encoder=encoder), SurrogateGradient, epochs=30, seed=seed).accuracy for seed in SEEDS]
    print(f"{encoder}: {', '.join(f'{100 * a:.1f}' for a in found)}; mean {100 * np.mean(found):.2f} %")
    assert np.mean(found) >= bar
