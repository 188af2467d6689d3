"""The Potjans-Diesmann microcircuit: ``python -m tests.benchmarks.engine_microcircuit [scale] [--nest]``.

Printed are the seconds of building, the most memory that the process held and what the refusal before building
reckons, bytes a synapse, wall seconds for one biological second after 0.5 s, and the rate of each population beside
the published one; in float32 with one and two threads. At full scale neither may take more than 8 GiB. ``--nest`` adds
NEST's figures with two threads, for the same network drawn by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from subprocess import run

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from engine.network.memory import estimate, readable
from engine.simulation.simulation import Simulation
from tests.peers.environments import python_of
from tests.peers.microcircuit_job import SCRIPT, job
from tests.science.microcircuit import microcircuit, published_rates, synapses

WARM_UP, DURATION = 500.0, 1000.0  # ms
KIB = 1024


def peak() -> int:
    """The most bytes that this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * KIB


def measure(scale: float, threads: int, duration: float) -> None:
    """Build and run once, in this process, so that its peak of memory is the network's."""
    Simulation(microcircuit(0.01), precision="float32", threads=threads).advance(10)  # kernels are compiled
    network, empty = microcircuit(scale), peak()
    count, began = synapses(network), time.perf_counter()
    simulation = Simulation(network, precision="float32", threads=threads)
    built, after = time.perf_counter() - began, peak()
    simulation.run(WARM_UP)
    began = time.perf_counter()
    record = simulation.run(duration)
    wall = (time.perf_counter() - began) * 1000.0 / duration
    most = peak()
    neurons = sum(p.size for p in network.populations)
    print(f"scale {scale:g}, {threads} thread(s): {neurons:,} neurons, {count:,} synapses")
    print(f"  build {built:.1f} s ({count / built / 1e6:.1f} million synapses a second)")
    print(
        f"  peak {readable(most)}, of them {readable(empty)} before; reckoned {readable(estimate(network, 'float32'))}"
    )
    print(f"  {(after - empty) / max(count, 1):.1f} bytes a synapse while building, run {(most - empty) / count:.1f}")
    print(f"  {wall:.2f} s a biological second")
    published = published_rates()
    for population in network.populations:
        rate = len(record.spikes[population.id]) / population.size / duration * 1000.0
        print(f"  {population.id:5s}{rate:8.2f} /s   published {published[population.id]:.2f}")


def measure_nest(scale: float, threads: int, duration: float) -> None:
    """The same in NEST, or the sentence that says how to get it."""
    python = python_of("nest")
    if python is None:
        print("no figures of NEST: run `python -m tests.peers.environments nest` first")
        return
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "job.json"
        given.write_text(json.dumps(job(microcircuit(scale), duration, threads, WARM_UP)), encoding="utf-8")
        done = run([python, SCRIPT, given, Path(folder) / "out.npz", "1"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"NEST failed at scale {scale:g}: {done.stderr.strip()[-500:]}")
    built, took, most = map(float, done.stdout.split("took")[-1].split())
    print(f"NEST, scale {scale:g}, {threads} threads")
    print(
        f"  build {built:.1f} s, peak {readable(int(most) * KIB)}, {took * 1000.0 / duration:.2f} s a biological second"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=0, help="measure here with so many threads, not with both")
    parser.add_argument("--duration", type=float, default=DURATION)
    parser.add_argument("--nest", action="store_true", help="measure NEST too, with two threads")
    given = parser.parse_args()
    if given.threads:
        measure(given.scale, given.threads, given.duration)
    else:
        for threads in (1, 2):
            command = [sys.executable, "-m", "tests.benchmarks.engine_microcircuit", str(given.scale)]
            run([*command, "--threads", str(threads), "--duration", str(given.duration)], check=True)
        if given.nest:
            measure_nest(given.scale, 2, given.duration)
