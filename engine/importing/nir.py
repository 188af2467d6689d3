"""Reads NIR graphs that are a chain of layers, after looking at the HDF5 file with suspicion."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from engine.exporting.nir_neurons import BY_KIND
from engine.importing.imported import INPUT, Imported, ImportedLayer, ImportedLink, ImportProblem
from engine.importing.nir_inspection import REFUSED

STEP = 1e-4  # s: assumed, as snnTorch does, where the file's metadata say nothing
HERE = Path(__file__).parents[2]  # where ``engine`` can be imported from
TIME_LIMIT = 20.0  # s that looking at a file may take


def read(path: Path) -> Imported:
    """The network in the file: Euler's rule turns its LIF into the discrete one; :class:`ImportProblem`."""
    _try_elsewhere(path)
    graph = graph_of(path)
    told = {name: _plain(value) for name, value in graph.metadata.items()}
    step = float(told["dt"]) if isinstance(told.get("dt"), float) else STEP
    nodes, following = graph.nodes, _chain(graph.edges, path.name)
    layers: list[ImportedLayer] = []
    links: list[ImportedLink] = []
    source, name = INPUT, _first(nodes, path.name)
    while name in following and following[name] in nodes:
        weight_name = following[name]
        if type(nodes[weight_name]).__name__ == "Output":
            break
        neuron_name = following.get(weight_name, "")
        layer, weight = _layer(weight_name, nodes[weight_name], neuron_name, nodes.get(neuron_name), step, path.name)
        layers.append(layer)
        links.append(ImportedLink(weight_name, source, neuron_name, weight))
        source = name = neuron_name
    if not layers:
        raise ImportProblem("{file} has no layer of neurons.", file=path.name)
    resolution = told.get("step_in_training_ms")
    provenance = {n.removeprefix("provenance_"): v for n, v in told.items() if n.startswith("provenance_")}
    return Imported(tuple(layers), tuple(links), provenance, resolution if isinstance(resolution, float) else None)


def graph_of(path: Path) -> Any:
    """The ``nir.NIRGraph`` of a file that is known to be harmless; raises :class:`ImportProblem`."""
    import nir

    try:
        return nir.read(path)
    except (OSError, KeyError, ValueError, TypeError, AttributeError, AssertionError) as error:
        raise ImportProblem("{file} is not a NIR graph that can be read.", file=path.name) from error


def _try_elsewhere(path: Path) -> None:
    """Let another process look at a stranger's file first: a broken one can hang or kill the HDF5 library."""
    command = [sys.executable, "-m", "engine.importing.nir_inspection", str(path)]
    unreadable = f"{path.name} is not an HDF5 file that can be read."
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, timeout=TIME_LIMIT, encoding="utf-8", check=False)
    except subprocess.TimeoutExpired as error:
        raise ImportProblem(unreadable) from error
    if done.returncode != 0:
        sentence = done.stdout.strip()
        raise ImportProblem(sentence if done.returncode == REFUSED and sentence else unreadable)


def _chain(edges: Any, file: str) -> dict[str, str]:
    following: dict[str, str] = {}
    for source, target in edges:
        if source in following or target in following.values():
            raise ImportProblem(
                "{file} is not a chain of layers: {source} → {target} branches or merges.",
                file=file,
                source=source,
                target=target,
            )
        following[str(source)] = str(target)
    return following


def _first(nodes: Any, file: str) -> str:
    inputs = [n for n, node in nodes.items() if type(node).__name__ == "Input"]
    if len(inputs) != 1:
        raise ImportProblem("{file} has {count} inputs; one is needed.", file=file, count=len(inputs))
    return str(inputs[0])


def _layer(
    weight_name: str, weights: Any, neuron_name: str, neuron: Any, step: float, file: str
) -> tuple[ImportedLayer, Any]:
    """One Affine or Linear node with the neurons behind it."""
    kinds = type(weights).__name__, type(neuron).__name__
    if kinds[0] not in ("Affine", "Linear") or kinds[1] not in BY_KIND:
        raise ImportProblem(
            "{file}: {weight_name} → {neuron_name} is {found}; Affine or Linear is read before one of {known}.",
            file=file,
            weight_name=weight_name,
            neuron_name=neuron_name,
            found=" → ".join(kinds),
            known=", ".join(BY_KIND),
        )
    if np.any(getattr(neuron, "v_leak", 0) != 0):
        raise ImportProblem(
            "{file}: {neuron_name} leaks to a value other than 0, which no discrete neuron does.",
            file=file,
            neuron_name=neuron_name,
        )
    known = BY_KIND[kinds[1]]
    parameters, scale = known.read(neuron, step)
    if any(np.any(parameters[decay] < 0) or np.any(parameters[decay] >= 1) for decay in known.decays):
        raise ImportProblem(
            "{file}: the time constants of {neuron_name} do not fit a step of {step} s.",
            file=file,
            neuron_name=neuron_name,
            step=step,
        )
    weight = np.asarray(weights.weight, np.float64) * scale[:, None]
    bias = np.asarray(getattr(weights, "bias", np.zeros(len(scale))), np.float64) * scale
    if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
        raise ImportProblem(
            "{file}: {weight_name} holds numbers that are not finite.", file=file, weight_name=weight_name
        )
    return ImportedLayer(neuron_name, known.key, len(scale), parameters, bias), weight


def _plain(value: Any) -> Any:
    """Metadata as HDF5 gives them back: bytes, NumPy scalars."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.generic):
        return _plain(value.item())
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
