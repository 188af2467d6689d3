"""Networks to begin with, as the start page offers them: what most drawings have in common, and no story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.examples.digits_network import digits_network
from app.document.examples.keys import DENSE, DISCRETE_LIF, FIXED_PROBABILITY, LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal, Uniform

MAPS: Mapping[str, Any] = {"rows": 6.0, "columns": 6.0, "channels": 8.0}


def driven_population() -> Document:
    """Noise that makes a population fire at some 40 Hz."""
    sketch = Sketch("Driven population", speed=0.1)
    noise = sketch.node("stimuli/poisson", "Noise", (48, 192), parameters={"rate": 400.0})
    population = sketch.node(LIF, "Population", (384, 144), 100, start={"V": Uniform(-65.0, -50.0)})
    sketch.link(noise, population, weight=250.0)
    return sketch.document


def excitation_and_inhibition() -> Document:
    """Two populations, each linked to both, and what drives them from outside."""
    sketch = Sketch("Excitation and inhibition", speed=0.1)
    start = {"V": Uniform(-65.0, -50.0)}
    outside = sketch.node("stimuli/poisson", "Outside", (48, 360), parameters={"rate": 400.0})
    excitatory = sketch.node(LIF, "Excitatory", (432, 144), 80, start=start)
    inhibitory = sketch.node(LIF, "Inhibitory", (432, 528), 20, start=start)
    drawn: Mapping[str, Any] = {"wiring": FIXED_PROBABILITY, "wiring_parameters": {"p": 0.2}}
    for target in (excitatory, inhibitory):
        sketch.link(outside, target, weight=250.0)
        sketch.link(excitatory, target, **drawn, weight=40.0)
        sketch.link(inhibitory, target, **drawn, weight=-200.0, sign="inhibitory")
    return sketch.document


def classifier() -> Document:
    """Images, an encoder, a hidden and an output population, and the answer: ready to be trained."""
    return digits_network("Classifier", method="surrogate_gradient", code="Encoder")


def filters_and_classifier() -> Document:
    """The same with filters that all places share before what answers."""
    sketch = Sketch("Filters and classifier", resolution=1.0, speed=0.02)
    images = sketch.node("datasets/digits", "Images", (48, 192))
    encoder = sketch.node("encoders/poisson", "Encoder", (240, 192), 64, parameters={"max_rate": 1000.0})
    maps = sketch.node(DISCRETE_LIF, "Maps", (528, 192), 8 * 6 * 6, arrangement="positions/grid", places=MAPS)
    output = sketch.node(DISCRETE_LIF, "Output", (864, 192), 10)
    answer = sketch.node("decoders/spike_count", "Answer", (1104, 192))
    sketch.link(images, encoder)
    filters = {"wiring": "wiring/convolution", "wiring_parameters": {"channels": 8.0}}
    sketch.link(encoder, maps, **{**DENSE, **filters}, weight=Normal(0.0, 0.5))
    sketch.link(maps, output, **DENSE, weight=Normal(0.0, 0.1))
    sketch.link(output, answer)
    sketch.link(images, answer)
    sketch.train("surrogate_gradient")
    return sketch.document
