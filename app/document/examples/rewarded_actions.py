"""Four patterns, four actions: reward after the answer turns what spikes left behind into weights."""

from __future__ import annotations

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from engine.network.values import Uniform

PLACE = 85
EXAMPLE = Example("Rewarded actions", "Praise alone teaches what is right.", "Learning", 5)
ACTIONS, TRAINS = 4, 100
SHOWN, WAIT = 100.0, 200.0  # ms of a pattern, and until the next: the reward acts in between


def draw() -> Document:
    """The drawing, as a person would make it."""
    sketch = Sketch("Rewarded actions", resolution=1.0, speed=0.6, seed=6)
    patterns = sketch.node(
        "datasets/poisson_patterns", "Patterns", (48, 192),
        parameters={
            "classes": float(ACTIONS), "trains": float(TRAINS), "rate": 20.0, "training": 200.0, "test": 100.0,
            "sample_time": SHOWN, "gap": WAIT,
        },
    )  # fmt: skip
    inputs = sketch.node("encoders/regular", "Inputs", (240, 192), TRAINS, parameters={"max_rate": 1000.0})
    cell = {"tau_m": 20.0, "V_th": -55.0, "t_ref": 5.0, "q": 0.5, "tau_theta": 5000.0}
    actions = sketch.node(
        "neurons/adaptive_threshold_leaky_integrate_and_fire", "Actions", (576, 192), ACTIONS, parameters=cell
    )
    answer = sketch.node("decoders/spike_count", "Answer", (936, 192))
    sketch.link(patterns, inputs)
    sketch.link(
        inputs, actions, synapse=DELTA, wiring=ALL_TO_ALL, delay=1.0, weight=Uniform(0.8, 1.2),
        plasticity="plasticity/reward_modulated_stdp",
        plasticity_parameters={
            "tau_plus": 20.0, "tau_minus": 20.0, "A_plus": 0.05, "A_minus": 0.025, "tau_e": 200.0, "tau_d": 100.0,
            "dose": 4.0, "d_0": 0.0, "tau_w": 1000.0, "w_max": 2.0, "reward": answer,
        },
    )  # fmt: skip
    sketch.link(actions, actions, synapse=DELTA, wiring=ALL_TO_ALL, delay=1.0, weight=-60.0, sign="inhibitory")
    sketch.link(actions, answer)
    sketch.link(patterns, answer)
    sketch.note(
        "Synapses remember for a moment that they helped. A right answer is rewarded, a wrong one punished.\n"
        "Press Space: one answer of four is right, after 30 seconds more than half are. Train it in Learn: all are.",
        width=720,
    )
    sketch.train("local_plasticity", fewest=0.0)
    return sketch.document
