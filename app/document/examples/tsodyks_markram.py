"""Spikes of one source through a synapse that tires and one that warms up, after Tsodyks, Pawelzik & Markram."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import LIF
from app.document.making.sketch import Sketch

PLACE = 90
EXAMPLE = Example("Tsodyks and Markram's synapses", "One synapse tires, one warms up.", "Synapses", 3)
ROUNDS, ROUND = 15, 4000.0  # ms: until both synapses have rested
TRAIN, TRIED = np.arange(50.0, 550.0, 50.0), 1000.0  # ms: ten spikes at 20 Hz, and one half a second after them


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = Sketch("Tsodyks and Markram's synapses", speed=0.25)
    rounds = np.arange(ROUNDS)[:, None] * ROUND
    times = sketch.document.keep_array((rounds + np.append(TRAIN, TRIED)).ravel())
    source = sketch.node("stimuli/spike_times", "Source", (48, 312), parameters={"times": times})
    cell = {"tau_m": 40.0, "C_m": 400.0}
    tiring: dict[str, Any] = {"short_term": "short_term/short_term_depression", "weight": 250.0}
    warming: dict[str, Any] = {
        "short_term": "short_term/tsodyks_markram",
        "short_term_parameters": {"U": 0.03},
        "weight": 1540.0,
    }
    for title, top, synapse, states in (
        ("Depressing", 144, tiring, "x"),
        ("Facilitating", 408, warming, "ux"),
    ):
        neuron = sketch.node(LIF, title, (384, top), parameters=cell)
        link = sketch.link(source, neuron, **synapse, synapse_parameters={"tau_syn": 3.0})
        membrane = sketch.node("recorders/state", f"{title} V", (696, top), parameters={"quantity": "V"})
        sketch.link(neuron, membrane)
        for place, state in enumerate(states, 1):
            parameters = {"projection": link, "quantity": state, "interval": 0.1}
            sketch.node("recorders/weights", f"{title} {state}", (696, top + 96 * place), parameters=parameters)
    sketch.note(
        "The same spikes reach both neurons. Above, each releases half of what is ready, x, which comes back slowly:\n"
        "the synapse tires. Below, each raises the release, u: the synapse warms up. The last of eleven comes late.",
        width=780,
    )
    return sketch.document
