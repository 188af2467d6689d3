"""Scripts of drawn networks, run by the simulators that they are for, fire the spikes of the drawing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.network.description import NetworkDescription, Recording
from engine.neurons import Izhikevich, LeakyIntegrateAndFire
from engine.plasticity import PairSTDP
from engine.scripts.targets import targets
from engine.simulation.chunk import Chunk
from engine.simulation.simulation import Simulation
from engine.synapses import AlphaCurrent, Delta, ExponentialConductance, ExponentialCurrent
from tests.peers.environments import python_of
from tests.peers.leaky import LIF
from tests.peers.learning import learning
from tests.peers.networks import Link, recurrent
from tests.peers.test_nest_tsodyks2_synapse import network as releasing

RUN = Path(__file__).with_name("script_run.py")
DURATION = 500.0
LONGEST = 900  # seconds that a simulator may take where much runs beside it


def leaky(synapse, excites: tuple[float, float], inhibits: tuple[float, float], taus=None) -> NetworkDescription:
    own = taus or ({}, {})
    return recurrent(
        LeakyIntegrateAndFire, Link(synapse, *excites, own[0]), Link(synapse, *inhibits, own[1]),
        bias=(380.0, 480.0), start={"V": (-70.0, -55.0)}, parameters=LIF,
    )  # fmt: skip


def at_once(network: NetworkDescription) -> NetworkDescription:
    """Delays of one step: Brian2 keeps what one spike of a source sends, and no second one is under way."""
    return replace(network, projections=tuple(replace(p, delay=network.resolution) for p in network.projections))


RULE = {"w_max": 200.0, "A_plus": 0.02, "A_minus": 0.021}
TAUS = ({"tau_syn": 2.0}, {"tau_syn": 5.0})
NETWORKS: dict[str, Callable[[], NetworkDescription]] = {
    "exponential": lambda: leaky(ExponentialCurrent, (10.0, 100.0), (-300.0, -60.0), TAUS),
    "alpha": lambda: leaky(AlphaCurrent, (10.0, 100.0), (-300.0, -60.0), TAUS),
    "jumps": lambda: leaky(Delta, (0.1, 1.0), (-3.0, -0.5)),
    "conductances": lambda: leaky(ExponentialConductance, (0.2, 1.0), (1.0, 5.0), TAUS),
    "izhikevich": lambda: recurrent(
        Izhikevich, Link(Delta, 0.1, 1.0), Link(Delta, -3.0, -0.5), bias=(4.0, 15.0),
        start={"V": (-70.0, -55.0), "u": (-15.0, -10.0)}, parameters={"C_m": 1.0},
    ),
    "learning": lambda: learning(PairSTDP, RULE),
    "learning at once": lambda: at_once(learning(PairSTDP, RULE)),
    "releasing": releasing,
}  # fmt: skip
CLOSE = {"conductances"}
"""Where solvers differ: as many spikes of every neuron, within two steps."""
CASES = {  # what learns and tires in PyNN is another model of NEST's and of Brian2's: nothing is promised
    "nest": [*NETWORKS],
    "brian2": ["exponential", "alpha", "jumps", "conductances", "izhikevich", "learning at once", "releasing"],
    "pynn": ["exponential", "alpha", "jumps", "conductances", "izhikevich"],
}


def theirs_of(peer: str, description: NetworkDescription, folder: Path, seed: int = 1) -> dict[str, np.ndarray]:
    """What the script of a drawing gives where it is run by the simulator that it is for."""
    python = python_of(peer)
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {peer}")
    target, path = targets()[peer], folder / "network.py"
    assert not [p for p in target.refusals(description) if p.is_fatal]
    target.script(description, seed=seed, duration=DURATION).write(path)
    h = description.resolution
    done = subprocess.run(
        [python, RUN, path, folder / "out.npz", str(h)],
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    with np.load(folder / "out.npz") as found:
        return dict(found)


def ours_of(description: NetworkDescription) -> Chunk:
    simulation = Simulation(description)
    found = simulation.run(DURATION)
    simulation.close()
    return found


def compared(peer: str, description: NetworkDescription, folder: Path) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Spikes here and there by population, sorted."""
    theirs, ours = theirs_of(peer, description, folder), ours_of(description).spikes
    return {
        p.id: tuple(
            np.array(sorted(map(tuple, found.tolist()))).reshape(-1, 2)
            for found in (np.c_[ours[p.id].steps, ours[p.id].neurons], theirs[p.title or p.id])
        )
        for p in description.populations
    }


@pytest.mark.peers
@pytest.mark.parametrize(("peer", "case"), [(peer, case) for peer, cases in CASES.items() for case in cases])
def test_a_script_of_a_drawing_fires_its_spikes(peer: str, case: str, tmp_path: Path) -> None:
    total = differing = 0
    for ours, theirs in compared(peer, NETWORKS[case](), tmp_path).values():
        theirs = theirs[theirs[:, 0] <= round(DURATION / 0.1)]
        total += len(ours)
        if case in CLOSE:
            by_neuron = [found[np.lexsort((found[:, 0], found[:, 1]))] for found in (ours, theirs)]
            assert np.array_equal(by_neuron[0][:, 1], by_neuron[1][:, 1])
            assert np.abs(by_neuron[0][:, 0] - by_neuron[1][:, 0]).max() <= 2
        else:
            differing += len(set(map(tuple, ours.tolist())) ^ set(map(tuple, theirs.tolist())))
    print(f"{peer} {case}: {total} spikes, {differing} differ")
    assert total > 200 and not differing


@pytest.mark.peers
@pytest.mark.parametrize("peer", CASES)
@pytest.mark.parametrize("indices", [None, (0, 3)])
def test_a_script_records_the_membrane_of_the_drawing(
    peer: str, indices: tuple[int, ...] | None, tmp_path: Path
) -> None:
    """At the same times, and equal up to rounding: here a spike and its reset stand at the end of their step."""
    network = NETWORKS["exponential"]()
    population = network.populations[0]
    recording = Recording("r", population.id, "V", indices, interval=0.5, title="Membrane")
    drawn = replace(network, recordings=(recording,))
    theirs, ours = theirs_of(peer, drawn, tmp_path), ours_of(drawn).samples["r"]
    steps, here, there = np.intersect1d(ours.steps, theirs["Membrane.steps"], return_indices=True)
    assert len(steps) >= DURATION / 0.5 - 2
    apart = np.abs(ours.values[here] - theirs["Membrane.values"][there])
    assert apart.shape[1] == len(indices or range(population.size))
    print(f"{peer}: {apart.max():.1e} mV apart at most, {len(steps)} times")
    assert apart.max() < 1e-6
