"""Two clocks of which neither brings the neuron to its threshold alone, and one that inhibits, faintly so far."""

from __future__ import annotations

from app.document.document import Document
from app.document.examples.keys import EXPONENTIAL, LIF
from app.document.making.sketch import Sketch
from app.document.networks.lesson import TaughtLesson

WORDS = """
# Spikes that meet

One spike says little; two at the same moment say much.

## alone | A spike is a push

A spike that arrives at a *synapse* opens channels for a moment. A short current flows into **Neuron**, its voltage
jumps up a little and sinks back within some 20 ms.

**First** and **Second** fire 20 times a second, one 25 ms after the other. Neither push reaches the threshold.

> Run it for 200 ms and look at the membrane: small hills, no spike.

## together | At the same moment

If the second push comes before the first has leaked away, the two add up. A neuron is thus a detector of spikes that
come *together*.

**Second** has a value called “first spike at”. It says when its clock begins.

> Let **Neuron** fire 15 times a second or more, by moving **Second** in time only: keep rates and weights as they are.

## often | One after another

One input alone can do it too, if its spikes follow each other so fast that each finds something left of the one
before.

> Set the rate of **Second** to 0, and raise that of **First** until **Neuron** fires at 40 Hz or more.

## brake | The other sign

Some neurons push down instead of up: they *inhibit*. Their weight is negative. **Brake** fires 100 times a second,
but its weight is so small that nobody notices.

> Let **First** fire at 100 Hz or more with a weight of at least 800 pA, and silence **Neuron** by the weight of the
link from **Brake**.
"""


def draw() -> Document:
    sketch = Sketch("Spikes that meet", speed=0.1)
    neuron = sketch.node(LIF, "Neuron", (432, 192))
    onto = {"synapse": EXPONENTIAL, "synapse_parameters": {"tau_syn": 5.0}}
    for title, top, rate, phase, weight, sign in (
        ("First", 24, 20.0, 10.0, 800.0, "excitatory"),
        ("Second", 216, 20.0, 35.0, 800.0, "excitatory"),
        ("Brake", 408, 100.0, 5.0, -10.0, "inhibitory"),
    ):
        source = sketch.node("stimuli/regular", title, (48, top), parameters={"rate": rate, "phase": phase})
        sketch.link(source, neuron, weight=weight, sign=sign, **onto)
    return sketch.document


LESSON = TaughtLesson(
    chapter="neuron",
    order=2,
    minutes=5,
    words=WORDS,
    tasks={
        "alone": {"kind": "run", "duration": 200},
        "together": [
            {"kind": "value", "node": "First", "name": "rate", "at_most": 20},
            {"kind": "value", "node": "Second", "name": "rate", "at_most": 20},
            {"kind": "link", "source": "First", "target": "Neuron", "weight_at_most": 800},
            {"kind": "link", "source": "Second", "target": "Neuron", "weight_at_most": 800},
            {"kind": "rate", "population": "Neuron", "at_least": 15, "span": 400},
        ],
        "often": [
            {"kind": "value", "node": "Second", "name": "rate", "at_most": 0},
            {"kind": "rate", "population": "Neuron", "at_least": 40, "span": 400},
        ],
        "brake": [
            {"kind": "value", "node": "First", "name": "rate", "at_least": 100},
            {"kind": "link", "source": "First", "target": "Neuron", "weight_at_least": 800},
            {"kind": "link", "source": "Brake", "target": "Neuron", "weight_at_most": -100},
            {"kind": "rate", "population": "Neuron", "at_most": 0, "span": 400},
        ],
    },
    draw=draw,
)
