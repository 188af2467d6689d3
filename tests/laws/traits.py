"""A neuron's traits by the equations themselves, to hold against what the declaration says."""

from __future__ import annotations

import sympy

from engine.compiling.mathematics.reading import compose, symbol
from engine.model.declaration import NeuronModel, Reset


def reset_of(neuron: type[NeuronModel]) -> Reset:
    """The reset that the equations perform: of the membrane alone to a value or by subtraction, or any map."""
    dynamics = compose(neuron, {})
    if not dynamics.on_spike:
        return Reset.NONE
    membrane = symbol(neuron.membrane)
    if set(dynamics.on_spike) != {membrane}:
        return Reset.MAP
    after = dynamics.on_spike[membrane]
    if not after.has(*dynamics.symbols):
        return Reset.TO_VALUE
    if not sympy.expand(after - membrane).has(*dynamics.symbols):
        return Reset.BY_SUBTRACTION
    return Reset.MAP
