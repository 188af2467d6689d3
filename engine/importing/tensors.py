"""The network in named arrays and their description, as ``.npz`` and safetensors hold it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from engine.files.problem import ImportProblem
from engine.importing.imported import Imported, ImportedLayer, ImportedLink, finite_numbers
from engine.model.registry.discovery import UnknownModel, find

VERSION = 1


def imported(arrays: dict[str, NDArray[Any]], about: str | None, file: str) -> Imported:
    """Read the description ``about`` and the arrays that it names; :class:`ImportProblem` otherwise."""
    if about is None:
        raise ImportProblem("{file} holds arrays, but no description of a network.", file=file)
    try:
        told = json.loads(about)
        if told["version"] != VERSION:
            raise ImportProblem(
                "{file} is of version {version}; this program reads {readable}.",
                file=file,
                version=told["version"],
                readable=VERSION,
            )
        held = _Arrays(arrays, file)
        layers = tuple(_layer(layer, held) for layer in told["layers"])
        links = tuple(
            ImportedLink(
                str(k["name"]), str(k["source"]), str(k["target"]),
                held.finite(f"{k['name']}.weight", 1, 2, 4), float(k["delay_ms"]),
            )
            for k in told["links"]
        )  # fmt: skip
        return Imported(layers, links, dict(told["provenance"]), float(told["dt_ms"]))
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        if isinstance(error, UnknownModel):
            raise ImportProblem(
                "{file} uses a model that this program does not have: {error}.", file=file, error=error
            ) from error
        raise ImportProblem("{file} holds arrays, but no description of a network.", file=file) from error


def _layer(told: dict[str, Any], held: _Arrays) -> ImportedLayer:
    name, model, size = str(told["name"]), find(str(told["model"])), int(told["size"])
    parameters = {p: held.of_neurons(f"{name}.{p}", size) for p in model.parameters()}
    return ImportedLayer(name, model.key, size, parameters, held.of_neurons(f"{name}.bias", size))


@dataclass(frozen=True)
class _Arrays:
    """The arrays of a ``file`` by name."""

    arrays: dict[str, NDArray[Any]]
    file: str

    def finite(self, name: str, *axes: int) -> NDArray[Any]:
        """Finite numbers with one of so many ``axes``; raises :class:`ImportProblem`."""
        array = self.arrays.get(name)
        if array is None:
            raise ImportProblem("{file} lacks the array {name}, of which its description speaks.",
                                file=self.file, name=name)  # fmt: skip
        if array.ndim not in axes:
            needed = ", ".join(map(str, axes))
            raise ImportProblem("{file}: axes of {name}: {found}; needed: {needed}.",
                                file=self.file, name=name, found=array.ndim, needed=needed)  # fmt: skip
        return finite_numbers(array, name, self.file)

    def of_neurons(self, name: str, size: int) -> NDArray[Any]:
        """A finite number for each of ``size`` neurons; raises :class:`ImportProblem`."""
        array = self.finite(name, 1)
        if len(array) != size:
            raise ImportProblem(
                "{file}: {name} holds {found} {found:number|numbers} for {needed} {needed:neuron|neurons}.",
                file=self.file, name=name, found=len(array), needed=size,
            )  # fmt: skip
        return array
