"""Inhibitory synapses learn until every neuron fires at one rate, however hard it is driven."""

from __future__ import annotations

import numpy as np

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import CELL, LIF
from app.document.making.sketch import Sketch

PLACE = 101
EXAMPLE = Example("Homeostasis", "Inhibition learns to keep the peace.", "Learning", 4)
NEURONS, INHIBITORY = 40, 50
WANTED = 5.0  # Hz


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Vogels, Sprekeler, Zenke, Clopath & Gerstner (2011), Science 334, 1569-1573, 10.1126/science.1211095.
    """
    sketch = Sketch("Homeostasis", speed=0.4)
    driven = {**CELL["parameters"], "bias": sketch.document.keep_array(np.linspace(0.0, 200.0, NEURONS))}
    drive = sketch.node("stimuli/poisson", "Drive", (48, 168), parameters={"rate": 1000.0})
    inhibition = sketch.node("neurons/poisson", "Inhibition", (48, 384), INHIBITORY, parameters={"rate": 15.0})
    neurons = sketch.node(LIF, "Neurons", (480, 264), NEURONS, parameters=driven)
    spikes = sketch.node("recorders/spikes", "Spikes", (816, 312))
    sketch.link(drive, neurons, weight=40.0, synapse_parameters={"tau_syn": 5.0})
    sketch.link(
        inhibition, neurons, weight=-2.0, sign="inhibitory", synapse_parameters={"tau_syn": 10.0},
        plasticity="plasticity/inhibitory_stdp",
        plasticity_parameters={"rho_0": WANTED, "w_max": 100.0, "eta": 0.008},
    )  # fmt: skip
    sketch.link(neurons, spikes)
    sketch.note(
        "From the first neuron to the last the drive grows. Inhibition learns until each fires at 5 Hz.\n"
        "Then raise the rate of Drive to 1300 Hz: how long until they are calm again?",
        width=720,
    )
    return sketch.document
