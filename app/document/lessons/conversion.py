"""Digits as currents into neurons that count."""

from __future__ import annotations

from app.document.document import Document
from app.document.examples.digits_network import counting_network
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lesson_drawings import EPOCHS

WORDS = """
# Train numbers, run spikes

The second way: leave the spikes out while learning.

## count | A neuron that counts

These neurons have no leak. They add up what comes in; at the threshold they fire and keep what is left over. Over
some time their rate is their input, and zero where the input is negative.

That is the unit of ordinary neural networks: the *rectified linear unit*. It has a slope everywhere.

> Run it for five digits, 160 ms.

## teach | Without a single spike

*Conversion* trains this network as a network of numbers, as is done everywhere, and then gives the weights to the
neurons that fire. Thresholds are set so that no rate is asked for that cannot be fired.

> Open **Learn** and press **Start training**. Reach 80 %.

## see | Spikes again

Now the same weights work by spikes: each digit is shown for 32 steps.

> Run it until 10 answers are given, 70 % of them right.

## short | Rates need time

A rate of spikes is exact only after a while. With few steps a number between 0 and 1 has few values that it can take,
and the layers behind wait for the ones before.

> Show each digit for a single step, 1 ms, run it for 20 ms, and watch the answers get worse.
"""


def draw() -> Document:
    return counting_network("Train numbers, run spikes", "Digits", 96, 0.05, epochs=EPOCHS).document


LESSON = TaughtLesson(
    chapter="ways",
    order=2,
    minutes=6,
    words=WORDS,
    tasks={
        "count": {"kind": "run", "duration": 160},
        "teach": {"kind": "training", "methods": ["conversion"], "at_least": 0.8},
        "see": {"kind": "right", "decoder": "Answer", "at_least": 0.7, "samples": 10},
        "short": [
            {"kind": "value", "node": "Digits", "name": "sample_time", "at_most": 1},
            {"kind": "run", "duration": 20},
        ],
    },
    draw=draw,
)
