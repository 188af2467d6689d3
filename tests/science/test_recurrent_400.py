"""The engine fires exactly the spikes of a plain loop; that these are NEST's too is shown in tests/peers."""

from functools import cache

import numpy as np
import pytest

from engine.simulation.simulation import Simulation
from tests.science.recurrent_400 import DURATION, EXCITATORY, H, description, plain_loop


def fired(duration=DURATION, **settings):
    """Spikes as a sorted array (spikes, 2) of steps and neurons."""
    record = Simulation(description(), **settings).run(duration)
    e, i = record.spikes["e"], record.spikes["i"]
    pairs = np.c_[np.r_[e.steps, i.steps], np.r_[e.neurons, i.neurons + EXCITATORY]]
    return pairs[np.lexsort(pairs.T[::-1])]


@cache
def expected():
    """The spikes of the plain loop in the same order."""
    pairs = np.c_[plain_loop()]
    return pairs[np.lexsort(pairs.T[::-1])]


@pytest.mark.parametrize("threads", [1, 2])
def test_every_spike_is_that_of_the_plain_loop(threads):
    assert len(expected()) > 4000
    assert np.array_equal(fired(threads=threads), expected())


def test_numpy_alone_fires_them_too():
    assert np.array_equal(fired(200.0, backend="numpy"), expected()[expected()[:, 0] <= round(200.0 / H)])
