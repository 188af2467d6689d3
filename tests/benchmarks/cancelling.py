"""How soon a run that is given up frees the window and the engine, whenever that happens.

    python -m tests.benchmarks.cancelling [scale] [--rounds 20] [--cold] [--unknown]

The microcircuit of Potjans and Diesmann is started and stopped at random moments: while it is built, as it starts and
while it runs. Printed are, for each phase of building, the longest time of the building thread between two questions
whether to go on, in CPU ms, which a busy machine disturbs less, and the lines that asked before and after it; then wall
milliseconds until the run says that it is idle, until its thread has let go, and the longest turn of the event loop
meanwhile. The bars are multiples of a fixed painting that is timed in between. ``--cold`` begins with an empty folder
of kernels: models are derived and all is compiled anew. ``--unknown`` takes 820,000 neurons (at scale 1) of equations
that no cache has seen, with places and values of their own, gap junctions and 5 million listed connections, which run
on NumPy at first; it is started and stopped there.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "--cold" in sys.argv:
    os.environ["SPIKELOOM_KERNELS"] = tempfile.mkdtemp(prefix="cold-kernels-")

import numpy as np
from PySide6.QtWidgets import QApplication

from app.running.collector import Collector
from app.running.run import Run
from app.running.simulated import Progress, RunSettings, simulate
from engine import equations
from engine.backends import FASTEST
from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation
from engine.simulation.warming import warm
from tests.benchmarks.bars import beside
from tests.benchmarks.painting import Painting
from tests.science.microcircuit import microcircuit, synapses

FIGURES = {
    "idle": "until a run is idle", "free": "until its thread is free", "turn": "the longest turn meanwhile",
    "question": "CPU between two questions",
}  # fmt: skip
RUNNING = 1.0  # s within which a running network is stopped
PATIENCE = 900.0  # s
PHASES = {
    "refuse_fatal": "checking", "_presentation": "reading data", "sides": "placing", "by_compiled_loops": "loops",
    "_wire": "wiring", "_population": "deriving", "_source": "sources", "_link": "linking", "_order": "kernels",
}  # fmt: skip
"""What a function of the engine that stands on the stack does, in a person's words."""


@dataclass
class Stretch:
    """The longest time without a question of one phase, and the lines that asked before and after."""

    ms: float = 0.0
    before: str = ""
    after: str = ""
    questions: int = 0


class Listening:
    """Notes how long the building thread goes without a question, by phases."""

    def __init__(self) -> None:
        self.stretches: dict[str, Stretch] = {}
        self.begin()

    def begin(self) -> None:
        self._last, self._place = time.thread_time(), "start"

    def asked(self) -> None:
        now = time.thread_time()
        phase, place = where(sys._getframe(1))
        own = self.stretches.setdefault(phase, Stretch())
        own.questions += 1
        if 1000 * (now - self._last) > own.ms:
            own.ms, own.before, own.after = 1000 * (now - self._last), self._place, place
        self._last, self._place = time.thread_time(), place

    @property
    def longest(self) -> float:
        return max((s.ms for s in self.stretches.values()), default=0.0)


def where(frame: FrameType | None) -> tuple[str, str]:
    """The phase of a stack, and the line of the engine that asked."""
    phase, place = "the rest", ""
    while frame is not None:
        name, file = frame.f_code.co_name, Path(frame.f_code.co_filename)
        phase = PHASES.get(name, phase)
        if not place and "engine" in file.parts and file.name != "progress.py":
            place = f"{file.stem}:{frame.f_lineno}"
        frame = frame.f_back
    return phase, place or "end"


class Measured:
    """A run whose building thread is listened to."""

    def __init__(self, app: QApplication) -> None:
        self.app, self.turn, self.listening = app, 0.0, Listening()
        self.run = Run(simulate=self._simulate)

    def _simulate(self, description: NetworkDescription, settings: RunSettings, progress: Progress) -> Simulation:
        listening = self.listening
        listening.begin()

        def asked(share: float) -> bool:
            listening.asked()
            return progress(share)

        made = simulate(description, settings, asked)
        listening.asked()
        return made

    def wait(self, done: Callable[[], bool]) -> float:
        """Turn the event loop until ``done``; the wall ms that it took."""
        began = last = time.perf_counter()
        while not done():
            if last - began > PATIENCE:
                raise TimeoutError("the run did not go on")
            self.app.processEvents()
            time.sleep(0.001)
            now = time.perf_counter()
            self.turn, last = max(self.turn, 1000 * (now - last)), now
        return 1000 * (time.perf_counter() - began)

    def stop(self) -> tuple[float, float]:
        """Milliseconds until the run is idle, and until its thread is and has given back the memory."""
        began = time.perf_counter()
        self.run.stop()
        self.wait(lambda: self.run.state == "idle")
        idle = 1000 * (time.perf_counter() - began)
        self.wait(lambda: self.run._worker.report.state == "idle" and self.run._worker.simulation is None)
        return idle, 1000 * (time.perf_counter() - began)


