"""Digits by the surrogate gradient, by both splits; and what keeps them from being all right.

``python -m tests.benchmarks.learning_digits`` writes its table into docs/learning.md, and with ``wider`` behind it the
table of what takes split B to 98 %: three times as many hidden neurons, dropout and averaged weights, by five seeds,
read by counts and by first spikes. These settings were chosen on divisions 1 and 2 of the data, the sharpness and who
answers where none fires on held-back training samples (decisions 0266, 0265); division 0 is shown.

The network of the other figures (64-100-10, discrete LIF, hard reset at once, 25 steps), the defaults of the method,
the weights of the final epoch of 30. Split B draws 360 test samples of each class in proportion, split A keeps the last
360, by writers that training never saw. The floors: 97.0 % of split B, Poisson input, seeds 0-2, and 91.5 % of split A;
the goal: 98 % of split B.

What holds it: as many hidden rectified units trained by scikit-learn on the images themselves, without an encoder that
draws; the same spiking weights shown each image eight times as long; and how many images nearly every seed gets wrong.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from engine.circuit.trained import with_arrays
from engine.datasets.digits import BY_WRITER, Digits
from engine.learning.components.declared import EXPONENTIAL_AVERAGE
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.network.description import NetworkDescription
from tests.benchmarks.page import put
from tests.engine.learning.networks import digits

SEEDS, SHOWN, EPOCHS = range(10), 3, 30
FLOOR, FLOOR_BY_WRITER, GOAL = 0.97, 0.915, 0.98
LONGER = 8  # times
NEARLY_ALL = 8  # of the seeds
REACHED = "the goal is reached", "the goal is not reached"
PART, WIDER_PART = "learning_digits", "learning_digits wider"
WIDER, WIDER_SEEDS = 300, range(5)
SETTINGS: dict[str, float | str] = {"dropout": 0.3, "average": EXPONENTIAL_AVERAGE}
COUNTS, FIRST, BY_MEMBRANE = "counts", "first spikes", "first spikes, or the highest membrane where none fires"
DECODERS: dict[str, tuple[str, dict[str, str]]] = {
    COUNTS: ("decoders/spike_count", {}),
    FIRST: ("decoders/first_to_spike", {}),
    BY_MEMBRANE: ("decoders/first_to_spike", {"silence": "highest membrane"}),
}


@dataclass(frozen=True)
class Figures:
    """Accuracies of the seeds, the same of longer presentations, and which test samples were wrong (seeds, samples)."""

    accuracies: Sequence[float]
    longer: Sequence[float]
    wrong: NDArray[np.bool_]

    @property
    def first(self) -> float:
        """The mean of the seeds that are shown."""
        return mean(self.accuracies[:SHOWN])

    @property
    def uncertainty(self) -> float:
        """The standard error of the mean of all seeds."""
        return float(np.std(self.accuracies, ddof=1) / np.sqrt(len(self.accuracies)))


def by_writer(network: NetworkDescription) -> NetworkDescription:
    """The same with the last samples as its test."""
    (data,) = network.datasets
    return replace(network, datasets=(replace(data, parameters={"split_rule": BY_WRITER}),))


def shown_longer(network: NetworkDescription) -> NetworkDescription:
    """The same that looks at each sample for longer."""
    (data,) = network.datasets
    return replace(network, datasets=(replace(data, sample_time=LONGER * data.sample_time),))


def figures(network: NetworkDescription, longer: bool = False) -> Figures:
    """Train ``network`` by every seed and test it."""
    accuracies, more, wrong = [], [], []
    for seed in SEEDS:
        result = fit(network, SurrogateGradient, epochs=EPOCHS, seed=seed)
        assert result.test is not None
        accuracies.append(result.accuracy)
        wrong.append(result.test.answers != result.test.labels)
        if longer:
            more.append(evaluate(with_arrays(shown_longer(network), result.arrays), seed=seed).accuracy)
    return Figures(accuracies, more, np.array(wrong))


def rectified() -> Figures:
    """As many rectified units, by scikit-learn, on the same training samples."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    samples = Digits.load({})
    training, test = Digits.split(samples, {})
    wrong = []
    for seed in SEEDS:
        units = MLPClassifier((100,), batch_size=64, max_iter=EPOCHS, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # as many epochs as were asked for
            units.fit(samples.values[training], samples.labels[training])
        wrong.append(units.predict(samples.values[test]) != samples.labels[test])
    return Figures([1.0 - float(w.mean()) for w in wrong], [], np.array(wrong))


def row(name: str, found: Figures) -> str:
    shown = " / ".join(f"{100 * a:.1f}" for a in found.accuracies[:SHOWN])
    all_of_them = f"{100 * mean(found.accuracies):.2f} ± {100 * found.uncertainty:.2f} %"
    hard = int((found.wrong.sum(axis=0) >= NEARLY_ALL).sum())
    longer = f"{100 * mean(found.longer):.2f} %" if found.longer else "–"
    cells = (name, shown, f"{100 * found.first:.1f} %", all_of_them, longer, f"{hard} of {found.wrong.shape[1]}")
    return f"| {' | '.join(cells)} |"


def said(what: str, value: float, bar: float, words: tuple[str, str]) -> str:
    return f"{what} {100 * value:.2f} %: {words[0] if value >= bar else words[1]} ({100 * bar:.1f} %)."


def wider() -> int:
    """What takes split B to the goal, and how first spikes do by the same; written as each is known."""
    lines = [
        "| 300 hidden, dropout and average, read by | seeds 0–4 | median | mean, less counts | CPU s an epoch |",
        "|---|---|---|---|---|",
    ]
    found: dict[str, NDArray[np.float64]] = {}
    for name, (decoder, parameters) in DECODERS.items():
        network, began = digits(hidden=WIDER, decoder=decoder), time.process_time()
        network = replace(network, decoders=(replace(network.decoders[0], parameters=parameters),))
        trained = (fit(network, SurrogateGradient, epochs=EPOCHS, seed=s, settings=SETTINGS) for s in WIDER_SEEDS)
        found[name] = 100 * np.array([result.accuracy for result in trained])
        pace = (time.process_time() - began) / len(found[name]) / EPOCHS
        shown, less = " / ".join(f"{accuracy:.1f}" for accuracy in found[name]), found[name] - found[COUNTS]
        apart = f"{less.mean():+.2f} ± {np.std(less, ddof=1) / np.sqrt(len(less)):.2f}" if less.any() else "–"
        lines.append(
            f"| {name} | {shown} | {median(found[name]):.1f} % | {found[name].mean():.1f} %, {apart} | {pace:.2f} |"
        )
        reached = said("Median by counts", median(found[COUNTS]) / 100, GOAL, REACHED)
        put(WIDER_PART, "\n".join([*lines, "", reached]))
        print(lines[-1], flush=True)
    return 0 if 100 * GOAL <= median(found[COUNTS]) <= median(found[BY_MEMBRANE]) else 1


def main() -> int:
    shown, every = f"seeds 0–{SHOWN - 1}", f"mean of seeds 0–{len(SEEDS) - 1}"
    lines = [
        f"| | {shown} | mean | {every} | shown {LONGER} times as long | wrong by {NEARLY_ALL} seeds or more |",
        "|---|---|---|---|---|---|",
    ]
    poisson = figures(digits(), longer=True)
    lines.append(row("split B, Poisson input", poisson))
    lines.append(row("split B, latency input", figures(digits(encoder="encoders/latency"))))
    writers = figures(by_writer(digits()), longer=True)
    lines.append(row("split A, Poisson input", writers))
    lines.append(row("split B, rectified units (scikit-learn)", rectified()))
    held = ("the floor is held", "the floor is MISSED")
    lines += [
        "",
        said("Split B, seeds 0–2", poisson.first, FLOOR, held),
        said("Split A, seeds 0–2", writers.first, FLOOR_BY_WRITER, held),
        said("Split B, all seeds", mean(poisson.accuracies), GOAL, REACHED),
    ]
    print("\n".join(lines))
    put(PART, "\n".join(lines))
    return 0 if poisson.first >= FLOOR and writers.first >= FLOOR_BY_WRITER else 1


if __name__ == "__main__":
    sys.exit(wider() if sys.argv[1:] == ["wider"] else main())
