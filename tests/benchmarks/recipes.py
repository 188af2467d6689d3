"""Published data that a person has, learnt by one command: ``python -m tests.benchmarks.recipes shd FOLDER``.

Names are those of ``RECIPES``; ``FOLDER`` holds the files as they are published, and nothing is downloaded. Epochs
(``--epochs``), ``--seed`` and hidden neurons (``--hidden``) can be changed. Printed are the epochs, which of them was
best on the part that was held back (of SHD whole speakers, of SSC its validation file), and how right that one is on
the test samples, which are answered once. The bars are what is to be reached; whether a recipe does has not been
measured here, since the files are not part of this repository, and no page quotes a figure of them.

``pytest -m data tests/benchmarks`` runs those whose folder, called like the recipe, lies in the folder that the
environment variable ``SPIKELOOM_DATA`` names.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from engine import Network, Uniform
from engine.datasets.idx_files import IdxFiles
from engine.learning.components.method import LearningMethod
from engine.learning.methods.local_plasticity import LocalPlasticity
from engine.learning.methods.surrogate_gradient import WITH_DELAYS, SurrogateGradient
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.learning.training.training_result import TrainingResult
from engine.model.data import Unreadable
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem
from engine.samples.folders import BY_FOLDERS
from engine.samples.recordings import DVS128, recorded_events
from tests.engine.learning.networks import winner_take_all

ALIF, LIF = "discrete_adaptive_leaky_integrate_and_fire", "discrete_leaky_integrate_and_fire"
INTERVAL = 10.0  # ms of one step: spikes of a channel within it are one
SLOW = 0.98  # of the read-out's membrane that is left after a step
FILES = 10_000.0  # more than there are of a class
HELD_BACK, SHIFT = 0.1, 0.04  # the share that chooses the epoch; of the time of a sample
PIXELS, FEWER_PIXELS = 28 * 28, 64 / 28**2  # of MNIST, and the digits' pixels as a share of them
WEIGHTS, LARGEST = 80.0, 6.0  # mV: all weights onto a neuron that learns the digits, and the largest of them


@dataclass(frozen=True)
class Recipe:
    """What is made of a folder's files and how it is trained; ``network`` takes the folder and the hidden neurons."""

    title: str
    bar: float
    hidden: int
    network: Callable[[Path, int], NetworkDescription]
    method: type[LearningMethod] = SurrogateGradient
    settings: Mapping[str, float | str] = field(default_factory=dict)
    epochs: int = 100
    batch: int | None = 128


def events(model: str, duration: float, **parameters: float | str) -> Network:
    """Samples of spikes, and what passes them on: ``spikes`` in steps of the interval."""
    net = Network(resolution=INTERVAL)
    net.add_dataset("samples", model, sample_time=duration, interval=INTERVAL, duration=duration, **parameters)
    net.add_encoder("spikes", "regular", "samples", max_rate=1000.0 / INTERVAL)
    return net


def read_out(net: Network, source: str) -> NetworkDescription:
    """A leaky integrator a class of what ``source`` fires: the highest membrane answers."""
    classes = len(net.datasets["samples"].samples().names)
    net.add_population("output", "discrete_leaky_integrator", classes, beta=SLOW)
    net.connect(source, "output", "delta", weight=Uniform(-0.1, 0.1), delay=0.0, sign="mixed")
    net.add_decoder("answer", "largest_value", "output", labels="samples")
    return net.description


def adaptive(net: Network, hidden: int) -> NetworkDescription:
    """Two layers of adaptive neurons that feed back to themselves."""
    source = "spikes"
    for layer in ("first", "second"):
        net.add_population(layer, ALIF, hidden, alpha=0.9)
        net.connect(source, layer, "delta", weight=Uniform(-0.1, 0.1), delay=0.0, sign="mixed")
        net.connect(layer, layer, "delta", weight=Uniform(-0.1, 0.1), delay=INTERVAL, sign="mixed")
        source = layer
    return read_out(net, source)


def delayed(net: Network, hidden: int) -> NetworkDescription:
    """Two layers whose connections each learn a delay, drawn from 1 to 25 steps."""
    source = "spikes"
    for layer in ("first", "second"):
        net.add_population(layer, LIF, hidden)
        delay = Uniform(INTERVAL, 25 * INTERVAL)
        net.connect(source, layer, "delta", weight=Uniform(-0.1, 0.1), delay=delay, sign="mixed")
        source = layer
    return read_out(net, source)


def plain(net: Network, hidden: int) -> NetworkDescription:
    """One layer of leaky neurons."""
    net.add_population("hidden", LIF, hidden)
    net.connect("spikes", "hidden", "delta", weight=Uniform(-0.1, 0.1), delay=0.0, sign="mixed")
    return read_out(net, "hidden")


def spoken(folder: Path, name: str) -> Network:
    file = str(folder / f"{name}_train.h5")
    return events("shd_files", 1000.0, file=file, time_shift=SHIFT)


def cameras(folder: Path, duration: float, **sensor: float | str) -> Network:
    return events("event_folders", duration, folder=str(folder), most=FILES, **sensor)


def gestures(folder: Path) -> Path:
    """A recording a gesture, in folders of parts, classes and users, cut from the published ones once.

    They lie in ``folder / "cut"``, complete when that is there. The lists of trials name the recordings of each part,
    and the labels beside a recording the class, begin and end in µs of each of its gestures. Raises :class:`OSError`
    where a file is missing and :class:`~engine.model.data.Unreadable` where one is damaged.

    Source: Amir et al. (2017), A low power, fully event-based gesture recognition system, 10.1109/CVPR.2017.781.
    """
    cut = folder / "cut"
    if not cut.is_dir():
        begun = folder / "cut.begun"
        shutil.rmtree(begun, ignore_errors=True)
        for part in ("train", "test"):
            for name in (folder / f"trials_to_{part}.txt").read_text(encoding="utf-8").split():
                _cut_trial(folder / name, begun / part)
        begun.rename(cut)
    return cut


