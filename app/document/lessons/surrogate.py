"""Digits by a slope that is only thought."""

from __future__ import annotations

from app.document.document import Document
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lesson_drawings import digits

WORDS = """
# A slope that is only thought

The fourth way: whole spikes forward, a friendly lie backward.

## lie | Forward and backward

Forward, nothing is changed: the network runs with whole spikes, as it is drawn. Backward, where the slope of the step
is asked for, it gets the slope of a smooth curve in its place: a *surrogate gradient*.

The lie is largest for a membrane near its threshold, where a small change could have made a spike, and small far from
it. That is enough to say who should change, and in which direction.

## teach | The usual way today

It asks for a diary: what every membrane did in every step, so that the error can go back through layers and time. It
is the way most spiking networks are trained today.

> Open **Learn** and press **Start training**. Reach 80 %.

## see | No difference

What was trained is what runs: there is nothing to convert and nothing to sharpen. In the Learn panel you can choose
other curves. Their shape matters less than one would think.

> Run it until 10 answers are given, 70 % of them right.
"""


def draw() -> Document:
    return digits("A slope that is only thought", "surrogate_gradient")


LESSON = TaughtLesson(
    chapter="ways",
    order=4,
    minutes=5,
    words=WORDS,
    tasks={
        "teach": {"kind": "training", "methods": ["surrogate_gradient"], "at_least": 0.8},
        "see": {"kind": "right", "decoder": "Answer", "at_least": 0.7, "samples": 10},
    },
    draw=draw,
)
