"""The Potjans-Diesmann microcircuit: ``python -m tests.benchmarks.engine_microcircuit [scale] [--nest]``.

Measured are the seconds of building, the most memory that a process held, bytes a synapse, wall seconds for one
biological second after 0.5 s, and how far the rate of a population is from the published one; in float32 with one and
two threads. ``--nest`` adds NEST's figures with two threads, for the same network drawn by itself, in 15 min;
at full scale all of it, with its bars, is then written into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from subprocess import run

from engine.simulation.simulation import Simulation
from tests.benchmarks.page import PERFORMANCE, put
from tests.peers.environments import python_of
from tests.peers.microcircuit_job import SCRIPT, job
from tests.science.microcircuit import microcircuit, published_rates, synapses

WARM_UP, DURATION = 500.0, 1000.0  # ms
KIB, GIB = 1024, 1 << 30
PART = "microcircuit"
HEAD = "| | s per s | build s | peak GiB | bytes a synapse | farthest rate from the published |"
BUILT, HELD, SLOWEST, AHEAD = 60.0, 8.0, 6.0, 8.0  # bars: s, GiB, s per biological second, times as fast as NEST
FULL = 1.0


@dataclass(frozen=True)
class Figures:
    """What one build and run took: seconds, of a biological second too, bytes, and a share (None: not measured)."""

    name: str
    wall: float
    built: float
    peak: int
    synapses: int
    farthest: float | None = None

    def __str__(self) -> str:
        far = "–" if self.farthest is None else f"{100 * self.farthest:.1f} %"
        held = f"{self.peak / GIB:.2f} | {self.peak / self.synapses:.1f}"
        return f"| {self.name} | {self.wall:.2f} | {self.built:.1f} | {held} | {far} |"


def peak() -> int:
    """The most bytes that this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * KIB


def measured(scale: float, threads: int, duration: float) -> Figures:
    """Build and run once, in this process, so that its peak of memory is the network's."""
    Simulation(microcircuit(0.01), precision="float32", threads=threads).advance(10)  # kernels are compiled
    network = microcircuit(scale)
    began = time.perf_counter()
    simulation = Simulation(network, precision="float32", threads=threads)
    built = time.perf_counter() - began
    simulation.run(WARM_UP)
    began = time.perf_counter()
    record = simulation.run(duration)
    wall = (time.perf_counter() - began) * 1000.0 / duration
    published = published_rates()
    rates = {p.id: len(record.spikes[p.id]) / p.size / duration * 1000.0 for p in network.populations}
    farthest = max(abs(rate / published[id] - 1) for id, rate in rates.items())
    return Figures(f"engine, {threads} thread(s)", wall, built, peak(), synapses(network), farthest)


def measured_nest(scale: float, threads: int, duration: float) -> Figures | None:
    """The same in NEST; None, and the sentence that says how to get it, where it is missing."""
    python = python_of("nest")
    if python is None:
        print("no figures of NEST: run `python -m tests.peers.environments nest` first")
        return None
    network = microcircuit(scale)
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "job.json"
        given.write_text(json.dumps(job(network, duration, threads, WARM_UP)), encoding="utf-8")
        done = run([python, SCRIPT, given, Path(folder) / "out.npz", "1"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"NEST failed at scale {scale:g}: {done.stderr.strip()[-500:]}")
    built, took, most = map(float, done.stdout.split("took")[-1].split())
    wall = took * 1000.0 / duration
    return Figures(f"NEST, {threads} threads", wall, built, int(most) * KIB, synapses(network))


def bars(own: Sequence[Figures], nest: Figures | None) -> str:
    """What is asked for, and whether the better of the engine's rows reaches it."""

    def met(words: str, value: float, bar: float, reached: bool) -> str:
        return f"{words} {value:.1f} ({'reached' if reached else 'MISSED'}, bar {bar:g})"

    built, held = min(f.built for f in own), max(f.peak for f in own) / GIB
    wall = min(f.wall for f in own)
    said = [met("seconds to build", built, BUILT, built <= BUILT), met("GiB", held, HELD, held <= HELD)]
    said.append(met("s per biological second", wall, SLOWEST, wall <= SLOWEST))
    if nest is not None:
        said.append(met("times as fast as NEST", nest.wall / wall, AHEAD, nest.wall / wall >= AHEAD))
    return "Bars: " + "; ".join(said) + "."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", type=float, default=FULL)
    parser.add_argument("--threads", type=int, default=0, help="measure here with so many threads, as JSON")
    parser.add_argument("--duration", type=float, default=DURATION)
    parser.add_argument("--nest", action="store_true", help="measure NEST too, with two threads")
    parser.add_argument("--dry", action="store_true", help="print, and leave the page alone")
    given = parser.parse_args()
    if given.threads:
        print(json.dumps(asdict(measured(given.scale, given.threads, given.duration))))
        return
    own = []
    for threads in (1, 2):
        command = [sys.executable, "-m", "tests.benchmarks.engine_microcircuit", str(given.scale)]
        command += ["--threads", str(threads), "--duration", str(given.duration)]
        own.append(Figures(**json.loads(run(command, check=True, capture_output=True, text=True).stdout)))
    nest = measured_nest(given.scale, 2, given.duration) if given.nest else None
    rows = [HEAD, "|" + "---|" * (HEAD.count("|") - 1), *map(str, own)]
    if nest is not None:
        rows += [str(nest)]
    print("\n".join([*rows, "", bars(own, nest)]))
    if given.scale == FULL and nest is not None and not given.dry:
        put(PART, "\n".join([*rows, "", bars(own, nest)]), PERFORMANCE)


if __name__ == "__main__":
    main()
