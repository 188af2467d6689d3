"""The networks of the lessons, drawn by the same edits as a person's; run as a program, it writes their files.

``python -m app.document.networks.lesson_networks`` renews ``resources/lessons/*/network.spikeloom``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from app.document.document import Document
from app.document.file.file_format import save
from app.document.making.sketch import Sketch
from app.document.networks.lessons import LESSONS, NETWORK
from engine.network.values import Normal, Uniform

LIF = "neurons/leaky_integrate_and_fire"
RELAY = "neurons/discrete_integrate_and_fire"
DISCRETE_LIF = "neurons/discrete_leaky_integrate_and_fire"
COUNTING = "neurons/discrete_integrate_and_fire_subtractive"
EXPONENTIAL = "synapses/exponential_current"
DELTA = "synapses/delta"
ONE_TO_ONE, ALL_TO_ALL = "wiring/one_to_one", "wiring/all_to_all"
PIXELS = 64
EPOCHS = 5.0  # after which the digits are learnt well enough to see it


def one_neuron() -> Document:
    """A steady current 20 % above what a neuron needs to fire: 50 Hz."""
    sketch = Sketch("One neuron", speed=0.1)
    current = sketch.node("stimuli/dc_current", "Current", (48, 120), parameters={"amplitude": 450.0})
    neuron = sketch.node(LIF, "Neuron", (336, 96))
    sketch.link(current, "out", neuron, "in")
    return sketch.document


def two_inputs() -> Document:
    """Two clocks of which neither brings the neuron to its threshold alone, and one that inhibits, faintly so far."""
    sketch = Sketch("Spikes that meet", speed=0.1)
    neuron = sketch.node(LIF, "Neuron", (432, 192))
    onto = {"synapse": EXPONENTIAL, "synapse_parameters": {"tau_syn": 5.0}}
    for title, top, rate, phase, weight, sign in (
        ("First", 24, 20.0, 10.0, 800.0, "excitatory"),
        ("Second", 216, 20.0, 35.0, 800.0, "excitatory"),
        ("Brake", 408, 100.0, 5.0, -10.0, "inhibitory"),
    ):
        source = sketch.node("stimuli/regular", title, (48, top), parameters={"rate": rate, "phase": phase})
        sketch.link(source, "out", neuron, "in", weight=weight, sign=sign, **onto)
    return sketch.document


def _picture(title: str, encoder: str, decoder: str, encoding: Mapping[str, float], sample_time: float) -> Document:
    """Pixels as spikes, passed on by a nerve that fires once for each, and read again."""
    sketch = Sketch(title, resolution=0.2, speed=0.05)
    images = sketch.node("datasets/digits", "Picture", (48, 96), parameters={"sample_time": sample_time})
    code = sketch.node(encoder, "Pixels", (264, 96), PIXELS, parameters=encoding)
    nerve = sketch.node(RELAY, "Nerve", (552, 96), PIXELS)
    reading = sketch.node(decoder, "Reading", (888, 96))
    sketch.link(images, "values", code, "values")
    sketch.link(code, "out", nerve, "in", synapse=DELTA, wiring=ONE_TO_ONE, weight=2.0, delay=0.0)
    sketch.link(nerve, "out", reading, "in")
    sketch.link(images, "labels", reading, "labels")
    return sketch.document


def rate_code() -> Document:
    """Brightness as a random rate."""
    return _picture("A number as a rate", "encoders/poisson", "decoders/firing_rate", {"max_rate": 100.0}, 25.0)


def first_spike() -> Document:
    """Brightness as the time of one spike."""
    return _picture("A number as a moment", "encoders/latency", "decoders/time_to_first_spike", {}, 25.0)


def intervals() -> Document:
    """Brightness as the interval between spikes."""
    decoder = "decoders/inter_spike_interval"
    return _picture("A number as an interval", "encoders/regular", decoder, {"max_rate": 100.0}, 25.0)


def edges() -> Document:
    """A bright bar on a dark ground, seen by cells that their neighbours' inputs inhibit."""
    sketch = Sketch("Neighbours make edges", speed=0.1)
    place = np.arange(40)
    bar = sketch.document.keep_array(np.where((place >= 12) & (place < 28), 700.0, 455.0))
    light = sketch.node("stimuli/dc_current", "Light", (48, 120), 40, parameters={"amplitude": bar})
    ring: Mapping[str, Any] = {
        "arrangement": "positions/line", "places": {"periodic": "yes"}, "start": {"V": Uniform(-70.0, -55.0)},
    }  # fmt: skip
    eye = sketch.node(LIF, "Eye", (336, 96), 40, **ring, sign="mixed")
    edge = sketch.node(LIF, "Edge", (720, 96), 40, **ring)
    slow: Mapping[str, Any] = {"synapse": EXPONENTIAL, "synapse_parameters": {"tau_syn": 20.0}}
    near = {"p_max": 1.0, "radius": 0.09}
    sketch.link(light, "out", eye, "in", wiring=ONE_TO_ONE)
    sketch.link(eye, "out", edge, "in", **slow, wiring=ONE_TO_ONE, weight=1400.0)
    sketch.link(
        eye, "out", edge, "in", **slow, wiring="wiring/within_distance", wiring_parameters=near, weight=-50.0,
        sign="inhibitory",
    )  # fmt: skip
    return sketch.document


