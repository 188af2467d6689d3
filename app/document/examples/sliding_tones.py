"""Tones that slide up and down: only neurons that hear each other remember where a sound came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import ALL_TO_ALL, DELTA, DISCRETE_LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal

PLACE = 53
EXAMPLE = Example("Sliding tones", "Neurons that hear each other remember.", "Learning", 5)
BANDS, COURSES = 24, 4
FORGETS = 0.3  # of a membrane is left after a step: what is remembered is remembered by the loop
SHOWN = 40.0  # ms for which a sound of half a second is shown


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Cramer, Stradmann, Schemmel & Zenke (2020), IEEE Transactions on Neural Networks and Learning Systems 33,
    2744-2757, 10.1109/TNNLS.2020.3044364: sounds need memory; Neftci, Mostafa & Zenke (2019), IEEE Signal Processing
    Magazine 36(6), 51-63, 10.1109/MSP.2019.2931595: the training.
    """
    sketch = Sketch("Sliding tones", resolution=1.0, speed=0.04)
    tones = sketch.node(
        "datasets/sliding_tones", "Tones", (48, 192), parameters={"training": 800.0, "sample_time": SHOWN}
    )
    bands = sketch.node("encoders/poisson", "Bands", (240, 192), BANDS, parameters={"max_rate": 1000.0})
    hidden = sketch.node(DISCRETE_LIF, "Hidden", (528, 192), 128, parameters={"beta": FORGETS})
    output = sketch.node(DISCRETE_LIF, "Output", (864, 192), COURSES, parameters={"beta": 0.9})
    answer = sketch.node("decoders/spike_count", "Answer", (1104, 192))
    sketch.link(tones, bands)
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "sign": "mixed"}
    sketch.link(bands, hidden, **dense, delay=0.0, weight=Normal(0.0, 0.2))
    sketch.link(hidden, hidden, **dense, delay=1.0, weight=Normal(0.0, 0.05))
    sketch.link(hidden, output, **dense, delay=0.0, weight=Normal(0.0, 0.1))
    sketch.link(output, answer)
    sketch.link(tones, answer)
    sketch.note(
        "A tone rises, falls, or turns round half-way: at every moment it could be any of the four.\n"
        "Train it in Learn. Then cut the loop at Hidden and train again: membranes alone forget, and less is right.",
        width=720,
    )
    sketch.train("surrogate_gradient", epochs=8.0, batch=20.0, learning_rate=0.005)
    return sketch.document
