"""Neurons that silence each other come to stand for images, each for some of them, though nobody names any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from engine.network.values import Uniform

PLACE = 80
EXAMPLE = Example("Digits without labels", "Rival neurons find the digits by themselves.", "Learning", 10)


def draw() -> Document:
    """The drawing, as a person would make it."""
    shown, whole = 350.0, 80.0  # ms of a sample, mV of all weights onto a neuron
    sketch = Sketch("Digits without labels", resolution=0.5, speed=0.25)
    images = sketch.node("datasets/digits", "Digits 8 × 8", (48, 192), parameters={"sample_time": shown})
    encoder = sketch.node("encoders/poisson", "Pixels", (240, 192), 64, parameters={"max_rate": 200.0})
    cell = {"tau_m": 50.0, "E_L": -65.0, "V_reset": -65.0, "V_th": -52.0, "t_ref": 5.0, "tau_theta": 1e7, "q": 0.2}
    neurons = sketch.node(
        "neurons/adaptive_threshold_leaky_integrate_and_fire", "Rivals", (576, 192), 100, parameters=cell
    )
    answer = sketch.node("decoders/labelled_neurons", "Answer", (936, 192))
    sketch.link(images, encoder)
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 1.0}
    sketch.link(
        encoder, neurons, **dense, weight=Uniform(0.0, 2.5), plasticity="plasticity/diehl_cook",
        plasticity_parameters={
            "tau_x": 20.0, "eta": 0.001, "x_tar": 0.4, "mu": 0.0, "w_max": 6.0, "w_total": whole, "interval": shown,
        },
    )  # fmt: skip
    sketch.link(neurons, neurons, **dense, weight=-240.0, sign="inhibitory")
    sketch.link(neurons, answer)
    sketch.link(images, answer)
    sketch.note(
        "The first to fire silences its rivals, and its synapses turn to what it saw. No label takes part.\n"
        "Train it in Learn: only then is each neuron asked which digits it answers to.",
        width=680,
    )
    sketch.train("local_plasticity", epochs=6.0)
    return sketch.document
