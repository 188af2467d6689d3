"""The unit of weights in texts of rules, which learn on synapses of any unit."""

from __future__ import annotations

from engine.units import Unit

WEIGHT_UNIT = Unit(1.0, concentration=1, length=1)
"""No other quantity of a text has this dimension, so that weights agree with weights alone."""
WEIGHT_WORDS = frozenset({"weight", "weights"})
WEIGHT_DEFAULT = 100.0
"""The weight with which a synapse begins that nobody has chosen: of a current, in pA."""


def is_of_weights(text: str) -> bool:
    """Tell whether a unit is that of the weights."""
    return text.strip() in WEIGHT_WORDS


def holds_weights(measured: Unit) -> bool:
    """Tell whether a unit is that of weights, or a product or a quotient of it."""
    return measured.length != 0 and measured.length == measured.concentration
