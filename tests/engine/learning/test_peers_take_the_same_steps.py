"""From equal weights on equal spikes, steps of Adam are those of snnTorch and of SpikingJelly."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.components.method import Batch
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.encoding import Encoding
from engine.learning.training.fitting import FIRST_TRAINING
from tests.benchmarks.learning_speed.case import CASES
from tests.benchmarks.learning_speed.run_engine import ALIKE
from tests.patience import ENDLESS
from tests.peers.environments import python_of

SCRIPT = Path(__file__).parents[2] / "peers" / "trained_steps.py"
CASE, STEPS, AGREE = CASES[-1], 12, 1e-5
UNCUT = 1e9  # longer than any gradient: the peers shorten none


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weights and spikes of the benchmark's largest network, and what steps of Adam make of them."""
    found = circuit(CASE.description())
    settings = {**ALIKE, "precision": "float64", "largest_gradient": UNCUT}
    learner = SurrogateGradient.learner(found, SurrogateGradient.complete(settings), 0)
    keys = {"first": ("in", "weight"), "first_bias": ("hidden", "bias"), "second": ("read", "weight"),
            "second_bias": ("out", "bias")}  # fmt: skip
    given = {name: learner.arrays()[key] for name, key in keys.items()}
    encoding = Encoding(found.description, found.encoders[0], found.channels, found.steps, 0)
    spikes, labels, losses = [], [], []
    for step in range(STEPS):
        part = np.arange(step * CASE.batch, (step + 1) * CASE.batch) % len(found.samples.labels)
        batch = Batch(found.samples.values[part], found.samples.labels[part], FIRST_TRAINING + part)
        losses.append(learner.learn(batch).loss)
        spikes.append(encoding.encoded(batch.values, batch.presentations, np.uint8))
        labels.append(batch.labels)
    path = tmp_path_factory.mktemp("steps") / "ours.npz"
    ends = {f"{name}_at_last": learner.arrays()[keys[name]] for name in ("first", "second")}
    np.savez(path, spikes=spikes, labels=labels, losses=losses, rate=ALIKE["learning_rate"], **given, **ends)
    return path


@pytest.mark.peers
@pytest.mark.parametrize("peer", ["snntorch", "spikingjelly"])
def test_losses_and_weights_are_theirs(peer: str, ours: Path, tmp_path: Path) -> None:
    python = python_of(peer)
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {peer}")
    subprocess.run([python, SCRIPT, peer, ours, tmp_path / "theirs.npz"], check=True, timeout=ENDLESS)
    with np.load(ours) as own, np.load(tmp_path / "theirs.npz") as theirs:
        apart = np.abs(own["losses"] - theirs["losses"])
        print(f"{peer}: losses {own['losses'].round(4).tolist()}, at most {apart.max():.1e} apart")
        assert len(apart) == STEPS and apart.max() < AGREE and own["losses"][-1] < 0.8 * own["losses"][0]
        for name in ("first", "second"):
            assert np.abs(own[f"{name}_at_last"] - theirs[name]).max() < AGREE
