"""Real handwritten digits as firing rates, through two layers of discrete neurons, to an answer."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.digits_network import digits_network

PLACE = 30
EXAMPLE = Example("Digits", "Learn to read 8 × 8 images.", "Learning", 10)


def draw() -> Document:
    """The drawing, as a person would make it."""
    return digits_network(
        "Digits",
        "Each pixel fires at a rate that its brightness sets; the busiest of ten output neurons answers.\n"
        "Untrained, it guesses. Train it in Learn (30 epochs), and run it again.",
    )
