"""Networks that several lessons begin with."""

from __future__ import annotations

from collections.abc import Mapping

from app.document.document import Document
from app.document.examples.digits_network import PIXELS, digits_network
from app.document.examples.keys import DELTA, ONE_TO_ONE
from app.document.making.sketch import Sketch

RELAY = "neurons/discrete_integrate_and_fire"
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


def digits(title: str, method: str) -> Document:
    """Images as rates, two layers, ten classes; untrained."""
    return digits_network(title, method=method, images="Digits", top=96, speed=0.05, epochs=EPOCHS)
