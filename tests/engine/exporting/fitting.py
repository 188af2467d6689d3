"""A network that each format carries: formats are for software that knows other neurons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from tests.engine.learning.networks import digits, projection

SUBTRACTIVE = "neurons/discrete_leaky_integrate_and_fire_subtractive"
CURRENT = "neurons/current_based_leaky_integrate_and_fire_subtractive"
LATE = "neurons/discrete_adaptive_leaky_integrate_and_fire"
COUNTING = "neurons/discrete_integrate_and_fire_subtractive"
BELOW_TWO_THRESHOLDS = ("nir-sinabs", "nir-rockpool")  # whose readers send several spikes at once


def recurrent(**given: Any) -> NetworkDescription:
    """The hidden neurons feed themselves, one step later."""
    synapse = {"synapse": given["synapse"]} if "synapse" in given else {}
    return digits(more=(projection("again", "hidden", "hidden", delay=1.0, **synapse),), **given)


def late(**given: Any) -> NetworkDescription:
    """Reset by subtraction in the step after, and a step between the layers."""
    network = digits(neuron=LATE, parameters={"alpha": 0.9, "beta": 0.0}, **given)
    first, second = network.projections
    return replace(network, projections=(first, replace(second, delay=1.0)))


def continuous(synapse: str, hidden: int = 30) -> NetworkDescription:
    """Leaky neurons in mV and pA, a link of 1 ms and one of 2 ms."""
    scale = {"delta": 8.0, "exponential_current": 900.0, "alpha_current": 500.0}[synapse]
    network = digits(hidden=hidden, neuron="neurons/leaky_integrate_and_fire", synapse=find(f"synapses/{synapse}"))
    random = np.random.default_rng(2)
    first, second = network.projections
    weights = [random.normal(0.2, 0.5, shape) * scale for shape in ((hidden, 64), (10, hidden))]
    links = (replace(first, weight=weights[0], delay=1.0), replace(second, weight=weights[1], delay=2.0))
    return replace(network, projections=links)


def fitting(format: str, hidden: int = 30) -> NetworkDescription:
    """Digits with drawn weights that make neurons fire."""
    if format == "nest":
        return continuous("exponential_current", hidden)
    made = {
        "nir-spikingjelly": recurrent,
        "nir-norse": recurrent,
        "nir-spyx": late,
        "nir-sinabs": lambda **given: digits(neuron=SUBTRACTIVE, parameters={"V_th": 2.0}, **given),
        "nir-rockpool": lambda **given: recurrent(
            neuron=CURRENT, synapse=find("synapses/pulse"), parameters={"V_th": 6.0}, **given
        ),
        "onnx": lambda **given: digits(neuron=COUNTING, **given),
    }.get(format, digits)(hidden=hidden)
    return drawn(made, 1.5, 3.0) if format in BELOW_TWO_THRESHOLDS else drawn(made)


def drawn(network: NetworkDescription, factor: float = 3.0, read: float = 1.0) -> NetworkDescription:
    """Weights as training draws them, those of the first link times ``factor``, of the last times ``read``."""
    weights = Weights(circuit(network), 4, "float64", parameters=False)
    weights.draw_fresh(4)
    weights.values["in", "weight"][...] *= factor
    weights.values["read", "weight"][...] *= read
    return with_arrays(network, weights.outward())
