"""Starting, editing and stopping again and again leaves no memory, thread or file behind.

The short form runs with the suite; ten thousand cycles are under the marker ``soak``:
``python -m pytest -m soak tests/engine/simulation/test_start_and_stop.py``.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest

from engine.network.description import Recording
from engine.simulation.edit_log import SetValue, SetWeights
from engine.simulation.simulation import Simulation
from tests.laws.networks import EXPONENTIAL, LIF, layered, plastic, recurrent

STATUS = Path("/proc/self/statm")
KIB = 1024
SHORT, LONG = 120, 10_000  # cycles
SHORT_MAY_LEAVE, LONG_MAY_LEAVE = 40 * KIB, KIB  # bytes a cycle: the allocator's noise weighs more on few cycles


def resident() -> int:
    """Bytes of this process that lie in memory."""
    gc.collect()
    return int(STATUS.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cycle(number: int) -> None:
    """A run that is edited in every way, some of which compile anew, and stopped."""
    network = (plastic, layered, lambda: recurrent(LIF, EXPONENTIAL))[number % 3]()
    name = ("fastest", "numpy", "numba")[number // 3 % 3]
    simulation = Simulation(network, seed=number, backend=name, threads=1 + number % 2)
    simulation.advance(5)
    population = network.populations[0]
    simulation.apply(SetValue(population.id, "bias", 0.01 * (number % 50)))
    simulation.record(Recording("probe", population.id, "V", (0,), network.resolution))
    if "ab" in {p.id for p in network.projections}:
        simulation.apply(SetWeights("ab", simulation.weights("ab") * 0.5))
        simulation.apply(SetValue("a", "tau_m", np.linspace(9.0, 11.0, population.size)))
    state = simulation.state()
    simulation.advance(5)
    simulation.restore(state)
    simulation.stop_recording("probe")
    simulation.close()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  only the count matters, of names that vanish


def slope(cycles: int, first: int) -> float:
    """Bytes that each cycle leaves: from the medians of the second and of the last quarter."""
    marks = []
    for number in range(cycles):
        cycle(first + number)
        if number % max(cycles // 40, 1) == 0:
            marks.append(resident())
    quarter = len(marks) // 4
    early, late = np.median(marks[quarter : 2 * quarter]), np.median(marks[-quarter:])
    return float(late - early) / (cycles * 5 / 8)


@pytest.fixture
def two_threads(monkeypatch):
    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)


def leaves_nothing(cycles: int, allowed: float) -> None:
    for number in range(18):  # every combination once: kernels are loaded and kept
        cycle(number)
    gc.collect()
    gc.freeze()  # what other tests have left is looked through once, and not at every mark
    threads, files, modules = threading.active_count(), open_files(), len(sys.modules)
    grown = slope(cycles, 18)
    print(f"{cycles} cycles: {grown:.0f} bytes a cycle, {resident() / KIB**2:.0f} MiB resident, {files} files")
    assert threading.active_count() <= threads
    assert open_files() <= files
    assert len(sys.modules) == modules
    assert grown < allowed


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not say how much memory a process has")
@pytest.mark.usefixtures("two_threads")
def test_a_hundred_starts_and_stops_leave_nothing() -> None:
    leaves_nothing(SHORT, SHORT_MAY_LEAVE)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.skipif(not STATUS.exists(), reason="this system does not say how much memory a process has")
@pytest.mark.usefixtures("two_threads")
def test_ten_thousand_starts_and_stops_leave_memory_flat() -> None:
    leaves_nothing(int(os.environ.get("SPIKELOOM_SOAK_CYCLES", LONG)), LONG_MAY_LEAVE)


def test_a_backend_that_is_closed_keeps_nothing_of_its_network() -> None:
    for name in ("fastest", "numpy", "numba"):
        simulation = Simulation(recurrent(LIF, EXPONENTIAL), backend=name)
        simulation.advance(1)
        array = simulation._arrays.populations["a"].states["V"]
        alive = weakref.ref(array.base if array.base is not None else array)
        simulation.close()
        del simulation, array
        gc.collect()
        assert alive() is None, name
