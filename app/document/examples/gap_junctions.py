"""Neurons joined by electrical synapses fall into step; the same neurons alone do not."""

from __future__ import annotations

import numpy as np

from app.document.document import Document
from app.document.example import Example
from app.document.making.sketch import Sketch
from engine.network.values import Uniform

PLACE = 91
EXAMPLE = Example("Gap junctions", "Joined neurons fall into step.", "Synapses", 3)
NEURONS = 20


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Galarreta & Hestrin (1999), Nature 402, 72-75, 10.1038/47029, and Gibson, Beierlein & Connors (1999), Nature
    402, 75-79, 10.1038/47035: electrically coupled cells fire together; the neurons are Hodgkin & Huxley's.
    """
    sketch = Sketch("Gap junctions", resolution=0.05, speed=0.05)
    currents = sketch.document.keep_array(np.linspace(800.0, 1000.0, NEURONS))
    for title, top in (("Joined", 168), ("Alone", 408)):
        neurons = sketch.node(
            "neurons/hodgkin_huxley",
            title,
            (192, top),
            NEURONS,
            parameters={"bias": currents},
            start={"V": Uniform(-75.0, -55.0)},
        )
        spikes = sketch.node("recorders/spikes", f"{title} spikes", (552, top + 48))
        sketch.link(neurons, spikes)
        if title == "Joined":
            sketch.link(neurons, neurons, synapse="synapses/gap_junction", weight=2.0)
    sketch.note(
        "Every neuron has a current of its own, so alone they drift apart. Joined, current flows between them,\n"
        "and they fire together. Lower the weight of the junctions: how little is enough?",
        width=720,
    )
    return sketch.document
