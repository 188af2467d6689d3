"""The network in named arrays and their description, as ``.npz`` and safetensors hold it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.importing.imported import Imported, ImportedLayer, ImportedLink, ImportProblem
from engine.model.discovery import UnknownModel, find

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
        layers = tuple(_layer(layer, arrays) for layer in told["layers"])
        links = tuple(
            ImportedLink(
                str(k["name"]), str(k["source"]), str(k["target"]),
                _finite(arrays, f"{k['name']}.weight", 1, 2, 4), float(k["delay_ms"]),
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


def _layer(told: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> ImportedLayer:
    name, model = str(told["name"]), find(str(told["model"]))
    parameters = {p: _finite(arrays, f"{name}.{p}", 1) for p in model.parameters()}
    return ImportedLayer(name, model.key, int(told["size"]), parameters, _finite(arrays, f"{name}.bias", 1))


def _finite(arrays: dict[str, NDArray[Any]], name: str, *axes: int) -> NDArray[Any]:
    array = arrays[name]
    if array.ndim not in axes or array.dtype.kind != "f" or not np.isfinite(array).all():
        raise ImportProblem(
            "The array {name} does not hold {axes}-dimensional finite numbers.", name=name, axes=axes[0]
        )
    return array.astype(np.float64)
