"""Neuromorphic Intermediate Representation: an HDF5 file of layers and edges, read by many simulators.

NIR is continuous time: it says nothing of steps, of how a reset works or of how to integrate, and its readers differ.
So a file is written for readers of one mind: one file of this folder names them, what they read, and what it means.

Source: Pedersen et al. (2024), Nature Communications 15, 8122, 10.1038/s41467-024-52259-9.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Circuit
from engine.circuit.resolved import Resolved, ResolvedLayer, ResolvedLink, resolved_circuit
from engine.exporting.comparison import compare_spikes
from engine.exporting.format import Format, Provenance, Verification, VerificationTrial
from engine.exporting.nir_grids import Grids, convolution, dense, flatten, grids
from engine.exporting.nir_interpreter import Interpreter, NirSemantics
from engine.exporting.nir_neurons import NirNeuron
from engine.exporting.nir_refusals import Readers, nir_refusals
from engine.files.atomic import write_bytes
from engine.files.single import single
from engine.network.description import NetworkDescription
from engine.problems import Problem, Severity

SEED = 1  # of values that are still drawn, where only their being equal is asked
FLAT, SUBGRAPH = "flat", "subgraph"


class NirFormat(Format):
    """NIR for certain readers; ``feedback`` says how a population that feeds itself is written."""

    title = family = "NIR"
    rank = 0
    suffix = ".nir"
    readers: ClassVar[Readers]
    semantics: ClassVar[type[NirSemantics]] = NirSemantics  # what they make of the neurons
    step: ClassVar[float] = 1e-4  # s, as its readers take it
    feedback: ClassVar[str] = FLAT
    lag: ClassVar[int] = 0  # steps by which spikes come later there
    channels_last: ClassVar[bool] = False  # grids are flattened place by place
    reading: ClassVar[str] = "euler"  # what reads it back
    notes: ClassVar[dict[str, str]] = {}
    unknown: ClassVar[tuple[str, ...]] = ()  # values that the nir of its readers does not know, and that mean nothing

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        found = list(nir_refusals(circuit, cls.readers))
        is_gridded = any(p.wiring.shared for p in circuit.projections)
        if is_gridded and not any(p.severity is Severity.FATAL for p in found):
            found += grids(resolved_circuit(circuit, SEED), SEED, cls.readers.neurons).written_out
        return found

    @classmethod
    def write(cls, description: NetworkDescription, path: Path, provenance: Provenance, *, seed: int = 1) -> None:
        cls.demand(description)
        import nir

        graph = _NirWriter(cls, resolved_circuit(circuits.circuit(description), seed), seed).graph(provenance)
        content = io.BytesIO()  # HDF5 ends the process when its own file meets a full disk
        nir.write(content, graph)
        _leave_out(content, cls.unknown)
        write_bytes(path, content.getvalue())

    @classmethod
    def verify(cls, description: NetworkDescription, path: Path, trial: VerificationTrial) -> Verification:
        """Spikes that come later there are compared with those that they are here."""
        circuit = circuits.circuit(description)
        interpreter = Interpreter.of_file(path, cls.semantics(cls.step), cls.channels_last)
        network = resolved_circuit(circuit, trial.seed)
        fire = (layer for layer in network.layers if layer.population.model.fires())
        names = {layer.population.id: neuron_name(network, layer, cls.feedback) for layer in fire}
        source = circuit.encoders[0].id

        def rerun(shown: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
            given = shown[source]
            if cls.lag and len(given) > 1:
                given = np.concatenate([given, np.zeros((cls.lag, *given.shape[1:]))])
            traces = interpreter.run(given, circuit.steps + cls.lag)
            later = slice(cls.lag, None)
            return {id: (traces[name][0][later], traces[name][1][later]) for id, name in names.items()}

        return compare_spikes(circuit, rerun, trial)


def _leave_out(content: io.BytesIO, unknown: tuple[str, ...]) -> None:
    import h5py

    with h5py.File(content, "r+") as file:
        _leave_out_below(file["node/nodes"], unknown)


def _leave_out_below(nodes: Any, unknown: tuple[str, ...]) -> None:
    for node in nodes.values():
        if "nodes" in node:
            _leave_out_below(node["nodes"], unknown)
        for value in (value for value in unknown if value in node):
            del node[value]


def neuron_name(network: Resolved, layer: ResolvedLayer, feedback: str) -> str:
    """The name of a layer's neurons among all nodes of a file."""
    return f"{layer.name}.lif" if feedback == SUBGRAPH and _own(network, layer) is not None else layer.name


