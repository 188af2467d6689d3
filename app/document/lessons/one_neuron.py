"""A steady current 20 % above what a neuron needs to fire: 50 Hz."""

from __future__ import annotations

from app.document.document import Document
from app.document.examples.keys import LIF
from app.document.making.sketch import Sketch
from app.document.networks.lesson import TaughtLesson

WORDS = """
# One neuron

A current charges it, it fires, it begins again.

## run | A membrane that is charged

A neuron is a small bag of salt water. Its skin, the membrane, keeps charge apart, so there is a voltage across it: at
rest about −70 mV.

**Current** pushes charge into **Neuron**. The voltage rises, and at −55 mV, the threshold, the neuron *fires*: it sends
a spike, and its voltage starts again from below. A spike has no size. All that it says is *when*.

> Press **Run** in the bar below, or the space bar, and watch 200 ms pass.

## threshold | The leak

The membrane leaks. The further the voltage is from rest, the faster charge flows out again. Where as much flows out as
**Current** pushes in, the voltage stands still.

If that happens below the threshold, the neuron never fires, however long you wait.

> Select **Current** and lower its value in Properties, until **Neuron** falls silent.

## twice | More current, more spikes

Far above the threshold the voltage reaches it sooner, and spikes follow each other faster. A stronger current is told
as a higher *rate*, in spikes per second: hertz, Hz.

Twice the rate does not take twice the current. Try it.

> Make **Neuron** fire twice as fast as before.

## memory | How long it remembers

The *membrane time constant* says how slowly the charge leaks away. With 10 ms, two thirds of it are gone after 10 ms.
A membrane with a longer time constant collects for longer, so that a weaker current can still bring it to the
threshold.

> Let **Neuron** fire with a current of 200 pA or less. Select **Neuron** and change its membrane time constant.

## rest | A rest after each spike

After a spike nothing can make the neuron fire again for a moment: the *refractory period*. It sets a limit to the rate,
however strong the current is.

> Push 2000 pA or more into **Neuron**, and give it a refractory time that keeps it between 50 and 100 Hz.
"""


def draw() -> Document:
    sketch = Sketch("One neuron", speed=0.1)
    current = sketch.node("stimuli/dc_current", "Current", (48, 120), parameters={"amplitude": 450.0})
    neuron = sketch.node(LIF, "Neuron", (336, 96))
    sketch.link(current, neuron)
    return sketch.document


LESSON = TaughtLesson(
    chapter="neuron",
    order=1,
    minutes=5,
    words=WORDS,
    tasks={
        "run": {"kind": "run", "duration": 200},
        "threshold": {"kind": "rate", "population": "Neuron", "at_most": 0, "span": 200},
        "twice": {"kind": "rate", "population": "Neuron", "at_least": 2, "times": True, "usual": 50, "span": 200},
        "memory": [
            {"kind": "value", "node": "Current", "name": "amplitude", "at_most": 200},
            {"kind": "rate", "population": "Neuron", "at_least": 5, "span": 400},
        ],
        "rest": [
            {"kind": "value", "node": "Current", "name": "amplitude", "at_least": 2000},
            {"kind": "rate", "population": "Neuron", "at_least": 50, "at_most": 100, "span": 200},
        ],
    },
    draw=draw,
)
