"""A bright square, seen by kernels of nine weights that were set by hand, and by a pool behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.document.document import Document
from app.document.examples.keys import EXPONENTIAL, LIF, ONE_TO_ONE
from app.document.making.sketch import Sketch
from app.document.networks.lesson import TaughtLesson
from engine.network.values import Uniform

SIDE, KERNEL, POOL = 12, 3, 2
CORNER, EDGE = 4, 4  # first row and column of the square, and its pixels of a side
BRIGHT = 700.0  # pA
WEIGHT = 60.0  # pA
LEFT = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
"""Dark to the left and bright to the right. Source: Sobel & Feldman (1968), as told in Duda & Hart (1973), Pattern
Classification and Scene Analysis, page 271."""

WORDS = """
# What a kernel sees

Nine weights, used at every place, look for one thing.

## kernel | The same nine weights everywhere

**Light** shows **Eye** a bright square of 4 × 4 pixels in a picture of 12 × 12. Behind it **Maps** has two channels of
10 × 10 neurons, and each neuron sees a window of 3 × 3 pixels.

All neurons of a channel share their nine weights: the *kernel*. That of channel 0 is negative at the left and positive
at the right, that of channel 1 negative above and positive below. They were set by hand and are named after Sobel.

Open *Kernels* and *Feature maps* (*View*, *Add a live view*), and select the link from **Eye** to **Maps**.

> Run it for 300 ms. In channel 0 the left side of the square fires, in channel 1 its top, and nothing else does: not
the even middle, and not the sides where bright turns dark.

## shape | How large a map is

A window of 3 pixels fits into 12 at 12 − 3 + 1 = 10 places. So **Maps** has the shape 2 × 10 × 10, as its node says.

**Pool** adds up squares of 2 × 2 neurons of one channel, beside one another: 2 × 5 × 5. Where a side is, it still
tells, but only to two pixels. In exchange it hardly cares whether the square moves a little.

> Select the link from **Maps** to **Pool**. Set the rows and columns of its window, and the step from window to window,
to 5. The list of problems offers **Pool** the shape that fits, 2 × 2 × 2: take it, and run. Of 8 neurons 2 at least
must fire.

## learnt | Kernels that are learnt

The primary visual cortex has cells that see such sides, at every place and in every direction; their windows look like
small striped patches, called *Gabor* functions. Networks that learn from images come to similar kernels by themselves.

The example *Shapes by convolution* shows it: twelve kernels begin as noise, and *Kernels* shows what they become while
the network trains.
"""


def draw() -> Document:
    sketch = Sketch("What a kernel sees", speed=0.1)
    picture = np.zeros((SIDE, SIDE))
    picture[CORNER : CORNER + EDGE, CORNER : CORNER + EDGE] = BRIGHT
    pixels = sketch.document.keep_array(picture.ravel())
    light = sketch.node("stimuli/dc_current", "Light", (48, 120), SIDE**2, parameters={"amplitude": pixels})
    start = {"V": Uniform(-70.0, -55.0)}
    eye = sketch.node(LIF, "Eye", (288, 96), SIDE**2, **_grid(1, SIDE), start=start, sign="mixed")
    side = SIDE - KERNEL + 1
    maps = sketch.node(LIF, "Maps", (576, 96), 2 * side**2, **_grid(2, side))
    side //= POOL
    pool = sketch.node(LIF, "Pool", (864, 96), 2 * side**2, **_grid(2, side))
    kernels = sketch.document.keep_array(WEIGHT * np.stack([LEFT, LEFT.T])[:, None])
    slow: Mapping[str, Any] = {"synapse": EXPONENTIAL, "synapse_parameters": {"tau_syn": 40.0}}
    sketch.link(light, eye, wiring=ONE_TO_ONE)
    sketch.link(
        eye,
        maps,
        **slow,
        wiring="wiring/convolution",
        wiring_parameters={"channels": 2.0},
        weight=kernels,
        sign="mixed",
    )
    sketch.link(
        maps, pool, **slow, wiring="wiring/pooling", wiring_parameters={"how": "sum"}, weight=80.0, sign="excitatory"
    )
    return sketch.document


def _grid(channels: int, side: int) -> Mapping[str, Any]:
    places = {"channels": float(channels), "rows": float(side), "columns": float(side)}
    return {"arrangement": "positions/grid", "places": places}


LESSON = TaughtLesson(
    chapter="nearby",
    order=2,
    minutes=6,
    words=WORDS,
    tasks={
        "kernel": {"kind": "run", "duration": 300},
        "shape": [
            {"kind": "value", "node": "Pool", "name": "size", "at_most": 8},
            {"kind": "active", "population": "Pool", "at_least": 2, "at_most": 8},
        ],
    },
    draw=draw,
)
