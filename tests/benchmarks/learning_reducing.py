"""What fewer bits and connections leave of trained digits: ``python -m tests.benchmarks.learning_reducing``.

It writes its tables into docs/learning.md. 64-100-10 discrete LIF, Poisson input, 25 steps, surrogate gradients,
30 epochs, split B, seeds 0 to 2; scales by least squares. Rows that were "trained on it" had the grid of each neuron
while they were trained, the others were trained in full precision and nothing was trained again. The test samples are
shown to every row: no choice is made by them.
"""

from __future__ import annotations

import statistics
import sys

from engine.circuit.quantising import FULL, GRIDS
from engine.circuit.trained import with_arrays
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.learning.training.reducing import LINK, NEURON, TEST, Reduction, Remains, measured_reductions
from tests.benchmarks.page import put
from tests.engine.learning.networks import digits

SEEDS, EPOCHS = range(3), 30
BY_BITS = [Reduction(FULL)] + [Reduction(bits, per=per) for bits in GRIDS for per in (NEURON, LINK)]
SHARES = (0.25, 0.5, 0.75, 0.9)
BY_SHARE = [Reduction(bits, share, NEURON) for bits in (FULL, "4 bits") for share in SHARES]


def line(asked: Reduction, found: list[Remains], trained: bool = False) -> str:
    """Accuracies by seed, then means."""
    mean = statistics.mean
    words = [
        f"{asked.bits}, trained on it" if trained else asked.bits,
        "–" if asked.bits == FULL else asked.per, f"{100 * asked.pruned:.0f} %",
        " / ".join(f"{100 * one.quality:.1f}" for one in found), f"{100 * mean(one.quality for one in found):.1f} %",
        f"{mean(one.cost.spikes for one in found):.0f}", f"{mean(one.cost.operations for one in found):,.0f}",
        f"{mean(one.cost.energy for one in found):.1f}", f"{mean(one.memory for one in found) / 1e3:.1f}",
    ]  # fmt: skip
    return f"| {' | '.join(words)} |"


def main() -> int:
    asked = BY_BITS + BY_SHARE
    found: list[list[Remains]] = [[] for _ in asked]
    for seed in SEEDS:
        trained = fit(digits(), SurrogateGradient, epochs=EPOCHS, seed=seed)
        network = with_arrays(digits(), trained.arrays)
        for row, remains in zip(found, measured_reductions(network, asked, seed=seed, split=TEST), strict=True):
            row.append(remains)
    head = "| weights | a scale each | pruned | test, seeds 0–2 | mean | spikes | operations | nJ | kB |"
    lines = [head, "|---|---|---|---|---|---|---|---|---|"]
    for one, row in zip(asked, found, strict=True):
        lines.append(line(one, row))
        print(lines[-1], flush=True)
    for bits in GRIDS:
        on_grid = Reduction(bits, per=NEURON)
        row = []
        for seed in SEEDS:
            trained = fit(digits(), SurrogateGradient, epochs=EPOCHS, seed=seed, settings={"grid": bits})
            row += measured_reductions(with_arrays(digits(), trained.arrays), [on_grid], seed=seed, split=TEST)
        lines.append(line(on_grid, row, trained=True))
        print(lines[-1], flush=True)
    put("learning_reducing", "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
