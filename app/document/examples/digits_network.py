"""The network of examples that differ in their codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.examples.keys import ALL_TO_ALL, DELTA, DISCRETE_LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal


def digits_network(
    title: str,
    encoder_model: str,
    encoding: Mapping[str, float],
    encoder_title: str,
    decoder_model: str,
    text: str = "",
    method: str = "",
) -> Document:
    """Digits, an encoder, two layers of discrete neurons and a decoder.

    ``text`` stands in a note above them; ``method`` trains them, or none is chosen.
    """
    sketch = Sketch(title, resolution=1.0, speed=0.02)
    images = sketch.node("datasets/digits", "Digits 8 × 8", (48, 192))
    encoder = sketch.node(encoder_model, encoder_title, (240, 192), 64, parameters=encoding)
    hidden = sketch.node(DISCRETE_LIF, "Hidden", (528, 192), 100)
    output = sketch.node(DISCRETE_LIF, "Output", (864, 192), 10)
    answer = sketch.node(decoder_model, "Answer", (1104, 192))
    sketch.link(images, encoder)
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 0.0, "sign": "mixed"}
    sketch.link(encoder, hidden, **dense, weight=Normal(0.0, 0.25))
    sketch.link(hidden, output, **dense, weight=Normal(0.0, 0.2))
    sketch.link(output, answer)
    sketch.link(images, answer)
    if text:
        sketch.note(text, width=680)
    if method:
        sketch.train(method)
    return sketch.document
