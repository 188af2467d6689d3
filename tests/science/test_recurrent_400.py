"""The engine fires exactly the spikes of a plain loop, and of NEST."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.simulation.simulation import Simulation
from tests.science.recurrent_400 import DURATION, EXCITATORY, description, plain_loop

NEST_SCRIPT = Path(__file__).parents[1] / "peers" / "nest_recurrent_400.py"


def fired(duration=DURATION, **settings):
    """Spikes as a sorted array (spikes, 2) of steps and neurons."""
    record = Simulation(description(), **settings).run(duration)
    e, i = record.spikes["e"], record.spikes["i"]
    pairs = np.c_[np.r_[e.steps, i.steps], np.r_[e.neurons, i.neurons + EXCITATORY]]
    return pairs[np.lexsort(pairs.T[::-1])]


@pytest.mark.parametrize("threads", [1, 2])
def test_every_spike_is_that_of_the_plain_loop(threads):
    expected = np.c_[plain_loop()]
    assert len(expected) > 4000
    assert np.array_equal(fired(threads=threads), expected[np.lexsort(expected.T[::-1])])


def test_numpy_alone_fires_them_too():
    expected = np.c_[plain_loop(200.0)]
    assert np.array_equal(fired(200.0, backend="numpy"), expected[np.lexsort(expected.T[::-1])])


@pytest.mark.peers
@pytest.mark.parametrize("threads", [1, 2])
def test_every_spike_is_nests(threads, tmp_path):
    from tests.peers.environments import python_of

    out = tmp_path / "spikes.npy"
    command = [python_of("nest"), str(NEST_SCRIPT), str(out), str(threads)]
    subprocess.run(command, check=True, capture_output=True, timeout=250)
    assert np.array_equal(fired(), np.load(out))
