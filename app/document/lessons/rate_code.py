"""Brightness as a random rate."""

from __future__ import annotations

from app.document.document import Document
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lesson_drawings import picture

WORDS = """
# A number as a rate

Bright fires often, dark seldom; whoever counts can read it.

## random | From brightness to spikes

A brain has no numbers, only spikes. **Pixels** turns each of the 64 pixels of **Picture** into a train of random
spikes: white fires at 100 Hz, grey less, black never. **Nerve** passes every spike on.

At the other end **Reading** counts the spikes of each fibre and divides by the time: the rate. Each picture is shown
for 25 ms.

> Run it for two pictures, 50 ms.

## longer | Counting takes time

In 25 ms white gives two or three spikes, by chance sometimes none. What is read hardly resembles what is shown: they
agree by about 0.7, where 1 is perfect.

Chance averages out if one counts for longer.

> Let what is read agree by 0.93, with rates of 100 Hz at most. Select **Picture** and change how long each sample is
shown. A faster view speed shortens the wait.

## denser | Or it takes spikes

Who has no time needs more spikes. Each spike costs a neuron energy: that is the price of a hurried rate.

> Reach 0.93 again, with pictures that are shown for 50 ms at most. Raise the rate of the value 1 in **Pixels**.
"""


def draw() -> Document:
    return picture("A number as a rate", "encoders/poisson", "decoders/firing_rate", {"max_rate": 100.0}, 25.0)


LESSON = TaughtLesson(
    chapter="coding",
    order=1,
    minutes=5,
    words=WORDS,
    tasks={
        "random": {"kind": "run", "duration": 50},
        "longer": [
            {"kind": "value", "node": "Pixels", "name": "max_rate", "at_most": 100},
            {"kind": "reads", "decoder": "Reading", "dataset": "Picture", "at_least": 0.93, "samples": 2},
        ],
        "denser": [
            {"kind": "value", "node": "Picture", "name": "sample_time", "at_most": 50},
            {"kind": "reads", "decoder": "Reading", "dataset": "Picture", "at_least": 0.93, "samples": 2},
        ],
    },
    draw=draw,
)
