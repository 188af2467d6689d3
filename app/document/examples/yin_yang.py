"""Points in a picture as the times of four spikes, told apart by who fires first: exact gradients teach when."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import DENSE_CURRENTS, LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal

PLACE = 70
EXAMPLE = Example("Yin-Yang", "Teach neurons when to fire.", "Learning", 5)


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = Sketch("Yin-Yang", resolution=1.0, speed=0.05)
    points = sketch.node("datasets/yin_yang", "Points", (48, 192), parameters={"sample_time": 60.0})
    inputs = sketch.node("encoders/latency", "Inputs", (240, 192), 4)
    cell = {"tau_m": 20.0, "C_m": 20.0, "E_L": 0.0, "V_reset": 0.0, "V_th": 1.0, "t_ref": 0.0}
    hidden = sketch.node(LIF, "Hidden", (528, 192), 100, parameters=cell)
    output = sketch.node(LIF, "Output", (864, 192), 3, parameters=cell)
    answer = sketch.node("decoders/time_to_first_spike", "Answer", (1176, 192))
    sketch.link(points, inputs)
    sketch.link(inputs, hidden, **DENSE_CURRENTS, weight=Normal(3.0, 2.0))
    sketch.link(hidden, output, **DENSE_CURRENTS, weight=Normal(1.86, 0.2))
    sketch.link(output, answer)
    sketch.link(points, answer)
    sketch.note(
        "A point is four spikes: the larger a coordinate, the earlier. The output neuron that fires first answers.\n"
        "Untrained, it guesses. In Learn, EventProp moves when spikes come: nine of ten points are right after it."
    )
    sketch.train("event_prop", epochs=20.0, batch=50.0, learning_rate=0.005, start="present weights")
    return sketch.document
