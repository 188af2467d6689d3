"""ONNX: the drawn network as the rectified linear units that conversion takes it for, with its present weights.

What goes in is one number a train, what an encoder sends in a step on average where its value of 1 sends 1; what comes
out are the scores of the last population, without a rectification. Every weight is an initializer under the name that
other formats give it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Circuit
from engine.circuit.resolved import Resolved, ResolvedLink, resolved_circuit
from engine.circuit.weights import Weights
from engine.exporting.format import VALUES, Format, Provenance, Verification, VerificationTrial
from engine.exporting.nir_grids import KERNELS, dense
from engine.files.atomic import write_bytes
from engine.files.onnx import OnnxModel, OnnxOperator
from engine.learning.calibration.rectified import RectifiedNetwork
from engine.learning.methods.conversion import rectified_misfits
from engine.network.description import NetworkDescription
from engine.problems import Problem, declare

Array = NDArray[Any]
TOLERANCE = 1e-6  # of the largest score, between single and double precision
BATCH = 60
ENTRY, EXIT = "input", "scores"

SEVERAL = declare(
    "onnx.encoders", "The file has one input; this network has {count} {count:encoder|encoders}.", "Leave one of them."
)


class Onnx(Format):
    """The network before conversion to spikes, for runtimes of ordinary networks."""

    name = "onnx"
    rank = 5
    title = "ONNX"
    suffix = ".onnx"
    meaning = "as rectified linear units"

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        """Refuse what is no network of rectified linear units, as conversion says it; pools may take the largest."""
        found = list(rectified_misfits(circuit, largest=True))
        if found:
            return found
        encoders = circuit.encoders
        return [Problem(encoders[1].id, SEVERAL, {"count": len(encoders)})] if len(encoders) > 1 else []

    @classmethod
    def write(cls, description: NetworkDescription, path: Path, provenance: Provenance, *, seed: int = 1) -> None:
        cls.demand(description)
        network = resolved_circuit(circuits.circuit(description), seed)
        model = _model(network, provenance, seed)
        name = str(provenance.get("title", "")) or "network"
        write_bytes(path, model.packed(name, __doc__ or ""))

    @classmethod
    def verify(cls, description: NetworkDescription, path: Path, trial: VerificationTrial) -> Verification:
        """Compute the scores of test samples from the file and count those that differ by more than 1e-6."""
        from engine.importing.formats.onnx import model_in

        circuit = circuits.circuit(description)
        chosen, weights = trial.shown(circuit), Weights(circuit, trial.seed, "float64", parameters=False)
        network = RectifiedNetwork(circuit, weights, trial.seed)
        model, encoder = model_in(path), circuit.encoders[0].id
        differing = 0
        for first in range(0, len(chosen), BATCH):
            part = chosen[first : first + BATCH]
            expected = network.forward(circuit.samples.values[part])
            found = computed(model, network.sent[encoder])
            limit = TOLERANCE * max(float(np.abs(expected).max()), 1.0)
            differing += int((np.abs(found - expected) > limit).sum())
            trial.tell((first + len(part)) / len(chosen))
        return Verification(differing, 0, len(chosen) * circuit.output.size, len(chosen), VALUES)


def _model(network: Resolved, provenance: Provenance, seed: int) -> OnnxModel:
    circuit = network.circuit
    steps: list[OnnxOperator] = []
    arrays: dict[str, Array] = {}
    value_of = {circuit.encoders[0].id: ENTRY}
    for layer in network.layers:
        total = f"{layer.name}.bias"
        arrays[total] = layer.bias
        for link in network.into(layer):
            moved = _link(network, link, value_of[link.projection.source], steps, arrays, seed)
            after = f"{link.name}.sum"
            steps.append(OnnxOperator("Add", (moved, total), after))
            total = after
        is_last = layer.population.id == circuit.output.id
        name = EXIT if is_last else f"{layer.name}.value"
        steps.append(OnnxOperator("Identity" if is_last else "Relu", (total,), name))
        value_of[layer.population.id] = name
    about = {"provenance": json.dumps(dict(provenance), ensure_ascii=False), "model": "rectified linear units"}
    width = circuit.size(circuit.encoders[0].id)
    return OnnxModel(tuple(steps), arrays, (ENTRY, width), (EXIT, circuit.output.size), about)


def _link(
    network: Resolved, link: ResolvedLink, source: str, steps: list[OnnxOperator], arrays: dict[str, Array], seed: int
) -> str:
    """The steps of a link; gives the name of what it sends, (samples, post)."""
    weight, moved = f"{link.name}.weight", f"{link.name}.moved"
    before, behind = (side.shape for side in network.circuit.ends(link.projection, seed))
    wiring = link.projection.wiring
    if not wiring.shared or wiring.key not in KERNELS or before is None or behind is None:
        arrays[weight] = dense(network, link, seed)
        steps.append(OnnxOperator("Gemm", (source, weight), moved, {"transB": 1}))
        return moved
    numbers = {n: round(float(wiring.chosen(link.projection.wiring_parameters, n))) for n in wiring.parameters()}
    stride, padding, groups = numbers["stride"], numbers.get("padding", 0), numbers.get("groups", 1)
    image, maps = f"{link.name}.image", f"{link.name}.maps"
    arrays[f"{link.name}.grid"] = np.array([-1, *before], np.int64)
    steps.append(OnnxOperator("Reshape", (source, f"{link.name}.grid"), image))
    slides = {"strides": (stride, stride), "pads": (padding,) * 4}
    if link.projection.takes_largest():
        arrays[weight], largest = link.weight, f"{link.name}.largest"
        window = {"kernel_shape": (numbers["height"], numbers["width"])}
        steps.append(OnnxOperator("MaxPool", (image,), largest, {**slides, **window}))
        steps.append(OnnxOperator("Mul", (largest, weight), maps))
    else:
        arrays[weight] = KERNELS[wiring.key](link, before)
        window = {"kernel_shape": arrays[weight].shape[2:]}
        steps.append(OnnxOperator("Conv", (image, weight), maps, {**slides, **window, "group": groups}))
    steps.append(OnnxOperator("Flatten", (maps,), moved, {"axis": 1}))
    return moved


def computed(model: OnnxModel, given: Array) -> Array:
    """Compute a model of this file's operators for an input (samples, width), in double precision."""
    values: dict[str, Array] = {name: np.asarray(a, np.float64) for name, a in model.arrays.items()}
    values[model.entry[0]] = given
    for step in model.steps:
        values[step.output] = OPERATORS[step.kind](step, *(values[name] for name in step.inputs))
    return values[model.exit[0]]


