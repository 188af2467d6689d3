"""Dropout: hidden neurons whose spikes are not sent while a network is trained.

Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), Dropout, JMLR 15, 1929-1958; here what is sent
is scaled by 1 / (1 - share) while training.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.sampling.randomness import stream, uniform_blocks

Array = NDArray[Any]


class Dropout:
    """Dropout of a circuit: what each hidden neuron sends of a spike, by ``seed``; the read-out is left whole."""

    def __init__(self, circuit: Circuit, seed: int, precision: Any) -> None:
        self._circuit, self._seed, self._precision = circuit, seed, precision
        self.sent: dict[str, Array] = {}  # by population, (batch, neurons)

    def draw(self, share: float, presentations: NDArray[np.int64]) -> None:
        """Until drawn again, this ``share`` sends nothing and the others send more for it.

        Which, is drawn for each presentation (batch,) and holds for all its steps.
        """
        self.sent = {}
        for population in self._circuit.populations if share else ():
            if population.id != self._circuit.output.id:
                purpose = stream(population.id, "dropout")
                draws = uniform_blocks(self._seed, purpose, presentations, population.size, 1)[0]
                sent = ((draws >= share) / (1 - share)).astype(self._precision)
                self.sent[population.id] = self._circuit.device.asarray(sent)

    def of(self, id: str, signal: Array) -> Array:
        """Scale spikes (…, batch, neurons) to those sent, or derivatives by what is sent to those by spikes."""
        return signal * self.sent[id] if id in self.sent else signal

    def apply(self, id: str, signal: Array) -> None:
        """The same in place."""
        if id in self.sent:
            signal *= self.sent[id]
