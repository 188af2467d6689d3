"""A NIR file as plain nodes and edges, whoever wrote it: libraries leave out shapes that NIR's own reader asks for.

The layout is that of nir 1.0: ``/version``, ``/node/type``, ``/node/nodes/<name>/…``, ``/node/edges`` (edges, 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

GRAPH, INPUT, OUTPUT = "NIRGraph", "Input", "Output"
DEEPEST = 6  # graphs within graphs


class NotNir(ValueError):
    """The file is HDF5, and no NIR graph."""


@dataclass(frozen=True)
class NirNode:
    """``kind`` is the name of NIR's class; ``values`` are its parameters as they stand in the file."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, instead: Any = None) -> Any:
        return self.values.get(name, instead)


@dataclass(frozen=True)
class NirGraph:
    """Nodes by name, subgraphs resolved: a node of a subgraph is called ``subgraph.node``."""

    nodes: Mapping[str, NirNode]
    edges: tuple[tuple[str, str], ...]
    metadata: Mapping[str, Any]
    version: tuple[int, ...] = ()

    def before(self, name: str) -> list[str]:
        """The nodes whose output goes into this one."""
        return [a for a, b in self.edges if b == name]

    def of_kind(self, kind: str) -> list[str]:
        return [name for name, node in self.nodes.items() if node.kind == kind]


def graph_in(path: Path) -> NirGraph:
    """The graph in a file that is known to be harmless; raises OSError, or :class:`NotNir`."""
    import h5py

    with h5py.File(path, "r") as file:
        try:
            version = _text(file["version"][()]) if "version" in file else ""
            nodes, edges, metadata = _graph(file["node"], 0)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, RuntimeError) as error:
            raise NotNir(path.name) from error
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    return NirGraph(nodes, tuple(dict.fromkeys(edges)), metadata, numbers)


def _graph(group: Any, depth: int) -> tuple[dict[str, NirNode], list[tuple[str, str]], dict[str, Any]]:
    if depth > DEEPEST or _text(group["type"][()]) != GRAPH:
        raise NotNir("no graph")
    nodes: dict[str, NirNode] = {}
    inner: dict[str, tuple[list[str], list[str]]] = {}
    edges: list[tuple[str, str]] = []
    for name, member in group["nodes"].items():
        if _text(member["type"][()]) != GRAPH:
            nodes[name] = _node(member)
            continue
        below, joined, _ = _graph(member, depth + 1)
        nodes |= {f"{name}.{n}": node for n, node in below.items()}
        edges += [(f"{name}.{a}", f"{name}.{b}") for a, b in joined]
        own = {kind: [f"{name}.{n}" for n in member["nodes"] if _is(below, n, kind)] for kind in (INPUT, OUTPUT)}
        inner[name] = own[INPUT], own[OUTPUT]
    for a, b in ((_text(a), _text(b)) for a, b in np.asarray(group["edges"][()]).reshape(-1, 2)):
        for source in inner[a][1] if a in inner else [a]:
            for target in inner[b][0] if b in inner else [b]:
                if source not in nodes or target not in nodes:
                    raise NotNir("an edge without an end")
                edges.append((source, target))
    metadata = {n: _plain(v[()]) for n, v in group["metadata"].items()} if "metadata" in group else {}
    return nodes, edges, metadata


def _is(nodes: Mapping[str, NirNode], name: str, kind: str) -> bool:
    return name in nodes and nodes[name].kind == kind


def _node(group: Any) -> NirNode:
    values = {name: _plain(member[()]) for name, member in group.items() if name not in ("type", "metadata")}
    return NirNode(_text(group["type"][()]), values)


def _text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _plain(value: Any) -> Any:
    """Texts as texts and single numbers as Python's; arrays stay."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.generic):
        return _plain(value.item())
    return value
