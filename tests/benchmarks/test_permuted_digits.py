"""Digits pixel by pixel: what the network is shown is the picture, one pixel a step, in one mixed order."""

from __future__ import annotations

import numpy as np

from engine.circuit.circuit import circuit
from engine.datasets.digits import Digits
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.encoding import Encoding
from tests.benchmarks.learning_permuted_digits import BOUNDS, ORDER, PIXELS, network

SHOWN, FEW = 40, 3


def test_a_step_is_a_pixel_of_the_order_and_a_channel_tells_whether_it_is_brighter() -> None:
    description = network(FEW)
    assert not [problem for problem in SurrogateGradient.refusals(description) if problem.is_fatal]
    found, samples = circuit(description), np.arange(SHOWN)
    encoding = Encoding(found.description, found.encoders[0], found.channels, found.steps, 1)
    spikes = encoding.encoded(found.samples.values[samples], samples, np.float64)
    pixels = Digits.load({}).values[:].reshape(-1, PIXELS)[:SHOWN]
    order = np.random.default_rng(ORDER).permutation(PIXELS)
    assert sorted(order) == list(range(PIXELS)) and spikes.shape == (PIXELS, SHOWN, len(BOUNDS))
    for step, pixel in enumerate(order):
        assert np.array_equal(spikes[step].sum(axis=1), np.sum([pixels[:, pixel] > bound for bound in BOUNDS], axis=0))
