"""The example networks, drawn by the same edits as a person's; run as a program, it writes their files.

``python -m app.document.examples`` renews ``resources/examples``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from app.document.document import Document
from app.document.file_format import EXTENSION, save
from app.document.gallery import EXAMPLES, INDEX, Example
from app.document.sketch import Sketch
from engine.network.values import Normal, Uniform

LIF = "neurons/leaky_integrate_and_fire"
DISCRETE_LIF = "neurons/discrete_leaky_integrate_and_fire"
EXPONENTIAL = "synapses/exponential_current"
COUNTING = "neurons/discrete_integrate_and_fire_subtractive"
DELTA = "synapses/delta"
FIXED_PROBABILITY = "wiring/fixed_probability"
ALL_TO_ALL = "wiring/all_to_all"
ROUNDS, ROUND = 15, 4000.0  # ms: until both synapses have rested
TRAIN, TRIED = np.arange(50.0, 550.0, 50.0), 1000.0  # ms: ten spikes at 20 Hz, and one half a second after them
LARGEST_WEIGHT = 16.0  # pA: 200 inputs of half this weight keep the neuron near its threshold


def one_neuron() -> Document:
    """A current step into one neuron, whose membrane is recorded."""
    sketch = Sketch("One neuron", speed=0.1)
    current = sketch.node(
        "stimuli/step_current",
        "Current",
        (48, 216),
        parameters={"amplitude": 450.0, "onset": 50.0, "end": 1050.0},
    )
    neuron = sketch.node(LIF, "Neuron", (384, 192))
    trace = sketch.node("recorders/state", "Membrane", (648, 168), parameters={"quantity": "V"})
    spikes = sketch.node("recorders/spikes", "Spikes", (648, 288))
    sketch.link(current, "out", neuron, "in")
    sketch.link(neuron, "out", trace, "in")
    sketch.link(neuron, "out", spikes, "in")
    sketch.note(
        "A current charges the membrane; at the threshold it fires.\n"
        "Press Space. Then drag the current's amplitude: below 375 pA the neuron never fires.",
        (48, 48),
        600,
        60,
    )
    return sketch.document


def balanced_network() -> Document:
    """Excitation and inhibition that nearly cancel: irregular firing from fluctuations."""
    sketch = Sketch("Balanced network", speed=0.25)
    cell: Mapping[str, Any] = {
        "parameters": {"tau_m": 20.0, "V_th": -50.0, "V_reset": -60.0, "E_L": -60.0},
        "start": {"V": Uniform(-60.0, -50.0)},
    }
    drive = sketch.node("stimuli/poisson", "Drive", (48, 312), parameters={"rate": 400.0})
    excitatory = sketch.node(LIF, "Excitatory", (384, 120), 400, **cell)
    inhibitory = sketch.node(LIF, "Inhibitory", (384, 504), 100, **cell)
    spikes = sketch.node("recorders/spikes", "Spikes", (744, 168))
    p: Mapping[str, Any] = {"wiring": FIXED_PROBABILITY, "wiring_parameters": {"p": 0.1}, "delay": 1.5}
    fast: Mapping[str, Any] = {**p, "weight": 50.0, "synapse_parameters": {"tau_syn": 5.0}}
    slow: Mapping[str, Any] = {
        **p,
        "weight": -400.0,
        "sign": "inhibitory",
        "synapse_parameters": {"tau_syn": 5.0},
    }
    outside: Mapping[str, Any] = {"weight": 100.0, "synapse_parameters": {"tau_syn": 5.0}}
    sketch.link(drive, "out", excitatory, "in", **outside)
    sketch.link(drive, "out", inhibitory, "in", **outside)
    sketch.link(excitatory, "out", excitatory, "in", **fast)
    sketch.link(excitatory, "out", inhibitory, "in", **fast)
    sketch.link(inhibitory, "out", excitatory, "in", **slow)
    sketch.link(inhibitory, "out", inhibitory, "in", **slow)
    sketch.link(excitatory, "out", spikes, "in")
    sketch.note(
        "Excitation and inhibition nearly cancel, so chance decides when a neuron fires.\n"
        "Weaken the link from Inhibitory to Excitatory while it runs, and watch the rates explode.",
        (744, 552),
        360,
        96,
    )
    return sketch.document


def digits() -> Document:
    """Real handwritten digits as firing rates, through two layers of discrete neurons, to an answer."""
    return _digits(
        "Digits",
        "encoders/poisson",
        {"max_rate": 1000.0},
        "Pixels",
        "decoders/spike_count",
        "Each pixel fires at a rate that its brightness sets; the busiest of ten output neurons answers.\n"
        "Untrained, it guesses. Train it in Learn (30 epochs), and run it again.",
    )


def digits_by_latency() -> Document:
    """The same network fed by the times of single spikes."""
    return _digits(
        "Digits by latency",
        "encoders/latency",
        {},
        "Pixels",
        "decoders/spike_count",
        "Each pixel fires once at most: the brighter it is, the earlier. One spike carries the value.\n"
        "Train it in Learn, and compare its spikes per sample with those of Digits.",
    )


def _digits(
    title: str,
    encoder_model: str,
    encoding: Mapping[str, float],
    encoder_title: str,
    decoder_model: str,
    text: str,
) -> Document:
    sketch = Sketch(title, resolution=1.0, speed=0.02)
    images = sketch.node("datasets/digits", "Digits 8 × 8", (48, 192))
    encoder = sketch.node(encoder_model, encoder_title, (240, 192), 64, parameters=encoding)
    hidden = sketch.node(DISCRETE_LIF, "Hidden", (528, 192), 100)
    output = sketch.node(DISCRETE_LIF, "Output", (864, 192), 10)
    answer = sketch.node(decoder_model, "Answer", (1104, 192))
    sketch.link(images, "values", encoder, "values")
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 0.0, "sign": "mixed"}
    sketch.link(encoder, "out", hidden, "in", **dense, weight=Normal(0.0, 0.25))
    sketch.link(hidden, "out", output, "in", **dense, weight=Normal(0.0, 0.2))
    sketch.link(output, "out", answer, "in")
    sketch.link(images, "labels", answer, "labels")
    sketch.note(text, (48, 48), 680, 60)
    return sketch.document


def digits_by_conversion() -> Document:
    """Digits as currents into neurons that count: what a network of rectified linear units becomes."""
    sketch = Sketch("Digits by conversion", resolution=1.0, speed=0.02)
    images = sketch.node("datasets/digits", "Digits 8 × 8", (48, 192), parameters={"sample_time": 32.0})
    encoder = sketch.node("encoders/constant_current", "Pixels", (240, 192), 64)
    hidden = sketch.node(COUNTING, "Hidden", (528, 192), 100)
    output = sketch.node(COUNTING, "Output", (864, 192), 10)
    answer = sketch.node("decoders/spike_count", "Answer", (1176, 192))
    sketch.link(images, "values", encoder, "values")
    dense: Mapping[str, Any] = {"wiring": ALL_TO_ALL, "sign": "mixed"}
    sketch.link(encoder, "out", hidden, "in", **dense, weight=Normal(0.0, 0.05))
    sketch.link(hidden, "out", output, "in", **dense, synapse=DELTA, delay=0.0, weight=Normal(0.0, 0.1))
    sketch.link(output, "out", answer, "in")
    sketch.link(images, "labels", answer, "labels")
    sketch.note(
        "Neurons without a leak count their input: a spike takes one threshold, and what is above it stays.\n"
        "In Learn, ANN-to-SNN conversion trains them as rectified linear units; their rates become its values.",
        (48, 48),
        680,
        60,
    )
    sketch.train("conversion")
    return sketch.document


def spike_xor() -> Document:
    """Whether two inputs differ, told by when they fire: a hidden layer learns it from wanted spikes."""
    sketch = Sketch("Spike XOR", resolution=0.5, speed=0.02)
    patterns = sketch.node("datasets/spike_xor", "Patterns", (48, 192), parameters={"sample_time": 30.0})
    inputs = sketch.node("encoders/regular", "Inputs", (240, 192), 3, parameters={"max_rate": 1000.0})
    hidden = sketch.node(LIF, "Hidden", (528, 192), 20)
    output = sketch.node(LIF, "Output", (864, 192), 2)
    answer = sketch.node("decoders/spike_count", "Answer", (1176, 192))
    sketch.link(patterns, "values", inputs, "values")
    dense: Mapping[str, Any] = {
        "synapse": EXPONENTIAL, "synapse_parameters": {"tau_syn": 5.0}, "wiring": ALL_TO_ALL, "delay": 1.0,
        "sign": "mixed",
    }  # fmt: skip
    sketch.link(inputs, "out", hidden, "in", **dense, weight=Uniform(0.0, 1500.0))
    sketch.link(hidden, "out", output, "in", **dense, weight=Uniform(0.0, 300.0))
    sketch.link(output, "out", answer, "in")
    sketch.link(patterns, "labels", answer, "labels")
    sketch.note(
        "Two inputs fire early or late, a third always early; the answer is whether the two differ.\n"
        "In Learn, Multilayer NormAD teaches both layers, by the settings that it has there.",
        (48, 48),
        760,
        60,
    )
    sketch.train("multilayer_normad", epochs=300.0, rate=1.0, first=15.0, interval=30.0)
    return sketch.document


def yin_yang() -> Document:
    """Points in a picture as the times of four spikes, told apart by who fires first: exact gradients teach when."""
    sketch = Sketch("Yin-Yang", resolution=1.0, speed=0.05)
    points = sketch.node("datasets/yin_yang", "Points", (48, 192), parameters={"sample_time": 60.0})
    inputs = sketch.node("encoders/latency", "Inputs", (240, 192), 4)
    cell = {"tau_m": 20.0, "C_m": 20.0, "E_L": 0.0, "V_reset": 0.0, "V_th": 1.0, "t_ref": 0.0}
    hidden = sketch.node(LIF, "Hidden", (528, 192), 100, parameters=cell)
    output = sketch.node(LIF, "Output", (864, 192), 3, parameters=cell)
    answer = sketch.node("decoders/time_to_first_spike", "Answer", (1176, 192))
    sketch.link(points, "values", inputs, "values")
    dense: Mapping[str, Any] = {
        "synapse": EXPONENTIAL, "synapse_parameters": {"tau_syn": 5.0}, "wiring": ALL_TO_ALL, "delay": 1.0,
        "sign": "mixed",
    }  # fmt: skip
    sketch.link(inputs, "out", hidden, "in", **dense, weight=Normal(3.0, 2.0))
    sketch.link(hidden, "out", output, "in", **dense, weight=Normal(1.86, 0.2))
    sketch.link(output, "out", answer, "in")
    sketch.link(points, "labels", answer, "labels")
    sketch.note(
        "A point is four spikes: the larger a coordinate, the earlier. The output neuron that fires first answers.\n"
        "Untrained, it guesses. In Learn, EventProp moves when spikes come: nine of ten points are right after it.",
        (48, 48),
        760,
        60,
    )
    sketch.train("event_prop", epochs=20.0, batch=50.0, learning_rate=0.005, start="present weights")
    return sketch.document


def digits_without_labels() -> Document:
    """Neurons that silence each other come to stand for images, each for some of them, though nobody names any."""
    shown, whole = 350.0, 80.0  # ms of a sample, mV of all weights onto a neuron
    sketch = Sketch("Digits without labels", resolution=1.0, speed=0.25)
    images = sketch.node("datasets/digits", "Digits 8 × 8", (48, 192), parameters={"sample_time": shown})
    encoder = sketch.node("encoders/poisson", "Pixels", (240, 192), 64, parameters={"max_rate": 200.0})
    cell = {"tau_m": 50.0, "E_L": -65.0, "V_reset": -65.0, "V_th": -52.0, "t_ref": 5.0, "tau_theta": 1e7, "q": 0.2}
    neurons = sketch.node(
        "neurons/adaptive_threshold_leaky_integrate_and_fire", "Rivals", (576, 192), 100, parameters=cell
    )
    answer = sketch.node("decoders/labelled_neurons", "Answer", (936, 192))
    sketch.link(images, "values", encoder, "values")
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 1.0}
    sketch.link(
        encoder, "out", neurons, "in", **dense, weight=Uniform(0.0, 2.5), plasticity="plasticity/diehl_cook",
        plasticity_parameters={
            "tau_x": 20.0, "eta": 0.001, "x_tar": 0.4, "mu": 0.0, "w_max": 6.0, "w_total": whole, "interval": shown,
        },
    )  # fmt: skip
    sketch.link(neurons, "out", neurons, "in", **dense, weight=-240.0, sign="inhibitory")
    sketch.link(neurons, "out", answer, "in")
    sketch.link(images, "labels", answer, "labels")
    sketch.note(
        "The first to fire silences its rivals, and its synapses turn to what it saw. No label takes part.\n"
        "Train it in Learn: only then is each neuron asked which digits it answers to.",
        (48, 48),
        680,
        60,
    )
    sketch.train("local_plasticity", epochs=6.0)
    return sketch.document


def stdp() -> Document:
    """Inputs that fire together win over inputs that fire alone, by the order of spikes only."""
    sketch = Sketch("STDP")
    cell = {"tau_m": 20.0, "V_th": -50.0, "V_reset": -60.0, "E_L": -60.0}
    start = {"V": Uniform(-60.0, -50.0)}
    beat = sketch.node("stimuli/regular", "Beat", (48, 192), parameters={"rate": 8.0, "phase": 50.0})
    noise = sketch.node("stimuli/poisson", "Noise", (48, 432), parameters={"rate": 150.0})
    together = sketch.node(LIF, "Together", (384, 168), 100, parameters=cell, start=start)
    alone = sketch.node(LIF, "Alone", (384, 408), 100, parameters=cell, start=start)
    neuron = sketch.node(LIF, "Neuron", (912, 288), parameters=cell)
    spikes = sketch.node("recorders/spikes", "Spikes", (1152, 336))
    sketch.link(beat, "out", together, "in", weight=250.0)
    sketch.link(noise, "out", together, "in", weight=120.0)
    sketch.link(noise, "out", alone, "in", weight=150.0)
    for source in (together, alone):
        sketch.link(
            source,
            "out",
            neuron,
            "in",
            weight=Uniform(0.0, LARGEST_WEIGHT),
            plasticity="plasticity/pair_stdp",
            plasticity_parameters={"w_max": LARGEST_WEIGHT, "A_plus": 0.03, "A_minus": 0.0315},
        )
    sketch.link(neuron, "out", spikes, "in")
    sketch.note(
        "A synapse that fires just before the neuron grows; one that fires just after it shrinks.\n"
        "Select each link to Neuron and open its weight histogram: the inputs that fire together win.",
        (48, 48),
        640,
        60,
    )
    return sketch.document


def tsodyks_markram() -> Document:
    """Spikes of one source through a synapse that tires and one that warms up, after Tsodyks, Pawelzik & Markram."""
    sketch = Sketch("Tsodyks and Markram's synapses", speed=0.25)
    rounds = np.arange(ROUNDS)[:, None] * ROUND
    times = sketch.document.keep_array((rounds + np.append(TRAIN, TRIED)).ravel())
    source = sketch.node("stimuli/spike_times", "Source", (48, 312), parameters={"times": times})
    cell = {"tau_m": 40.0, "C_m": 400.0}
    tiring: dict[str, Any] = {"short_term": "short_term/short_term_depression", "weight": 250.0}
    warming: dict[str, Any] = {
        "short_term": "short_term/tsodyks_markram",
        "short_term_parameters": {"U": 0.03},
        "weight": 1540.0,
    }
    for title, top, synapse, states in (
        ("Depressing", 144, tiring, "x"),
        ("Facilitating", 408, warming, "ux"),
    ):
        neuron = sketch.node(LIF, title, (384, top), parameters=cell)
        link = sketch.link(source, "out", neuron, "in", **synapse, synapse_parameters={"tau_syn": 3.0})
        membrane = sketch.node("recorders/state", f"{title} V", (696, top), parameters={"quantity": "V"})
        sketch.link(neuron, "out", membrane, "in")
        for place, state in enumerate(states, 1):
            parameters = {"projection": link, "quantity": state, "interval": 0.1}
            sketch.node("recorders/weights", f"{title} {state}", (696, top + 96 * place), parameters=parameters)
    sketch.note(
        "The same spikes reach both neurons. Above, each releases half of what is ready, x, which comes back slowly:\n"
        "the synapse tires. Below, each raises the release, u: the synapse warms up. The last of eleven comes late.",
        (48, 48),
        680,
        60,
    )
    return sketch.document


@dataclass(frozen=True)
class Drawn:
    """One example: what the start page says of it, and the function that draws it."""

    entry: Example
    draw: Callable[[], Document]


DRAWN = (
    Drawn(
        Example("one-neuron" + EXTENSION, "One neuron", "Feed a current, see it fire.", "Neurons", 2, True),
        one_neuron,
    ),
    Drawn(
        Example(
            "balanced-network" + EXTENSION,
            "Balanced network",
            "Excitation and inhibition, irregular firing.",
            "Circuits",
            5,
        ),
        balanced_network,
    ),
    Drawn(Example("digits" + EXTENSION, "Digits", "Learn to read 8 × 8 images.", "Learning", 10), digits),
    Drawn(
        Example(
            "digits-by-latency" + EXTENSION,
            "Digits by latency",
            "One spike per pixel is enough.",
            "Learning",
            10,
        ),
        digits_by_latency,
    ),
    Drawn(
        Example(
            "digits-by-conversion" + EXTENSION,
            "Digits by conversion",
            "Train rectified units, run them as spikes.",
            "Learning",
            10,
        ),
        digits_by_conversion,
    ),
    Drawn(
        Example("spike-xor" + EXTENSION, "Spike XOR", "Learn from when spikes come.", "Learning", 5),
        spike_xor,
    ),
    Drawn(
        Example("yin-yang" + EXTENSION, "Yin-Yang", "Teach neurons when to fire.", "Learning", 5),
        yin_yang,
    ),
    Drawn(
        Example(
            "digits-without-labels" + EXTENSION,
            "Digits without labels",
            "Rival neurons find the digits by themselves.",
            "Learning",
            10,
        ),
        digits_without_labels,
    ),
    Drawn(
        Example(
            "tsodyks-markram" + EXTENSION,
            "Tsodyks and Markram's synapses",
            "One synapse tires, one warms up.",
            "Synapses",
            3,
        ),
        tsodyks_markram,
    ),
    Drawn(Example("stdp" + EXTENSION, "STDP", "The order of spikes decides which synapses grow.", "Learning", 5), stdp),
)


def write(folder: Path = EXAMPLES) -> None:
    """Write every project file and the index."""
    folder.mkdir(parents=True, exist_ok=True)
    for drawn in DRAWN:
        save(drawn.draw(), folder / drawn.entry.file)
    index = msgspec.json.format(msgspec.json.encode([drawn.entry for drawn in DRAWN]), indent=1)
    (folder / INDEX).write_bytes(index + b"\n")


if __name__ == "__main__":
    write()
