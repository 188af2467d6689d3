"""Rival neurons that look at bars: the receptive field of each turns into one of them while it learns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import ReplaceElement
from app.document.example import Example
from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from app.document.mini_plot import MiniPlot, Shows
from engine.network.values import Uniform

PLACE = 82
EXAMPLE = Example("Receptive fields", "See what each neuron comes to look for.", "Learning", 15)
SIDE, NEURONS = 8, 24
SHOWN, WHOLE = 100.0, 100.0  # ms of a bar, mV of all weights onto a neuron
BESIDE = (-24.0, 204.0, 312.0, 216.0)


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Földiák (1990), Biological Cybernetics 64, 165-170, 10.1007/BF02331346: bars, and rivals that silence each
    other; Diehl & Cook (2015), Frontiers in Computational Neuroscience 9, 99, 10.3389/fncom.2015.00099: the rule.
    """
    sketch = Sketch("Receptive fields", resolution=1.0, speed=0.2)
    bars = sketch.node(
        "datasets/bars", "Bars", (48, 192),
        parameters={
            "side": float(SIDE), "sample_time": SHOWN, "split": "train", "shuffled": "yes", "reset_between": "no",
        },
    )  # fmt: skip
    pixels = sketch.node("encoders/poisson", "Pixels", (240, 192), SIDE * SIDE, parameters={"max_rate": 100.0})
    cell = {"tau_m": 50.0, "E_L": -65.0, "V_reset": -65.0, "V_th": -52.0, "t_ref": 5.0, "tau_theta": 1e4, "q": 6.0}
    rivals = sketch.node(
        "neurons/adaptive_threshold_leaky_integrate_and_fire", "Rivals", (576, 192), NEURONS, parameters=cell
    )
    sketch.link(bars, pixels)
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 1.0}
    learnt = sketch.link(
        pixels, rivals, **dense, weight=Uniform(0.0, 2 * WHOLE / SIDE**2),
        plasticity="plasticity/diehl_cook",
        plasticity_parameters={
            "tau_x": 20.0, "eta": 0.05, "x_tar": 1.0, "mu": 0.0, "w_max": WHOLE / 6, "w_total": WHOLE,
            "interval": SHOWN,
        },
    )  # fmt: skip
    sketch.link(rivals, rivals, **dense, weight=-240.0, sign="inhibitory")
    node = sketch.document.nodes[rivals]
    plot = MiniPlot(Shows.WEIGHTS, learnt, beside=BESIDE)
    ReplaceElement(replace(node, plot=plot)).apply(sketch.document)
    sketch.note(
        "Below the rivals stands what feeds each of them. Run it: in 15 seconds of its time noise turns into bars."
        "\n"
        "Delete the link by which they silence each other, reset and run again: now they all look for the same.",
        width=800,
    )
    return sketch.document
