"""Currents that are the same in all steps of a presentation: biases, and what encoders of values send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Key, Weights
from engine.learning.passes.normalising import NormalisedLinks
from engine.network.description import Population

Array = NDArray[Any]


class ConstantCurrents:
    """Those of a circuit, for samples of which encoders send what is ``shown``."""

    def __init__(self, circuit: Circuit, weights: Weights, normalised: NormalisedLinks) -> None:
        self._circuit, self._weights, self._normalised = circuit, weights, normalised

    def into(
        self, population: Population, batch: int, acting: Mapping[Key, Array], shown: Mapping[str, Array]
    ) -> Array:  # fmt: skip
        """The current (batch * neurons,) into a population by the ``acting`` weights."""
        current = np.broadcast_to(self._weights.bias(population, acting), (batch, population.size))
        for p in self._circuit.into(population.id):
            if p.source in self._circuit.constant_currents:
                brought = self._weights.wiring[p.id].onward(shown[p.source][0], acting[p.id, "weight"])
                link = self._normalised.of(p)
                current = current + (brought if link is None else link.forward(brought, self._circuit.steps))
        return current.reshape(-1)

    def gather(
        self, gradients: dict[Key, Array], population: Population, injected: Array, shown: Mapping[str, Array]
    ) -> None:  # fmt: skip
        """Add the derivatives by biases and weights, from those by the current ``injected`` (batch, neurons)."""
        gradients[population.id, "bias"] = self._weights.of_bias(population, injected.sum(axis=0))
        for p in self._circuit.into(population.id):
            if p.source in self._circuit.constant_currents:
                link = self._normalised.of(p)
                by = injected if link is None else link.back(injected, gradients)
                gradients[p.id, "weight"] = self._weights.wiring[p.id].gradient(by, shown[p.source][0])
