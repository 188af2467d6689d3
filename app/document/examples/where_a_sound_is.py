"""Two ears and a row of neurons between delays that run against each other: which fires says where the sound is."""

from __future__ import annotations

import numpy as np

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import LIF
from app.document.making.sketch import Sketch

PLACE = 24
EXAMPLE = Example("Where a sound is", "Delays turn time into place.", "Circuits", 3)
NEURONS = 21
LAG = 0.1  # ms of delay from neuron to neuron
EACH, CLICK = 400.0, 20.0  # ms of a direction, and between two clicks
ROUNDS = 25
DIRECTIONS = (-0.8, -0.4, 0.0, 0.4, 0.8)  # ms by which the right ear hears later


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Jeffress (1948), Journal of Comparative and Physiological Psychology 41, 35-39, 10.1037/h0061495.
    """
    sketch = Sketch("Where a sound is", resolution=0.05, speed=0.1)
    clicks = np.arange(5.0, EACH * len(DIRECTIONS) * ROUNDS, CLICK)
    later = np.array(DIRECTIONS)[(clicks // EACH).astype(int) % len(DIRECTIONS)]
    row = LAG * np.arange(NEURONS)
    cell = {"tau_m": 1.0, "C_m": 25.0, "t_ref": 5.0}
    neurons = sketch.node(LIF, "Coincidence", (432, 288), NEURONS, parameters=cell)
    for title, top, times, delays in (
        ("Left ear", 168, clicks - later / 2, 0.5 + row),
        ("Right ear", 432, clicks + later / 2, 0.5 + row[::-1]),
    ):
        ear = sketch.node(
            "stimuli/spike_times", title, (48, top), parameters={"times": sketch.document.keep_array(times)}
        )
        sketch.link(
            ear, neurons, weight=765.0, delay=sketch.document.keep_array(delays), synapse_parameters={"tau_syn": 0.5}
        )
    spikes = sketch.node("recorders/spikes", "Spikes", (768, 336))
    sketch.link(neurons, spikes)
    sketch.note(
        "Each neuron waits for both ears, whose spikes reach it after delays that run against each other.\n"
        "Five directions take turns, and the firing moves along the row. Cut one ear: nobody fires.",
        width=720,
    )
    return sketch.document
