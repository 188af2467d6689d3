"""Gradients through loops and delays equal those of the plainest loop over time, written by hand."""

from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.learning.components.losses import count_cross_entropy
from engine.learning.passes.tape import Tape
from tests.engine.learning.networks import digits, projection

BETA, BATCH = 0.9, 8
Array = Any


def forward(current: Array, loop: Array, delay: int) -> tuple[Array, Array]:
    """Membranes before the reset and spikes (steps, batch, n) of a layer whose spikes come back later."""
    v, membranes, spikes = np.zeros(current.shape[1:]), [], []
    for t, now in enumerate(current):
        v = BETA * v + now + (spikes[t - delay] @ loop.T if t >= delay else 0.0)
        membranes.append(v)
        spikes.append((v > 1).astype(float))
        v = v * (1 - spikes[-1])
    return np.array(membranes), np.array(spikes)


def backward(membranes: Array, spikes: Array, bars: Array, loop: Array, delay: int) -> Array:
    """Derivatives by what arrives in each step, from those by the layer's spikes."""
    result, later = np.zeros_like(membranes), np.zeros(membranes.shape[1:])
    for t in range(len(membranes) - 1, -1, -1):
        bar = bars[t] + (result[t + delay] @ loop if t + delay < len(membranes) else 0.0)
        result[t] = bar / (1 + (np.pi * (membranes[t] - 1)) ** 2) + later * (1 - spikes[t])
        later = BETA * result[t]
    return result


@pytest.mark.parametrize("delay", [1, 3])
def test_a_layer_that_feeds_itself_has_the_gradients_of_a_hand_written_loop(delay: int) -> None:
    found = circuit(digits(hidden=20, more=(projection("loop", "hidden", "hidden", delay=float(delay)),)))
    weights, random = Weights(found, 1, "float64", parameters=False), np.random.default_rng(0)
    for key in sorted(weights.values):
        weights.values[key][...] = random.uniform(-0.2, 0.3, weights.values[key].shape)
    weights.keep_bounds()  # no neuron is connected to itself
    tape, samples = Tape(found, weights, BATCH, 1), found.samples
    out = tape.forward(samples.values[:BATCH], np.arange(BATCH))
    _, slope = count_cross_entropy(out, samples.labels[:BATCH])
    gradients = tape.backward(slope)

    first, loop, second = (weights.values[id, "weight"] for id in ("in", "loop", "read"))
    shown, none = tape.spikes("code"), np.zeros((10, 10))
    u1, s1 = forward(shown @ first.T + weights.values["hidden", "bias"], loop, delay)
    u2, s2 = forward(s1 @ second.T + weights.values["out", "bias"], none, 1)
    assert np.array_equal(s1, tape.spikes("hidden")) and np.array_equal(s2, out)
    assert s1.any() and s2.any()
    d2 = backward(u2, s2, slope, none, 1)
    d1 = backward(u1, s1, d2 @ second, loop, delay)
    expected = {
        ("in", "weight"): np.einsum("tbo,tbi->oi", d1, shown),
        ("loop", "weight"): np.einsum("tbo,tbi->oi", d1[delay:], s1[:-delay]) * weights.wiring["loop"].mask,
        ("read", "weight"): np.einsum("tbo,tbi->oi", d2, s1),
        ("hidden", "bias"): d1.sum((0, 1)),
    }
    for key, value in expected.items():
        assert np.abs(gradients[key] - value).max() <= 1e-12 * np.abs(value).max()
