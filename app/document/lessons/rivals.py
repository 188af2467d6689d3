"""Two groups of random trains onto one neuron through synapses that learn; neither fires together yet."""

from __future__ import annotations

from app.document.document import Document
from app.document.examples.keys import EXPONENTIAL, LIF
from app.document.making.sketch import Sketch
from app.document.networks.lesson import TaughtLesson
from engine.network.values import Uniform

WORDS = """
# Rivals

Inputs that fire together take the neuron for themselves.

## nobody | Nobody together

Twice 50 inputs fire at random, 20 times a second each, onto **Neuron**. Their weights lie anywhere between 0 and 40
pA, and all of them learn by STDP.

Here *too late* counts more than *in time*, so that a spike by chance weakens more than it strengthens.

> Run it for a second. **Neuron** fires less and less.

## together | Those who agree

Inputs that fire at the same moment push **Neuron** over its threshold: their spikes come just before its own. All of
them are strengthened, and fire it more surely the next time.

Every other input has more spikes that come too late. So most weights end up either strong or weak, and few remain in
the middle.

> Give **Group A** a correlation of 0.2. Run it until **Group A** has 26 pA or more in the mean, **Group B** 12 pA or
less.

## turn | The tables turn

A strong group stays strong only as long as it agrees. Nobody named the groups: the neuron finds what belongs together
in its inputs, without a teacher.

> Let the other group win: **Group B** with 26 pA or more in the mean, **Group A** with 12 pA or less.
"""


def draw() -> Document:
    sketch = Sketch("Rivals", resolution=0.5)
    cell = {"tau_m": 20.0, "V_th": -54.0, "V_reset": -60.0, "E_L": -70.0}
    neuron = sketch.node(LIF, "Neuron", (480, 144), parameters=cell)
    rule = {"w_max": 40.0, "A_plus": 0.05, "A_minus": 0.075}
    for title, top in (("Group A", 48), ("Group B", 264)):
        group = sketch.node("stimuli/correlated_poisson", title, (48, top), 50, parameters={"rate": 20.0, "c": 0.0})
        sketch.link(
            group, neuron, synapse=EXPONENTIAL, synapse_parameters={"tau_syn": 5.0},
            weight=Uniform(0.0, 40.0), plasticity="plasticity/pair_stdp", plasticity_parameters=rule,
        )  # fmt: skip
    return sketch.document


LESSON = TaughtLesson(
    chapter="hebb",
    order=2,
    minutes=6,
    words=WORDS,
    tasks={
        "nobody": {"kind": "run", "duration": 1000},
        "together": [
            {"kind": "weights", "source": "Group A", "target": "Neuron", "at_least": 26},
            {"kind": "weights", "source": "Group B", "target": "Neuron", "at_most": 12},
            {
                "kind": "weights",
                "source": "Group A",
                "others": ["Group B"],
                "target": "Neuron",
                "apart": 0.6,
                "least_of_each": 0.2,
            },
        ],
        "turn": [
            {"kind": "weights", "source": "Group B", "target": "Neuron", "at_least": 26},
            {"kind": "weights", "source": "Group A", "target": "Neuron", "at_most": 12},
        ],
    },
    draw=draw,
)
