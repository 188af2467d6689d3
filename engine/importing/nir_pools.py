"""Pools between neurons of a NIR graph: what they send is told apart from the weights behind them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from engine.files.nir import NirGraph, NirNode
from engine.importing.nir_paths import NOTHING

UNITS, MODEL = "units", "neurons/linear_unit"
"""The kind of node that stands for neurons which pass their input on, and the model that they are."""
WEIGHTS = ("Affine", "Linear", "Conv1d", "Conv2d")
POOLS = ("SumPool2d", "AvgPool2d")


def with_units(graph: NirGraph, neurons: Collection[str]) -> NirGraph:
    """The graph with a node of units behind each pool that lies between neurons and weights.

    A pool and the kernel behind it would be one link of many weights; so each of them stays what it is.
    """
    nodes, edges = dict(graph.nodes), list(graph.edges)
    for name, node in graph.nodes.items():
        if _pools(node) and set(graph.before(name)) <= {*neurons} and _meets_weights(graph, name):
            units = _free(f"{name}_{UNITS}", nodes)
            nodes[units] = NirNode(UNITS, {})
            edges = [(units if a == name else a, b) for a, b in edges] + [(name, units)]
    return NirGraph(nodes, tuple(edges), graph.metadata, graph.version)


def _pools(node: NirNode) -> bool:
    """Tell whether a node adds up windows of each channel by itself, with one weight and without padding and bias."""
    if node.kind in POOLS:
        return not np.any(node["padding"])
    if node.kind != "Conv2d" or np.any(node["bias"]) or np.any(node["padding"]):
        return False
    kernel, groups = np.asarray(node["weight"]), int(node["groups"])
    if kernel.ndim != 4 or kernel.shape[0] != kernel.shape[1] * groups:
        return False
    own = kernel[:, 0] if groups > 1 else kernel[np.arange(len(kernel)), np.arange(len(kernel))]
    alone = kernel.shape[1] == 1 or np.count_nonzero(kernel) == own.size
    return bool(alone and own.size and own.flat[0] and np.allclose(own, own.flat[0], rtol=1e-6, atol=0.0))


def _meets_weights(graph: NirGraph, name: str) -> bool:
    """Tell whether everything that comes next, but for changes of order, has weights."""
    following = [b for a, b in graph.edges if a == name]
    return bool(following) and all(
        graph.nodes[b].kind in WEIGHTS or (graph.nodes[b].kind in NOTHING and _meets_weights(graph, b))
        for b in following
    )


def _free(name: str, nodes: Collection[str]) -> str:
    while name in nodes:
        name += "_"
    return name
