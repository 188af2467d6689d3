"""Content of a file of weights: layers and links by name, and how to put them into a drawn network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.problem_of import title_of
from engine.checking.quantities import bounds_words
from engine.circuit.circuit import Arrays, Circuit, circuit
from engine.circuit.weights import Weights
from engine.files.problem import ImportProblem
from engine.network.description import NetworkDescription, Projection
from engine.sampling.resolving import scale_of

Array = NDArray[Any]
INPUT = "input"


@dataclass(frozen=True)
class ImportedLayer:
    """Neurons of one model (a discovered key), with their parameters and bias, each (size,).

    ``shape`` (channels, rows, columns) where they lie on a grid; ``start`` holds initial states other than 0, (size,).
    """

    name: str
    model: str
    size: int
    parameters: dict[str, Array]
    bias: Array
    shape: tuple[int, ...] = ()
    start: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedLink:
    """``weight`` from a layer, or from an input, to a layer; ``delay`` in ms.

    The weight is (post, pre), or a kernel where ``wiring`` is the key of a rule whose connections share one, or has one
    value for each of the ``connections`` (2, synapses) from pre to post.
    """

    name: str
    source: str
    target: str
    weight: Array
    delay: float = 0.0
    synapse: str = ""
    wiring: str = ""
    wiring_parameters: Mapping[str, float | str] = field(default_factory=dict)
    connections: Array | None = None


@dataclass(frozen=True)
class ImportedInput:
    """The entry of signals, with the grid that they lie on, if any."""

    name: str
    size: int
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Imported:
    """A network as a file tells it; ``resolution`` in ms where the file says it.

    ``reading`` names how a file that leaves its steps open was understood, and ``lag`` how many steps later than here
    the software that it comes from sends its spikes.
    """

    layers: tuple[ImportedLayer, ...]
    links: tuple[ImportedLink, ...]
    provenance: dict[str, Any]
    resolution: float | None = None
    inputs: tuple[ImportedInput, ...] = ()
    reading: str = ""
    lag: int = 0


def arrays_for(imported: Imported, description: NetworkDescription) -> Arrays:
    """The file's weights, biases and parameters as arrays of a drawn network of the same shape.

    Layers are matched in the order of the signal, links by the layers that they join. Raises
    :class:`ImportProblem` where shapes or models differ.
    """
    drawn = circuit(description)
    if len(drawn.populations) != len(imported.layers):
        raise ImportProblem(
            "The file has {count} {count:layer|layers}, the drawn network {needed}.",
            count=len(imported.layers),
            needed=len(drawn.populations),
        )
    result: Arrays = {}
    name_of = {e.id: INPUT for e in drawn.encoders}
    for population, layer in zip(drawn.populations, imported.layers, strict=True):
        if (population.size, population.model.key) != (layer.size, layer.model):
            raise ImportProblem(
                "Layer {layer} has {size} {size:neuron|neurons} of {model}, the drawn one "
                "{drawn_size} of {drawn_model}.",
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


def finite_numbers(array: Array, name: str, file: str) -> Array:
    """The numbers of an array in double precision; raises :class:`ImportProblem`."""
    if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
        raise ImportProblem("{file}: {name} does not hold finite numbers.", file=file, name=name)
    return array.astype(np.float64)


def misfit(name: str, file: str, found: tuple[int, ...], needed: tuple[object, ...]) -> ImportProblem:
    """The refusal of an array of another shape."""
    words = {"found": " × ".join(map(str, found)), "needed": " × ".join(map(str, needed))}
    return ImportProblem("{file}: {name} is {found}, the drawn network needs {needed}.", file=file, name=name, **words)


def refuse_out_of_bounds(arrays: Arrays, description: NetworkDescription, file: str) -> None:
    """Raise :class:`ImportProblem` for a number that a parameter of a drawn neuron may not have."""
    for population in description.populations:
        for name, parameter in population.model.parameters().items():
            found = np.ravel(arrays.get((population.id, name), ()))
            wrong = [value for value in found.tolist() if not parameter.allows(value)]
            if wrong:
                raise ImportProblem(
                    "{file}: {name} of {element} is {value:g} there; it must be {bounds}.",
                    file=file, name=name, element=title_of(population), value=wrong[0], bounds=bounds_words(parameter),
                )  # fmt: skip


def _weights(imported: Imported, drawn: Circuit, name_of: dict[str, str]) -> Arrays:
    links = {(k.source, k.target): k for k in imported.links}
    own = Weights(drawn, 0, "float64", parameters=False)
    result: Arrays = {}
    for projection in drawn.projections:
        ends = name_of.get(projection.source, INPUT), name_of[projection.target]
        link = links.get(ends)
        wiring = own.wiring[projection.id]
        if link is None or link.weight.shape != wiring.weight_shape or not _is_wired_alike(link, projection):
            sources = drawn.description.sources
            source, target = (title_of(sources[end]) for end in (projection.source, projection.target))
            names = {"source": source, "target": target, "needed": wiring.weight_shape}
            if link is None:
                raise ImportProblem("The drawn link {source} → {target} needs {needed}; the file has none.", **names)
            if projection.takes_largest():
                raise ImportProblem(
                    "The drawn link {source} → {target} takes the largest of its window; that of the file adds up.",
                    **names,
                )
            raise ImportProblem(
                "The drawn link {source} → {target} needs {needed}; the file has one of shape {found}.",
                **names,
                found=link.weight.shape,
            )
        result[projection.id, "weight"] = wiring.outward(link.weight * _scale(link, projection))
    return result


def _is_wired_alike(link: ImportedLink, projection: Projection) -> bool:
    """Tell whether a kernel is used at the same places; what a rule divides by is no matter of places."""
    if not projection.wiring.shared or not link.wiring:
        return not link.wiring and link.connections is None
    given, told = projection.wiring_parameters, link.wiring_parameters
    if projection.wiring.key != link.wiring:
        return False
    wiring = projection.wiring
    if wiring.takes_largest(given) is not wiring.takes_largest(told):
        return False
    return all(float(wiring.chosen(given, n)) == float(wiring.chosen(told, n)) for n in wiring.parameters())


def _scale(link: ImportedLink, projection: Projection) -> float:
    """Of weights whose rule divides them in the file and not in the drawing, or the other way round."""
    if not link.wiring:
        return 1.0
    return projection.wiring.scale(link.wiring_parameters) / scale_of(projection)
