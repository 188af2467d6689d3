"""How much drive a neuron needs to fire: the unit of its weights, fresh weights that let it fire, waking it up."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.learning.circuit import Circuit, carries_current
from engine.learning.linear_membrane import Current, LinearMembrane
from engine.learning.receptors import labels
from engine.learning.weights import DELAY, Key, Weights
from engine.learning.within_a_step import held
from engine.network.description import Population

UNIFORM = 3**0.5  # half the range of uniform numbers whose standard deviation is one
MIDDLE, SPREAD = 3.0, 0.6  # fresh weights: drive of all inputs together, and its change, in weights that fire alone


def units(circuit: Circuit, membranes: Mapping[str, LinearMembrane]) -> dict[Key, float]:
    """What counts as one of each array under training.

    Of weights the one whose spike alone lifts the membrane from rest to threshold (by one of its unit, where it never
    fires), of biases and weights of currents the one that does so in a presentation, of delays a presentation.
    """
    found: dict[Key, float] = {}
    h, time, label = circuit.description.resolution, circuit.dataset.sample_time, labels(circuit)
    for population in circuit.populations:
        membrane = membranes[population.id]
        steady = float(np.mean(membrane.gap / np.abs(membrane.gain * held(membrane.leak, time))))
        found[population.id, "bias"] = steady
        for projection in circuit.into(population.id):
            found[projection.id, DELAY] = time
            if carries_current(circuit, projection) or projection.id not in label:
                found[projection.id, "weight"] = steady
            else:
                current = next(c for c in membrane.currents if c.label == label[projection.id])
                found[projection.id, "weight"] = _weight(membrane, current, circuit.steps, h)
    return found


def _weight(membrane: LinearMembrane, current: Current, steps: int, h: float) -> float:
    """The weight whose spike lifts the membrane by its gap, in the mean over neurons."""
    from scipy.linalg import expm

    size, peaks = len(current.share), []
    alike = bool(np.ptp(membrane.leak) == 0 and np.ptp(membrane.gain) == 0)
    for leak, gain in zip(membrane.leak[: 1 if alike else None], membrane.gain, strict=False):
        rates = np.zeros((size + 1, size + 1))
        rates[:size, :size], rates[size, :size], rates[size, size] = current.rates, gain * current.share, leak
        step, state = expm(rates * h), np.append(current.jump, 0.0)
        course = np.zeros(steps)
        for k in range(steps):
            state = step @ state
            course[k] = abs(state[size])
        peaks.append(course.max())
    return float(np.mean(membrane.gap / np.array(peaks)))


def draw(weights: Weights, unit: Mapping[Key, float], seed: int) -> None:
    """Fresh weights that together bring a neuron beyond its threshold, uniform about their middle; biases of 0."""
    random = np.random.default_rng(seed)
    for population in weights.circuit.populations:
        fires = population.model.fires()
        into = weights.circuit.into(population.id)
        fan_in = np.maximum(sum(weights.wiring[p.id].fan_in() for p in into), 1)
        for p in into:
            wiring, one = weights.wiring[p.id], unit[p.id, "weight"]
            value = wiring.fresh(random, one * SPREAD * UNIFORM / np.sqrt(fan_in))
            if fires:
                value = value + wiring.matrix(one * MIDDLE / float(fan_in.mean()) / wiring.scale)
            weights.put((p.id, "weight"), value)
        weights.put((population.id, "bias"), np.zeros(population.size))
    weights.keep_sides()
    weights.keep_bounds()


def wake(
    weights: Weights, unit: Mapping[Key, float], population: Population, silent: NDArray[np.float64], by: float
) -> None:
    """Raise what arrives at neurons by ``by`` of what fires them, times the share ``silent`` (n,) of their silence."""
    into = weights.circuit.into(population.id)
    fan_in = np.maximum(sum(weights.wiring[p.id].fan_in() for p in into), 1)
    for p in into:
        wiring = weights.wiring[p.id]
        more = by * unit[p.id, "weight"] * silent / fan_in
        if wiring.weight_shape == wiring.shape:
            weights.values[p.id, "weight"] += weights.device.asarray(more[:, None])
        else:
            weights.values[p.id, "weight"] += float(more.mean()) / wiring.scale
