"""Weights that act on a grid while the numbers beneath them are trained."""

from __future__ import annotations

from copy import copy

from engine.circuit.circuit import Arrays
from engine.circuit.quantising import Grid, quantised
from engine.circuit.weights import Weights

STARTS = 2  # scales from which the best one is looked for, with every batch


class OnGrid:
    """``shown`` are the weights that a tape reads: those under training, each neuron's on a grid of its own scale.

    The gradient by a level is taken as that by the number beneath it, straight through the rounding: Bengio, Léonard &
    Courville (2013), arXiv 1308.3432; Courbariaux, Bengio & David (2015), BinaryConnect, arXiv 1511.00363.
    Biases, neuron parameters and delays are the same arrays in both.
    """

    def __init__(self, weights: Weights, grid: Grid) -> None:
        self._weights, self._grid = weights, grid
        self.shown = copy(weights)
        self.shown.values = {key: v.copy() if key[1] == "weight" else v for key, v in weights.values.items()}

    def update(self) -> None:
        """Take the weights as they are now."""
        device = self._weights.circuit.device
        for key in self._weights.values.keys() - self.shown.values.keys():  # averages begin with the first batch
            self.shown.values[key] = self._weights.values[key]
        for key, values in self.shown.values.items():
            if key[1] == "weight":
                wiring, beneath = self._weights.wiring[key[0]], device.host(self._weights.values[key])
                rows, _ = quantised(wiring.rows(beneath), self._grid, starts=STARTS)
                values[...] = device.asarray(wiring.of_rows(rows).astype(self._weights.precision))

    def outward(self) -> Arrays:
        """The arrays that act, in the shapes of a description."""
        self.update()
        return self.shown.outward()
