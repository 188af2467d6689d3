"""Digits by spikes that are made smooth while they are trained."""

from __future__ import annotations

from app.document.document import Document
from app.document.networks.lesson import TaughtLesson
from app.document.networks.lesson_drawings import digits

WORDS = """
# Smooth spikes

The third way: a little spike for a little below the threshold.

## soft | A threshold with a slope

If a spike may be *half* a spike, the staircase becomes a ramp: a membrane just below the threshold sends a little,
one just above it nearly everything. Each weight then has an honest slope, exact for this softened network.

The price: the softened network is another one than the one that will run.

## teach | Soft, then sharper

The *smoothed model* trains with soft spikes and makes them sharper from batch to batch. At the end they are nearly
those of the drawn network. The accuracy that it tells was measured with whole spikes.

> Open **Learn** and press **Start training**. Reach 80 %.

## see | With whole spikes

Had it been sharp from the beginning, most neurons would have had no slope to learn by. Had it stayed soft, the
network of whole spikes would have been a stranger to its weights.

> Run it until 10 answers are given, 70 % of them right.
"""


def draw() -> Document:
    return digits("Smooth spikes", "smoothed_model")


LESSON = TaughtLesson(
    chapter="ways",
    order=3,
    minutes=5,
    words=WORDS,
    tasks={
        "teach": {"kind": "training", "methods": ["smoothed_model"], "at_least": 0.8},
        "see": {"kind": "right", "decoder": "Answer", "at_least": 0.7, "samples": 10},
    },
    draw=draw,
)
