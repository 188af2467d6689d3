"""Ten input spikes a second through one synapse: none, one or two answers to each."""

from __future__ import annotations

from app.document.document import Document
from app.document.examples.keys import EXPONENTIAL, LIF
from app.document.making.sketch import Sketch
from app.document.networks.lesson import TaughtLesson

WORDS = """
# A staircase

Why nobody can ask a spike which way is up.

## flat | Nothing happens

**Input** fires ten times a second. Each of its spikes brings **Neuron** over the threshold once, with a weight of
1200 pA.

To learn is to ask: *if this weight were a little larger, what would change?* The answer is the slope, the
*derivative*, and learning goes uphill or downhill along it.

> Raise the weight of the link to 1400 pA or more, and see: **Neuron** still fires at 10 Hz. The slope is zero.

## jump | All at once

Go on, and at some weight each input spike suddenly brings two spikes instead of one. There the slope is infinite. On
both sides of it it is zero again.

> Raise the weight further until **Neuron** fires at 20 Hz.

## edge | On the edge

Just below a step nothing tells that it is near, though the membrane comes within a hair of the threshold. The spikes
do not show it.

> Come as near to the first step as you can: 1000 pA or more, and **Neuron** silent.

## stuck | No way to learn

A staircase has no useful slope: almost everywhere it says *stay*, and at the steps it says nothing that can be
computed with. A network of such neurons is a staircase in thousands of directions.

Yet the membrane beneath is smooth. Every way round the staircase makes use of that in its own manner: by rules at
each layer, by numbers in the place of spikes, by spikes made smooth, or by a slope that is only thought.
"""


def draw() -> Document:
    sketch = Sketch("A staircase", speed=0.25)
    source = sketch.node("stimuli/regular", "Input", (48, 120), parameters={"rate": 10.0, "phase": 10.0})
    neuron = sketch.node(LIF, "Neuron", (384, 96))
    sketch.link(source, neuron, synapse=EXPONENTIAL, synapse_parameters={"tau_syn": 10.0}, weight=1200.0)
    return sketch.document


LESSON = TaughtLesson(
    chapter="derivative",
    order=1,
    minutes=5,
    words=WORDS,
    tasks={
        "flat": [
            {"kind": "link", "source": "Input", "target": "Neuron", "weight_at_least": 1400},
            {"kind": "rate", "population": "Neuron", "at_least": 9, "at_most": 11, "span": 500},
        ],
        "jump": [
            {"kind": "value", "node": "Input", "name": "rate", "at_most": 10},
            {"kind": "rate", "population": "Neuron", "at_least": 19, "span": 500},
        ],
        "edge": [
            {"kind": "value", "node": "Input", "name": "rate", "at_least": 10},
            {"kind": "link", "source": "Input", "target": "Neuron", "weight_at_least": 1000},
            {"kind": "rate", "population": "Neuron", "at_most": 0, "span": 500},
        ],
    },
    draw=draw,
)
