"""Everything that reaches the synapses of one population, side by side, and the way back to each projection."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.weights import Key
from engine.learning.passes.local_derivatives import INJECTED
from engine.learning.passes.walk import Walk

Array = NDArray[Any]


class Inputs:
    """Columns of a population's inputs: spikes by receptor, then constant currents, then 1 for the bias."""

    def __init__(self, walk: Walk, population: str, seeds: tuple[str, ...]) -> None:
        self._walk, self._population = walk, population
        into, self._parts, low = walk.circuit.into(population), [], 0
        ends = []
        for seed in seeds:
            for p in into:
                if walk.label.get(p.id, INJECTED) == seed:
                    self._parts.append((p, slice(low, low + walk.circuit.size(p.source))))
                    low += walk.circuit.size(p.source)
            low += seed == INJECTED
            ends.append(low)
        self.ends = np.array(ends)
        self._now = walk.circuit.device.zeros((walk.batch, low), walk.weights.precision) + 1

    def now(self) -> Array:
        """The input that arrives in this step, (batch, inputs)."""
        for p, part in self._parts:
            self._now[:, part] = self._walk.arriving(p)
        return self._now

    def gradients(self, total: Array) -> dict[Key, Array]:
        """Of each projection's weights and of the bias, from those of all pairs (post, inputs)."""
        wiring = self._walk.weights.wiring
        found: dict[Key, Array] = {(p.id, "weight"): wiring[p.id].gathered(total[:, part]) for p, part in self._parts}
        population = self._walk.circuit.by_id[self._population]
        found[self._population, "bias"] = self._walk.weights.of_bias(population, total[:, -1])
        return found
