"""CPU time per epoch of training digits, here and in snnTorch, in one run.

``python -m tests.benchmarks.learning_digits``

Both train 64-100-10 discrete LIF with hard reset and trainable bias on the same 1437 images, Poisson input
made anew for every presentation, 25 steps, batches of 64, Adam, arctangent surrogate, one thread. Runs are
interleaved; the figure of a run is its median epoch without the first, which warms caches up. The bar of the
ratio is 0.25. snnTorch needs its environment: ``python tests/peers/environments.py snntorch``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.peers.environments import python_of

RUNS, EPOCHS = 3, 8
BAR = 0.25
SCRIPT = Path(__file__).parents[1] / "peers" / "snntorch_network.py"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def ours() -> list[float]:
    """CPU seconds of each epoch, validation and evaluation left out."""
    from engine.learning.figures import Progress
    from engine.learning.fitting import fit
    from engine.learning.surrogate_gradient import SurrogateGradient
    from tests.engine.learning.networks import digits

    stamps: list[float] = []

    def stamp(progress: Progress) -> bool:
        if progress.arrays is not None:
            stamps.append(time.process_time())
        return True

    fit(digits(), SurrogateGradient, epochs=EPOCHS, seed=0, on_progress=stamp)
    return list(np.diff(stamps))


def snntorch(folder: Path) -> list[float]:
    """The same in snnTorch, in its own process."""
    from engine.datasets.digits import Digits

    samples = Digits.load({})
    train, _ = Digits.split(samples, {})
    path = folder / "digits.npz"
    np.savez(path, values=samples.values[train], labels=samples.labels[train])
    python = python_of("snntorch")
    if python is None:
        sys.exit("snnTorch is not there: python tests/peers/environments.py snntorch")
    command = [python, SCRIPT, "epochs", path, str(EPOCHS)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env={**os.environ, **ONE_THREAD})
    return [float(line) for line in done.stdout.split()][1:]


def main() -> int:
    mine, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS):
            mine.append(statistics.median(ours()))
            theirs.append(statistics.median(snntorch(Path(folder))))
            print(f"CPU s per epoch: here {mine[-1]:.3f}, snnTorch {theirs[-1]:.3f}", flush=True)
    ratio = statistics.median(mine) / statistics.median(theirs)
    print(f"medians: here {statistics.median(mine):.3f}, snnTorch {statistics.median(theirs):.3f}; ratio {ratio:.2f}")
    print(f"the bar is {BAR}: {'held' if ratio <= BAR else 'missed'}")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    os.environ.update(ONE_THREAD)
    sys.exit(main())
