"""Digits, each layer with an error of its own."""

from __future__ import annotations

from app.document.document import Document
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lesson_drawings import digits

WORDS = """
# Each layer for itself

The first way: a rule that needs nothing from far away.

## guess | It guesses

**Digits** shows handwritten digits, **Pixels** turns brightness into rates, and the busiest of ten neurons of
**Output** is the answer. Between them lie 100 neurons, **Hidden**. All weights are random.

The error is known at **Output** only. What should **Hidden** do differently?

> Run it for five digits, 125 ms.

## teach | An error of its own

*DECOLLE* gives each layer a small reader of its own, with fixed random weights, which tries to name the digit from
this layer alone. Its error is right here: no news has to come back from the layers behind.

Each weight changes by three things that lie at its place: what came in lately, how near the membrane is to its
threshold, and the error of the layer.

> Open **Learn** and press **Start training**. Reach 80 %.

## see | It answers

What is trained is what you see: the same neurons, the same spikes. *E-prop* and *online training through time* in the
Learn panel are of this kind too. They keep a trace at each weight instead of a diary of the past.

> Run it until 10 answers are given, 70 % of them right.
"""


def draw() -> Document:
    return digits("Each layer for itself", "decolle")


LESSON = TaughtLesson(
    chapter="ways",
    order=1,
    minutes=6,
    words=WORDS,
    tasks={
        "guess": {"kind": "run", "duration": 125},
        "teach": {
            "kind": "training",
            "methods": ["decolle", "e_prop", "online_training_through_time"],
            "at_least": 0.8,
        },
        "see": {"kind": "right", "decoder": "Answer", "at_least": 0.7, "samples": 10},
    },
    draw=draw,
)