def after(seconds: float) -> Callable[[], bool]:
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() > until


EQUATIONS = """
dv/dt = (g_L * (E_L - v) + g_L * {depth} mV * exp((v - V_T) / (3 mV)) + I - w) / C : mV
dw/dt = (a * (v - E_L) - w) / tau_w : pA
threshold: v > -40 mV
reset: v = -58 mV
reset: w = w + 40 pA
C = 200 pF
g_L = 10 nS
E_L = -65 mV
V_T = -50 mV
a = 2 nS
tau_w = 120 ms
"""


def unknown(scale: float) -> NetworkDescription:
    """Everything that is new to the machine, and one call each for much of it."""
    neurons, links = round(820_000 * scale), round(5_000_000 * scale)
    draws = np.random.default_rng(1)
    model = equations(EQUATIONS.format(depth=round(float(np.random.default_rng().uniform(2.0, 4.0)), 6)))
    values = {"C": Uniform(150.0, 250.0), "E_L": Uniform(-67.0, -63.0)}
    start, places = {"v": Uniform(-65.0, -55.0)}, find("positions/scattered")
    cells = Population("cells", model, neurons, values, start, Uniform(100.0, 500.0), positions=places)
    pre, post = (draws.integers(0, neurons, links) for _ in range(2))
    listed = find("wiring/explicit_list")
    few = Connections(*(np.arange(neurons), (np.arange(neurons) * 7919 + 1) % neurons))
    return NetworkDescription(
        populations=(cells,),
        projections=(
            Projection("gap", "cells", "cells", find("synapses/gap_junction"), listed, 0.5, connections=few),
            Projection("list", "cells", "cells", find("synapses/exponential_current"), listed, Uniform(1.0, 9.0),
                       Uniform(0.5, 3.0), connections=Connections(pre, post)),
        ),
    )  # fmt: skip


def tell(stretches: dict[str, Stretch]) -> None:
    for phase, own in stretches.items():
        print(f"    {phase:12} {own.ms:7.1f} CPU ms of {own.questions:6} questions, {own.before} → {own.after}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", type=float, default=0.1)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--unknown", action="store_true")
    given = parser.parse_args()
    warm()  # as a window does that has been open for a few seconds
    app: Any = QApplication.instance() or QApplication([])
    collector = Collector(app)
    collector.collect_all()
    network = unknown(given.scale) if given.unknown else microcircuit(given.scale)
    measured, chance = Measured(app), random.Random(1)
    settings = RunSettings(speed=0.0, backend=FASTEST if given.unknown else "numba", precision="float32")
    size = "equations nobody knows" if given.unknown else f"{synapses(network):,} synapses"
    print(f"scale {given.scale:g}: {size}, {given.rounds} rounds", flush=True)
    run, painting = measured.run, Painting()
    worst = dict.fromkeys(("idle", "free", "turn", "question"), 0.0)

    def note(**found: float) -> None:
        painting.turn()
        worst.update({what: max(worst[what], ms) for what, ms in found.items()})

    for name in ("first build", "second build"):
        network = unknown(given.scale) if given.unknown else network
        measured.listening, measured.turn = Listening(), 0.0
        run.start(network, settings)
        building = measured.wait(lambda: run.state in ("running", "failed")) / 1000
        idle, free = measured.stop()
        own = measured.listening
        print(
            f"{name}: {building:.1f} s, longest turn {measured.turn:.1f} ms; its end: idle {idle:.1f}, free {free:.1f}"
        )
        tell(own.stretches)
        note(idle=idle, free=free, turn=measured.turn, question=own.longest)
    measured.listening = Listening()
    moments = {"building": building, "starting": 0.0, "running": RUNNING}
    for name, seconds in moments.items():
        times, measured.turn = [], 0.0
        for _ in range(given.rounds if name == "building" else max(given.rounds // 5, 2)):
            run.start(unknown(given.scale) if given.unknown and name == "starting" else network, settings)
            if name != "building":
                measured.wait(lambda: run.state == "running")
            measured.wait(after(chance.uniform(0.0, seconds)))
            times.append(measured.stop())
        idle, free = (max(column) for column in zip(*times, strict=True))
        print(f"{name:10} idle {idle:6.1f}  thread free {free:6.1f}  longest turn {measured.turn:6.1f} ms", flush=True)
        note(idle=idle, free=free, turn=measured.turn)
    tell(measured.listening.stretches)
    note(question=measured.listening.longest)
    run.close()
    collector.close()
    case = f"{'unknown equations' if given.unknown else 'microcircuit'} at {given.scale:g}{', cold' * given.cold}"
    met = [beside(f"{FIGURES[what]}, {case}", ms, painting.ms) for what, ms in worst.items()]
    print(*met, sep="; ")
    return 0 if all(bar.is_met for bar in met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
