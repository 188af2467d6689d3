"""A chaotic series, foretold: spiking neurons and one membrane that is to be where the series will be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import ALL_TO_ALL, DELTA, DISCRETE_LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal

PLACE = 54
EXAMPLE = Example("A series foretold", "A membrane that tells what comes.", "Learning", 4)
LENGTH = 100.0  # values of a piece, one in every step
SHARP = 16.0  # slopes of spikes: broader ones teach the loop to feed itself, and the loss bursts
MIDDLE = 0.6  # of the series, from where the membrane begins: nothing is known of it yet


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Mackey & Glass (1977), Science 197, 287-289, 10.1126/science.267326: the series; Eshraghian, Ward, Neftci
    et al. (2023), Proceedings of the IEEE 111, 1016-1054, 10.1109/JPROC.2023.3308088: regression by membranes.
    """
    sketch = Sketch("A series foretold", resolution=1.0, speed=0.05)
    series = sketch.node(
        "datasets/mackey_glass", "Series", (48, 192), parameters={"length": LENGTH, "sample_time": LENGTH}
    )
    value = sketch.node("encoders/step_forward", "Changes", (240, 192), 2, parameters={"threshold": 0.04})
    hidden = sketch.node(DISCRETE_LIF, "Hidden", (480, 192), 100, parameters={"beta": 0.8})
    leak = {"beta": 0.9}
    membrane = sketch.node(
        "neurons/discrete_leaky_integrator", "Membrane", (816, 192), parameters=leak, start={"V": MIDDLE}
    )
    answer = sketch.node("decoders/membrane_value", "Foretold", (1056, 192))
    sketch.link(series, value)
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "sign": "mixed"}
    sketch.link(value, hidden, **dense, delay=0.0, weight=Normal(0.0, 1.0))
    sketch.link(hidden, hidden, **dense, delay=1.0, weight=Normal(0.0, 0.1))
    sketch.link(hidden, membrane, **dense, delay=0.0, weight=Normal(0.0, 0.03))
    sketch.link(membrane, answer)
    sketch.link(series, answer)
    sketch.note(
        "What will the series be six steps from now? Spikes in, one membrane out: a value at every step.\n"
        "Train it in Learn: a good half of the variance comes to be explained.",
        width=760,
    )
    sketch.train("surrogate_gradient", epochs=15.0, batch=10.0, learning_rate=0.005, width=SHARP)
    return sketch.document
