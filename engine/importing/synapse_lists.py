"""Lists of synapses as files of named arrays hold them, for the network that they were written of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.problem_of import title_of
from engine.circuit.circuit import Arrays
from engine.circuit.resolved import names_in
from engine.files.problem import ImportProblem
from engine.files.synapse_lists import ENDS, FORMAT, VERSION, WEIGHT, of_maximum
from engine.importing.imported import finite_numbers, misfit
from engine.network.description import NetworkDescription, Projection

Array = NDArray[Any]


def are_lists(about: str) -> bool:
    """Tell whether the description of a file says that it lists synapses."""
    try:
        told = json.loads(about)
    except json.JSONDecodeError:
        return False
    return isinstance(told, dict) and (told.get("format"), told.get("version")) == (FORMAT, VERSION)


def synapse_arrays(arrays: Mapping[str, Array], about: str, description: NetworkDescription, file: str) -> Arrays:
    """Weights with the ends of their synapses, biases and parameters; raises :class:`ImportProblem`.

    Every link of the drawing must be in the file, under the name that it would be written by, and add up as there.
    ``about`` is the description of the file, as :func:`are_lists` takes it.
    """
    names, result, largest = names_in(description), Arrays(), of_maximum(about)
    for projection in description.projections:
        name = names[projection.id]
        if f"{name}.{WEIGHT}" not in arrays:
            raise ImportProblem("{file} lacks the array {name}, of which its description speaks.",
                                file=file, name=f"{name}.{WEIGHT}")  # fmt: skip
        if projection.wiring.shared:
            raise ImportProblem("{file} lists the weights of {link} one by one; in the drawing some are one weight.",
                                file=file, link=name)  # fmt: skip
        if name in largest:
            raise ImportProblem(
                "{file}: targets of {link} take the largest of their synapses; in the drawing they add up.",
                file=file, link=name,
            )  # fmt: skip
        result |= _link(arrays, description, projection, name, file)
    for population in description.populations:
        for part in ("bias", *population.model.parameters()):
            each = _numbers(arrays, f"{names[population.id]}.{part}", population.size, file)
            result[population.id, part] = np.array(each[0]) if len(each) and np.ptp(each) == 0 else each
    return result


def _link(
    arrays: Mapping[str, Array], description: NetworkDescription, projection: Projection, name: str, file: str
) -> Arrays:
    weights = _numbers(arrays, f"{name}.{WEIGHT}", None, file)
    found: Arrays = {(projection.id, WEIGHT): weights}
    sources = description.sources
    sizes = (getattr(sources[projection.source], "size", None), description.population_of[projection.target].size)
    for end, size in zip(ENDS, sizes, strict=True):
        places = _numbers(arrays, f"{name}.{end}", len(weights), file)
        whole: Array = places.astype(np.int64)
        if (whole != places).any() or (whole < 0).any() or (size is not None and (whole >= size).any()):
            node = title_of(sources[projection.source] if end == "pre" else sources[projection.target])
            raise ImportProblem("{file}: {name} holds numbers of neurons that {node} does not have.",
                                file=file, name=f"{name}.{end}", node=node)  # fmt: skip
        found[projection.id, end] = whole
    return found


def _numbers(arrays: Mapping[str, Array], name: str, count: int | None, file: str) -> Array:
    array = finite_numbers(arrays.get(name, np.zeros(0)), name, file)
    if array.ndim != 1 or (count is not None and len(array) != count):
        raise misfit(name, file, array.shape, ("n" if count is None else count,))
    return array
