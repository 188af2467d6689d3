"""Pong learnt by reward: ``python -m tests.benchmarks.learning_pong`` writes its table into docs/learning.md.

The network plays in a closed loop of Python: every 200 ms it sees in which of twenty cells the ball flies, the neuron
that fires most says to which cell the paddle should go, and a spike of dopamine follows, as large as the reward is
beyond what this cell usually brings. The reward is 1 where the neuron is that of the ball's cell and falls over three
cells to 0. Whether a ball is hit is counted, and plays no part in learning.

Source: Wunderlich et al. (2019), Frontiers in Neuroscience 13, 260, 10.3389/fnins.2019.00260; cells, times and rewards
are theirs or those of NEST's example, neurons and rule are this program's. These were chosen with seed 1; others are
shown.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from engine import Network, Normal
from engine.simulation.edit_log import SetValue
from tests.benchmarks.page import put

PART = "learning_pong"
SEEDS, ROUNDS, COUNTED = (2, 3, 4), 4000, 50
CELLS = 20
SHOWN, WAIT = 200.0, 100.0  # ms in which the ball is seen, and in which the dopamine acts
REWARDS = (1.0, 0.7, 0.4, 0.1)  # by the distance in cells
NOVELTY = 0.5  # how far one reward moves what is expected
PACE, PADDLE = 0.05, 0.2  # of the field: the way of ball and paddle in a round, and how wide the paddle is
SLOPE = 0.9  # of a ball's way up or down to its way across, at most


def network(cells: int = CELLS) -> Network:
    """Cells of the field → a neuron for each place of the paddle, which also hears noise."""
    net = Network(resolution=1.0)
    net.add_dataset("Field", x=np.eye(cells), labels=np.arange(cells), sample_time=SHOWN, gap=WAIT)
    net.add_encoder("Ball", "regular", "Field", max_rate=100.0)
    net.add_stimulus("Reward", "regular", rate=1000.0 / (SHOWN + WAIT), phase=SHOWN + 1.0)
    net.add_stimulus("Noise", "poisson", rate=50.0)
    net.add_population("Paddle", "leaky_integrate_and_fire", cells)
    net.connect("Noise", "Paddle", "exponential_current", weight=300.0, tau_syn=5.0)
    net.connect(
        "Ball", "Paddle", "exponential_current", weight=Normal(700.0, 20.0), tau_syn=5.0,
        plasticity="reward_modulated_stdp", plasticity_sources={"reward": "Reward"}, tau_plus=20.0, tau_minus=20.0,
        A_plus=0.05, A_minus=0.0, tau_e=50.0, tau_d=20.0, dose=0.0, d_0=0.0, tau_w=20.0, w_max=1500.0,
    )  # fmt: skip
    return net


@dataclass
class Game:
    """A ball that rebounds from three walls and from a paddle at the fourth; all in parts of the field."""

    random: np.random.Generator
    paddle: float = 0.5
    hits: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._serve()

    def cell(self, cells: int) -> int:
        return min(int(self._place[1] * cells), cells - 1)

    def move(self, wanted: float) -> None:
        """One round: the paddle goes towards ``wanted``, the ball on its way."""
        self.paddle += float(np.clip(wanted - self.paddle, -PACE, PACE))
        self._place += self._way
        if not 0.0 <= self._place[1] <= 1.0:
            self._place[1] = -self._place[1] if self._place[1] < 0.0 else 2.0 - self._place[1]
            self._way[1] *= -1.0
        if self._place[0] < 0.0:
            self._rebound(0.0)
        elif self._place[0] > 1.0:
            self.hits.append(bool(abs(self._place[1] - self.paddle) <= PADDLE / 2))
            if self.hits[-1]:
                self._rebound(1.0)
            else:
                self._serve()

    def _rebound(self, wall: float) -> None:
        self._place[0] = 2.0 * wall - self._place[0]
        self._way[0] *= -1.0

    def _serve(self) -> None:
        self._place = np.array([0.5, self.random.uniform(0.1, 0.9)])
        self._way = PACE * np.array([1.0, self.random.uniform(-SLOPE, SLOPE)])


def played(seed: int, rounds: int, dose: float = 1.0, cells: int = CELLS) -> tuple[list[bool], NDArray[np.float64]]:
    """Whether each ball was hit, and the reward of each round; a ``dose`` of 0 teaches nothing."""
    net = network(cells)
    simulation = net.simulation(seed=seed)
    field, paddle = net.datasets["Field"].id, net.populations["Paddle"].id
    learnt = net.projections["Ball -> Paddle"].id
    game, expected, found = Game(np.random.default_rng(seed)), np.zeros(cells), np.zeros(rounds)
    for number in range(rounds):
        cell = game.cell(cells)
        simulation.present(field, np.eye(cells)[cell], cell, number)
        spikes = np.bincount(simulation.run(SHOWN).spikes[paddle].neurons, minlength=cells)
        answer = int(game.random.choice(np.flatnonzero(spikes == spikes.max())))
        distance = abs(answer - cell)
        found[number] = REWARDS[distance] if distance < len(REWARDS) else 0.0
        beyond = found[number] - expected[cell]
        expected[cell] += NOVELTY * beyond
        if dose:
            simulation.apply(SetValue(learnt, "dose", dose * beyond))
        simulation.run(WAIT)
        game.move((answer + 0.5) / cells)
    return game.hits, found


def row(name: str, dose: float, seeds: Sequence[int], rounds: int) -> tuple[str, list[float], list[float]]:
    first, last, rewards, seconds = [], [], [], []
    for seed in seeds:
        began = time.process_time()
        hits, found = played(seed, rounds, dose)
        seconds.append(time.process_time() - began)
        first.append(mean(hits[:COUNTED]))
        last.append(mean(hits[-COUNTED:]))
        rewards.append(float(found[-rounds // 10 :].mean()))
        print(name, seed, first[-1], last[-1], rewards[-1], f"{seconds[-1]:.0f} s", flush=True)
    cells = (
        name,
        " / ".join(f"{100 * hit:.0f}" for hit in first) + " %",
        " / ".join(f"{100 * hit:.0f}" for hit in last) + " %",
        " / ".join(f"{reward:.2f}" for reward in rewards),
        f"{mean(seconds):.0f}",
    )
    return f"| {' | '.join(cells)} |", first, last


def main() -> int:
    seeds = ", ".join(map(str, SEEDS))
    lines = [
        f"| seeds {seeds} | first {COUNTED} balls hit | last {COUNTED} balls hit | reward, last tenth | CPU s |",
        "|---|---|---|---|---|",
    ]
    line, first, last = row("rewarded", 1.0, SEEDS, ROUNDS)
    unpaid, _, idle = row("not rewarded", 0.0, SEEDS, ROUNDS)
    rises = all(after > before for before, after in zip(first, last, strict=True))
    ahead = min(last) > max(idle)
    lines += [line, unpaid, "", f"{ROUNDS:,} rounds of {SHOWN + WAIT:.0f} ms. The hit rate "]
    lines[-1] += f"{'rises by every seed' if rises else 'does NOT rise by every seed'}, and the least that is rewarded "
    lines[-1] += f"ends {'above' if ahead else 'NOT above'} the best that is not."
    print("\n".join(lines))
    put(PART, "\n".join(lines))
    return 0 if rises and ahead else 1


if __name__ == "__main__":
    sys.exit(main())
