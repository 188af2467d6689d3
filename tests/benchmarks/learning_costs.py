"""What back-propagation through time costs: bytes said and measured, seconds and accuracy, whole, in segments and cut.

``python -m tests.benchmarks.learning_costs`` writes its tables into docs/learning.md.

64-100-10 discrete LIF with hard reset, Poisson input, batches of 64, Adam, split B. Memory is what NumPy holds at most
while one batch is learnt by the second tape of a process; time is that of one thread of the processor, the median of
learning a batch. Accuracy is that of the last of 30 epochs (seeds 0 to 2) on the test samples, at 25 steps.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from typing import Any

import numpy as np

from engine.backends import linear_algebra
from engine.circuit.circuit import circuit
from engine.learning.components.method import Batch
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.sizes import size_words
from tests.benchmarks.page import put
from tests.engine.learning.networks import digits

STEPS = (25, 100, 400, 1000, 2500)
CUTS = (0, 12, 5, 2, 1)
SEEDS, EPOCHS, SIZE = range(3), 30, 64
ENOUGH = 1e9  # MB: whatever is needed
REPEATS = 3


def learnt(steps: int, settings: dict[str, float | str]) -> tuple[int, int, float]:
    """Bytes said, bytes measured, and CPU seconds of a batch."""
    found, complete = circuit(digits(sample_time=float(steps))), SurrogateGradient.complete(settings)
    samples = found.samples
    batch = Batch(samples.values[:SIZE], samples.labels[:SIZE], np.arange(SIZE))
    warm: Any = SurrogateGradient.learner(found, complete, 1)
    for scan in warm.tape(SIZE).scans.values():
        scan.compile()
    del warm
    tracemalloc.start()
    learner: Any = SurrogateGradient.learner(found, complete, 1)
    learner.learn(batch), learner.learn(batch)
    measured = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    took = []
    for _ in range(REPEATS):
        began = time.process_time()
        learner.learn(batch)
        took.append(time.process_time() - began)
    return SurrogateGradient.memory(found, complete), measured, statistics.median(took)


def memory_table() -> list[str]:
    """Whole and in segments, for few steps and many."""
    lines = ["| steps | whole: said / measured | CPU ms a batch | in segments of | said / measured | CPU ms | time |"]
    lines.append("|---|---|---|---|---|---|---|")
    for steps in STEPS:
        ways = SurrogateGradient.demands(circuit(digits(sample_time=float(steps))), SurrogateGradient.complete({}))
        whole = learnt(steps, {"memory_budget": ENOUGH})
        parts = learnt(steps, {"memory_budget": ways[-1].memory / 1e6})
        words = [
            f"{steps:,}", f"{size_words(whole[0])} / {size_words(whole[1])}", f"{1e3 * whole[2]:.1f}",
            str(ways[-1].held), f"{size_words(parts[0])} / {size_words(parts[1])}", f"{1e3 * parts[2]:.1f}",
            f"{parts[2] / whole[2]:.2f} ×",
        ]  # fmt: skip
        lines.append(f"| {' | '.join(words)} |")
        print(lines[-1], flush=True)
    return lines


def accuracy_table() -> list[str]:
    """In segments the same, and cut after several steps."""
    lines = ["| at 25 steps | seeds 0–2 | mean | measured | CPU ms a batch |", "|---|---|---|---|---|"]
    budget = SurrogateGradient.demands(circuit(digits()), SurrogateGradient.complete({}))[-1].memory / 1e6
    kinds: list[tuple[str, dict[str, float | str]]] = [("whole", {}), ("in segments of 5", {"memory_budget": budget})]
    kinds += [(f"cut after {cut}", {"truncation": float(cut)}) for cut in CUTS if cut]
    for name, settings in kinds:
        found = [fit(digits(), SurrogateGradient, epochs=EPOCHS, seed=s, settings=settings).accuracy for s in SEEDS]
        _, measured, seconds = learnt(25, settings)
        words = [
            name, " / ".join(f"{100 * one:.1f}" for one in found), f"{100 * statistics.mean(found):.1f} %",
            size_words(measured), f"{1e3 * seconds:.1f}",
        ]  # fmt: skip
        lines.append(f"| {' | '.join(words)} |")
        print(lines[-1], flush=True)
    return lines


def main() -> int:
    with linear_algebra.one_thread():  # as every training has it
        put("learning_costs", "\n".join([*memory_table(), "", *accuracy_table()]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
