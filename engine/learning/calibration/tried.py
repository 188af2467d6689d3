"""Neurons that are tried out: the declared step on arrays, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.passes.scan import Scan
from engine.model.declaration import NeuronModel, SynapseModel
from engine.network.description import Population
from engine.network.values import Floats
from engine.simulation.arrays.population_arrays import ReceptorGroup

Values = tuple[tuple[str, tuple[float, ...]], ...]
"""Numbers by name: one for all neurons, or one for each that is tried."""


@dataclass(frozen=True)
class TriedNeuron:
    """Some neurons with their receptors: all that a trial depends on."""

    model: type[NeuronModel]
    values: Values
    synapses: tuple[tuple[type[SynapseModel], Values], ...]
    resolution: float

    def scan(self, size: int, batch: int, steps: int, start: NDArray[Any] | None = None) -> Scan:
        """``size`` of them on arrays, ``batch`` times side by side; their membranes ``start`` so (size,)."""
        starts = {} if start is None else {self.model.membrane: start}
        population = Population("tried", self.model, size, _said(self.values), starts)
        receptors = tuple(
            ReceptorGroup(f"r{number}", synapse, _said(values), (f"tried {number}",))
            for number, (synapse, values) in enumerate(self.synapses)
        )
        return Scan(
            population, receptors, resolution=self.resolution, seed=0, batch=batch, steps=steps, precision="float64",
            surrogate="arctangent", width=1.0, trained=(), loops=False,
        )  # fmt: skip


def of_some(values: Mapping[str, Any], few: NDArray[np.int64]) -> Values:
    """The values of ``few`` of the neurons; a number for all stays one."""
    return tuple(
        (name, tuple(np.asarray(v)[few].tolist()) if np.ndim(v) else (float(v),)) for name, v in values.items()
    )


def _said(values: Values) -> dict[str, float | Floats]:
    return {name: numbers[0] if len(numbers) == 1 else np.array(numbers) for name, numbers in values}