def _own(network: Resolved, layer: ResolvedLayer) -> ResolvedLink | None:
    """The link by which a layer feeds itself."""
    id = layer.population.id
    return next((k for k in network.into(layer) if k.projection.source == id), None)


class _NirWriter:
    """Input → Affine or Conv2d → neurons → … → Output, every array shaped as its layer is, in float32."""

    def __init__(self, form: type[NirFormat], network: Resolved, seed: int) -> None:
        self._form, self._network, self._seed = form, network, seed
        self._grids: Grids = grids(network, seed, form.readers.neurons)
        self._nodes: dict[str, Any] = {}
        self._edges: list[tuple[str, str]] = []

    def graph(self, provenance: Provenance) -> Any:
        import nir

        network, shapes = self._network, self._grids.shapes
        source, output = network.circuit.encoders[0], network.circuit.output
        entry = shapes.get(source.id, (network.circuit.size(source.id),))
        self._nodes["input"] = nir.Input({"input": np.array(entry)})
        node_of = {source.id: "input"}
        for layer in network.layers:
            links = [k for k in network.into(layer) if k is not _own(network, layer)]
            for link in links:
                bias = layer.bias if link is links[0] else np.zeros_like(layer.bias)
                self._weights(layer, link, bias, node_of[link.projection.source])
            if not self._neuron(layer).kind:
                (node_of[layer.population.id],) = (link.name for link in links)
                continue
            self._neurons(layer)
            self._edges += [(link.name, layer.name) for link in links]
            node_of[layer.population.id] = layer.name
        self._nodes["output"] = nir.Output({"output": np.array(shapes.get(output.id, (output.size,)))})
        self._edges.append((node_of[output.id], "output"))
        return nir.NIRGraph(self._nodes, self._edges, metadata=self._metadata(provenance))

    def _weights(self, layer: ResolvedLayer, link: ResolvedLink, bias: Any, last: str) -> None:
        import nir

        shapes, before = self._grids.shapes, link.projection.source
        gain = self._gain(layer)
        if link.projection.id in self._grids.kept:
            self._nodes[link.name] = convolution(link, shapes[before], gain, bias)
        else:
            weight = self._dense(link)
            if before in shapes:
                flat = f"{link.name}_flatten"
                self._nodes[flat] = flatten(shapes[before])
                self._edges.append((last, flat))
                last = flat
                if self._form.channels_last:
                    places = np.arange(weight.shape[1]).reshape(shapes[before])
                    weight = weight[:, places.transpose(1, 2, 0).ravel()]
            self._nodes[link.name] = nir.Affine(single(weight * gain[:, None]), single(bias * gain))
        self._edges.append((last, link.name))

    def _neurons(self, layer: ResolvedLayer) -> None:
        import nir

        neuron, size = self._neuron(layer), layer.population.size
        shape = self._grids.shapes.get(layer.population.id, (size,))
        node = neuron.node(layer.parameters, shape, self._form.step)
        own = _own(self._network, layer)
        if own is None:
            self._nodes[layer.name] = node
            return
        weight = nir.Linear(single(self._dense(own) * self._gain(layer)[:, None]))
        if self._form.feedback == FLAT:
            self._nodes |= {layer.name: node, own.name: weight}
            self._edges += [(layer.name, own.name), (own.name, layer.name)]
            return
        ends = {"input": nir.Input({"input": np.array(shape)}), "output": nir.Output({"output": np.array(shape)})}
        edges = [("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")]
        self._nodes[layer.name] = nir.NIRGraph({**ends, "lif": node, "w_rec": weight}, edges)

    def _neuron(self, layer: ResolvedLayer) -> NirNeuron:
        return self._form.readers.neurons[layer.population.model.key]

    def _gain(self, layer: ResolvedLayer) -> Any:
        return self._neuron(layer).gain(layer.parameters, layer.population.size)

    def _dense(self, link: ResolvedLink) -> Any:
        return dense(self._network, link, self._seed)

    def _metadata(self, provenance: Provenance) -> dict[str, Any]:
        circuit = self._network.circuit
        return {
            "dt": self._form.step,
            "reading": self._form.reading,
            "readers": self._form.readers.names,
            **self._form.notes,
            "step_in_training_ms": circuit.description.resolution,
            "steps_per_sample": circuit.steps,
            "encoder": circuit.encoders[0].model.title,
            "decoder": circuit.decoder.model.title,
            **{f"provenance_{name}": value for name, value in provenance.items()},
        }


def by_key(*neurons: Any) -> dict[str, Any]:
    """Neurons as :class:`~engine.exporting.nir_refusals.Readers` wants them."""
    return {neuron.key: neuron for neuron in neurons}