def order() -> Document:
    """A faint synapse that fires 10 ms before the neuron is made to fire."""
    sketch = Sketch("Who comes first", speed=0.25)
    before = sketch.node("stimuli/regular", "Early", (48, 48), parameters={"rate": 10.0, "phase": 10.0})
    teacher = sketch.node("stimuli/regular", "Teacher", (48, 264), parameters={"rate": 10.0, "phase": 20.0})
    neuron = sketch.node(LIF, "Neuron", (432, 144))
    rule = {"A_plus": 0.04, "A_minus": 0.04, "w_max": 200.0}
    sketch.link(
        before, "out", neuron, "in", weight=100.0, plasticity="plasticity/pair_stdp", plasticity_parameters=rule
    )
    sketch.link(teacher, "out", neuron, "in", weight=2500.0)
    return sketch.document


def rivals() -> Document:
    """Two groups of random trains onto one neuron through synapses that learn; neither fires together yet."""
    sketch = Sketch("Rivals", resolution=0.5)
    cell = {"tau_m": 20.0, "V_th": -54.0, "V_reset": -60.0, "E_L": -70.0}
    neuron = sketch.node(LIF, "Neuron", (480, 144), parameters=cell)
    rule = {"w_max": 40.0, "A_plus": 0.05, "A_minus": 0.075}
    for title, top in (("Group A", 48), ("Group B", 264)):
        group = sketch.node("stimuli/correlated_poisson", title, (48, top), 50, parameters={"rate": 20.0, "c": 0.0})
        sketch.link(
            group, "out", neuron, "in", synapse=EXPONENTIAL, synapse_parameters={"tau_syn": 5.0},
            weight=Uniform(0.0, 40.0), plasticity="plasticity/pair_stdp", plasticity_parameters=rule,
        )  # fmt: skip
    return sketch.document


def wanted_times() -> Document:
    """A pattern of spikes, and the moments at which a neuron should answer it."""
    sketch = Sketch("Spikes at wanted times", resolution=0.5, speed=0.1)
    shape = {"inputs": 100.0, "duration": 200.0, "input_rate": 20.0, "target_rate": 25.0, "interval": 0.5}
    pattern = sketch.node(
        "datasets/target_spike_trains", "Pattern", (48, 96), parameters={**shape, "sample_time": 200.0}
    )
    inputs = sketch.node("encoders/regular", "Inputs", (264, 96), 100, parameters={"max_rate": 2000.0})
    neuron = sketch.node(LIF, "Neuron", (552, 96))
    answer = sketch.node("decoders/spike_count", "Answer", (888, 96))
    sketch.link(pattern, "values", inputs, "values")
    sketch.link(
        inputs, "out", neuron, "in", synapse=EXPONENTIAL, synapse_parameters={"tau_syn": 5.0},
        weight=Uniform(0.0, 100.0), sign="mixed", delay=1.0,
    )  # fmt: skip
    sketch.link(neuron, "out", answer, "in")
    sketch.link(pattern, "labels", answer, "labels")
    sketch.train("normad", epochs=10.0)
    return sketch.document


