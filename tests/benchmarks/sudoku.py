"""Sudoku solved by competing neurons: ``python -m tests.benchmarks.sudoku [--seeds 5] [81 digits]``.

A neuron says that a cell holds a digit; 729 of them silence what contradicts them: other digits of the cell, and the
same digit in its row, column and box. Clues are driven, all are driven by noise, which lets wrong answers go again,
and a rhythm silences all, so that a search that has settled on a wrong answer begins anew. Every 100 ms each cell is
read as the digit that fired most. The puzzle is solved once that breaks no rule and keeps all clues; nothing else looks
at the rules. A puzzle of one's own (0 or a point where no digit is given) is printed as it is solved; without one,
published puzzles are solved by every seed, and the table is written into docs/learning.md.

Source: Ostrau, Klarhorst, Thies & Rückert (2019), Comparing neuromorphic systems by solving Sudoku problems, HPCS,
10.1109/HPCS48598.2019.9188207, and NEST's example of it, which give each digit five neurons; here it is one, and the
values were found by a search with seeds 1 and 2.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Connections, Network, Uniform
from tests.benchmarks.page import put

PART, FIRST_SEED = "sudoku", 11
SIDE, BOX = 9, 3
LOOK, LIMIT = 100.0, 300_000.0  # ms between two looks at the answer, and until it is given up
ANEW = 700.0  # ms between two volleys of the rhythm
PUZZLES = {
    "Wikipedia's example": "530070000600195000098000060800060003400803001700020006060000280000419005000080079",
    "Project Euler 96, first": "003020600900305001001806400008102900700000008006708200002609500800203009005010300",
    "NEST's example, diabolical": "001008073005600001700001000090810000530000046000065030000100004800009300940500700",
    "Norvig's hard one": "400000805030000000000700000020000060000080400000010000000603070500200000104000000",
    "AI Escargot (Inkala 2006)": "100007090030020008009600500005300900010080002600004000300000010040000007007000300",
    "Inkala 2012": "800000000003600000070090200050007000000045700000100030001000068008500010090000400",
}
Board = NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """The last answer (9, 9), whether it solves the puzzle, the network's time in ms and the seconds that it took."""

    answer: Board
    is_solved: bool
    time: float
    seconds: float


def board(digits: str) -> Board:
    """The 81 digits as (9, 9); 0 where none is given. Raises ``ValueError``."""
    plain = digits.replace(".", "0")
    if len(plain) != SIDE**2 or not plain.isdecimal():
        raise ValueError("a puzzle is 81 digits, row by row, with 0 or a point where none is given")
    return np.array([int(digit) for digit in plain]).reshape(SIDE, SIDE)


def contradictions() -> Connections:
    """From every neuron (row, column, digit) to those that cannot be right where it is."""
    row, column, digit = (axis.ravel() for axis in np.indices((SIDE, SIDE, SIDE)))
    box = row // BOX * BOX + column // BOX

    def same(*axes: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.logical_and.reduce([axis[:, None] == axis for axis in axes])

    against = same(row, column) | same(digit, row) | same(digit, column) | same(digit, box)
    np.fill_diagonal(against, False)
    return Connections(*np.nonzero(against))


def network(puzzle: Board) -> Network:
    """Neurons that compete for the cells, clues that are driven, and noise."""
    given = (puzzle[:, :, None] == np.arange(1, SIDE + 1)).ravel()
    clues = Connections(np.zeros(given.sum(), np.int64), np.flatnonzero(given))
    net = Network(resolution=1.0)
    net.add_population(
        "Digits", "leaky_integrate_and_fire", SIDE**3, tau_m=20.0, E_L=-65.0, V_reset=-70.0, V_th=-50.0, t_ref=4.0,
        V=Uniform(-65.0, -55.0), bias=395.0,
    )  # fmt: skip
    net.add_stimulus("Noise", "poisson", rate=105.0)
    net.add_stimulus("Clues", "poisson", rate=200.0)
    net.add_stimulus("Rhythm", "regular", rate=1000.0 / ANEW, phase=ANEW)
    net.connect("Rhythm", "Digits", "delta", weight=-100.0, sign="inhibitory")
    fast: dict[str, Any] = {"synapse": "exponential_current", "tau_syn": 3.14}
    net.connect("Noise", "Digits", weight=887.0, **fast)
    net.connect("Clues", "Digits", weight=3400.0, wiring="explicit_list", connections=clues, **fast)
    net.connect(
        "Digits", "Digits", weight=-1540.0, sign="inhibitory", wiring="explicit_list", connections=contradictions(),
        **fast,
    )  # fmt: skip
    return net


def breaks_no_rule(answer: Board) -> bool:
    boxes = answer.reshape(BOX, BOX, BOX, BOX).swapaxes(1, 2).reshape(SIDE, SIDE)
    return all(len(set(line)) == SIDE for lines in (answer, answer.T, boxes) for line in lines.tolist())


def solved(puzzle: Board, seed: int, limit: float = LIMIT) -> Found:
    """Run until the answer solves the puzzle, or for ``limit`` ms."""
    net = network(puzzle)
    simulation, digits = net.simulation(seed=seed), net.populations["Digits"].id
    began = time.perf_counter()
    while True:
        fired = np.bincount(simulation.run(LOOK).spikes[digits].neurons, minlength=SIDE**3)
        answer = fired.reshape(SIDE, SIDE, SIDE).argmax(axis=2) + 1
        done = breaks_no_rule(answer) and bool((answer == puzzle)[puzzle > 0].all())
        if done or simulation.time >= limit:
            return Found(answer, done, simulation.time, time.perf_counter() - began)


def row(name: str, seeds: int) -> tuple[str, int]:
    puzzle = board(PUZZLES[name])
    found = [solved(puzzle, FIRST_SEED + number) for number in range(seeds)]
    right = [one for one in found if one.is_solved]
    median = f"{statistics.median(one.time for one in found) / 1000.0:.1f}" if len(right) > seeds / 2 else "–"
    longest = f"{max(one.time for one in right) / 1000.0:.1f}" if right else "–"
    wall = sum(one.seconds for one in found) / sum(one.time for one in found) * 1000.0
    cells = (name, str(int((puzzle > 0).sum())), f"{len(right)} of {seeds}", median, longest, f"{1e3 * wall:.0f}")
    return f"| {' | '.join(cells)} |", len(right)


def table(seeds: int) -> int:
    lines = [
        "| puzzle | clues | solved | s of the network, median | longest | ms for one of them |",
        "|---|---|---|---|---|---|",
    ]
    right = 0
    for name in PUZZLES:
        line, more = row(name, seeds)
        lines.append(line)
        right += more
        print(line, flush=True)
    lines += ["", f"{right} of {len(PUZZLES) * seeds} solved within {LIMIT / 1000.0:.0f} s of the network's time."]
    print(lines[-1])
    put(PART, "\n".join(lines))
    return 0 if right else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("puzzle", nargs="?")
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    if given.puzzle is None:
        return table(given.seeds)
    found = solved(board(given.puzzle), FIRST_SEED)
    print("\n".join(" ".join(map(str, line)) for line in found.answer.tolist()))
    print(f"{'Solved' if found.is_solved else 'NOT solved'} after {found.time / 1000.0:.1f} s of the network's time.")
    return 0 if found.is_solved else 1


if __name__ == "__main__":
    sys.exit(main())