def _cut_trial(recording: Path, part: Path) -> None:
    """Write each gesture of a recording as AEDAT 2, into the folders of its class and user."""
    times, x, y, polarity = recorded_events(recording, "folder")
    if times.size and max(x.max(), y.max()) >= DVS128[0]:
        raise ValueError(f"{recording.name} has events outside a DVS128: choose the recordings as they are published.")
    words = np.stack([polarity | x << 1 | y << 8, times], axis=1)
    rows = recording.with_name(f"{recording.stem}_labels.csv").read_text(encoding="utf-8").splitlines()
    labels = np.loadtxt(rows, np.int64, delimiter=",", skiprows=1)
    for number, (kind, begin, end) in enumerate(np.atleast_2d(labels).tolist()):
        gesture = words[(times >= begin) & (times < end)] - [0, begin]
        user, _, light = recording.stem.partition("_")
        path = part / str(kind) / user / f"{light}_{number}.aedat"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"#!AER-DAT2.0\r\n" + gesture.astype(">u4").tobytes())


def without_labels(folder: Path, neurons: int) -> NetworkDescription:
    """Diehl & Cook's network with the constants of this program's digits, weights scaled to the number of pixels."""
    network = winner_take_all(neurons, rule={"w_max": LARGEST * FEWER_PIXELS})
    images = folder / "train-images-idx3-ubyte"
    file = images if images.exists() else images.with_name(images.name + ".gz")
    data = replace(network.datasets[0], model=IdxFiles, parameters={"file": str(file)})
    into, lateral = network.projections
    into = replace(into, weight=Uniform(0.0, 2 * WEIGHTS / PIXELS))
    return replace(network, datasets=(data,), projections=(into, lateral))


LEARNT = {"dropout": 0.2}
GESTURE = {"width": 128.0, "height": 128.0, "joined": 4.0, "people": BY_FOLDERS}
RECIPES: Mapping[str, Recipe] = {
    "shd": Recipe(
        "SHD, adaptive neurons", 0.93, 256, lambda folder, n: adaptive(spoken(folder, "shd"), n), settings=LEARNT
    ),
    "shd-delays": Recipe(
        "SHD, learnt delays", 0.95, 256, lambda folder, n: delayed(spoken(folder, "shd"), n),
        settings={**LEARNT, "trains": WITH_DELAYS},
    ),
    "ssc": Recipe(
        "SSC, adaptive neurons", 0.75, 512, lambda folder, n: adaptive(spoken(folder, "ssc"), n),
        settings=LEARNT, epochs=60,
    ),
    "nmnist": Recipe(
        "N-MNIST", 0.98, 400, lambda folder, n: plain(cameras(folder, 300.0), n), settings=LEARNT, epochs=30
    ),
    "dvs-gesture": Recipe(
        "DVS-Gesture", 0.9, 400,
        lambda folder, n: adaptive(cameras(gestures(folder), 1500.0, **GESTURE), n), settings=LEARNT,
    ),
    "mnist-100": Recipe(
        "MNIST without labels, 100 neurons", 0.83, 100, without_labels, LocalPlasticity, epochs=3, batch=None
    ),
    "mnist-400": Recipe(
        "MNIST without labels, 400 neurons", 0.87, 400, without_labels, LocalPlasticity, epochs=3, batch=None
    ),
}  # fmt: skip


def learnt(
    recipe: Recipe, folder: Path, *, seed: int = 1, epochs: int | None = None, batch: int | None = None,
    hidden: int | None = None, on_progress: Callable[[Progress], bool] | None = None,
) -> TrainingResult:  # fmt: skip
    """Train a recipe on a folder's files.

    Raises :class:`~engine.problems.NetworkError` where they are not there, and what :func:`gestures` raises.
    """
    network = recipe.network(folder, hidden or recipe.hidden)
    return fit(
        network, recipe.method, epochs=epochs or recipe.epochs, batch=batch or recipe.batch, seed=seed,
        settings=recipe.settings, validation=HELD_BACK, on_progress=on_progress,
    )  # fmt: skip


def said(recipe: Recipe, result: TrainingResult) -> str:
    reached = "reached" if result.accuracy >= recipe.bar else "MISSED"
    return (
        f"{recipe.title}: {100 * result.accuracy:.2f} % of the test samples by epoch {result.epoch}, which has "
        f"{100 * result.validation_accuracy:.2f} % of those held back ({reached}, bar {100 * recipe.bar:.0f} %)"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hidden", type=int)
    given = parser.parse_args()
    recipe = RECIPES[given.recipe]
    try:
        result = learnt(recipe, given.folder, seed=given.seed, epochs=given.epochs, hidden=given.hidden)
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}. Give the folder as it is published.")
    except Unreadable as error:
        parser.error(str(Problem("", error.code, {"element": recipe.title, **error.words})))
    except (NetworkError, ValueError) as error:
        parser.error(str(error))
    for number, epoch in enumerate(result.history, 1):
        print(f"{number}: loss {epoch.loss:.4f}, held back {100 * epoch.validation_accuracy:.2f} %")
    print(said(recipe, result))
    return 0 if result.accuracy >= recipe.bar else 1


if __name__ == "__main__":
    sys.exit(main())
