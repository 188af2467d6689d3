"""Two groups that excite themselves and share their inhibition: the one with a little more input silences the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import CELL, FIXED_PROBABILITY, LIF
from app.document.making.sketch import Sketch

PLACE = 22
EXAMPLE = Example("Winner take all", "Two rivals, one voice.", "Circuits", 4)
RIVALS, JUDGES = 60, 40


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Wang (2002), Neuron 36, 955-968, 10.1016/S0896-6273(02)01092-9: competition of two groups through one pool
    of inhibition, here with currents in place of its conductances.
    """
    sketch = Sketch("Winner take all", speed=0.2)
    sparse: Mapping[str, Any] = {"wiring": FIXED_PROBABILITY, "wiring_parameters": {"p": 0.4}}
    inhibition = sketch.node(LIF, "Inhibition", (384, 372), JUDGES, **CELL)
    for title, top, rate in (("A", 168, 1200.0), ("B", 576, 1000.0)):
        drive = sketch.node("stimuli/poisson", f"Input {title}", (48, top), parameters={"rate": rate})
        rival = sketch.node(LIF, f"Group {title}", (384, top), RIVALS, **CELL)
        sketch.link(drive, rival, weight=60.0, synapse_parameters={"tau_syn": 5.0})
        sketch.link(rival, rival, **sparse, weight=6.0, synapse_parameters={"tau_syn": 50.0})
        sketch.link(rival, inhibition, **sparse, weight=60.0, synapse_parameters={"tau_syn": 5.0})
        sketch.link(inhibition, rival, **sparse, weight=-60.0, sign="inhibitory", synapse_parameters={"tau_syn": 10.0})
    sketch.note(
        "Both groups excite themselves and the inhibition that silences them: the one with more input wins alone.\n"
        "While it runs, raise the rate of Input B from 1000 to 1700 Hz, and B takes over. What happens back at 1000?"
    )
    return sketch.document
