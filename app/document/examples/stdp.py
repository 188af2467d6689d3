"""Inputs that fire together win over inputs that fire alone, by the order of spikes only."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import CELL, LIF
from app.document.making.sketch import Sketch
from engine.network.values import Uniform

PLACE = 100
EXAMPLE = Example("STDP", "The order of spikes decides what grows.", "Learning", 5)
LARGEST_WEIGHT = 16.0  # pA: 200 inputs of half this weight keep the neuron near its threshold


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = Sketch("STDP")
    beat = sketch.node("stimuli/regular", "Beat", (48, 192), parameters={"rate": 8.0, "phase": 50.0})
    noise = sketch.node("stimuli/poisson", "Noise", (48, 432), parameters={"rate": 150.0})
    together = sketch.node(LIF, "Together", (384, 168), 100, **CELL)
    alone = sketch.node(LIF, "Alone", (384, 408), 100, **CELL)
    neuron = sketch.node(LIF, "Neuron", (912, 288), parameters=CELL["parameters"])
    spikes = sketch.node("recorders/spikes", "Spikes", (1152, 336))
    sketch.link(beat, together, weight=250.0)
    sketch.link(noise, together, weight=120.0)
    sketch.link(noise, alone, weight=150.0)
    for source in (together, alone):
        sketch.link(
            source,
            neuron,
            weight=Uniform(0.0, LARGEST_WEIGHT),
            plasticity="plasticity/pair_stdp",
            plasticity_parameters={"w_max": LARGEST_WEIGHT, "A_plus": 0.03, "A_minus": 0.0315},
        )
    sketch.link(neuron, spikes)
    sketch.note(
        "A synapse that fires just before the neuron grows; one that fires just after it shrinks.\n"
        "Select each link to Neuron and open its weight histogram: the inputs that fire together win.",
        width=640,
    )
    return sketch.document
