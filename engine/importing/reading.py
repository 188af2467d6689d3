"""Meaning of a NIR file's neurons to a piece of software: the file says nothing of steps, resets or integration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.discovery import by_name, remembered
from engine.files.nir import NirGraph, NirNode
from engine.files.problem import ImportProblem

Array = NDArray[Any]
STEP = 1e-4  # s: what snnTorch and SpikingJelly take a step for, and Norse where it is told to
TOLERANCE = 1e-6  # of time constants, which files hold in single precision


@dataclass(frozen=True)
class ImportedNeurons:
    """Neurons of one of our models: what their input is multiplied by, ``gain`` (n,), and ``parameters``, each (n,)."""

    key: str
    parameters: Mapping[str, Array]
    gain: Array
    start: Mapping[str, Array] = field(default_factory=dict)


class NirReading:
    """One way to read a file; ``between`` steps pass from layer to layer, and spikes come ``lag`` steps later there.

    ``channels_last`` where a grid is flattened place by place, all channels of a place together.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    rank: ClassVar[int] = 1  # the lower the earlier it is tried
    kinds: ClassVar[tuple[str, ...]] = ()
    between: ClassVar[int] = 0
    lag: ClassVar[int] = 0
    channels_last: ClassVar[bool] = False
    step: ClassVar[float] = STEP  # of a file that does not tell its own

    @classmethod
    def recognises(cls, graph: NirGraph) -> bool:
        """Tell whether the numbers of the file look like this software's."""
        raise TypeError(f"{cls.__name__} recognises nothing")

    @classmethod
    def repaired(cls, graph: NirGraph) -> NirGraph:
        """The graph with edges where the software means them."""
        return graph

    @classmethod
    def cell(cls, node: NirNode, size: int, step: float) -> ImportedNeurons:
        """Our neurons for those of a node; raises ValueError with the words of what is wrong with it."""
        raise TypeError(f"{cls.__name__} reads nothing")


@remembered
def readings() -> dict[str, type[NirReading]]:
    """By name, in the order in which they are tried: the most particular first."""
    found = by_name("engine.importing.readings", NirReading)
    return dict(sorted(found.items(), key=lambda item: (item[1].rank, item[0])))


def reading_of(graph: NirGraph, named: str, file: str) -> type[NirReading]:
    """The reading that is named, or the one that the file's numbers ask for."""
    known = readings()
    told = named or str(graph.metadata.get("reading", ""))
    if told in known:
        return known[told]
    if named:
        raise ImportProblem("NIR files are read as {known} mean them, not as {name}.", name=named, known=_listed())
    fitting = [r for r in known.values() if r.recognises(graph)]
    if not fitting:
        raise ImportProblem("{file} has time constants that fit no software that this program knows.", file=file)
    return fitting[0]


def _listed() -> str:
    return ", ".join(readings())


def plain(node: NirNode, name: str, size: int, instead: float = 0.0) -> Array:
    """A parameter with one value a neuron (size,); raises ValueError where it has another number of them."""
    value = np.asarray(node.get(name, instead), np.float64).ravel()
    if value.size not in (1, size):
        raise ValueError(f"{name} has {value.size} values for {size} neurons")
    if not np.isfinite(value).all():
        raise ValueError(f"{name} is not finite")
    return np.array(np.broadcast_to(value, size))


def time_constants(graph: NirGraph) -> Array:
    """Every membrane's time constant in the file."""
    given = [n.get("tau", n.get("tau_mem")) for n in graph.nodes.values()]
    return np.concatenate([np.asarray(tau, np.float64).ravel() for tau in given if tau is not None] or [np.zeros(0)])


def resistances(graph: NirGraph, kind: str) -> Array:
    """Every ``r`` of the nodes of a kind."""
    given = [n.get("r", 1.0) for n in graph.nodes.values() if n.kind == kind]
    return np.concatenate([np.asarray(r, np.float64).ravel() for r in given] or [np.zeros(0)])
