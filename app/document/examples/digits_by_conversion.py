"""Digits as currents into neurons that count: what a network of rectified linear units becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import ALL_TO_ALL, COUNTING, DELTA
from app.document.making.sketch import Sketch
from engine.network.values import Normal

PLACE = 50
EXAMPLE = Example("Digits by conversion", "Train rectified units, run them as spikes.", "Learning", 10)


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = Sketch("Digits by conversion", resolution=1.0, speed=0.02)
    images = sketch.node("datasets/digits", "Digits 8 × 8", (48, 192), parameters={"sample_time": 32.0})
    encoder = sketch.node("encoders/constant_current", "Pixels", (240, 192), 64)
    hidden = sketch.node(COUNTING, "Hidden", (528, 192), 100)
    output = sketch.node(COUNTING, "Output", (864, 192), 10)
    answer = sketch.node("decoders/spike_count", "Answer", (1176, 192))
    sketch.link(images, encoder)
    dense: Mapping[str, Any] = {"wiring": ALL_TO_ALL, "sign": "mixed"}
    sketch.link(encoder, hidden, **dense, weight=Normal(0.0, 0.05))
    sketch.link(hidden, output, **dense, synapse=DELTA, delay=0.0, weight=Normal(0.0, 0.1))
    sketch.link(output, answer)
    sketch.link(images, answer)
    sketch.note(
        "Neurons without a leak count their input: a spike takes one threshold, and what is above it stays.\n"
        "In Learn, ANN-to-SNN conversion trains them as rectified linear units; their rates become its values.",
        width=680,
    )
    sketch.train("conversion")
    return sketch.document
