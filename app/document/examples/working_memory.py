"""A ring of neurons that keeps a place in its firing after the cue is gone."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import CELL, LIF
from app.document.making.sketch import Sketch
from engine.network.values import ByDistance

PLACE = 26
EXAMPLE = Example("Working memory", "The cue is gone, its place stays.", "Circuits", 4)
RING, POOL = 120, 30
CUED = 20
CUE, SHOWN, ERASE, ROUND, ROUNDS = 500.0, 300.0, 3000.0, 4000.0, 15  # ms


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Compte, Brunel, Goldman-Rakic & Wang (2000), Cerebral Cortex 10, 910-923, 10.1093/cercor/10.9.910.
    """
    sketch = Sketch("Working memory", speed=0.5)
    cue = sketch.node(
        "stimuli/array_poisson", "Cue", (48, 168), parameters={"interval": 100.0, "rates": cued(sketch, CUE, SHOWN)}
    )
    erase = sketch.node(
        "stimuli/array_poisson", "Erase", (48, 528), parameters={"interval": 100.0, "rates": cued(sketch, ERASE, 200.0)}
    )
    noise = sketch.node("stimuli/poisson", "Noise", (48, 336), parameters={"rate": 150.0})
    ring = sketch.node(
        LIF, "Ring", (432, 240), RING, **CELL, arrangement="positions/line", places={"extent": 1.0, "periodic": "yes"}
    )
    pool = sketch.node(LIF, "Inhibition", (432, 504), POOL, **CELL)
    spikes = sketch.node("recorders/spikes", "Spikes", (792, 288))
    who = np.arange(RING // 2 - CUED // 2, RING // 2 + CUED // 2)
    sketch.link(
        cue,
        ring,
        weight=60.0,
        synapse_parameters={"tau_syn": 5.0},
        wiring="wiring/explicit_list",
        pre=sketch.document.keep_array(np.zeros(CUED, np.int64)),
        post=sketch.document.keep_array(who.astype(np.int64)),
    )
    sketch.link(noise, ring, weight=60.0, synapse_parameters={"tau_syn": 5.0})
    sketch.link(ring, ring, weight=ByDistance("gaussian", 0.0, 8.0, 0.08), synapse_parameters={"tau_syn": 100.0})
    sketch.link(ring, pool, weight=4.0, synapse_parameters={"tau_syn": 100.0})
    sketch.link(pool, ring, weight=-20.0, sign="inhibitory", synapse_parameters={"tau_syn": 10.0})
    sketch.link(erase, pool, weight=100.0, synapse_parameters={"tau_syn": 5.0})
    sketch.link(ring, spikes)
    sketch.note(
        "A cue excites a few neighbours on a ring. It goes, and their firing keeps its place, until it is erased.\n"
        "Halve the weight of the link from Ring to itself, and the place is forgotten at once."
    )
    return sketch.document


def cued(sketch: Sketch, at: float, lasting: float) -> Any:
    rates = np.zeros(round(ROUND * ROUNDS / 100.0))
    for start in np.arange(ROUNDS) * ROUND:
        rates[round((start + at) / 100) : round((start + at + lasting) / 100)] = 1000.0
    return sketch.document.keep_array(rates)
