"""How the constants of the first-spike loss were chosen: on held-back training samples, never on test samples.

``python -m tests.benchmarks.first_spike_loss`` writes its table into docs/learning.md: for each choice the mean share
of right answers (and its standard error) over five seeds, each with its own fifth of the training samples held back,
after 30 epochs.
"""

from __future__ import annotations

import sys
from itertools import product

import numpy as np

from engine.learning.components import losses
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from tests.benchmarks.page import put
from tests.engine.learning.networks import digits

SEEDS = range(10, 15)
HELD_BACK = 0.2
STEP_SCORES, LEADS, SHARPNESSES = (0.1, 0.25, 0.5), (0.0, 1.0), (2.0, 8.0)
ENCODERS = {"latency": "latency", "Poisson": "poisson"}
PART = "first_spike_loss"


def main() -> int:
    """Every choice on both kinds of input."""
    columns = list(product(ENCODERS, SHARPNESSES))
    head = ["tau, steps", "lead, steps", *(f"{title}, sharpness {sharpness:g}" for title, sharpness in columns)]
    lines, chosen = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"], (losses.STEP_SCORE, losses.LEAD)
    for score, lead in product(STEP_SCORES, LEADS):
        losses.STEP_SCORE, losses.LEAD = score, lead
        found = [held_back(ENCODERS[title], sharpness) for title, sharpness in columns]
        words = [f"{1 / score:g}", f"{lead:g}", *found]
        lines.append(f"| {' | '.join(f'**{word}**' if (score, lead) == chosen else word for word in words)} |")
        print(lines[-1], flush=True)
    put(PART, "\n".join(lines))
    return 0


def held_back(encoder: str, sharpness: float) -> str:
    """Accuracy on held-back samples in the mean of the seeds, and its standard error."""
    network = digits(encoder=f"encoders/{encoder}", decoder="decoders/time_to_first_spike")
    found = [
        fit(network, SurrogateGradient, epochs=30, seed=seed, settings={"width": sharpness}, validation=HELD_BACK)
        .history[-1]
        .validation_accuracy
        for seed in SEEDS
    ]
    return f"{100 * np.mean(found):.1f} ± {100 * np.std(found, ddof=1) / np.sqrt(len(found)):.1f} %"


if __name__ == "__main__":
    sys.exit(main())
