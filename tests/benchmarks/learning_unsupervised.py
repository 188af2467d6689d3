"""Digits learnt without labels by Diehl & Cook's rule, actions learnt by reward, and the time of a sample.

``python -m tests.benchmarks.learning_unsupervised [part ...]`` writes its figures into docs/learning.md; parts are
``digits100``, ``digits400``, ``reward`` and ``speed``, all of them where none is named. What named parts found is kept
among temporary files, so that parts may be run one after another; ``page`` writes what was kept.

Digits: split B, 350 steps of 1 ms a sample, 64 pixels of 200 Hz at most, the weights of the final epoch, seeds 0-2,
the same responses read in three ways. The bars: 78 % with 100 neurons, more with 400; the goal: 88 %.
Actions: four frozen Poisson patterns, a neuron for each, rewarded by +1 for a right and -1 for a wrong answer, seeds
0-2, the test samples at rest; beside it the same network to which rewards do nothing. Chance is 25 %.
Speed: process CPU time of a training sample on one thread, 100 neurons, with plasticity and without retries; beside it
BindsNET's ``DiehlAndCook2015v2``, where its environment exists. The bar: a tenth of it.

``python -m tests.benchmarks.learning_unsupervised choose`` writes what held-back training samples say of settings: each
constant at half and at twice its value, the others as they are, on a fifth of the training samples, two epochs, seeds
10 and 11.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from typing import Any

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.learning.methods.local_plasticity import LocalPlasticity
from engine.learning.passes.presenting import Presenting
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import FIRST_TRAINING, fit
from engine.models.decoders.labelled_neurons import ALL_ACTIVITY, LIKELIHOOD, PROPORTIONS
from engine.network.description import NetworkDescription
from tests.benchmarks.page import put
from tests.engine.learning.networks import rewarded_patterns, winner_take_all
from tests.peers.environments import python_of

SEEDS, CHOOSING, HELD_BACK = range(3), range(10, 12), 0.2
FLOOR, GOAL, CHANCE, SHARE = 0.78, 0.88, 0.25, 0.1
READINGS = (ALL_ACTIVITY, PROPORTIONS, LIKELIHOOD)
EPOCHS = {100: 6, 400: 6}
TIMED = 100  # samples
TRIED = 100  # neurons, whose constants are chosen
CHOOSING_EPOCHS, SIDE_BY_SIDE = 2, 2
PEER = Path(__file__).parents[1] / "peers" / "bindsnet_digits.py"
MARK, PAGE_ONLY = "learning_unsupervised", "page"
KEPT = Path(tempfile.gettempdir()) / "learning_unsupervised.json"
Found = dict[str, Any]
USUAL: Found = {
    "max_rate": 200.0, "theta_plus": 0.2, "inhibition": -240.0, "tau_m": 50.0, "w_total": 80.0,
    "eta": 0.001, "x_tar": 0.4, "tau_x": 20.0,
}  # fmt: skip
"""The constants of :func:`tests.engine.learning.networks.winner_take_all`, those of the rule last."""
OF_RULE = ("eta", "x_tar", "tau_x")
FACTORS = (0.5, 2.0)
CHOSEN_MARK = "learning_unsupervised choose"


def reads(network: NetworkDescription, reading: str) -> NetworkDescription:
    """The network whose decoder reads the responses in this way."""
    decoder = network.decoders[0]
    return replace(network, decoders=(replace(decoder, parameters={**decoder.parameters, "reading": reading}),))


def digits(neurons: int, keep: Callable[[Found], None]) -> None:
    """Each seed is kept as it ends."""
    accuracies: dict[str, list[float]] = {reading: [] for reading in READINGS}
    spikes, began, epochs = list[float](), time.process_time(), EPOCHS[neurons]
    for seed in SEEDS:
        network = winner_take_all(neurons)
        result = fit(network, LocalPlasticity, epochs=epochs, seed=seed)
        assert result.test is not None
        spikes.append(result.test.spikes_per_sample)
        for reading in READINGS:
            accuracies[reading].append(
                evaluate(reads(with_arrays(network, result.arrays), reading), seed=seed).accuracy
            )
        print(neurons, seed, {r: round(100 * a[-1], 1) for r, a in accuracies.items()}, flush=True)
        pace = (time.process_time() - began) / len(spikes) / epochs
        keep({"accuracies": accuracies, "spikes": mean(spikes), "pace": pace, "epochs": epochs})


def reward(keep: Callable[[Found], None]) -> None:
    found: dict[str, list[float]] = {}
    for name, dose in (("rewarded", 1.0), ("not rewarded", 0.0)):
        found[name] = [
            fit(rewarded_patterns(dose=dose), LocalPlasticity, epochs=5, seed=seed, settings={"fewest": 0.0}).accuracy
            for seed in SEEDS
        ]
        print(name, found[name], flush=True)
    keep({"accuracies": found})


def speed(keep: Callable[[Found], None]) -> None:
    found = circuit(winner_take_all(100))
    presenting = Presenting(found, 0, 0, 0.0)

    def show(first: int) -> float:
        began = time.process_time()
        for k in range(first, first + TIMED):
            presenting.show(found.samples.values[k], 0, FIRST_TRAINING + k)
        return (time.process_time() - began) / TIMED

    show(0)  # what is compiled is compiled, and neurons fire as often as they will
    own = min(show(TIMED * (1 + turn)) for turn in range(3))
    python, peer = python_of("bindsnet"), None
    if python is not None:
        ran = subprocess.run([python, PEER], capture_output=True, text=True, check=True)
        peer = float(ran.stdout.split()[-1])
    print(own, peer, flush=True)
    keep({"own": own, "peer": peer})


PARTS: dict[str, Callable[[Callable[[Found], None]], None]] = {
    "digits100": partial(digits, 100),
    "digits400": partial(digits, 400),
    "reward": reward,
    "speed": speed,
}


def text(known: dict[str, Found]) -> tuple[str, bool]:
    """The part of the page, and whether every bar that was measured is held."""
    lines, held, best = [], True, {}
    for neurons in EPOCHS:
        found = known.get(f"digits{neurons}")
        if found is None:
            continue
        if not lines:
            lines += ["| neurons, reading | seeds 0, 1, 2 | mean | spikes a sample | CPU s an epoch | epochs |",
                      "|---|---|---|---|---|---|"]  # fmt: skip
        for reading, values in found["accuracies"].items():
            best[neurons, reading] = mean(values)
            own = " / ".join(f"{100 * a:.1f}" for a in values)
            end = f"{found['spikes']:.0f} | {found['pace']:.1f} | {found['epochs']}"
            lines.append(f"| {neurons}, {reading} | {own} | {100 * mean(values):.1f} % | {end} |")
    if best:
        good = best[100, ALL_ACTIVITY]
        bar = f"the bar of {100 * FLOOR:.0f} % is {_held(good >= FLOOR)}"
        goal = f"the goal of {100 * GOAL:.0f} % is {'reached' if good >= GOAL else 'missed'}"
        lines += ["", f"With 100 neurons and all activity {100 * good:.1f} %: {bar}, {goal}."]
        held &= good >= FLOOR
        if "digits400" in known:
            more = all(best[400, reading] > best[100, reading] for reading in READINGS)
            lines[-1] += f" 400 neurons are {'better in every reading' if more else 'not better in every reading'}."
            held &= more
    if "reward" in known:
        found = known["reward"]["accuracies"]
        words = "; ".join(f"{n} {' / '.join(f'{100 * a:.0f}' for a in v)} %" for n, v in found.items())
        lines += ["", f"Four patterns, four actions, by reward (chance {100 * CHANCE:.0f} %): {words}."]
    if "speed" in known:
        own, peer = known["speed"]["own"], known["speed"]["peer"]
        lines += ["", f"A training sample of 350 steps, 100 neurons: {1e3 * own:.2f} ms CPU"]
        if peer is None:
            lines[-1] += "; BindsNET's environment is not made here."
        else:
            ratio = own / peer
            lines[-1] += (
                f", BindsNET {1e3 * peer:.0f} ms: ratio {ratio:.3f}, the bar of {SHARE} is {_held(ratio <= SHARE)}."
            )
            held &= ratio <= SHARE
    return "\n".join(lines), held


def _held(value: bool) -> str:
    return "held" if value else "missed"


def with_constant(name: str, factor: float) -> NetworkDescription:
    """The network with one constant times a factor."""
    value = factor * USUAL[name]
    return winner_take_all(TRIED, **({"rule": {name: value}} if name in OF_RULE else {name: value}))


def held_back(changed: tuple[str, float] | None) -> float:
    """Accuracy on held-back samples after two epochs, in the mean of the seeds for choosing."""
    network = winner_take_all(TRIED) if changed is None else with_constant(*changed)
    results = [
        fit(network, LocalPlasticity, epochs=CHOOSING_EPOCHS, seed=seed, validation=HELD_BACK) for seed in CHOOSING
    ]
    return mean(result.history[-1].validation_accuracy for result in results)


def choose() -> int:
    asked = [None, *((name, factor) for name in USUAL for factor in FACTORS)]
    with ProcessPoolExecutor(SIDE_BY_SIDE, get_context("spawn")) as pool:
        found = dict(zip(asked, pool.map(held_back, asked), strict=True))
    usual = found[None]
    lines = [f"| {TRIED} neurons, held back, seeds 10 and 11, 2 epochs | value | at half | as it is | at twice |",
             "|---|---|---|---|---|"]  # fmt: skip
    better = []
    for name, value in USUAL.items():
        half, twice = (found[name, factor] for factor in FACTORS)
        lines.append(f"| `{name}` | {value:g} | {100 * half:.1f} % | {100 * usual:.1f} % | {100 * twice:.1f} % |")
        print(lines[-1], flush=True)
        better += [name] * (max(half, twice) > usual)
    known = ", ".join(f"`{name}`" for name in better) or "none"
    lines += ["", f"Better at half or twice its value on these samples: {known}."]
    put(CHOSEN_MARK, "\n".join(lines))
    return 0


def main(parts: list[str]) -> int:
    known: dict[str, Found] = json.loads(KEPT.read_text()) if parts and KEPT.exists() else {}

    def keep(part: str, found: Found) -> None:
        known[part] = found
        KEPT.write_text(json.dumps(known))

    for part in parts or PARTS:
        if part != PAGE_ONLY:
            PARTS[part](partial(keep, part))
    page, held = text(known)
    put(MARK, page)
    print(page)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(choose() if sys.argv[1:] == ["choose"] else main(sys.argv[1:]))
