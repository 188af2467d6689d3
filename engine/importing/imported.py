"""What a file of weights gives: layers and links by name, and how to put them into a drawn network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.circuit import Arrays, Circuit, circuit
from engine.learning.weights import Weights
from engine.network.description import NetworkDescription

Array = NDArray[Any]
INPUT = "input"
BUDGET = 2 << 30  # bytes that one file may unfold into


class ImportProblem(ValueError):
    """The file cannot be read: ``text`` is one sentence, a key of the catalogues, with ``{names}`` of ``values``."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values) if values else text)
        self.text, self.values = text, values


@dataclass(frozen=True)
class ImportedLayer:
    """Neurons of one model (a discovered key), with their parameters and bias, each (size,)."""

    name: str
    model: str
    size: int
    parameters: dict[str, Array]
    bias: Array


@dataclass(frozen=True)
class ImportedLink:
    """``weight`` (post, pre) from a layer, or from :data:`INPUT`, to a layer; ``delay`` in ms."""

    name: str
    source: str
    target: str
    weight: Array
    delay: float = 0.0


@dataclass(frozen=True)
class Imported:
    """A network as a file tells it; ``resolution`` in ms where the file says it."""

    layers: tuple[ImportedLayer, ...]
    links: tuple[ImportedLink, ...]
    provenance: dict[str, Any]
    resolution: float | None = None


def arrays_for(imported: Imported, description: NetworkDescription) -> Arrays:
    """The file's weights, biases and parameters as arrays of a drawn network of the same shape.

    Layers are matched in the order of the signal, links by the layers that they join. Raises
    :class:`ImportProblem` where shapes or models differ.
    """
    drawn = circuit(description)
    if len(drawn.populations) != len(imported.layers):
        raise ImportProblem(
            "The file has {count} layers, the drawn network {needed}.",
            count=len(imported.layers),
            needed=len(drawn.populations),
        )
    result: Arrays = {}
    name_of = {e.id: INPUT for e in drawn.encoders}
    for population, layer in zip(drawn.populations, imported.layers, strict=True):
        if (population.size, population.model.key) != (layer.size, layer.model):
            raise ImportProblem(
                "Layer {layer} has {size} neurons of {model}, the drawn one {drawn_size} of {drawn_model}.",
                layer=layer.name,
                size=layer.size,
                model=layer.model,
                drawn_size=population.size,
                drawn_model=population.model.key,
            )
        name_of[population.id] = layer.name
        result[population.id, "bias"] = np.asarray(layer.bias, np.float64)
        for name, values in layer.parameters.items():
            same = bool(np.ptp(values) == 0)
            result[population.id, name] = np.array(values[0] if same else values, np.float64)
    return result | _weights(imported, drawn, name_of)


def _weights(imported: Imported, drawn: Circuit, name_of: dict[str, str]) -> Arrays:
    links = {(k.source, k.target): k for k in imported.links}
    own = Weights(drawn, 0, "float64", parameters=False)
    result: Arrays = {}
    for projection in drawn.projections:
        ends = name_of.get(projection.source, INPUT), name_of[projection.target]
        link = links.get(ends)
        wiring = own.wiring[projection.id]
        if link is None or link.weight.shape != wiring.weight_shape:
            names = {"source": ends[0], "target": ends[1], "needed": wiring.weight_shape}
            if link is None:
                raise ImportProblem("The drawn link {source} → {target} needs {needed}; the file has none.", **names)
            raise ImportProblem(
                "The drawn link {source} → {target} needs {needed}; the file has one of shape {found}.",
                **names,
                found=link.weight.shape,
            )
        result[projection.id, "weight"] = wiring.outward(link.weight)
    return result
