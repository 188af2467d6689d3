"""The inputs that are on at a time, of the neuron that has most of them."""

from __future__ import annotations

import numpy as np

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Weights
from engine.learning.calibration.sent import sent_by
from engine.model.declaration import Payload
from engine.network.description import Encoder

BETWEEN = 0.2  # as much of an input as one from a neuron counts (decision 0242)


def active_inputs(weights: Weights) -> float:
    """The number of inputs that are on in a step of a discrete neuron, in a ms of others, of the neuron with most.

    What encoders send is the mean over some samples for training: spikes, or a current as a share of its largest; none
    that a person keeps for validation or the test is looked at. What neurons will fire is not known before training:
    each counts as a fifth of an input.
    """
    circuit = weights.circuit
    spiking = {e.id for e in circuit.encoders if e.model.payload() is not Payload.CURRENT}
    sent = {e.id: _on(circuit, e) for e in circuit.encoders}
    most = 0.0
    for population in circuit.populations:
        step = 1.0 if population.model.is_discrete() else circuit.description.resolution
        active = np.zeros(population.size)
        for p in circuit.into(population.id):
            share = sent.get(p.source, BETWEEN) / (step if p.source in spiking else 1.0)
            active += share * weights.wiring[p.id].fan_in()
        most = max(most, float(active.max(initial=0.0)))
    return most


def _on(circuit: Circuit, encoder: Encoder) -> float:
    """The share of steps in which a train is on; of a current that of its largest value which flows in the mean."""
    sent = sent_by(circuit, encoder)
    return sent.mean / sent.largest if encoder.model.payload() is Payload.CURRENT else sent.mean