def no_derivative() -> Document:
    """Ten input spikes a second through one synapse: none, one or two answers to each."""
    sketch = Sketch("A staircase", speed=0.25)
    source = sketch.node("stimuli/regular", "Input", (48, 120), parameters={"rate": 10.0, "phase": 10.0})
    neuron = sketch.node(LIF, "Neuron", (384, 96))
    sketch.link(source, "out", neuron, "in", synapse=EXPONENTIAL, synapse_parameters={"tau_syn": 10.0}, weight=1200.0)
    return sketch.document


def _digits(title: str, method: str, **values: float | str) -> Document:
    """Images as rates, two layers, ten classes; untrained."""
    sketch = Sketch(title, resolution=1.0, speed=0.05)
    images = sketch.node("datasets/digits", "Digits", (48, 96))
    pixels = sketch.node("encoders/poisson", "Pixels", (240, 96), PIXELS, parameters={"max_rate": 1000.0})
    hidden = sketch.node(DISCRETE_LIF, "Hidden", (528, 96), 100)
    output = sketch.node(DISCRETE_LIF, "Output", (864, 96), 10)
    answer = sketch.node("decoders/spike_count", "Answer", (1176, 96))
    sketch.link(images, "values", pixels, "values")
    dense: Mapping[str, Any] = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 0.0, "sign": "mixed"}
    sketch.link(pixels, "out", hidden, "in", **dense, weight=Normal(0.0, 0.25))
    sketch.link(hidden, "out", output, "in", **dense, weight=Normal(0.0, 0.2))
    sketch.link(output, "out", answer, "in")
    sketch.link(images, "labels", answer, "labels")
    sketch.train(method, epochs=EPOCHS, **values)
    return sketch.document


def local_rules() -> Document:
    """Digits, each layer with an error of its own."""
    return _digits("Each layer for itself", "decolle")


def conversion() -> Document:
    """Digits as currents into neurons that count."""
    sketch = Sketch("Train numbers, run spikes", resolution=1.0, speed=0.05)
    images = sketch.node("datasets/digits", "Digits", (48, 96), parameters={"sample_time": 32.0})
    pixels = sketch.node("encoders/constant_current", "Pixels", (240, 96), PIXELS)
    hidden = sketch.node(COUNTING, "Hidden", (528, 96), 100)
    output = sketch.node(COUNTING, "Output", (864, 96), 10)
    answer = sketch.node("decoders/spike_count", "Answer", (1176, 96))
    sketch.link(images, "values", pixels, "values")
    dense: Mapping[str, Any] = {"wiring": ALL_TO_ALL, "sign": "mixed"}
    sketch.link(pixels, "out", hidden, "in", **dense, weight=Normal(0.0, 0.05))
    sketch.link(hidden, "out", output, "in", **dense, synapse=DELTA, delay=0.0, weight=Normal(0.0, 0.1))
    sketch.link(output, "out", answer, "in")
    sketch.link(images, "labels", answer, "labels")
    sketch.train("conversion", epochs=EPOCHS)
    return sketch.document


def smoothed() -> Document:
    """Digits by spikes that are made smooth while they are trained."""
    return _digits("Smooth spikes", "smoothed_model")


def surrogate() -> Document:
    """Digits by a slope that is only thought."""
    return _digits("A slope that is only thought", "surrogate_gradient")


def back_propagation() -> Document:
    """The same digits, to see what going back through time takes."""
    return _digits("The price of going back", "surrogate_gradient")


NETWORKS: dict[str, Callable[[], Document]] = {
    "one-neuron": one_neuron,
    "two-inputs": two_inputs,
    "rate-code": rate_code,
    "first-spike": first_spike,
    "intervals": intervals,
    "edges": edges,
    "order": order,
    "rivals": rivals,
    "wanted-times": wanted_times,
    "no-derivative": no_derivative,
    "local-rules": local_rules,
    "conversion": conversion,
    "smoothed": smoothed,
    "surrogate": surrogate,
    "back-propagation": back_propagation,
}
"""By the id of the lesson."""


def write_networks(folder: Path = LESSONS) -> None:
    """Write every project file."""
    for id, draw in NETWORKS.items():
        (folder / id).mkdir(parents=True, exist_ok=True)
        save(draw(), folder / id / NETWORK)


if __name__ == "__main__":
    write_networks()
