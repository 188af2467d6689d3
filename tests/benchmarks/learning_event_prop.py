"""EventProp beside the surrogate gradient on one drawn network: Yin-Yang and digits, told by when spikes come.

``python -m tests.benchmarks.learning_event_prop [cost] [yin-yang] [digits]`` writes its tables into docs/learning.md.
Cost is what a batch takes of one thread's CPU time, with the same drawing and loops that are compiled: medians of
batches that all ways of training take in turns. The protocol of the others, written before the figures, is the second
of ``docs/decisions/0127``: leaky neurons in continuous time with exponential currents, inputs by latency, the answer by
the first spike; both methods begin with the same drawn weights. Each has five learning rates over a factor of 16, of
which the one with the best accuracy on a held-back fifth of the training samples (seed 31, fewer epochs) is taken; all
other settings are the defaults. Shown are seeds 10 to 12.
"""

from __future__ import annotations

import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np

from engine.backends import linear_algebra
from engine.circuit.circuit import circuit
from engine.learning.components.declared import DRAWN
from engine.learning.components.method import Batch, Learner
from engine.learning.methods import methods
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Sign,
)
from engine.network.values import Normal
from engine.sizes import MB, size_words
from tests.benchmarks.page import put

SEEDS, CHOOSING, HELD, SIDE_BY_SIDE, BATCH = range(10, 13), 31, 0.2, 2, 100
RATES = {
    "event_prop": (6.25e-4, 1.25e-3, 2.5e-3, 5e-3, 1e-2),  # of the weight that fires a neuron, here 6.35
    "surrogate_gradient": (1e-2, 2e-2, 4e-2, 8e-2, 1.6e-1),  # of plain weights, as they were when this was written
}
COUNTED: dict[str, dict[str, float | str]] = {"event_prop": {}, "surrogate_gradient": {"measure": DRAWN}}
MEMBRANE = {"tau_m": 20.0, "C_m": 20.0, "E_L": 0.0, "V_reset": 0.0, "V_th": 1.0, "t_ref": 0.0}
TAU_SYN, HIDDEN = 5.0, 100
PART = "learning_event_prop"
COST, USUAL, TURNS, WARM = "cost", "Surrogate gradient", 12, 10
WAYS: tuple[tuple[str, str, dict[str, float | str]], ...] = (
    (USUAL, "surrogate_gradient", {}),
    ("in double precision", "surrogate_gradient", {"precision": "float64"}),
    ("in double precision and segments", "surrogate_gradient", {"precision": "float64"}),
    ("EventProp", "event_prop", {}),
    ("EventProp in segments", "event_prop", {}),
)
COLUMNS = ("rate", "held back, by rate", "test, seeds 10–12", "mean", "spikes", "CPU s an epoch", "memory said")


@dataclass(frozen=True)
class Task:
    """A dataset shown for ``time`` ms, ``classes``, epochs of training and of choosing, and the drawn weights."""

    title: str
    dataset: str
    time: float
    classes: int
    epochs: int
    choosing: int
    first: Normal
    second: Normal


TASKS = {
    "yin-yang": Task("Yin-Yang", "datasets/yin_yang", 60.0, 3, 50, 20, Normal(3.0, 2.0), Normal(1.86, 0.2)),
    "digits": Task("digits", "datasets/digits", 30.0, 10, 30, 15, Normal(0.3, 0.3), Normal(0.6, 0.3)),
}


def drawn(task: Task) -> NetworkDescription:
    """Values by latency → 100 leaky neurons → one for each class, on a grid of 1 ms."""
    neuron, synapse = find("neurons/leaky_integrate_and_fire"), find("synapses/exponential_current")

    def link(id: str, source: str, target: str, weight: Normal) -> Projection:
        return Projection(
            id, source, target, synapse, find("wiring/all_to_all"), weight, delay=1.0, sign=Sign.MIXED,
            synapse_parameters={"tau_syn": TAU_SYN},
        )  # fmt: skip

    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", find(task.dataset), {}, sample_time=task.time),),
        encoders=(Encoder("code", find("encoders/latency"), "data", {}),),
        populations=(
            Population("hidden", neuron, HIDDEN, MEMBRANE),
            Population("out", neuron, task.classes, MEMBRANE),
        ),
        projections=(link("in", "code", "hidden", task.first), link("read", "hidden", "out", task.second)),
        decoders=(Decoder("answer", find("decoders/time_to_first_spike"), "out", labels="data"),),
    )


def trained(name: str, method: str, rate: float, seed: int, choosing: bool) -> tuple[float, float, float]:
    """Accuracy (held back, when choosing), spikes a sample, CPU seconds an epoch."""
    task, began = TASKS[name], time.process_time()
    epochs = task.choosing if choosing else task.epochs
    result = fit(
        drawn(task), methods()[method], epochs=epochs, batch=BATCH, seed=seed, validation=HELD if choosing else 0.0,
        settings={"learning_rate": rate, "start": "present weights", **COUNTED[method]},
    )  # fmt: skip
    seconds = (time.process_time() - began) / epochs
    last = result.history[-1].validation_accuracy if choosing else result.accuracy
    return last, result.spikes_per_sample, seconds