def _conv(step: OnnxOperator, image: Array, kernel: Array) -> Array:
    from engine.files.nir import NirNode
    from engine.files.nir_linear import applied

    attributes: Mapping[str, Any] = step.attributes
    node = {"weight": kernel, "stride": attributes["strides"], "padding": attributes["pads"][:2]}
    return applied(NirNode("Conv2d", {**node, "dilation": 1, "groups": attributes["group"]}), image)


def _max_pool(step: OnnxOperator, image: Array) -> Array:
    attributes: Mapping[str, Any] = step.attributes
    (high, wide), (down, right), pads = (attributes[name] for name in ("kernel_shape", "strides", "pads"))
    outside = ((0, 0), (0, 0), (pads[0], pads[2]), (pads[1], pads[3]))
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(image, outside, constant_values=-np.inf), (high, wide), axis=(2, 3)
    )
    return np.asarray(windows[:, :, ::down, ::right].max(axis=(4, 5)))


OPERATORS: Mapping[str, Any] = {
    "Gemm": lambda step, a, b: a @ (b.T if step.attributes.get("transB") else b),
    "Add": lambda step, a, b: a + b,
    "Mul": lambda step, a, b: a * b,
    "MaxPool": _max_pool,
    "Relu": lambda step, a: np.maximum(a, 0.0),
    "Identity": lambda step, a: a,
    "Reshape": lambda step, a, shape: a.reshape([int(n) for n in shape]),
    "Flatten": lambda step, a: a.reshape(len(a), math.prod(a.shape[1:])),
    "Conv": _conv,
}
"""What verification computes, by the operator's name."""
