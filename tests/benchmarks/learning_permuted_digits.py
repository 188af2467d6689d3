"""Digits read pixel by pixel in a mixed order: ``python -m tests.benchmarks.learning_permuted_digits``.

Each of scikit-learn's pictures of 8 × 8 is a signal of 64 steps, one pixel a step, in one order that is drawn once and
is the same for all, so that nearby steps say nothing of each other. A pixel is sixteen channels, of which as many fire
as its brightness, a whole number, says. Recurrent adaptive neurons (SE-adLIF) whose adaptations differ, so that each
oscillates at a pace of its own, and a leaky read-out have to keep the beginning until the end. The last fifth of each
digit is the test; of the others a tenth chooses the epoch, and of seed 1 it chose what is set here.

On the same division a logistic regression sees all pixels at once, and a gated recurrent network of PyTorch with as
many units reads the same channels step by step (``tests/peers/permuted_digits_in_torch.py``; its environment is made
by ``python -m tests.peers.environments torch``). The table is written into docs/learning.md.

Sources: Le, Jaitly & Hinton (2015), A simple way to initialize recurrent networks of rectified linear units, arXiv
1504.00941: the task, there on pictures of 28 × 28. Baronig et al. (2025), 10.1038/s41467-025-60878-z: adaptations drawn
of each neuron.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from engine import Network, Normal, Uniform
from engine.circuit.circuit import circuit
from engine.datasets.digits import Digits
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.learning.training.parts import TrainingParts
from engine.learning.training.training_result import TrainingResult
from engine.network.description import NetworkDescription
from tests.benchmarks.page import put
from tests.peers.environments import python_of

PART = "learning_permuted_digits"
SEEDS, EPOCHS, HIDDEN, BATCH, RATE = (1, 2, 3), 150, 64, 64, 0.02
SHARPNESS = 1.0
PIXELS, CLASSES = 64, 10
LEVELS = 16  # of brightness, above 0
BOUNDS = tuple((level + 0.5) / LEVELS for level in range(LEVELS))
ORDER = 1  # seed of the order of the pixels, the same for every seed of a training
HELD_BACK = 0.1  # of the training samples: chooses the epoch
NEURON = "symplectic_adaptive_leaky_integrate_and_fire"
PEER, SCRIPT = "torch", Path(__file__).parents[1] / "peers" / "permuted_digits_in_torch.py"
PEER_RATE, PEER_EPOCHS = 0.003, 100
MOST_STEPS = 2000  # of a logistic regression


def network(hidden: int = HIDDEN) -> NetworkDescription:
    """Pixels one by one in a mixed order → recurrent adaptive neurons → a leaky integrator a digit."""
    digits = Digits.load({})
    order = np.random.default_rng(ORDER).permutation(PIXELS)
    pixels = digits.values[:].reshape(-1, PIXELS)[:, order, None]
    x = (pixels > np.array(BOUNDS)).astype(float)
    net = Network(resolution=1.0)
    net.add_dataset("Digits", "own_signals", x=x, labels=digits.labels, sample_time=float(PIXELS))
    net.add_encoder("Pixel", "regular", "Digits", max_rate=1000.0)
    net.add_population(
        "Hidden", NEURON, hidden, alpha=Uniform(0.8, 0.96), beta=Uniform(0.96, 0.995),
        a=Uniform(0.0, 60.0), b=Uniform(0.0, 20.0),
    )  # fmt: skip
    net.add_population("Output", "discrete_leaky_integrator", CLASSES, beta=0.95)
    net.connect("Pixel", "Hidden", "delta", weight=Uniform(-2.0, 2.0), delay=0.0, sign="mixed")
    net.connect("Hidden", "Hidden", "delta", weight=Normal(0.0, 0.1), delay=1.0, sign="mixed")
    net.connect("Hidden", "Output", "delta", weight=Uniform(-0.1, 0.1), delay=0.0, sign="mixed")
    net.add_decoder("Answer", "largest_value", "Output", labels="Digits")
    return net.description


def learnt(seed: int, epochs: int = EPOCHS, hidden: int = HIDDEN) -> TrainingResult:
    """Train with the surrogate gradient; the epoch that was best on what was held back is kept."""
    settings = {"learning_rate": RATE, "width": SHARPNESS}
    return fit(
        network(hidden), SurrogateGradient, epochs=epochs, batch=BATCH, seed=seed, settings=settings,
        validation=HELD_BACK,
    )  # fmt: skip


def beside(seed: int, folder: Path) -> tuple[float, float, float]:
    """Accuracies on the test: logistic regression; GRU on what is held back, and on the test."""
    found = circuit(network())
    x, y = found.samples.values[:], found.samples.labels
    parts = TrainingParts(found.dataset, found.samples, seed, HELD_BACK)
    flat = x.reshape(len(x), -1)
    regression = LogisticRegression(max_iter=MOST_STEPS).fit(flat[parts.train], y[parts.train])
    path = folder / "task.npz"
    np.savez(path, x=x, y=y, train=parts.train, held=parts.held, test=parts.test)
    command = [python_of(PEER), SCRIPT, path, seed, HIDDEN, PEER_EPOCHS, BATCH, PEER_RATE]
    done = subprocess.run([*map(str, command)], check=True, stdout=subprocess.PIPE, text=True)
    _, held_back, right = map(float, done.stdout.split())
    return float(regression.score(flat[parts.test], y[parts.test])), held_back, right


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    if python_of(PEER) is None:
        parser.error(f"make its environment: python -m tests.peers.environments {PEER}")
    lines = [
        "| seed | epoch kept | held back | test | CPU s | GRU held back | GRU test | logistic regression test |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for seed in SEEDS:
        began = time.process_time()
        result = learnt(seed)
        seconds = time.process_time() - began
        with tempfile.TemporaryDirectory() as folder:
            regression, *peer = beside(seed, Path(folder))
        shown = (f"{100 * share:.1f} %" for share in (result.validation_accuracy, result.accuracy))
        others = (f"{100 * share:.1f} %" for share in (*peer, regression))
        cells = f"{seed}", f"{result.epoch} of {EPOCHS}", *shown, f"{seconds:.0f}", *others
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    put(PART, "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
