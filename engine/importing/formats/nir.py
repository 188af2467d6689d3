"""Reads NIR graphs after looking at the HDF5 file with suspicion: neurons as layers, what lies between as links."""

from __future__ import annotations

import math
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine import child_process
from engine.files.nir import INPUT as ENTRY
from engine.files.nir import OUTPUT as EXIT
from engine.files.nir import NirGraph, NirNode, NotNir, graph_in
from engine.files.nir_linear import GRID, can_read, with_channels_last
from engine.files.problem import ImportProblem
from engine.importing import nir_inspection
from engine.importing import nir_paths as between
from engine.importing.imported import INPUT, Imported, ImportedInput, ImportedLayer, ImportedLink
from engine.importing.nir_paths import NOTHING
from engine.importing.nir_paths import Path as Way
from engine.importing.nir_pools import MODEL, UNITS, with_units
from engine.importing.reading import Array, ImportedNeurons, NirReading, reading_of

NETWORK_SUFFIXES = (".nir",)
TIME_LIMIT = 120.0  # s that looking at a file may take; its own limit is one of work
LARGEST = 10_000_000  # neurons of a layer
USUAL_STEP = 1.0  # ms that a step lasts here, where the file does not say it
PULSE, READ_OUT = "synapses/pulse", "neurons/discrete_leaky_integrator"


def read(path: Path, reading: str = "") -> Imported:
    """The network in the file, as the software named ``reading`` means it, or the one whose numbers it has.

    Raises :class:`ImportProblem`.
    """
    _try_elsewhere(path)
    graph = graph_of(path)
    try:
        return _NirReader(graph, reading_of(graph, reading, path.name), path.name).imported()
    except ImportProblem:
        raise
    except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise ImportProblem("{file} is a NIR graph of values that cannot be read.", file=path.name) from error


def graph_of(path: Path) -> NirGraph:
    """The graph of a file that is known to be harmless; raises :class:`ImportProblem`."""
    try:
        return graph_in(path)
    except (OSError, NotNir) as error:
        raise ImportProblem("{file} is not a NIR graph that can be read.", file=path.name) from error


def _try_elsewhere(path: Path) -> None:
    """Let another process look at a stranger's file first: a broken one can hang or kill the HDF5 library."""
    command = [nir_inspection.__file__, str(path.absolute())]
    unreadable = ImportProblem("{file} is not an HDF5 file that can be read.", file=path.name)
    try:
        done = child_process.finished(command, capture_output=True, timeout=TIME_LIMIT, encoding="utf-8")
    except subprocess.TimeoutExpired as error:
        raise unreadable from error
    if done.returncode != 0:
        sentence = done.stdout.strip()
        is_said = done.returncode == nir_inspection.REFUSED and sentence
        raise ImportProblem(sentence, file=path.name) if is_said else unreadable


