"""A faint synapse that fires 10 ms before the neuron is made to fire."""

from __future__ import annotations

from app.document.document import Document
from app.document.examples.keys import LIF
from app.document.making.sketch import Sketch
from app.document.networks.lesson import TaughtLesson

WORDS = """
# Who comes first

A synapse that helps is strengthened. How does it know?

## grow | Before

In 1949 Donald Hebb guessed: when one cell takes part in firing another, the connection between them grows. *Taking
part* means coming just before.

**Teacher** makes **Neuron** fire ten times a second. 10 ms earlier **Early** sends a faint spike, too weak to matter.
Its synapse has the rule of *spike-timing-dependent plasticity*, STDP, and begins at 100 pA, half of the most that it
may have.

> Let it run until the weight is 150 pA. Open the weight histogram under “Add a live view” in the menu View, to watch
it.

## shrink | After

The same rule weakens a synapse whose spike comes just after the neuron has fired: it came too late to have helped.

**Early** has a value called “first spike at”. **Teacher** fires 20 ms after the start.

> Let **Early** come after **Neuron**, by 30 ms at most, and run until the weight has sunk to 50 pA.

## cause | A rule that looks for causes

20 ms is about as long as a push is remembered by the membrane. Within that time *before* looks like a cause, *after*
cannot be one. The further apart the two spikes are, the less the weight moves.

No teacher says what is right. The synapse knows only its own two ends: such a rule is *local*, and a chip can compute
it where the weight lies.
"""


def draw() -> Document:
    sketch = Sketch("Who comes first", speed=0.25)
    before = sketch.node("stimuli/regular", "Early", (48, 48), parameters={"rate": 10.0, "phase": 10.0})
    teacher = sketch.node("stimuli/regular", "Teacher", (48, 264), parameters={"rate": 10.0, "phase": 20.0})
    neuron = sketch.node(LIF, "Neuron", (432, 144))
    rule = {"A_plus": 0.04, "A_minus": 0.04, "w_max": 200.0}
    sketch.link(before, neuron, weight=100.0, plasticity="plasticity/pair_stdp", plasticity_parameters=rule)
    sketch.link(teacher, neuron, weight=2500.0)
    return sketch.document


LESSON = TaughtLesson(
    chapter="hebb",
    order=1,
    minutes=5,
    words=WORDS,
    tasks={
        "grow": {"kind": "weights", "source": "Early", "target": "Neuron", "at_least": 150},
        "shrink": [
            {"kind": "order", "first": "Neuron", "second": "Early", "within": 30},
            {"kind": "weights", "source": "Early", "target": "Neuron", "at_most": 50},
        ],
    },
    draw=draw,
)
