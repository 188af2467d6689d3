"""The weights under training and the moments of their optimizer as one flat set of arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.weights import Weights
from engine.learning.components.optimizers import Optimizer

Array = NDArray[Any]
VALUE = "value"


def state_of(weights: Weights, optimizer: Optimizer) -> dict[str, Array]:
    """Copies under names ``value/<id>/<name>`` and ``<moment>/<id>/<name>``."""
    flat = {f"{VALUE}/{id}/{name}": value for (id, name), value in weights.values.items()}
    for moment, arrays in optimizer.state().items():
        for key, array in arrays.items():
            flat[f"{moment}/{key[0]}/{key[1]}" if key else f"{moment}//"] = array
    return {name: np.array(weights.device.host(array)) for name, array in flat.items()}


def restore(state: Mapping[str, Array], weights: Weights, optimizer: Optimizer) -> None:
    """Go on from there."""
    moments: dict[str, dict[Any, Array]] = {moment: {} for moment in optimizer.state()}
    for flat, array in state.items():
        part, id, name = flat.split("/", 2)
        if part == VALUE:
            weights.put((id, name), array)
        elif part in moments:
            moments[part][(id, name) if id else ""] = weights.device.asarray(array) if id else array
    optimizer.restore(moments)
