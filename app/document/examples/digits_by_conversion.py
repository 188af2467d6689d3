"""Digits as currents into neurons that count: what a network of rectified linear units becomes."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.digits_network import counting_network

PLACE = 50
EXAMPLE = Example("Digits by conversion", "Train rectified units, run them as spikes.", "Learning", 10)


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = counting_network("Digits by conversion", "Digits 8 × 8", 192, 0.02)
    sketch.note(
        "Neurons without a leak count their input: a spike takes one threshold, and what is above it stays.\n"
        "In Learn, ANN-to-SNN conversion trains them as rectified linear units; their rates become its values.",
        width=680,
    )
    return sketch.document
