"""A row of neurons, each with more current than the last, without noise and with it: how current becomes a rate."""

from __future__ import annotations

import numpy as np

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import LIF, ONE_TO_ONE
from app.document.making.sketch import Sketch

PLACE = 11
EXAMPLE = Example("Rate and current", "How many spikes a current makes.", "Neurons", 3)
NEURONS = 40
MOST = 800.0  # pA: of the last neuron; 375 pA bring the membrane to its threshold


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, sections 1.3 (the gain function) and 8.3
    (what noise does to it).
    """
    sketch = Sketch("Rate and current", speed=0.1)
    currents = sketch.document.keep_array(np.linspace(0.0, MOST, NEURONS))
    noise = sketch.node(
        "stimuli/ornstein_uhlenbeck_current",
        "Noise",
        (48, 384),
        NEURONS,
        parameters={"mean": 0.0, "std": 150.0, "tau": 5.0},
    )
    for title, top in (("Steady", 168), ("Noisy", 360)):
        neurons = sketch.node(LIF, title, (336, top), NEURONS, parameters={"bias": currents})
        spikes = sketch.node("recorders/spikes", f"{title} spikes", (672, top + 48))
        sketch.link(neurons, spikes)
        if title == "Noisy":
            sketch.link(noise, neurons, wiring=ONE_TO_ONE)
    sketch.note(
        "Every neuron has its own current: none for the first, 800 pA for the last.\n"
        "Below 375 pA the steady ones are silent; noise rounds that corner off. Set it to 0, and it is sharp again.",
        width=720,
    )
    return sketch.document
