"""Volleys of spikes that run along ten groups of neurons: a strong one sharpens on its way, a weak one fades."""

from __future__ import annotations

import numpy as np

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import EXPLICIT, LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal

PLACE = 25
EXAMPLE = Example("Synfire chain", "A volley of spikes travels whole, or dies.", "Circuits", 4)
GROUPS, GROUP = 10, 100
STRONG, WEAK = 90, 40  # spikes of a volley
SPREAD = 2.0  # ms: standard deviation of their times
ROUNDS, ROUND = 60, 400.0  # ms
AT = {WEAK: 100.0, STRONG: 250.0}  # ms of each round


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: Diesmann, Gewaltig & Aertsen (1999), Nature 402, 529-533, 10.1038/990101: groups of 100 neurons, each
    connected with all of the next; a volley of ``a`` spikes with the spread sigma. Here the synapses are exponential.
    """
    sketch = Sketch("Synfire chain", speed=0.05)
    times, trains = volleys()
    given = {"times": sketch.document.keep_array(times), "trains": sketch.document.keep_array(trains)}
    volley = sketch.node("stimuli/spike_times", "Volley", (48, 168), GROUP, parameters=given)
    noise = sketch.node("stimuli/poisson", "Noise", (48, 384), parameters={"rate": 800.0})
    chain = sketch.node(LIF, "Chain", (384, 264), GROUPS * GROUP, start={"V": Normal(-61.0, 2.0)})
    spikes = sketch.node("recorders/spikes", "Spikes", (744, 312))
    every = np.arange(GROUP, dtype=np.int64)
    pre, post = (part.ravel() for part in np.meshgrid(every, every))
    steps = np.arange(GROUPS - 1, dtype=np.int64)[:, None] * GROUP
    for source, first, onto in ((volley, pre, post), (chain, (pre + steps).ravel(), (post + steps + GROUP).ravel())):
        sketch.link(
            source, chain, weight=45.0, delay=5.0, synapse_parameters={"tau_syn": 1.0},
            wiring=EXPLICIT, pre=sketch.document.keep_array(first), post=sketch.document.keep_array(onto),
        )  # fmt: skip
    sketch.link(noise, chain, weight=280.0, synapse_parameters={"tau_syn": 1.0})
    sketch.link(chain, spikes)
    sketch.note(
        "Ten groups of 100 neurons, each exciting the next. In each round, 40 spikes come first, then 90.\n"
        "The small volley fades, the large one sharpens and runs to the end. Lower the noise: does it still arrive?"
    )
    return sketch.document


def volleys() -> tuple[np.ndarray, np.ndarray]:
    """Times (ms) and trains of all spikes: in each round a weak volley, then a strong one."""
    random = np.random.RandomState(0)
    times, trains = [], []
    for start in ROUND * np.arange(ROUNDS):
        for size, at in AT.items():
            times.append(start + at + SPREAD * random.standard_normal(size))
            trains.append(random.permutation(GROUP)[:size])
    return np.round(np.concatenate(times), 1), np.concatenate(trains).astype(np.int64)
