"""A current step into one neuron, whose membrane is recorded."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import LIF
from app.document.making.sketch import Sketch
from app.document.node_slider import NodeSlider

PLACE = 10
EXAMPLE = Example("One neuron", "Feed a current, see it fire.", "Neurons", 2, True)


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = Sketch("One neuron", speed=0.1)
    current = sketch.node(
        "stimuli/step_current",
        "Current",
        (48, 216),
        parameters={"amplitude": 450.0, "onset": 50.0, "end": 60_050.0},
        sliders=(NodeSlider("amplitude", 0.0, 900.0),),
    )
    neuron = sketch.node(LIF, "Neuron", (384, 192))
    trace = sketch.node("recorders/state", "Membrane", (648, 168), parameters={"quantity": "V"})
    spikes = sketch.node("recorders/spikes", "Spikes", (648, 288))
    sketch.link(current, neuron)
    sketch.link(neuron, trace)
    sketch.link(neuron, spikes)
    sketch.note(
        "A current charges the membrane; at the threshold it fires.\n"
        "Press Space. Then drag the slider beneath Current: below 375 pA the neuron never fires.",
        width=648,
    )
    return sketch.document
