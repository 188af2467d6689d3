"""Each trainer in a process of its own, which builds a case once and then waits for its turns.

The engine is given nothing that a person's training does not have; a peer is told its number of threads, and to wait
for its own threads without taking the processor from others.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.learning_speed.case import Case
from tests.peers.environments import python_of

HERE = Path(__file__).parent
OWN = "engine"
ENVIRONMENTS = {"snnTorch": "snntorch", "SpikingJelly": "spikingjelly"}
ROWS = ((OWN, 1), ("snnTorch", 1), ("SpikingJelly", 1), ("SpikingJelly", 2))


@dataclass
class Trainer:
    """What a row measures: CPU seconds and seconds of each turn, the share of right answers after the last, and what
    makes its matrix products."""

    name: str
    threads: int
    process: subprocess.Popen[str]
    used: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    right: float = 0.0
    products: str = ""

    def ready(self) -> None:
        """Wait until it has built the case."""
        self.products = self._line(2, "ready")[1]

    def turn(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        used, took, right = map(float, self._line(3))
        self.used.append(used)
        self.took.append(took)
        self.right = right

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()

    def _line(self, count: int, first: str = "") -> list[str]:
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            words = line.split()
            if len(words) == count and words[0].startswith(first):
                return words
        raise RuntimeError(f"{self.name} ended before it had answered")


def title(peer: str, threads: int) -> str:
    return peer if threads == 1 else f"{peer}, {threads} threads"


def started(peer: str, threads: int, case: Case, folder: Path) -> Trainer | str:
    """The row's trainer, building; or why it is not among the rows, in a few words."""
    if peer == OWN:
        command = [sys.executable, "-m", "tests.benchmarks.learning_speed.run_engine", case.name]
        environment = {}
    else:
        python = python_of(ENVIRONMENTS[peer])
        if python is None:
            return f"No row for {peer}: python -m tests.peers.environments {ENVIRONMENTS[peer]} makes it."
        command = [
            python, HERE / "run_torch.py", ENVIRONMENTS[peer], folder, case.batch, case.epochs, threads,
        ]  # fmt: skip
        environment = {"OMP_WAIT_POLICY": "passive"}
    process = subprocess.Popen(
        list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        stderr=(folder / f"{title(peer, threads)}.log").open("w", encoding="utf-8"),
        env=os.environ | environment,
    )  # fmt: skip
    return Trainer(title(peer, threads), threads, process)
