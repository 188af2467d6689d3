"""Two neurons that silence each other in turn: the smallest network that walks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.making.sketch import Sketch

PLACE = 23
EXAMPLE = Example("Central pattern generator", "Left, right, left: steps without a clock.", "Circuits", 4)


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Skinner, Kopell & Marder (1994), Journal of Computational Neuroscience 1, 69-87, 10.1007/BF00962719, with
    the neurons of Morris & Lecar (1981), 10.1016/S0006-3495(81)84782-0.
    """
    sketch = Sketch("Central pattern generator", speed=0.2)
    cell = {"phi": 0.005, "bias": 250.0}
    left = sketch.node("neurons/morris_lecar", "Left", (336, 168), parameters=cell)
    right = sketch.node("neurons/morris_lecar", "Right", (336, 408), parameters=cell, start={"V": -20.0})
    silences: Mapping[str, Any] = {
        "synapse": "synapses/graded_conductance", "weight": 2.0, "sign": "inhibitory",
        "synapse_parameters": {"V_half": 0.0, "slope": 2.0},
    }  # fmt: skip
    sketch.link(left, right, **silences)
    sketch.link(right, left, **silences)
    for title, neuron, top in (("Left V", left, 216), ("Right V", right, 456)):
        trace = sketch.node("recorders/state", title, (696, top), parameters={"quantity": "V"})
        sketch.link(neuron, trace)
    sketch.note(
        "Alone, neither neuron steps: its current holds it up for good. Each silences the other until it tires.\n"
        "Set the weights of both links to 0 while it runs, and the walking stops.",
        width=720,
    )
    return sketch.document
