"""Networks that several lessons begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.examples.keys import ALL_TO_ALL, DELTA, DISCRETE_LIF, ONE_TO_ONE
from app.document.making.sketch import Sketch
from engine.network.values import Normal

RELAY = "neurons/discrete_integrate_and_fire"
PIXELS = 64
EPOCHS = 5.0  # after which the digits are learnt well enough to see it


def picture(title: str, encoder: str, decoder: str, encoding: Mapping[str, float], sample_time: float) -> Document:
    """Pixels as spikes, passed on by a nerve that fires once for each, and read again."""
    sketch = Sketch(title, resolution=0.2, speed=0.05)
    images = sketch.node("datasets/digits", "Picture", (48, 96), parameters={"sample_time": sample_time})
    code = sketch.node(encoder, "Pixels", (264, 96), PIXELS, parameters=encoding)
    nerve = sketch.node(RELAY, "Nerve", (552, 96), PIXELS)
    reading = sketch.node(decoder, "Reading", (888, 96))
    sketch.link(images, code)
    sketch.link(code, nerve, synapse=DELTA, wiring=ONE_TO_ONE, weight=2.0, delay=0.0)
    sketch.link(nerve, reading)
    sketch.link(images, reading)
    return sketch.document


def digits(title: str, method: str, **values: float | str) -> Document:
    """Images as rates, two layers, ten classes; untrained."""
    sketch = Sketch(title, resolution=1.0, speed=0.05)
    images = sketch.node("datasets/digits", "Digits", (48, 96))
    pixels = sketch.node("encoders/poisson", "Pixels", (240, 96), PIXELS, parameters={"max_rate": 1000.0})
    hidden = sketch.node(DISCRETE_LIF, "Hidden", (528, 96), 100)
    output = sketch.node(DISCRETE_LIF, "Output", (864, 96), 10)
    answer = sketch.node("decoders/spike_count", "Answer", (1176, 96))
    sketch.link(images, pixels)
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 0.0, "sign": "mixed"}
    sketch.link(pixels, hidden, **dense, weight=Normal(0.0, 0.25))
    sketch.link(hidden, output, **dense, weight=Normal(0.0, 0.2))
    sketch.link(output, answer)
    sketch.link(images, answer)
    sketch.train(method, epochs=EPOCHS, **values)
    return sketch.document
