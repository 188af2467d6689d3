"""Three neurons learn to fire at wanted moments, by NormAD."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import DENSE_CURRENTS, LIF
from app.document.making.sketch import Sketch
from engine.network.values import Uniform

PLACE = 65
EXAMPLE = Example("Wanted spikes", "Teach neurons the moments to fire.", "Learning", 4)
INPUTS, NEURONS = 150, 3
SHOWN, STEP = 200.0, 0.5  # ms


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Anwani & Rajendran (2015), NormAD - Normalized Approximate Descent based supervised learning rule for
    spiking neurons, IJCNN, 10.1109/IJCNN.2015.7280618.
    """
    sketch = Sketch("Wanted spikes", resolution=STEP, speed=0.1)
    pattern = sketch.node(
        "datasets/target_spike_trains", "Pattern", (48, 192),
        parameters={
            "inputs": float(INPUTS), "outputs": float(NEURONS), "duration": SHOWN, "input_rate": 20.0,
            "target_rate": 25.0, "interval": STEP, "sample_time": SHOWN,
        },
    )  # fmt: skip
    inputs = sketch.node("encoders/regular", "Inputs", (240, 192), INPUTS, parameters={"max_rate": 1000.0 / STEP})
    neurons = sketch.node(LIF, "Neurons", (576, 192), NEURONS)
    answer = sketch.node("decoders/spike_count", "Answer", (936, 192))
    sketch.link(pattern, inputs)
    sketch.link(inputs, neurons, **DENSE_CURRENTS, weight=Uniform(0.0, 100.0))
    sketch.link(neurons, answer)
    sketch.link(pattern, answer)
    sketch.note(
        "One pattern of spikes comes again and again, and each neuron is to answer it at moments of its own.\n"
        "Train it in Learn, where the correlation says how near it is; then run it, and the moments are kept."
    )
    sketch.train("normad", epochs=40.0)
    return sketch.document