def table(name: str, pool: ProcessPoolExecutor) -> str:
    task = TASKS[name]
    tried = {(m, r): pool.submit(trained, name, m, r, CHOOSING, True) for m, rates in RATES.items() for r in rates}
    chosen = {m: max(rates, key=lambda r, m=m: tried[m, r].result()[0]) for m, rates in RATES.items()}
    begun = {m: [pool.submit(trained, name, m, chosen[m], seed, False) for seed in SEEDS] for m in RATES}
    head = f"{task.title}, {task.epochs} epochs", *COLUMNS
    lines, means = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"], {}
    for method, trainings in begun.items():
        found, kind = [training.result() for training in trainings], methods()[method]
        settings = kind.complete({"batch": float(BATCH), "start": "present weights"})
        means[method] = [accuracy for accuracy, _, _ in found]
        end = " (end of the grid)" if chosen[method] in (RATES[method][0], RATES[method][-1]) else ""
        words = (
            kind.title,
            f"{chosen[method]:g}{end}",
            " / ".join(f"{100 * tried[method, rate].result()[0]:.1f}" for rate in RATES[method]),
            " / ".join(f"{100 * accuracy:.1f}" for accuracy in means[method]),
            f"{100 * statistics.mean(means[method]):.1f} %",
            f"{statistics.mean(spikes for _, spikes, _ in found):.0f}",
            f"{statistics.median(seconds for _, _, seconds in found):.2f}",
            size_words(kind.memory(circuit(drawn(task)), settings)),
        )
        lines.append(f"| {' | '.join(words)} |")
    lines += ["", compared(means["event_prop"], means["surrogate_gradient"])]
    print("\n".join(lines), flush=True)
    return "\n".join(lines)


def learners(task: Task) -> dict[str, tuple[str, Learner]]:
    """Ways to train by their words: what is said of their memory, and a learner with its loops compiled."""
    found, made = circuit(drawn(task)), {}
    for words, method, settings in WAYS:
        kind = methods()[method]
        complete = kind.complete({"batch": float(BATCH), "start": "present weights", **settings})
        ways = kind.demands(found, complete)
        if words.endswith("segments"):
            complete["memory_budget"] = ways[-1].memory / MB
        learner: Any = kind.learner(found, complete, SEEDS[0])
        for scan in learner.tape(BATCH).scans.values():
            scan.compile()
        made[words] = size_words(kind.memory(found, complete)), learner
    return made


def cost() -> str:
    head = "CPU ms a batch of 100", *(f"{task.title}, of the surrogate's | memory said" for task in TASKS.values())
    columns: dict[str, list[str]] = {words: [] for words, _, _ in WAYS}
    for task in TASKS.values():
        samples = circuit(drawn(task)).samples
        made, taken = learners(task), {words: list[float]() for words in columns}
        for turn in range(TURNS * WARM):
            some = np.arange(turn * BATCH, (turn + 1) * BATCH) % len(samples.labels)
            batch = Batch(samples.values[some], samples.labels[some], some, share=0.5)
            for words, (_, learner) in made.items():
                began = time.process_time()
                learner.learn(batch)
                taken[words].append(1000 * (time.process_time() - began))
        median = {words: statistics.median(times[WARM:]) for words, times in taken.items()}
        for words, (memory, _) in made.items():
            columns[words].append(f"{median[words]:.1f}, {median[words] / median[USUAL]:.1f} × | {memory}")
    lines = [f"| {' | '.join(head)} |", "|---" * 5 + "|"]
    lines += [f"| {words} | {' | '.join(found)} |" for words, found in columns.items()]
    print("\n".join(lines), flush=True)
    return "\n".join(lines)


def compared(events: list[float], surrogates: list[float]) -> str:
    """By the rule of the protocol."""
    apart = [100 * (a - b) for a, b in zip(events, surrogates, strict=True)]
    mean, error = statistics.mean(apart), statistics.stdev(apart) / len(apart) ** 0.5
    said = "better" if mean > 2 * error else "worse" if mean < -2 * error else "not told apart"
    return f"EventProp less the surrogate gradient: {mean:+.1f} ± {error:.1f} points: {said}."


def main() -> int:
    asked = sys.argv[1:] or [COST, *TASKS]
    if COST in asked:
        with linear_algebra.one_thread():  # as every training has it
            put(f"{PART} {COST}", cost())
    with ProcessPoolExecutor(SIDE_BY_SIDE, get_context("spawn")) as pool:
        for name in (name for name in asked if name != COST):
            put(f"{PART} {name}", table(name, pool))
    return 0


if __name__ == "__main__":
    sys.exit(main())
