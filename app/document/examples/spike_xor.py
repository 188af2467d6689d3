"""An XOR of two inputs, told by when they fire: a hidden layer learns it from wanted spikes."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import DENSE_CURRENTS, LIF
from app.document.making.sketch import Sketch
from engine.network.values import Uniform

PLACE = 60
EXAMPLE = Example("Spike XOR", "Learn from when spikes come.", "Learning", 5)


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = Sketch("Spike XOR", resolution=0.5, speed=0.02)
    patterns = sketch.node("datasets/spike_xor", "Patterns", (48, 192), parameters={"sample_time": 30.0})
    inputs = sketch.node("encoders/regular", "Inputs", (240, 192), 3, parameters={"max_rate": 1000.0})
    hidden = sketch.node(LIF, "Hidden", (528, 192), 20)
    output = sketch.node(LIF, "Output", (864, 192), 2)
    answer = sketch.node("decoders/spike_count", "Answer", (1176, 192))
    sketch.link(patterns, inputs)
    sketch.link(inputs, hidden, **DENSE_CURRENTS, weight=Uniform(0.0, 1500.0))
    sketch.link(hidden, output, **DENSE_CURRENTS, weight=Uniform(0.0, 300.0))
    sketch.link(output, answer)
    sketch.link(patterns, answer)
    sketch.note(
        "Two inputs fire early or late, a third always early; the answer is whether the two differ.\n"
        "In Learn, Multilayer NormAD teaches both layers, by the settings that it has there."
    )
    sketch.train("multilayer_normad", epochs=300.0, rate=1.0, first=15.0, interval=30.0)
    return sketch.document
