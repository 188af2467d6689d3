"""The costs of one inference at its synapses: spikes, operations, and the energy that a stated model gives these."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit, carries_current, carries_values
from engine.circuit.weights import Weights
from engine.learning.passes.shown import Shown
from engine.learning.training.energy import NUMBERS, PJ_PER_NJ

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Arithmetic:
    """pJ of an addition, and of a multiplication with its addition."""

    accumulate: float
    multiply_accumulate: float


ADD, MULTIPLY = (NUMBERS[name].default for name in ("add", "multiply"))
FLOATS = Arithmetic(ADD, ADD + MULTIPLY)
INTEGERS = Arithmetic(0.1, 0.1 + 3.1)
"""Of 32-bit numbers at 45 nm, 0.9 V; levels of quantised weights are added up as integers.

Source: Horowitz (2014), Computing's energy problem (and what we can do about it), ISSCC, 10-14, Fig. 1.1.9,
10.1109/ISSCC.2014.6757323, as quoted by table 3 of Manzouri et al. (2022), 10.3389/fneur.2021.703797: 0.9 and 3.7 pJ
of floats, 0.1 and 3.1 of integers.
"""


@dataclass(frozen=True)
class Cost:
    """Means over samples: ``spikes`` of all populations, ``accumulates`` and ``multiplies`` at synapses.

    Each spike of an encoder or a population is one addition at each connection that leaves it, whatever its weight. A
    constant current of an encoder is multiplied and added once a sample at each connection, one that changes and a
    value that neurons send in every step.
    """

    spikes: float
    accumulates: float
    multiplies: float
    arithmetic: Arithmetic = FLOATS

    @property
    def operations(self) -> float:
        """Synaptic operations of one inference, of both kinds."""
        return self.accumulates + self.multiplies

    @property
    def energy(self) -> float:
        """nJ of one inference by its arithmetic.

        Only arithmetic at synapses: neither memory, nor the steps of neurons, nor encoding, nor transport.
        """
        spent = self.arithmetic
        return (spent.accumulate * self.accumulates + spent.multiply_accumulate * self.multiplies) / PJ_PER_NJ


def cost_of(spikes: float, operations: float, energy: float, arithmetic: Arithmetic = FLOATS) -> Cost:
    """The cost that has these figures, in the units of :class:`Cost`."""
    accumulate, multiply = arithmetic.accumulate, arithmetic.multiply_accumulate
    multiplies = (energy * PJ_PER_NJ - accumulate * operations) / (multiply - accumulate)
    return Cost(spikes, operations - multiplies, multiplies, arithmetic)


class OperationCounter:
    """Counts the operations of samples that were shown, link by link.

    Without ``zeros_cost`` connections whose weight is zero are none.
    """

    def __init__(self, circuit: Circuit, weights: Weights, zeros_cost: bool = True) -> None:
        self._degrees: list[tuple[str, Integers]] = []
        self.multiplies = 0
        for projection in circuit.projections:
            wiring = weights.wiring[projection.id]
            pre = wiring.connections.pre
            if not zeros_cost:
                pre = pre[wiring.of_synapses(weights.values[projection.id, "weight"]) != 0]
            if projection.source in circuit.constant_currents:
                self.multiplies += len(pre)
            elif carries_values(circuit, projection) or carries_current(circuit, projection):
                self.multiplies += len(pre) * circuit.steps
            else:
                self._degrees.append((projection.source, np.bincount(pre, minlength=wiring.shape[1])))

    def accumulates(self, shown: Shown) -> Integers:
        """Additions (batch,) that samples took: spikes times the connections that leave each neuron."""
        total = np.zeros(len(shown.membrane), np.int64)
        for source, degrees in self._degrees:
            total += shown.counts[source].astype(np.int64) @ degrees
        return total
