"""Digits learnt forward in time: what each synapse remembers meets what is wrong now."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.digits_network import digits_network

PLACE = 45
EXAMPLE = Example("Digits forward in time", "Synapses remember, errors come at once.", "Learning", 8)


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Bellec, Scherr, Subramoney, Hajek, Salaj, Legenstein & Maass (2020), Nature Communications 11, 3625,
    10.1038/s41467-020-17236-y.
    """
    return digits_network(
        "Digits forward in time",
        "Nothing is stored to go back in time: each synapse keeps a trace, and errors meet it at once.\n"
        "Train it in Learn by e-prop: after four epochs nine of ten digits are right.",
        method="e_prop",
    )
