"""Brightness as the interval between spikes."""

from __future__ import annotations

from app.document.document import Document
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lesson_drawings import picture

WORDS = """
# A number as an interval

Two spikes and the silence between them.

## gaps | The silence speaks

**Pixels** now fires without chance: white every 10 ms, half as bright every 20 ms. **Reading** measures the interval
between a fibre's spikes and takes one over it: 10 ms are 100 Hz.

That needs two spikes. A pixel that fires once or never within 25 ms is read as black.

> Run it for two pictures, 50 ms.

## two | Two spikes for everyone

Where grey pixels fire twice too, every interval is exact: nothing is left to chance, so nothing has to be averaged.

> Let what is read agree by 0.96, while each picture is shown for 25 ms at most. Raise the rate of the value 1 in
**Pixels**.

## compare | Three ways to read

A rate asks *how many*, a first spike asks *how soon*, an interval asks *how far apart*. The rate is the most patient
and forgives lost spikes. The first spike is the fastest and needs a common clock. The interval needs no clock from
outside: the first of two spikes is the clock of the second.

Nothing in a spike says which of these is meant. A code is what the reader makes of it.
"""


def draw() -> Document:
    decoder = "decoders/inter_spike_interval"
    return picture("A number as an interval", "encoders/regular", decoder, {"max_rate": 100.0}, 25.0)


LESSON = TaughtLesson(
    chapter="coding",
    order=3,
    minutes=4,
    words=WORDS,
    tasks={
        "gaps": {"kind": "run", "duration": 50},
        "two": [
            {"kind": "value", "node": "Picture", "name": "sample_time", "at_most": 25},
            {"kind": "reads", "decoder": "Reading", "dataset": "Picture", "at_least": 0.96},
        ],
    },
    draw=draw,
)
