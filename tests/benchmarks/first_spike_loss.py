"""How the constants of the first-spike loss were chosen: on held-back training samples, never on test samples.

``python -m tests.benchmarks.first_spike_loss`` prints, for each choice, the mean share of right answers (and its
standard error) over five seeds, each with its own fifth of the training samples held back, after 30 epochs.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from engine.learning import losses
from engine.learning.fitting import fit
from engine.learning.surrogate_gradient import SurrogateGradient
from tests.engine.learning.networks import digits

SEEDS = range(10, 15)
HELD_BACK = 0.2
STEP_SCORES, LEADS, SHARPNESSES = (0.1, 0.25, 0.5), (0.0, 1.0), (2.0, 8.0)


def main() -> None:
    """Every choice on both kinds of input."""
    print("input    score of a step  lead  sharpness  right answers")
    for encoder in ("latency", "poisson"):
        for score, lead, sharpness in product(STEP_SCORES, LEADS, SHARPNESSES):
            losses.STEP_SCORE, losses.LEAD = score, lead
            found = [_held_back_accuracy(encoder, sharpness, seed) for seed in SEEDS]
            mean, error = 100 * np.mean(found), 100 * np.std(found) / np.sqrt(len(found))
            print(f"{encoder:8s} {score:15.2f} {lead:5.0f} {sharpness:10.0f}  {mean:.1f} ± {error:.1f} %", flush=True)


def _held_back_accuracy(encoder: str, sharpness: float, seed: int) -> float:
    network = digits(encoder=f"encoders/{encoder}", decoder="decoders/time_to_first_spike")
    settings = {"width": sharpness}
    result = fit(network, SurrogateGradient, epochs=30, seed=seed, settings=settings, validation=HELD_BACK)
    return result.history[-1].validation_accuracy


if __name__ == "__main__":
    main()
