"""What a case is: one file of connections, starts and spikes for all simulators, and what it is called in each.

A case is one file in ``cases/`` with ``CASES``, a tuple of :class:`Case`. ``write`` makes the arrays of the file:

- ``pre <group>`` and ``post <group>`` (synapses,), for each group of connections;
- ``start <name>`` (neurons,), initial values;
- ``listed neurons`` and ``listed times`` (spikes,) in ms, for an input that is the same in all simulators;
- whatever else the words of a simulator name.

``words`` say how each peer is told the case, as plain data; :mod:`run_brian2`, :mod:`run_nest` and
:mod:`run_annarchy` read it beside the file, each in an environment of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numpy as np

from engine.network.description import NetworkDescription
from tests.benchmarks.speed import cases as folder

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Bar:
    """The least ratio of the fastest of some peers to the fastest of some rows of ours, by the start of their names."""

    peer: str
    least: float
    ours: str = "engine, float32"


def bars(best: float, best64: float, *others: Bar) -> tuple[Bar, ...]:
    """Against the best peer in float32 and in float64, then others."""
    return (Bar("", best), Bar("", best64, "engine, float64"), *others)


NUMPY = Bar("Brian2 Cython", 1.0, "engine, NumPy")
"""Without a compiler the engine is still faster than the peer that compiles as it runs."""


@dataclass(frozen=True)
class Case:
    """``groups`` are the groups of connections.

    ``rounds`` says how many rounds of a peer are enough, by the start of its name, where one takes minutes.
    ``also`` adds rows to a peer's own: by name, which row of a peer, told which method instead.
    """

    name: str
    neurons: int
    groups: tuple[str, ...]
    write: Callable[[], Arrays]
    description: Callable[[Arrays], NetworkDescription]
    words: Mapping[str, Mapping[str, Any]]
    bars: tuple[Bar, ...] = ()
    note: str = ""
    resolution: float = 0.1
    duration: float = 1000.0  # ms of one turn
    rounds: Mapping[str, int] = field(default_factory=dict)
    also: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def turns(self, name: str, rounds: int) -> int:
        """How many of so many rounds the row ``name`` takes part in."""
        return min([rounds, *(most for start, most in self.rounds.items() if name.startswith(start))])

    def save(self, where: Path) -> None:
        """Write ``network.npz`` and ``words.json``."""
        arrays = self.write()
        np.savez(where / "network.npz", **{name: _small(values) for name, values in arrays.items()})
        told = {"neurons": self.neurons, "groups": self.groups, "resolution": self.resolution, **self.words}
        (where / "words.json").write_text(json.dumps(told), encoding="utf-8")


def load(where: Path) -> Arrays:
    with np.load(where / "network.npz") as file:
        return {name: file[name] for name in file.files}


def found() -> Iterator[Case]:
    """Every case, by the order of the files' names."""
    for module in sorted(iter_modules(folder.__path__), key=lambda m: m.name):
        yield from import_module(f"{folder.__name__}.{module.name}").CASES


def random_pairs(random: np.random.Generator, pre: int, post: int, mean: float) -> tuple[np.ndarray, np.ndarray]:
    """Each source connects to ``mean`` targets on average, each at most once, itself included."""
    counts = random.binomial(post, mean / post, pre)
    keys = np.repeat(np.arange(pre), counts) * post + random.integers(0, post, int(counts.sum()))
    keys = np.unique(keys)
    return keys // post, keys % post


def _small(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind in "iu" and values.size and values.min() >= 0:
        return values.astype(np.min_scalar_type(int(values.max())))
    return values
