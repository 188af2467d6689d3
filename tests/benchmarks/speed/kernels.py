"""How far from the memory's bandwidth each kernel is: ``python -m tests.benchmarks.speed.kernels [CASE …]``.

Each operation of a step is run alone, over the steps of the last chunk of a run (float32, one thread), so that a
delivery meets the spikes which the network fired. The bytes that it moves at the least are held against what one core
copies within as many bytes as the kernel's arrays have. Kernels that move less than they compute take many times that.

Writes a table into docs/performance.md.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from engine.backends.kernels.driver import drive
from engine.backends.kernels.kernel import Operation
from engine.backends.numba_backend import CHUNK_COLUMN, argument_table, begin_at
from engine.simulation.arrays.programs import programs
from engine.simulation.simulation import Simulation
from tests.benchmarks.page import PERFORMANCE, put
from tests.benchmarks.speed.case import Case, found, load
from tests.benchmarks.speed.memory import bandwidth
from tests.benchmarks.speed.traffic import READ_AND_WRITTEN

WARM_UP, MOST, TRIES = 300.0, 500, 15  # ms, steps of the chunk, repetitions
ONLY_READ = ("injected_all",)
READING = ("look",)  # kernels that write nothing where they walk
SMALL = 1 << 16  # bytes below which calling a copy takes longer than copying
WALKED = ("neurons", "slot")
NANO, GIGA = 1e9, 1e9


@dataclass(frozen=True)
class Measured:
    """A kernel of a case: ns a step, bytes a step at the least, and bytes of its arrays."""

    case: str
    kernel: str
    nanoseconds: float
    moved: float
    within: float


def walked(operation: Operation) -> float:
    """Bytes a step of the arrays that are walked from end to end."""
    total, is_reading = 0, operation.kernel.function in READING
    for argument in operation.kernel.arguments:
        if argument.length in WALKED:
            array = operation.arrays[argument.name]
            one = array[0].nbytes if argument.length == "slot" else array.nbytes
            total += one * (1 if is_reading or argument.name in ONLY_READ else READ_AND_WRITTEN)
    return total / operation.every


def delivered(operation: Operation, steps: int) -> float:
    """Bytes a step of a delivery: targets and weights of the rows of all spikes, and their places in the ring twice."""
    arrays = operation.arrays
    spikes = arrays["spikes"][: int(arrays["offsets"][steps])]
    events = int((arrays["end"][spikes] - arrays["begin"][spikes]).sum())
    weight = arrays["weights"].itemsize
    each = arrays["targets"].itemsize + (weight if arrays["weights"].size > 1 else 0) + READ_AND_WRITTEN * weight
    return events * each / steps


def nanoseconds(operation: Operation, first: int, steps: int) -> float:
    """ns a step, the median of some repetitions of the chunk."""
    functions, rows = argument_table([operation])
    rows[:, CHUNK_COLUMN] = first
    took = []
    for _ in range(TRIES):
        begin_at(first, (functions, rows))
        began = time.perf_counter()
        drive(first, first + steps, functions, rows)
        took.append(time.perf_counter() - began)
    return median(took) / steps * NANO


def measured(case: Case) -> Iterator[Measured]:
    """The kernels of a case; deliveries first, as updates write the spikes that these read."""
    with tempfile.TemporaryDirectory() as folder:
        case.save(Path(folder))
        simulation = Simulation(case.description(load(Path(folder))), backend="numba", precision="float32", threads=1)
    simulation.run(WARM_UP)
    first, steps = simulation.step, min(MOST, simulation._arrays.settings.chunk)
    simulation.advance(steps)
    made, _ = programs(simulation._arrays, ())
    operations = [o for p in made for o in (*p.exchange, *p.local)]
    for operation in operations:
        name, senders = operation.kernel.function, operation.arrays.get("begin")
        is_delivery = name == "deliver" and senders is not None
        moved = delivered(operation, steps) if is_delivery else walked(operation)
        words = f"{name.replace('_', ' ')}, {len(senders) if senders is not None else operation.size:,}"
        within = float(sum(np.asarray(a).nbytes for a in operation.arrays.values()))
        yield Measured(case.name, words, nanoseconds(operation, first, steps), moved, within)


def row(m: Measured) -> str:
    """A line of the table."""
    pace = m.moved / m.nanoseconds * NANO / GIGA
    moved = (f"{m.moved / 1024:,.1f}", f"{pace:.1f}") if m.moved else ("–", "–")
    copied = bandwidth(m.within) / GIGA
    share = (f"{copied:.1f}", f"{100 * pace / copied:.0f} %") if m.moved and m.within >= SMALL else ("–", "–")
    cells = (m.case, m.kernel, f"{m.nanoseconds:,.0f}", f"{m.within / 1024:,.0f}", *moved, *share)
    return f"| {' | '.join(cells)} |"


def main(names: list[str]) -> int:
    lines = [
        "| case | kernel, elements | ns a step | KiB of its arrays | KiB a step | GB/s | a copy there, GB/s | of it |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for case in found():
        if not names or case.name in names:
            for kernel in measured(case):
                lines.append(row(kernel))
                print(lines[-1], flush=True)
    if not names:
        put("kernels", "\n".join(lines), PERFORMANCE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
