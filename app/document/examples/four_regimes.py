"""One network of excitation and inhibition in its four regimes, after Brunel: regular or not, together or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import DELTA, FIXED_PROBABILITY, LIF
from app.document.making.sketch import Sketch
from engine.network.values import Uniform

PLACE = 21
EXAMPLE = Example("Four regimes", "One network, four rhythms.", "Circuits", 6)
EXCITATORY, INHIBITORY, P, J = 1000, 250, 0.2, 0.35
THRESHOLD, TAU = 20.0, 20.0  # mV above rest, ms
REGIMES = {
    "Regular": (2.5, 2.0),
    "Fast": (6.0, 4.0),
    "Slow": (4.5, 0.9),
    "Irregular": (8.0, 1.2),
}
"""Strength of inhibition against excitation, and drive against what brings a neuron to its threshold."""


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Brunel (2000), Journal of Computational Neuroscience 8, 183-208, 10.1023/A:1008925309027, figure 8.
    """
    sketch = Sketch("Four regimes", speed=0.05)
    cell: Mapping[str, Any] = {
        "parameters": {"tau_m": TAU, "E_L": 0.0, "V_th": THRESHOLD, "V_reset": 10.0, "t_ref": 2.0},
        "start": {"V": Uniform(0.0, THRESHOLD)},
    }
    onto: Mapping[str, Any] = {"synapse": DELTA, "delay": 1.5}
    inside: Mapping[str, Any] = {**onto, "wiring": FIXED_PROBABILITY, "wiring_parameters": {"p": P}}
    for place, (title, (g, eta)) in enumerate(REGIMES.items()):
        x = 48 + 504 * place
        rate = 1000.0 * eta * THRESHOLD / (J * TAU)
        drive = sketch.node("stimuli/poisson", f"Drive {place + 1}", (x, 264), parameters={"rate": rate})
        excitatory = sketch.node(LIF, title, (x + 216, 168), EXCITATORY, **cell)
        inhibitory = sketch.node(LIF, f"Inhibition {place + 1}", (x + 216, 408), INHIBITORY, **cell)
        for target in (excitatory, inhibitory):
            sketch.link(drive, target, **onto, weight=J)
        sketch.link(excitatory, excitatory, **inside, weight=J)
        sketch.link(excitatory, inhibitory, **inside, weight=J)
        sketch.link(inhibitory, excitatory, **inside, weight=-g * J, sign="inhibitory")
        sketch.link(inhibitory, inhibitory, **inside, weight=-g * J, sign="inhibitory")
    sketch.note(
        "One network four times; only its inhibition and its drive differ. Strong excitation locks it, delays make\n"
        "it ring fast or swing slowly, and where inhibition rules a faint drive leaves each neuron to chance.\n"
        "Lower the rate of Drive 4 from 3429 to 2000 Hz: what is left of it?",
        (48, -48),
        height=80,
    )
    return sketch.document
