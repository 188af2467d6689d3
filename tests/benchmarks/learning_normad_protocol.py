"""NormAD beside ReSuMe, each at the rate that is best on other seeds: the comparison of docs/decisions/0115.

Part of ``python -m tests.benchmarks.learning_normad``; by itself, it writes its own table into docs/learning.md. Where
the best rate lies at an end of its grid, one more rate beyond that end is tried, on the same seeds that are not shown.
"""

from __future__ import annotations

import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from math import sqrt
from multiprocessing import get_context
from statistics import mean, stdev

from engine.learning.components.method import LearningMethod
from engine.learning.methods.normad import NormAD
from engine.learning.methods.remote_supervision import RemoteSupervision
from tests.benchmarks.learning_normad import BAR, EPOCHS, Course, course
from tests.benchmarks.page import put

CHOOSING, SHOWN = range(30, 34), range(10, 20)
TARGETS = (10.0, 20.0, 40.0)  # Hz
RATES: dict[type[LearningMethod], tuple[float, ...]] = {
    NormAD: (50.0, 100.0, 200.0, 400.0, 800.0),
    RemoteSupervision: (20.0, 40.0, 80.0, 160.0, 320.0),
}
ERRORS = 2.0  # standard errors of the mean difference that make one rule faster
SIDE_BY_SIDE = 2
PART = "learning_normad_protocol"


def epochs(found: Course) -> int:
    """To the correlation of the bar; a miss counts as all."""
    return found.reached or EPOCHS


def chosen(method: type[LearningMethod], target: float, pool: Executor) -> float:
    """The rate with the fewest epochs to the bar on the seeds that are not shown."""

    def costs(rates: tuple[float, ...]) -> dict[float, float]:
        begun = {r: [pool.submit(course, method, r, seed, target, BAR) for seed in CHOOSING] for r in rates}
        return {rate: mean(epochs(one.result()) for one in trainings) for rate, trainings in begun.items()}

    def best() -> float:
        return min(cost, key=lambda rate: (cost[rate], rate))

    grid = RATES[method]
    cost = costs(grid)
    if best() in beyond(grid):
        cost |= costs((beyond(grid)[best()],))
    print(f"{method.title}, {target:g} Hz:", ", ".join(f"{r:g} pA {c:.1f}" for r, c in cost.items()), flush=True)
    return best()


def beyond(grid: tuple[float, ...]) -> dict[float, float]:
    """The rate beyond each end of a grid, as far from it as the one within."""
    return {grid[0]: grid[0] ** 2 / grid[1], grid[-1]: grid[-1] ** 2 / grid[-2]}


def place(rate: float, grid: tuple[float, ...]) -> str:
    """What a chosen rate is to its grid, where it is not one within."""
    if rate in beyond(grid).values():
        return " (grid widened by one, at its end again)"
    return " (end of the grid, one more was worse)" if rate in beyond(grid) else ""


def line(method: type[LearningMethod], target: float, rate: float, found: list[Course]) -> str:
    exact = [c.exact for c in found]
    words = (
        f"{target:g} Hz",
        f"{method.title}, {rate:g} pA{place(rate, RATES[method])}",
        " / ".join("–" if c.reached is None else str(c.reached) for c in found),
        f"{mean(map(epochs, found)):.1f}",
        f"{mean(c.seconds_to_bar for c in found):.2f}",
        f"{sum(e is not None for e in exact)}",
        f"{mean(e or EPOCHS for e in exact):.1f}",
    )
    return f"| {' | '.join(words)} |"


def verdict(differences: list[int]) -> tuple[str, bool]:
    """NormAD's epochs less those of the other, as mean and standard error; whether it is faster by the rule."""
    error = stdev(differences) / sqrt(len(differences))
    centre = mean(differences)
    return f"{centre:+.1f} ± {error:.1f}", centre < -ERRORS * error


def protocol() -> list[str]:
    """The lines of the table and what it says."""
    seeds = f"seeds {SHOWN[0]}–{SHOWN[-1]}"
    head = f"| target | | epochs to {BAR} ({seeds}) | mean | CPU s to {BAR} | exact | epochs to exact |"
    lines, said, every = [head, "|---|---|---|---|---|---|---|"], [], []
    for target in TARGETS:
        found: dict[type[LearningMethod], list[Course]] = {}
        with ProcessPoolExecutor(SIDE_BY_SIDE, get_context("spawn")) as pool:
            for method in RATES:
                rate = chosen(method, target, pool)
                begun = [pool.submit(course, method, rate, seed, target) for seed in SHOWN]
                found[method] = [one.result() for one in begun]
                lines.append(line(method, target, rate, found[method]))
                print(lines[-1], flush=True)
        pairs = zip(found[NormAD], found[RemoteSupervision], strict=True)
        differences = [epochs(own) - epochs(other) for own, other in pairs]
        every += differences
        words, faster = verdict(differences)
        said.append(f"at {target:g} Hz {words} ({'faster' if faster else 'not faster'})")
    words, faster = verdict(every)
    lines += [
        "",
        f"Epochs of NormAD less those of ReSuMe, mean ± standard error: {', '.join(said)}; over all {words}.",
        f"By the rule of docs/decisions/0115 NormAD is {'faster' if faster else 'not faster'} than ReSuMe.",
    ]
    return lines


def main() -> int:
    lines = protocol()
    print("\n".join(lines[-2:]))
    put(PART, "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
