"""A bright bar on a dark ground, seen by cells that their neighbours' inputs inhibit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.document.document import Document
from app.document.examples.keys import EXPONENTIAL, LIF, ONE_TO_ONE
from app.document.making.sketch import Sketch
from app.document.networks.lesson import TaughtLesson
from engine.network.values import Uniform

WORDS = """
# Neighbours make edges

Connections that reach only nearby are filters.

## bar | A bright bar

40 cells of **Eye** stand side by side on a ring. **Light** shows them a bright bar of 16 cells on a grey ground: in
the bar they fire at about 100 Hz, beside it at 50.

Each cell of **Edge** is excited by the one cell of **Eye** at its own place, strongly, and inhibited by those within
0.09 mm, seven with its own, so faintly that it hardly matters.

> Run it for 300 ms. All 40 cells of **Edge** fire: it is a copy of **Eye**.

## near | The neighbours object

Where all neighbours see the same, what they inhibit can cancel what the middle excites. Only at a border do some of
them see something else, and the sum is not zero.

Seven times the inhibiting weight against one exciting weight of 1400 pA: the balance is near −200 pA.

> Select the inhibiting link from **Eye** to **Edge**, the one with a bar at its end, and strengthen its weight until
8 cells of **Edge** at most still fire, but 2 at least.

## filter | The same everywhere

What you drew is a *filter*: one small pattern of weights, plus in the middle and minus around it, used at every
place. The retina does this before it sends anything to the brain, so that an even wall costs no spikes.

In networks that learn from images the same thing is called a *convolution*. Its pattern is not drawn but learnt, and
there are many of them side by side.
"""


def draw() -> Document:
    sketch = Sketch("Neighbours make edges", speed=0.1)
    place = np.arange(40)
    bar = sketch.document.keep_array(np.where((place >= 12) & (place < 28), 700.0, 455.0))
    light = sketch.node("stimuli/dc_current", "Light", (48, 120), 40, parameters={"amplitude": bar})
    ring: Mapping[str, Any] = {
        "arrangement": "positions/line", "places": {"periodic": "yes"}, "start": {"V": Uniform(-70.0, -55.0)},
    }  # fmt: skip
    eye = sketch.node(LIF, "Eye", (336, 96), 40, **ring, sign="mixed")
    edge = sketch.node(LIF, "Edge", (720, 96), 40, **ring)
    slow: Mapping[str, Any] = {"synapse": EXPONENTIAL, "synapse_parameters": {"tau_syn": 20.0}}
    near = {"p_max": 1.0, "radius": 0.09}
    sketch.link(light, eye, wiring=ONE_TO_ONE)
    sketch.link(eye, edge, **slow, wiring=ONE_TO_ONE, weight=1400.0)
    sketch.link(
        eye, edge, **slow, wiring="wiring/within_distance", wiring_parameters=near, weight=-50.0,
        sign="inhibitory",
    )  # fmt: skip
    return sketch.document


LESSON = TaughtLesson(
    chapter="nearby",
    order=1,
    minutes=5,
    words=WORDS,
    tasks={
        "bar": {"kind": "run", "duration": 300},
        "near": {"kind": "active", "population": "Edge", "at_least": 2, "at_most": 8},
    },
    draw=draw,
)
