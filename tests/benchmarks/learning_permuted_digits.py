"""Digits read pixel by pixel in a mixed order: ``python -m tests.benchmarks.learning_permuted_digits``.

Each of scikit-learn's pictures of 8 × 8 is a signal of 64 steps, one pixel a step, in one order that is drawn once and
is the same for all, so that nearby steps say nothing of each other. A pixel is four channels, each of which fires where
the pixel is brighter than its bound. Recurrent adaptive neurons (SE-adLIF) and a leaky read-out have to keep the
beginning until the end. The last fifth of each digit is the test; of the others a tenth chooses the epoch. The table is
written into docs/learning.md.

Source: Le, Jaitly & Hinton (2015), A simple way to initialize recurrent networks of rectified linear units, arXiv
1504.00941: the task, there on pictures of 28 × 28.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from engine import Network, Normal, Uniform
from engine.datasets.digits import Digits
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.learning.training.training_result import TrainingResult
from engine.network.description import NetworkDescription
from tests.benchmarks.page import put

PART = "learning_permuted_digits"
SEEDS, EPOCHS, HIDDEN, BATCH, RATE = (1,), 50, 64, 64, 0.01
PIXELS, CLASSES = 64, 10
BOUNDS = (0.1, 0.3, 0.55, 0.8)  # of brightness
ORDER = 1  # seed of the order of the pixels, the same for every seed of a training
HELD_BACK = 0.1  # of the training samples: chooses the epoch
NEURON = "symplectic_adaptive_leaky_integrate_and_fire"


def network(hidden: int = HIDDEN) -> NetworkDescription:
    """Pixels one by one in a mixed order → recurrent adaptive neurons → a leaky integrator a digit."""
    digits = Digits.load({})
    order = np.random.default_rng(ORDER).permutation(PIXELS)
    pixels = digits.values[:].reshape(-1, PIXELS)[:, order, None]
    x = (pixels > np.array(BOUNDS)).astype(float)
    net = Network(resolution=1.0)
    net.add_dataset("Digits", "own_signals", x=x, labels=digits.labels, sample_time=float(PIXELS))
    net.add_encoder("Pixel", "regular", "Digits", max_rate=1000.0)
    net.add_population("Hidden", NEURON, hidden, alpha=Uniform(0.8, 0.96), beta=Uniform(0.96, 0.995))
    net.add_population("Output", "discrete_leaky_integrator", CLASSES, beta=0.95)
    net.connect("Pixel", "Hidden", "delta", weight=Uniform(-2.0, 2.0), delay=0.0, sign="mixed")
    net.connect("Hidden", "Hidden", "delta", weight=Normal(0.0, 0.1), delay=1.0, sign="mixed")
    net.connect("Hidden", "Output", "delta", weight=Uniform(-0.1, 0.1), delay=0.0, sign="mixed")
    net.add_decoder("Answer", "largest_value", "Output", labels="Digits")
    return net.description


def learnt(seed: int, epochs: int = EPOCHS, hidden: int = HIDDEN) -> TrainingResult:
    """Train with the surrogate gradient; the epoch that was best on what was held back is kept."""
    settings = {"learning_rate": RATE}
    return fit(
        network(hidden), SurrogateGradient, epochs=epochs, batch=BATCH, seed=seed, settings=settings,
        validation=HELD_BACK,
    )  # fmt: skip


def main() -> int:
    lines = ["| seed | epoch kept | held back | test | CPU s |", "|---|---|---|---|---|"]
    for seed in SEEDS:
        began = time.process_time()
        result = learnt(seed)
        seconds = time.process_time() - began
        held_back, right = 100 * result.validation_accuracy, 100 * result.accuracy
        lines.append(f"| {seed} | {result.epoch} of {EPOCHS} | {held_back:.1f} % | {right:.1f} % | {seconds:.0f} |")
        print(lines[-1], flush=True)
    put(PART, "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
