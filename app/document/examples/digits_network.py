"""Networks that read digits, for examples, lessons and templates that differ in their codes and their training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.examples.keys import ALL_TO_ALL, COUNTING, DELTA, DENSE, DISCRETE_LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal

PIXELS = 64
RATES: Mapping[str, float] = {"max_rate": 1000.0}


def digits_network(
    title: str,
    text: str = "",
    encoder: str = "encoders/poisson",
    encoding: Mapping[str, float] = RATES,
    method: str = "",
    images: str = "Digits 8 × 8",
    code: str = "Pixels",
    top: float = 192,
    speed: float = 0.02,
    **training: float | str,
) -> Document:
    """Digits, an encoder, two layers of discrete neurons and a decoder.

    ``text`` stands in a note above them; ``method`` trains them, or none is chosen.
    """
    sketch = Sketch(title, resolution=1.0, speed=speed)
    digits = sketch.node("datasets/digits", images, (48, top))
    pixels = sketch.node(encoder, code, (240, top), PIXELS, parameters=encoding)
    hidden = sketch.node(DISCRETE_LIF, "Hidden", (528, top), 100)
    output = sketch.node(DISCRETE_LIF, "Output", (864, top), 10)
    answer = sketch.node("decoders/spike_count", "Answer", (1104, top))
    sketch.link(digits, pixels)
    sketch.link(pixels, hidden, **DENSE, weight=Normal(0.0, 0.25))
    sketch.link(hidden, output, **DENSE, weight=Normal(0.0, 0.2))
    sketch.link(output, answer)
    sketch.link(digits, answer)
    if text:
        sketch.note(text, width=680)
    if method:
        sketch.train(method, **training)
    return sketch.document


def counting_network(title: str, images: str, top: float, speed: float, **training: float | str) -> Sketch:
    """Digits as currents into neurons that count, to be trained by conversion."""
    sketch = Sketch(title, resolution=1.0, speed=speed)
    digits = sketch.node("datasets/digits", images, (48, top), parameters={"sample_time": 32.0})
    pixels = sketch.node("encoders/constant_current", "Pixels", (240, top), PIXELS)
    hidden = sketch.node(COUNTING, "Hidden", (528, top), 100)
    output = sketch.node(COUNTING, "Output", (864, top), 10)
    answer = sketch.node("decoders/spike_count", "Answer", (1176, top))
    sketch.link(digits, pixels)
    dense: Mapping[str, Any] = {"wiring": ALL_TO_ALL, "sign": "mixed"}
    sketch.link(pixels, hidden, **dense, weight=Normal(0.0, 0.05))
    sketch.link(hidden, output, **dense, synapse=DELTA, delay=0.0, weight=Normal(0.0, 0.1))
    sketch.link(output, answer)
    sketch.link(digits, answer)
    sketch.train("conversion", **training)
    return sketch
