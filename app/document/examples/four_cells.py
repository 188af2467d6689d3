"""One current into four kinds of cortical neuron, after Izhikevich: what a few numbers make of one equation."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.making.sketch import Sketch

PLACE = 12
EXAMPLE = Example("Four kinds of neuron", "The same current, four answers.", "Neurons", 3)
CELLS = {
    "Regular": {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0},
    "Bursting once": {"a": 0.02, "b": 0.2, "c": -55.0, "d": 4.0},
    "Chattering": {"a": 0.02, "b": 0.2, "c": -50.0, "d": 2.0},
    "Fast": {"a": 0.1, "b": 0.2, "c": -65.0, "d": 2.0},
}
"""Regular spiking, intrinsically bursting, chattering and fast spiking of figure 2."""
REST = {"V": -70.0, "u": -14.0}  # where all four stay without a current


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Izhikevich (2003), Simple model of spiking neurons, IEEE Transactions on Neural Networks 14, 1569-1572,
    10.1109/TNN.2003.820440, figure 2.
    """
    sketch = Sketch("Four kinds of neuron", resolution=0.25, speed=0.1)
    steps = {"amplitude": 1000.0, "onset": 50.0, "end": 60_000.0}
    current = sketch.node("stimuli/step_current", "Current", (48, 456), parameters=steps)
    for place, (title, cell) in enumerate(CELLS.items()):
        top = 168 + 192 * place
        neuron = sketch.node("neurons/izhikevich_published", title, (384, top), parameters=cell, start=REST)
        trace = sketch.node("recorders/state", f"{title} V", (696, top + 48), parameters={"quantity": "V"})
        sketch.link(current, neuron)
        sketch.link(neuron, trace)
    sketch.note(
        "All four obey the same two equations, and differ in the numbers a to d alone.\n"
        "Turn the current down to 300 pA and run it again: which of them never fires?",
        width=680,
    )
    return sketch.document
