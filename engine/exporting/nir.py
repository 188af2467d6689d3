"""Neuromorphic Intermediate Representation: an HDF5 file of layers and edges, read by many simulators.

NIR is continuous time: it says nothing of steps, of how a reset works or of how to integrate. This file
follows, for the LIF, the profile that snnTorch 1.0, Norse 1.1 and SpikingJelly 2.0 all read as the same spikes: one
step is 1e-4 s, tau = step / (1 - beta), r = 1, and weights and biases are divided by (1 - beta), so that Euler's rule
gives V = beta V + W s + b; reset to zero, at once; a spike is strictly above the threshold.

Source: Pedersen et al. (2024), Nature Communications 15, 8122, 10.1038/s41467-024-52259-9.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.exporting.atomic import write_bytes
from engine.exporting.comparison import compare
from engine.exporting.format import Format, OnProgress, Provenance, Verification
from engine.exporting.nir_grids import convolution, dense, flatten, grids
from engine.exporting.nir_neurons import BY_KEY
from engine.exporting.resolved import Resolved, resolved
from engine.learning import circuit as circuits
from engine.learning.circuit import Circuit, is_immediate
from engine.learning.obstacles import obstacles
from engine.model.declaration import Reset
from engine.network.description import NetworkDescription, Population, Projection
from engine.problems import Problem, Severity, declare

STEP = 1e-4  # s: the step that snnTorch assumes for every file
DELTA, PULSE = "synapses/delta", "synapses/pulse"
SEED = 1  # of values that are still drawn, where only their being equal is asked

SUBTRACTIVE = declare(
    "nir.subtractive",
    "NIR has no reset by subtraction, which {model} uses.",
    "Use the discrete LIF that is reset to a value, and train again.",
)
REFRACTORY = declare("nir.refractory", "NIR has no refractory time; {model} has one of {time} ms.", "Set it to 0 ms.")
CONTINUOUS = declare(
    "nir.continuous",
    "{model} is solved exactly here; readers of NIR take Euler steps and would fire other spikes.",
    "Use the discrete LIF.",
)
UNKNOWN_NEURON = declare("nir.neuron", "NIR has no neuron like {model}.", "Use the discrete LIF.")
READERS = declare(
    "nir.readers",
    "NIR has this neuron as {kind}, but {readers}.",
    "Use the discrete LIF, or read the file with SpikingJelly.",
)
UNKNOWN_SYNAPSE = declare(
    "nir.synapse", "NIR's neuron takes a spike as its input of one step; {model} does not.", "Use the pulse synapse."
)
DELAY = declare("nir.delay", "NIR edges have no delay; this one has {delay} ms.", "Set the delay to 0 ms.")
PLASTICITY = declare(
    "nir.plasticity", "NIR has no plasticity; this link has {model}.", "Keep the weights and remove the rule."
)
MERGING = declare(
    "nir.merging",
    "{count} links end here; readers of NIR disagree on more than one.",
    "Give each population one incoming link.",
)
RECURRENT = declare(
    "nir.recurrent",
    "This link feeds back; no single NIR file is read alike by snnTorch, Norse and SpikingJelly.",
    "Export a network without feedback.",
)
NO_LEAK = declare("nir.no_leak", "With {name} = 1 the time constant would be infinite.", "Set {name} below 1.")
RESET_VALUE = declare(
    "nir.reset_value", "Several readers of NIR reset to 0 whatever the file says; here it is not 0.",
    "Set V_reset to 0.",
)  # fmt: skip
UNEQUAL = declare(
    "nir.unequal",
    "{name} differs between the neurons of this layer, which some readers of NIR refuse.",
    "Give all neurons of the layer the same {name}, or expect fewer readers.",
)


class Nir(Format):
    """The exchange format of neuromorphic simulators and chips."""

    name = "nir"
    title = "NIR"
    suffix = ".nir"
    meaning = "for snnTorch, Norse and SpikingJelly; the same spikes in each"

    @classmethod
    def refusals(cls, description: NetworkDescription) -> list[Problem]:
        found = circuits.problems(description)
        if found:
            return found
        circuit = circuits.circuit(description)
        found = list(_refusals(circuit))
        is_gridded = any(p.wiring.shared for p in circuit.projections)
        if is_gridded and not any(p.severity is Severity.FATAL for p in found):
            found += grids(resolved(circuit, SEED), SEED).written_out
        return found

    @classmethod
    def write(cls, description: NetworkDescription, path: Path, provenance: Provenance, *, seed: int = 1) -> None:
        cls.demand(description)
        import nir

        graph = _graph(resolved(circuits.circuit(description), seed), provenance, seed)
        content = io.BytesIO()  # HDF5 ends the process when its own file meets a full disk
        nir.write(content, graph)
        write_bytes(path, content.getvalue())

    @classmethod
    def verify(
        cls,
        description: NetworkDescription,
        path: Path,
        *,
        seed: int = 1,
        samples: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> Verification:
        from engine.exporting.nir_interpreter import Interpreter, Meaning

        circuit = circuits.circuit(description)
        interpreter = Interpreter.of_file(path, Meaning(STEP))
        names = {layer.population.id: layer.name for layer in resolved(circuit, seed).layers}
        source = circuit.encoders[0].id

        def rerun(shown: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
            traces = interpreter.run(shown[source], circuit.steps)
            return {id: traces[name] for id, name in names.items()}

        return compare(circuit, rerun, seed=seed, samples=samples, on_progress=on_progress)


def _graph(network: Resolved, provenance: Provenance, seed: int) -> Any:
    """Input → Affine or Conv2d → LIF → … → Output, every array shaped as its layer is, in float32."""
    import nir

    source, drawn = network.circuit.encoders[0], grids(network, seed)
    entry = drawn.shapes.get(source.id, (network.circuit.size(source.id),))
    nodes: dict[str, Any] = {"input": nir.Input({"input": np.array(entry)})}
    edges: list[tuple[str, str]] = []
    node_of = {source.id: "input"}
    for layer in network.layers:
        (link,) = network.into(layer)
        before, id, size = link.projection.source, layer.population.id, layer.population.size
        neuron, last = BY_KEY[layer.population.model.key], node_of[before]
        gain = neuron.gain(layer.parameters, size)
        if link.projection.id in drawn.kept:
            nodes[link.name] = convolution(link, drawn.shapes[before], gain, layer.bias)
        else:
            if before in drawn.shapes:
                flat = f"{link.name}_flatten"
                nodes[flat] = flatten(drawn.shapes[before])
                edges.append((last, flat))
                last = flat
            weight = dense(network, link, seed) if link.projection.wiring.shared else link.weight
            nodes[link.name] = nir.Affine(_single(weight * gain[:, None]), _single(layer.bias * gain))
        nodes[layer.name] = neuron.node(layer.parameters, drawn.shapes.get(id, (size,)), STEP)
        node_of[id] = layer.name
        edges += [(last, link.name), (link.name, layer.name)]
    output = network.circuit.output
    nodes["output"] = nir.Output({"output": np.array(drawn.shapes.get(output.id, (output.size,)))})
    edges.append((node_of[output.id], "output"))
    return nir.NIRGraph(nodes, edges, metadata=_metadata(network, provenance))


def _single(values: Any) -> Any:
    return np.ascontiguousarray(values, np.float32)


def _metadata(network: Resolved, provenance: Provenance) -> dict[str, Any]:
    encoder = network.circuit.encoders[0]
    return {
        "dt": STEP,
        "reset": "to v_reset, in the step of the spike",
        "comparison": "v > v_threshold",
        "integration": "Euler: v += dt / tau * (v_leak - v + r * input), then the threshold",
        "step_in_training_ms": network.circuit.description.resolution,
        "steps_per_sample": network.circuit.steps,
        "encoder": encoder.model.title,
        "decoder": network.circuit.decoder.model.title,
        **{f"provenance_{name}": value for name, value in provenance.items()},
    }


def _refusals(circuit: Circuit) -> Iterator[Problem]:
    yield from obstacles(circuit)
    for population in circuit.populations:
        yield from _neuron_refusals(population)
        incoming = circuit.into(population.id)
        if len(incoming) > 1:
            yield Problem(population.id, MERGING, {"count": len(incoming)})
    for stage in circuit.stages:
        for projection in stage.inner:
            yield Problem(projection.id, RECURRENT)
    for projection in circuit.projections:
        target = next(p for p in circuit.populations if p.id == projection.target)
        yield from _link_refusals(projection, target)


def _neuron_refusals(population: Population) -> Iterator[Problem]:
    model, title = population.model, {"model": population.model.title}
    refractory = model.refractory()
    if refractory is not None:
        time = population.parameters.get(refractory.name, refractory.default)
        if not isinstance(time, float | int) or time != 0:
            yield Problem(population.id, REFRACTORY, {**title, "time": time}, quantity=refractory.name)
    if model.reset is Reset.BY_SUBTRACTION:
        yield Problem(population.id, SUBTRACTIVE, title)
    elif not model.is_discrete():
        yield Problem(population.id, CONTINUOUS, title)
    elif model.key not in BY_KEY:
        yield Problem(population.id, UNKNOWN_NEURON, title)
    else:
        neuron = BY_KEY[model.key]
        if neuron.readers:
            values = {"kind": neuron.kind, "readers": neuron.readers}
            yield Problem(population.id, READERS, values, Severity.WARNING)
        yield from _value_refusals(population)


def _value_refusals(population: Population) -> Iterator[Problem]:
    defaults = {name: p.default for name, p in population.model.parameters().items()}
    given = {name: population.parameters.get(name, default) for name, default in defaults.items()}
    for name in BY_KEY[population.model.key].decays:
        if _reaches(given[name], 1.0):
            yield Problem(population.id, NO_LEAK, {"name": name}, quantity=name)
    if isinstance(given.get("V_reset"), float | int) and given["V_reset"] != 0:
        yield Problem(population.id, RESET_VALUE, quantity="V_reset")
    for name, value in given.items():
        if not isinstance(value, float | int) and not (isinstance(value, np.ndarray) and np.ptp(value) == 0):
            yield Problem(population.id, UNEQUAL, {"name": name}, Severity.WARNING, name)


def _reaches(value: Any, limit: float) -> bool:
    return bool(np.any(np.asarray(value) >= limit)) if isinstance(value, float | int | np.ndarray) else False


def _carried(target: Population) -> tuple[str, ...]:
    """Synapses whose spikes are the input of NIR's neuron: a delta synapse would pass its current by."""
    neuron = BY_KEY.get(target.model.key)
    return (PULSE,) if neuron is not None and "tau_syn" in neuron.decays.values() else (PULSE, DELTA)


def _link_refusals(projection: Projection, target: Population) -> Iterator[Problem]:
    if projection.plasticity is not None:
        yield Problem(projection.id, PLASTICITY, {"model": projection.plasticity.title})
    if projection.synapse is not None and projection.synapse.key not in _carried(target):
        yield Problem(projection.id, UNKNOWN_SYNAPSE, {"model": projection.synapse.title})
    if projection.synapse is not None and not is_immediate(projection):
        shown = projection.delay if isinstance(projection.delay, float | int) else "several"
        yield Problem(projection.id, DELAY, {"delay": shown})
