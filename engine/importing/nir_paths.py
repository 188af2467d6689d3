"""Paths between the neurons of a NIR graph: links, with the weights that nodes without a state amount to."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.grouping import finished_in_depth
from engine.files.nir import NirGraph, NirNode
from engine.files.nir_linear import GRID, Unfit, applied, bias_of, can_read, margins, output_shape, pair
from engine.files.problem import ImportProblem
from engine.files.unpacking import BUDGET

Array = NDArray[Any]
Shape = tuple[int, ...]
MOST_PATHS = 2000  # between neurons; a graph of a person has one or two for each layer
AT_ONCE = 512  # rows that are pushed through at a time
SPARSE = 0.5  # share of weights that are not 0, below which they are listed
NOTHING = ("Flatten", "Input", "Output", "Delay")  # leave the order of values
CONVOLUTION, POOLING = "wiring/convolution", "wiring/pooling"


@dataclass(frozen=True)
class Path:
    """From a ``source`` (neurons or an input) through ``nodes`` without a state, in their order."""

    source: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class WiredWeight:
    """A weight with the rule that it belongs to, as :class:`~engine.importing.imported.ImportedLink` has it."""

    weight: Array
    wiring: str = ""
    parameters: Mapping[str, float | str] = field(default_factory=dict)
    connections: Array | None = None


def paths_into(graph: NirGraph, name: str, ends: Collection[str], file: str) -> tuple[list[Path], list[Path]]:
    """Every path that ends at a node, and from each node on the way that adds a bias, the rest of its path."""
    found: list[Path] = []
    biased: list[Path] = []
    left: list[tuple[str, tuple[str, ...]]] = [(before, ()) for before in graph.before(name)]
    while left:
        here, after = left.pop()
        if here in ends:
            found.append(Path(here, after))
        elif here in after:
            raise ImportProblem("{file}: {node} feeds itself without a neuron in between.", file=file, node=here)
        else:
            if graph.nodes[here].get("bias") is not None:
                biased.append(Path(here, after))
            left += [(before, (here, *after)) for before in graph.before(here)]
        if len(found) + len(left) > MOST_PATHS:
            raise ImportProblem("{file} has more links than this program accepts.", file=file)
    return found, biased


def places_in_order(graph: NirGraph, inputs: Collection[str]) -> dict[str, int]:
    """Place of every node in the order of a signal: an edge to a node that is not later comes from the step before."""
    following: dict[str, list[str]] = {name: [] for name in graph.nodes}
    for a, b in graph.edges:
        following[a].append(b)
    done = finished_in_depth([*inputs, *graph.nodes], following)
    return {name: number for number, name in enumerate(reversed(done))}


def through(graph: NirGraph, path: Path, shape: Shape, file: str) -> Shape:
    """The shape at the end of a path that begins with ``shape``."""
    for name in path.nodes:
        try:
            shape = output_shape(graph.nodes[name], shape)
        except Unfit as error:
            raise _misfit(file, name, error) from error
    return shape


def bias_at_end(graph: NirGraph, path: Path, file: str, shape: Shape) -> Array:
    """Compute what the bias of a path's first node amounts to at its end; ``shape`` is that of the node's input."""
    try:
        signal = bias_of(graph.nodes[path.source], shape)
        assert signal is not None
        for name in path.nodes:
            signal = applied(graph.nodes[name], signal[None], with_bias=False)[0]
    except Unfit as error:
        raise _misfit(file, path.source, error) from error
    return np.asarray(signal).ravel()


def delay(graph: NirGraph, path: Path, step: float, file: str) -> int:
    """Steps of the delays on a path."""
    steps = 0
    for name in path.nodes:
        node = graph.nodes[name]
        if node.kind == "Delay":
            times = np.asarray(node["delay"], np.float64).ravel() / step
            if not times.size or not np.isfinite(times).all() or np.ptp(times) > 0 or times[0] < 0:
                raise ImportProblem("{file}: {node} delays its neurons differently.", file=file, node=name)
            steps += round(float(times[0]))
    return steps


def path_weights(graph: NirGraph, paths: list[Path], before: Shape, gain: Array, file: str) -> WiredWeight:
    """The weights of all paths from one source together, multiplied by the ``gain`` (post,) of the neurons behind."""
    nodes = [n for n in paths[0].nodes if graph.nodes[n].kind not in NOTHING]
    if len(paths) == 1 and len(nodes) == 1 and (kept := _kept(graph.nodes[nodes[0]], before, gain)) is not None:
        return kept
    size, behind = math.prod(before), gain.size
    if 8 * size * behind > BUDGET:
        raise ImportProblem("{file} would unfold into more than this program accepts.", file=file)
    matrix = np.zeros((behind, size))
    for path in paths:
        for first in range(0, size, AT_ONCE):
            signal = np.eye(size)[first : first + AT_ONCE].reshape(-1, *before)
            for name in path.nodes:
                signal = applied(graph.nodes[name], signal, with_bias=False)
            matrix[:, first : first + AT_ONCE] += signal.reshape(len(signal), -1).T
    matrix *= gain[:, None]
    if np.count_nonzero(matrix) >= SPARSE * matrix.size:
        return WiredWeight(matrix)
    post, pre = np.nonzero(matrix)
    listing = np.lexsort((post, pre))
    return WiredWeight(matrix[post, pre][listing], connections=np.stack([pre[listing], post[listing]]))


def _kept(node: NirNode, before: Shape, gain: Array) -> WiredWeight | None:
    """A node whose weights a wiring rule of ours can keep, else None."""
    if node.kind in ("Affine", "Linear"):
        weight = np.asarray(node["weight"], np.float64)
        return WiredWeight(weight * gain[:, None]) if weight.ndim == 2 else None
    if len(before) != GRID or not can_read(node):
        return None
    channels = output_shape(node, before)[0]
    each = gain.reshape(channels, -1)
    if np.ptp(each, axis=1).any() or len({*pair(node["stride"])}) > 1:
        return None
    if node.kind == "Conv2d":
        return _convolution(node, each[:, 0])
    if node.kind in ("SumPool2d", "AvgPool2d") and not np.any(node["padding"]) and not np.ptp(gain):
        high, wide = pair(node["kernel_size"])
        how = "sum" if node.kind == "SumPool2d" else "average"
        return _pool(high, wide, pair(node["stride"])[0], how, float(gain[0]))
    return None


def _convolution(node: NirNode, gain: Array) -> WiredWeight | None:
    (above, below), (left, right) = margins(node)
    if pair(node["dilation"]) != (1, 1) or len({above, below, left, right}) > 1:
        return None
    kernel = np.asarray(node["weight"], np.float64) * gain[:, None, None, None]
    channels, sources, high, wide = kernel.shape
    stride, groups = pair(node["stride"])[0], int(node["groups"])
    if not above and groups == 1 and channels == sources and (weight := _same_for_each(kernel)) is not None:
        return _pool(high, wide, stride, "sum", weight)
    numbers = {
        "height": high, "width": wide, "stride": stride, "padding": above, "channels": channels, "groups": groups,
    }  # fmt: skip
    return WiredWeight(kernel, CONVOLUTION, {name: float(number) for name, number in numbers.items()})


def _same_for_each(kernel: Array) -> float | None:
    """The one weight of a kernel that adds up each channel by itself."""
    own = kernel[np.arange(len(kernel)), np.arange(len(kernel))]
    weight = float(own.flat[0])
    others = np.count_nonzero(kernel) - np.count_nonzero(own)
    return weight if not others and weight and np.allclose(own, weight, rtol=1e-6, atol=0.0) else None


def _pool(high: int, wide: int, stride: int, how: str, weight: float) -> WiredWeight:
    numbers: dict[str, float | str] = {"height": float(high), "width": float(wide), "stride": float(stride), "how": how}
    return WiredWeight(np.array([weight]), POOLING, numbers)


def _misfit(file: str, node: str, error: Unfit) -> ImportProblem:
    return ImportProblem("{file}: at {node}, {error}.", file=file, node=node, error=error)
