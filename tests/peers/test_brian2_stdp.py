"""The STDP of the speed comparison learns the same weights in Brian2, so that both do the same work.

Spikes that meet at a synapse in one step do not move its weight as a pair. In Brian2 the pathway that comes second
sees what the first has done, here the target's spike; so it is told to leave that out, which what is timed is not.
"""

import subprocess
from functools import partial

import numpy as np
import pytest

from engine.simulation.simulation import Simulation
from tests.benchmarks.speed.case import Case, load
from tests.benchmarks.speed.cases.stdp import bound, description, words, write
from tests.benchmarks.speed.simulators import HERE
from tests.peers.environments import python_of
from tests.peers.validation import Row, record

INPUTS, SIZE, DURATION = 60, 8, 1000.0
CLOSE = 1e-9  # pA


@pytest.mark.peers
def test_the_stdp_that_is_timed_learns_the_weights_of_brian2(tmp_path):
    python = python_of("brian2")
    if python is None:
        pytest.skip("run `python -m tests.peers.environments brian2` first")
    told = words(INPUTS)
    learns = told["brian2"]["groups"]["w"]
    learns["model"] += "\narrived : second"
    learns["on_post"] += "\narrived = t"
    learns["on_pre"] = learns["on_pre"].replace("a_minus * y", "a_minus * (y - int(t == arrived))")
    case = Case("STDP", SIZE, ("w",), partial(write, INPUTS, SIZE), description, told)
    case.save(tmp_path)
    subprocess.run([python, HERE / "run_brian2.py", tmp_path, str(DURATION), "results"], check=True)
    with np.load(tmp_path / "brian2.npz") as theirs:
        peers, weights = set(zip(theirs["steps"], theirs["neurons"], strict=True)), theirs["w w"]

    arrays = load(tmp_path)
    simulation = Simulation(description(arrays), precision="float64", backend="numpy")
    spikes = simulation.run(DURATION).spikes["cells"]
    ours = set(zip(spikes.steps, spikes.neurons, strict=True))
    found = simulation.weights("w")
    simulation.close()

    largest, moved = np.abs(found - weights).max(), np.abs(found - arrays["weight w"]).mean()
    measured = f"{len(ours ^ peers)} differing spikes; weights within {largest:.1e} pA"
    compared = f"{len(weights)} synapses, {len(ours)} spikes, weights moved by {moved:.1f} of {bound(INPUTS):.0f} pA"
    record("Brian2", Row("pair STDP, as timed", compared, measured, f"0; weights within {CLOSE:g} pA"))
    assert ours == peers and len(ours) > 10 * SIZE
    assert largest < CLOSE < moved
