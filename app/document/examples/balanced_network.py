"""Excitation and inhibition that nearly cancel: irregular firing from fluctuations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import CELL, FIXED_PROBABILITY, LIF
from app.document.making.sketch import Sketch

PLACE = 20
EXAMPLE = Example("Balanced network", "Excitation and inhibition, irregular firing.", "Circuits", 5)


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = Sketch("Balanced network", speed=0.25)
    drive = sketch.node("stimuli/poisson", "Drive", (48, 276), parameters={"rate": 400.0})
    excitatory = sketch.node(LIF, "Excitatory", (384, 120), 400, **CELL)
    inhibitory = sketch.node(LIF, "Inhibitory", (384, 432), 100, **CELL)
    spikes = sketch.node("recorders/spikes", "Spikes", (744, 168))
    p: Mapping[str, Any] = {"wiring": FIXED_PROBABILITY, "wiring_parameters": {"p": 0.1}, "delay": 1.5}
    fast: Mapping[str, Any] = {**p, "weight": 50.0, "synapse_parameters": {"tau_syn": 5.0}}
    slow: Mapping[str, Any] = {
        **p,
        "weight": -400.0,
        "sign": "inhibitory",
        "synapse_parameters": {"tau_syn": 5.0},
    }
    outside: Mapping[str, Any] = {"weight": 100.0, "synapse_parameters": {"tau_syn": 5.0}}
    sketch.link(drive, excitatory, **outside)
    sketch.link(drive, inhibitory, **outside)
    sketch.link(excitatory, excitatory, **fast)
    sketch.link(excitatory, inhibitory, **fast)
    sketch.link(inhibitory, excitatory, **slow)
    sketch.link(inhibitory, inhibitory, **slow)
    sketch.link(excitatory, spikes)
    sketch.note(
        "Excitation and inhibition nearly cancel, so chance decides when a neuron fires.\n"
        "Weaken the link from Inhibitory to Excitatory while it runs, and watch the rates explode.",
        (744, 480),
        width=360,
        height=96,
    )
    return sketch.document
