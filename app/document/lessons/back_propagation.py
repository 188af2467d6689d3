"""The same digits, to see what going back through time takes."""

from __future__ import annotations

from app.document.document import Document
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lesson_drawings import digits

WORDS = """
# The price of going back

Back-propagation remembers everything; some methods need not.

## diary | A diary of every step

To go back through time, training keeps what every neuron did in every step of every sample of a batch. Digits are
shown for 25 steps here. Beneath the settings of the Learn panel a line says what the training will take.

> Open **Learn**, read how much memory it takes, press **Start training**, and reach 80 %.

## longer | Four times as long

Memory grows with the number of steps: four times as long, four times as much. A second of sound at steps of 1 ms is
forty times as much as a digit here.

> Select **Digits** and show each sample for 100 ms. Then read the line in **Learn** again.

## forward | Learning on the way

Methods like *e-prop* and *online training through time* go forward only. Each weight keeps a trace of what came in,
and learns from the error of the moment. How long it takes does not matter to their memory.

> With digits that are shown for 50 ms or more, train by one of these, or by DECOLLE, and reach 80 %.

## choice | What is given up

What lies long ago and acts only by way of other neurons escapes such methods: their slope is not the whole one. For
digits that hardly matters, for tasks with long memory it does.

Between the two lie *segments*: the diary is kept in parts and what is missing is run again. It costs some time, and
the slope stays whole. The line in the Learn panel tells of that too.
"""


def draw() -> Document:
    return digits("The price of going back", "surrogate_gradient")


LESSON = TaughtLesson(
    chapter="cost",
    order=1,
    minutes=6,
    words=WORDS,
    tasks={
        "diary": {"kind": "training", "methods": ["surrogate_gradient"], "at_least": 0.8},
        "longer": {"kind": "value", "node": "Digits", "name": "sample_time", "at_least": 100},
        "forward": [
            {"kind": "value", "node": "Digits", "name": "sample_time", "at_least": 50},
            {"kind": "training", "methods": ["e_prop", "online_training_through_time", "decolle"], "at_least": 0.8},
        ],
    },
    draw=draw,
)
