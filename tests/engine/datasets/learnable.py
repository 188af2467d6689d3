"""Files of every layout that spikes come in, small, with something in them to learn.

Spikes of trains sweep over channels: of class 0 up to the middle, of class 1 down to it, of class 2 from the middle to
both ends. Events of cameras are the edges of a bar that trembles: upright, level, slanting. Each sample has its own
jitter, and spikes beside, so that no single channel tells a class.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.engine.datasets.files import INFO, aedat, aedat4, nmnist, shd

CLASSES = ("0", "1", "2")
JITTER, STRAY = 0.02, 0.15  # of a sample's time and of the channels; of the spikes
US_PER_MS, MS_PER_S = 1000.0, 1000.0
TRAINED, TESTED = 20, 6  # samples of a class

Floats = NDArray[np.float64]


def sweep(kind: int, spikes: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """When and where, each (spikes,): shares of the time, in order, and of the channels."""
    along = np.linspace(0.05, 0.95, spikes)
    outward = 0.5 + np.where(random.random(spikes) < 0.5, 0.5, -0.5) * along
    place = (0.5 * along, 1.0 - 0.5 * along, outward)[kind] + JITTER * random.standard_normal(spikes)
    stray = random.random(spikes) < STRAY
    place[stray] = random.random(int(stray.sum()))
    times = np.sort(np.clip(along + JITTER * random.standard_normal(spikes), 0.0, 0.999))
    return times, np.clip(place, 0.0, 0.999)


def bar(kind: int, spikes: int, random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """When, how far across and how far down, each (spikes,), as shares."""
    times, along = np.sort(random.random(spikes)), random.random(spikes)
    off = 0.5 + 0.05 * np.sin(6 * np.pi * times) + JITTER * random.standard_normal(spikes)
    across, down = ((off, along), (along, off), (along, along + off - 0.5))[kind]
    stray = random.random(spikes) < STRAY
    across, down = np.where(stray, random.random(spikes), across), np.where(stray, along, down)
    return times, np.clip(across, 0.0, 0.999), np.clip(down, 0.0, 0.999)


def parts() -> list[tuple[str, list[int], int]]:
    """The name of each part, the classes of its samples, and a seed."""
    return [("Test", list(range(3)) * TESTED, 1), ("Train", list(range(3)) * TRAINED, 0)]


def heidelberg(folder: Path, duration: float = 100.0, channels: int = 70, spikes: int = 100) -> Path:
    """Files of training and test spikes as the Heidelberg Digits have them; gives the one that is trained."""
    for part, kinds, seed in parts():
        random, made = np.random.default_rng(seed), []
        for kind in kinds:
            times, places = sweep(kind, spikes, random)
            made.append(((times * duration / MS_PER_S).tolist(), np.int64(places * channels).tolist()))
        path = shd(folder / f"shd_{part.lower()}.h5", made, kinds, CLASSES)
    return path


def cameras(
    root: Path, write: Callable[..., Path] = nmnist, end: str = ".bin", side: int = 34, duration: float = 100.0,
    spikes: int = 300,
) -> Path:  # fmt: skip
    """A folder of recordings from a square sensor, in folders of parts and of classes."""
    for part, kinds, seed in parts():
        random = np.random.default_rng(seed)
        for number, kind in enumerate(kinds):
            times, across, down = bar(kind, spikes, random)
            whole = np.stack([times * duration * US_PER_MS, across * side, down * side, 2 * random.random(spikes)])
            events = [tuple(event) for event in whole.T.astype(np.int64).tolist()]
            write(root / part / CLASSES[kind] / f"{number:05}{end}", events)
    return root


def table(folder: Path, duration: float = 100.0, channels: int = 30, spikes: int = 60) -> Path:
    """A row for each spike: which sample, when in ms, in which channel, and the sample's label."""
    rows, random = ["sample,time,channel,label"], np.random.default_rng(0)
    for number, kind in enumerate(list(range(3)) * TRAINED):
        times, places = sweep(kind, spikes, random)
        at, units = (times * duration).tolist(), np.int64(places * channels).tolist()
        rows += [f"{number},{t:.2f},{unit},{kind}" for t, unit in zip(at, units, strict=True)]
    path = folder / "spikes.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def older_cameras(root: Path) -> Path:
    """Recordings of a DVS128, as AEDAT 2."""
    return cameras(root, aedat, ".aedat", side=128)


def newer_cameras(root: Path, side: int = 20) -> Path:
    """Recordings of a sensor that says how large it is, as AEDAT 4."""
    info = INFO.format(x=side, y=side)
    return cameras(root, lambda path, events: aedat4(path, events, info=info), ".aedat4", side)