class _NirReader:
    """One file under one reading."""

    def __init__(self, graph: NirGraph, reading: type[NirReading], file: str) -> None:
        self._graph, self._reading, self._file = reading.repaired(graph), reading, file
        if reading.channels_last:
            self._graph = with_channels_last(self._graph)
        told = graph.metadata
        self._order: dict[str, int] = {}
        self._step = float(told["dt"]) if _is_number(told.get("dt")) else reading.step
        self._own = told["step_in_training_ms"] if _is_number(told.get("step_in_training_ms")) else None
        self._resolution = self._own or USUAL_STEP
        self._entries = [n for n in graph.of_kind(ENTRY) if not graph.before(n)]
        self._graph = with_units(self._graph, [n for n, node in graph.nodes.items() if not can_read(node)])
        self._neurons = [n for n, node in self._graph.nodes.items() if not can_read(node)]
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._names: dict[str, str] = {}
        self._layers: list[ImportedLayer] = []
        self._links: list[ImportedLink] = []

    def imported(self) -> Imported:
        self._refuse_unknown()
        for entry in self._entries:
            self._shapes[entry] = self._shape(entry, np.asarray(self._graph.nodes[entry].get("shape", ())).ravel())
            self._names[entry] = INPUT if len(self._entries) == 1 else entry
        self._order = between.places_in_order(self._graph, self._entries)
        exits = [n for n in self._graph.of_kind(EXIT) if not any(a == n for a, _ in self._graph.edges)]
        for name in sorted(self._neurons, key=self._order.__getitem__):
            self._read(name, self._graph.nodes[name])
        for name in sorted(exits, key=self._order.__getitem__):
            self._read_out(name)
        if not self._layers:
            raise ImportProblem("{file} has no layer of neurons.", file=self._file)
        inputs = tuple(ImportedInput(self._names[e], *_sized(self._shapes[e])) for e in self._entries)
        metadata = self._graph.metadata
        told = {n.removeprefix("provenance_"): v for n, v in metadata.items() if n.startswith("provenance_")}
        return Imported(
            tuple(self._layers), tuple(self._links), told, self._own, inputs, self._reading.name, self._reading.lag
        )

    def _refuse_unknown(self) -> None:
        if not self._entries:
            raise ImportProblem("{file} has no input.", file=self._file)
        for name in self._neurons:
            if self._graph.nodes[name].kind not in (*self._reading.kinds, UNITS):
                raise ImportProblem(
                    "{file}: {node} is a {kind}, which is not read from a file of {software}.",
                    file=self._file,
                    node=name,
                    kind=self._graph.nodes[name].kind,
                    software=self._reading.title,
                )

    def _shape(self, name: str, sizes: Any) -> tuple[int, ...]:
        try:
            shape = tuple(int(n) for n in sizes)
        except (ValueError, TypeError, OverflowError):
            shape = ()
        if not shape or min(shape) < 1 or math.prod(shape) > LARGEST:
            raise ImportProblem("{file}: {node} has no size that can be read.", file=self._file, node=name)
        return shape

    def _read(self, name: str, node: NirNode) -> None:
        """A layer of neurons and the links into it."""
        ways, biased = between.paths_into(self._graph, name, {*self._neurons, *self._entries}, self._file)
        known = [way for way in ways if way.source in self._shapes]
        own = max((np.shape(v) for v in node.values.values()), key=math.prod, default=())
        shape = between.through(self._graph, known[0], self._shapes[known[0].source], self._file) if known else own
        self._shapes[name] = shape = self._shape(name, shape)
        if node.kind == UNITS:
            self._put(name, ImportedNeurons(MODEL, {}, np.ones(math.prod(shape))), shape, ways, biased)
            return
        try:
            cell = self._reading.cell(node, math.prod(shape), self._step)
        except KeyError as missing:
            raise ImportProblem(
                "{file}: {node} has no {quantity}.", file=self._file, node=name, quantity=missing.args[0]
            ) from missing
        except ValueError as error:  # in words, by whoever reads such a cell
            raise ImportProblem("{file}: {node}: {error}.", file=self._file, node=name, error=error) from error
        self._put(name, cell, shape, ways, biased)

    def _read_out(self, name: str) -> None:
        """Weights that lead to an output and not to neurons end in a read-out that forgets at once."""
        ways, biased = between.paths_into(self._graph, name, {*self._neurons, *self._entries}, self._file)
        bare = all(self._graph.nodes[n].kind in NOTHING for way in ways for n in way.nodes)
        if not ways or bare:
            return
        shape = between.through(self._graph, ways[0], self._shapes[ways[0].source], self._file)
        size = math.prod(shape)
        self._shapes[name] = shape
        self._put(name, ImportedNeurons(READ_OUT, {"beta": np.zeros(size)}, np.ones(size)), shape, ways, biased)

    def _put(
        self, name: str, cell: ImportedNeurons, shape: tuple[int, ...], ways: list[Way], biased: list[Way]
    ) -> None:
        size, bias = math.prod(shape), np.zeros(math.prod(shape))
        for way in biased:
            amount = between.bias_at_end(self._graph, way, self._file, self._before(way.source))
            if amount.size != size:
                raise self._misfit(name, amount.size, size)
            bias += amount
        self._names[name] = name
        parameters = {n: np.array(v, np.float64) for n, v in cell.parameters.items()}
        grid = shape if len(shape) == GRID else ()
        layer = ImportedLayer(name, cell.key, size, parameters, bias * cell.gain, grid, cell.start)
        self._require_finite(name, layer.bias, *parameters.values())
        self._layers.append(layer)
        grouped: dict[tuple[str, int], list[Way]] = {}
        for way in ways:
            grouped.setdefault((way.source, self._steps(way, name)), []).append(way)
        for (source, steps), together in grouped.items():
            self._link(name, source, steps, together, cell.gain)

    def _link(self, name: str, source: str, steps: int, ways: list[Way], gain: Array) -> None:
        before = self._shapes.get(source) or self._shape(source, self._own_shape(source))
        for way in ways:
            size = math.prod(between.through(self._graph, way, before, self._file))
            if size != gain.size:
                raise self._misfit(name, size, gain.size)
        found = between.path_weights(self._graph, ways, before, gain, self._file)
        self._require_finite(name, found.weight)
        named = next((n for n in reversed(ways[0].nodes) if self._graph.nodes[n].kind not in NOTHING), "")
        self._links.append(
            ImportedLink(
                named or f"{source}_to_{name}", self._names.get(source, source), name, found.weight,
                steps * self._resolution, "" if self._sends_values(source) else PULSE, found.wiring,
                dict(found.parameters), found.connections,
            )
        )  # fmt: skip

    def _own_shape(self, name: str) -> tuple[int, ...]:
        return max((np.shape(v) for v in self._graph.nodes[name].values.values()), key=math.prod, default=())

    def _before(self, name: str) -> tuple[int, ...]:
        """The shape of what goes into a node without a state."""
        weight = self._graph.nodes[name].get("weight")
        ways, _ = between.paths_into(self._graph, name, {*self._neurons, *self._entries}, self._file)
        known = [way for way in ways if way.source in self._shapes]
        if known:
            return between.through(self._graph, known[0], self._shapes[known[0].source], self._file)
        return (int(np.shape(weight)[-1]),)

    def _steps(self, way: Way, name: str) -> int:
        """Delay of a link: from the step before where it leads back, and what the software adds between layers."""
        if way.source in self._entries or self._sends_values(way.source):
            return between.delay(self._graph, way, self._step, self._file)
        stops = [way.source, *way.nodes, name]
        back = sum(self._order[b] <= self._order[a] for a, b in pairwise(stops))
        if self._layers and back == 0 and _is_silent(self._layers, way.source):
            raise ImportProblem(
                "{file}: {node} passes its membrane on to {target}; only spikes travel here.",
                file=self._file, node=way.source, target=name,
            )  # fmt: skip
        own = back or self._reading.between
        return own + between.delay(self._graph, way, self._step, self._file)

    def _sends_values(self, name: str) -> bool:
        """Tell whether a node is one of units that pass their input on."""
        return self._graph.nodes[name].kind == UNITS

    def _misfit(self, name: str, found: int, needed: int) -> ImportProblem:
        return ImportProblem(
            "{file}: {node} has {needed} {needed:neuron|neurons}, but {found} {found:value comes|values come} in.",
            file=self._file, node=name, needed=needed, found=found,
        )  # fmt: skip

    def _require_finite(self, name: str, *arrays: Array) -> None:
        if not all(np.isfinite(a).all() for a in arrays):
            raise ImportProblem("{file}: {node} holds numbers that are not finite.", file=self._file, node=name)


def _sized(shape: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return math.prod(shape), shape if len(shape) == GRID else ()


def _is_silent(layers: list[ImportedLayer], name: str) -> bool:
    from engine.model.declaration import NeuronModel
    from engine.model.registry.discovery import find

    model = next((find(layer.model) for layer in layers if layer.name == name), None)
    return model is not None and issubclass(model, NeuronModel) and not model.fires()


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and 0 < value < math.inf
