"""A circuit as a network of rectified linear units, forward and backward."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Key, Weights
from engine.learning.calibration.mean_input import MeanInput

Array = NDArray[Any]


class RectifiedNetwork:
    """Populations that send their weighted input and bias where that is above zero; the last one sends it all.

    Weights and wiring are those of the drawing. Source of the unit: Nair & Hinton (2010), Rectified linear units
    improve restricted Boltzmann machines, ICML 27, 807-814.
    """

    def __init__(self, circuit: Circuit, weights: Weights, seed: int) -> None:
        self.circuit, self.weights = circuit, weights
        self.inputs = {encoder.id: MeanInput(circuit, encoder, seed) for encoder in circuit.encoders}
        self.sent: dict[str, Array] = {}

    def forward(self, values: Array) -> Array:
        """The outputs (batch, neurons) of the last population for samples ``values`` (batch, …, channels).

        ``sent[id]`` (batch, neurons) is then what each encoder and population sent.
        """
        arrays, output = self.weights.values, self.circuit.output.id
        device, precision = self.weights.device, self.weights.precision
        self.sent = {id: device.asarray(mean(values), precision) for id, mean in self.inputs.items()}
        for population in self.circuit.populations:
            total = np.broadcast_to(self.weights.bias(population), (len(values), population.size))
            for p in self.circuit.into(population.id):
                total = total + self.weights.wiring[p.id].onward(self.sent[p.source], arrays[p.id, "weight"])
            self.sent[population.id] = total if population.id == output else np.maximum(total, 0)
        return device.host(self.sent[output])

    def backward(self, slope: Array) -> dict[Key, Array]:
        """Gradients from ``slope``, the derivative of a loss by the outputs (batch, neurons)."""
        arrays, output = self.weights.values, self.circuit.output.id
        bars: dict[str, Array] = {output: self.weights.device.asarray(slope, self.weights.precision)}
        gradients: dict[Key, Array] = {}
        for population in reversed(self.circuit.populations):
            bar = bars[population.id]
            if population.id != output:
                bar = bar * (self.sent[population.id] > 0)
            gradients[population.id, "bias"] = self.weights.of_bias(population, bar.sum(axis=0))
            for p in self.circuit.into(population.id):
                wiring = self.weights.wiring[p.id]
                gradients[p.id, "weight"] = wiring.gradient(bar, self.sent[p.source])
                if p.source not in self.inputs:
                    back = wiring.back(bar, arrays[p.id, "weight"], sent=self.sent[p.source])
                    bars[p.source] = bars[p.source] + back if p.source in bars else back
        return gradients
