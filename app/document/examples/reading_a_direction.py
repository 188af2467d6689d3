"""Many broad neurons say one direction: each votes for the direction that it prefers."""

from __future__ import annotations

import numpy as np

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import LIF, ONE_TO_ONE
from app.document.making.sketch import Sketch

PLACE = 28
EXAMPLE = Example("Reading a direction", "Many vague votes, one clear answer.", "Codes", 3)
NEURONS, DIRECTIONS = 24, 12
SHOWN = 400.0  # ms of a direction


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Georgopoulos, Schwartz & Kettner (1986), Science 233, 1416-1419, 10.1126/science.3749885: cosine tuning, and
    the population vector.
    """
    sketch = Sketch("Reading a direction", speed=0.2)
    preferred = 2.0 * np.pi * np.arange(NEURONS) / NEURONS
    shown = 2.0 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    tuned = sketch.document.keep_array((1.0 + np.cos(shown[:, None] - preferred)) / 2.0)
    degrees = sketch.document.keep_array(360.0 * np.arange(DIRECTIONS) / DIRECTIONS)
    directions = sketch.node(
        "datasets/own_samples",
        "Directions",
        (48, 192),
        parameters={"x": tuned, "labels": degrees, "split": "all", "sample_time": SHOWN},
    )
    tuning = sketch.node("encoders/constant_current", "Tuning", (240, 192), NEURONS)
    noise = sketch.node("stimuli/poisson", "Noise", (240, 384), parameters={"rate": 500.0})
    neurons = sketch.node(LIF, "Neurons", (576, 192), NEURONS)
    answer = sketch.node("decoders/population_vector", "Direction", (936, 192))
    sketch.link(directions, tuning)
    sketch.link(tuning, neurons, wiring=ONE_TO_ONE, weight=400.0)
    sketch.link(noise, neurons, weight=100.0, synapse_parameters={"tau_syn": 5.0})
    sketch.link(neurons, answer)
    sketch.note(
        "Every neuron fires for half of all directions, the more, the nearer to its own: none says which one it is.\n"
        "Together they do, to a few degrees. Show each for only 40 ms: fewer votes, and the answer trembles."
    )
    return sketch.document
