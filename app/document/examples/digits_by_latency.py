"""The same network fed by the times of single spikes."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.digits_network import digits_network

PLACE = 40
EXAMPLE = Example("Digits by latency", "One spike per pixel is enough.", "Learning", 10)


def draw() -> Document:
    """The drawing, as a person would make it."""
    return digits_network(
        "Digits by latency",
        "Each pixel fires once at most: the brighter it is, the earlier. One spike carries the value.\n"
        "Train it in Learn, and compare its spikes per sample with those of Digits.",
        "encoders/latency",
        {},
    )
