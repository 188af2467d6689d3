"""A pattern of spikes, and the moments at which a neuron should answer it."""

from __future__ import annotations

from app.document.document import Document
from app.document.examples.keys import EXPONENTIAL, LIF
from app.document.making.sketch import Sketch
from app.document.networks.lesson import TaughtLesson
from engine.network.values import Uniform

WORDS = """
# Spikes at wanted times

A teacher who says when, and weights that follow.

## wrong | Not yet

**Pattern** holds 100 spike trains of 200 ms, and the moments at which **Neuron** should answer them. **Inputs** sends
the trains. The weights are random, so the answer comes at random moments too.

Here nothing is counted: a spike a few ms beside the wanted moment is wrong.

> Run it for one pattern, 200 ms.

## teach | A push for each mistake

At each wanted moment without a spike the weights of those inputs grow that have just pushed the membrane. At each
spike that nobody wanted they shrink. How much a weight moves is the input’s own share of the push, divided by that of
all inputs: *normalised approximate descent*, NormAD.

After 10 passes it is still far off. Agreement is told as a *correlation* of both trains, 1 when they are the same.

> Open **Learn**, set the epochs to 60 or more, press **Start training**, and reach 0.9.

## idea | How a step became a slope

The error is a difference of spike trains, and spikes are all or nothing. NormAD looks at the membrane behind them
instead: it is smooth, and each weight’s part in it is known exactly.

For one layer that is enough. A hidden layer has no wanted times of its own, so somebody must say what its spikes were
good for. The next chapters tell of that.
"""


def draw() -> Document:
    sketch = Sketch("Spikes at wanted times", resolution=0.5, speed=0.1)
    shape = {"inputs": 100.0, "duration": 200.0, "input_rate": 20.0, "target_rate": 25.0, "interval": 0.5}
    pattern = sketch.node(
        "datasets/target_spike_trains", "Pattern", (48, 96), parameters={**shape, "sample_time": 200.0}
    )
    inputs = sketch.node("encoders/regular", "Inputs", (264, 96), 100, parameters={"max_rate": 2000.0})
    neuron = sketch.node(LIF, "Neuron", (552, 96))
    answer = sketch.node("decoders/spike_count", "Answer", (888, 96))
    sketch.link(pattern, inputs)
    sketch.link(
        inputs, neuron, synapse=EXPONENTIAL, synapse_parameters={"tau_syn": 5.0},
        weight=Uniform(0.0, 100.0), sign="mixed", delay=1.0,
    )  # fmt: skip
    sketch.link(neuron, answer)
    sketch.link(pattern, answer)
    sketch.train("normad", epochs=10.0)
    return sketch.document


LESSON = TaughtLesson(
    chapter="normad",
    order=1,
    minutes=5,
    words=WORDS,
    tasks={
        "wrong": {"kind": "run", "duration": 200},
        "teach": {"kind": "training", "methods": ["normad"], "at_least": 0.9},
    },
    draw=draw,
)
