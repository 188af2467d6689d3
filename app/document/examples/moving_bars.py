"""Bars that move, seen by pixels that fire where something changes: neurons that remember tell where they go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import ALL_TO_ALL, DELTA, DISCRETE_LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal

PLACE = 52
EXAMPLE = Example("Moving bars", "See motion by changes alone.", "Learning", 5)
SIDE, DIRECTIONS, ONSETS_AND_ENDS = 8, 4, 2
SHOWN = 40.0  # ms of a bar
THRESHOLD = 0.3  # of the brightness: six times the noise of a pixel


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Lichtsteiner, Posch & Delbruck (2008), IEEE Journal of Solid-State Circuits 43, 566-576,
    10.1109/JSSC.2007.914337: pixels that tell changes; Neftci, Mostafa & Zenke (2019), IEEE Signal Processing Magazine
    36(6), 51-63, 10.1109/MSP.2019.2931595: the training.
    """
    sketch = Sketch("Moving bars", resolution=1.0, speed=0.04)
    bars = sketch.node(
        "datasets/moving_bars",
        "Bars",
        (48, 192),
        parameters={
            "directions": float(DIRECTIONS),
            "side": float(SIDE),
            "training": 200.0,
            "test": 80.0,
            "sample_time": SHOWN,
        },
    )
    events = sketch.node(
        "encoders/delta_modulation",
        "Changes",
        (240, 192),
        SIDE * SIDE * ONSETS_AND_ENDS,
        parameters={"threshold": THRESHOLD},
    )
    cell = {"beta": 0.8}
    hidden = sketch.node(DISCRETE_LIF, "Hidden", (528, 192), 64, parameters=cell)
    output = sketch.node(DISCRETE_LIF, "Output", (864, 192), DIRECTIONS, parameters=cell)
    answer = sketch.node("decoders/spike_count", "Answer", (1104, 192))
    sketch.link(bars, events)
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "sign": "mixed"}
    sketch.link(events, hidden, **dense, delay=0.0, weight=Normal(0.0, 0.3))
    sketch.link(hidden, hidden, **dense, delay=1.0, weight=Normal(0.0, 0.1))
    sketch.link(hidden, output, **dense, delay=0.0, weight=Normal(0.0, 0.3))
    sketch.link(output, answer)
    sketch.link(bars, answer)
    sketch.note(
        "A pixel fires where it grows brighter or darker, so that what stands still is not seen.\n"
        "Up or down, left or right? Train it in Learn: hidden neurons that hear each other remember the bar.",
        width=720,
    )
    sketch.train("surrogate_gradient", epochs=16.0, batch=20.0, learning_rate=0.01)
    return sketch.document
