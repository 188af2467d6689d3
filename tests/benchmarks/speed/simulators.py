"""Each simulator in a process of its own, which builds a case once and then waits for its turns."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.speed.case import Case
from tests.peers.environments import python_of

HERE = Path(__file__).parent
SPOKEN = {"Brian2": "brian2", "NEST": "nest", "ANNarchy": "annarchy"}
"""The words of a case by the start of a row's name."""


@dataclass
class Simulator:
    """What a row measures: seconds of each turn, spikes of the last, seconds and bytes of building."""

    name: str
    process: subprocess.Popen[str]
    built: float = 0.0
    bytes: int = 0
    seconds: list[float] = field(default_factory=list)
    spikes: int = 0

    def ready(self) -> None:
        """Wait until it has built the case."""
        words = self._line("ready")
        self.built, self.bytes = float(words[1]), int(words[2])

    def turn(self) -> None:
        """One run."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        words = self._line("")
        self.seconds.append(float(words[0]))
        self.spikes = int(words[1])

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()

    def _line(self, first: str) -> list[str]:
        """The next line that is told to us, among whatever else a simulator prints."""
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            words = line.split()
            if (first and words[:1] == [first]) or (not first and len(words) == 2 and words[1].isdigit()):
                return words
        raise RuntimeError(f"{self.name} ended before it had answered")


ENGINE = {
    "engine, float64": ("numba", "float64", "1"),
    "engine, float32": ("numba", "float32", "1"),
    "engine, float64, 2 threads": ("numba", "float64", "2"),
    "engine, float32, 2 threads": ("numba", "float32", "2"),
    "engine, NumPy alone, float32": ("numpy", "float32", "1"),
}
"""Backend, precision and threads of each row of ours."""
PEERS = {
    "Brian2 C++ standalone": ("brian2", "run_brian2.py", "cpp_standalone"),
    "Brian2 Cython": ("brian2", "run_brian2.py", "cython"),
    "NEST, 1 thread": ("nest", "run_nest.py", "1"),
    "NEST, 2 threads": ("nest", "run_nest.py", "2"),
    "ANNarchy, 1 thread": ("annarchy", "run_annarchy.py", "1"),
    "ANNarchy, 2 threads": ("annarchy", "run_annarchy.py", "2"),
}


def rows(case: Case) -> list[str]:
    return [*ENGINE, *PEERS, *case.also]


def started(name: str, case: Case, folder: Path, duration: float) -> Simulator | str:
    """The row's simulator, building; or why it is not among the rows, in a few words."""
    if name in ENGINE:
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.speed.run_engine",
            case.name,
            folder,
            duration,
            *ENGINE[name],
        ]
    else:
        peer, *method = case.also.get(name, (name,))
        environment, script, more = PEERS[peer]
        words = case.words.get(SPOKEN[name.split(",")[0].split()[0]], {"missing": "the case does not say how"})
        if "missing" in words:
            return str(words["missing"])
        python = python_of(environment)
        if python is None:
            return f"its environment is missing: python -m tests.peers.environments {environment}"
        command = [python, HERE / script, folder, duration, more, *method]
    process = subprocess.Popen(
        list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        stderr=(folder / f"{name}.log").open("w", encoding="utf-8"),
        env=os.environ | {"OMP_WAIT_POLICY": "passive", "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    return Simulator(name, process)
