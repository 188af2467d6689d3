"""Brightness as the time of one spike."""

from __future__ import annotations

from app.document.document import Document
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lesson_drawings import picture

WORDS = """
# A number as a moment

One spike is enough, if somebody looks at the clock.

## early | The brighter, the earlier

Now **Pixels** sends one spike at most for each pixel. White fires at once, grey later, black never. The number is in
the *when*.

**Reading** looks at the first spike of each fibre: the earlier it comes, the larger the number.

> Run it for two pictures, 50 ms, and look at the raster: each picture is a front that runs through the nerve.

## faster | In a hurry

Nothing has to be counted, so nothing has to be waited for. A picture can be shown as briefly as the spikes can still
be told apart.

> Show each picture for 5 ms at most, and let what is read still agree by 0.9.

## price | What it costs

Here a picture takes about 33 spikes in 5 ms. Read as a rate as well as this, it took hundreds of spikes or a quarter
of a second.

The price is hidden: somebody must know when the picture began, and a spike that is lost or late is a wrong number at
once. Eyes and skin send their first news in this way, and rates for what stays.
"""


def draw() -> Document:
    return picture("A number as a moment", "encoders/latency", "decoders/time_to_first_spike", {}, 25.0)


LESSON = TaughtLesson(
    chapter="coding",
    order=2,
    minutes=4,
    words=WORDS,
    tasks={
        "early": {"kind": "run", "duration": 50},
        "faster": [
            {"kind": "value", "node": "Picture", "name": "sample_time", "at_most": 5},
            {"kind": "reads", "decoder": "Reading", "dataset": "Picture", "at_least": 0.9},
        ],
    },
    draw=draw,
)
