"""What a stimulus injects or sends is the same in the scripts of a drawing for other simulators.

NEST's generators act from the third step on, so that a script for it gives the neurons their first two steps; in PyNN
on NEST those are lost, and its cases begin later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import ExponentialCurrent
from engine.wiring import AllToAll, OneToOne
from tests.peers.test_drawn_scripts import CASES, ours_of, theirs_of

SIZE = 6
RANDOM = np.random.default_rng(20261130)
SIGNAL = RANDOM.uniform(-100.0, 900.0, 40)
CHANNELS = RANDOM.uniform(-100.0, 900.0, (40, SIZE))
LATE = np.r_[0.0, SIGNAL]
CLOSE = 1e-9  # mV


@dataclass(frozen=True)
class Drive:
    """A stimulus with its values, how it reaches the neurons, and whether anything flows in the first two steps."""

    model: str
    values: Mapping[str, Any]
    wiring: Any = AllToAll
    size: int = 1
    begins: bool = True


DRIVES = {
    "direct": Drive("dc_current", {"amplitude": 400.0}),
    "several channels": Drive("dc_current", {"amplitude": 100.0}, size=4),
    "step": Drive("step_current", {"amplitude": 500.0, "onset": 20.0, "end": 150.0}, begins=False),
    "step off the grid": Drive("step_current", {"amplitude": 500.0, "onset": 20.13, "end": 150.36}, begins=False),
    "step from the start": Drive("step_current", {"amplitude": 500.0, "onset": 0.1, "end": 150.0}),
    "sine": Drive("sine_current", {"offset": 300.0, "amplitude": 300.0, "frequency": 12.5, "phase": 40.0}),
    "table": Drive("array_current", {"signal": SIGNAL, "interval": 7.3, "gain": 1.5}),
    "table that begins at zero": Drive("array_current", {"signal": LATE, "interval": 7.3}, begins=False),
    "table of channels": Drive("array_current", {"signal": CHANNELS, "interval": 5.0}, OneToOne, SIZE),
    "sum of channels": Drive("array_current", {"signal": CHANNELS[:, :3], "interval": 5.0}, size=3),
}  # fmt: skip
EXACT = [(peer, name) for peer in CASES for name, drive in DRIVES.items() if peer != "pynn" or not drive.begins]


def driven(drive: Drive) -> NetworkDescription:
    """Neurons of different weights of a link among themselves, a bias and the drive."""
    stimulus = Stimulus("s", find(f"stimuli/{drive.model}"), drive.size, drive.values, title="Drive")
    neurons = Population("a", LeakyIntegrateAndFire, SIZE, bias=np.linspace(0.0, 150.0, SIZE), title="A")
    return NetworkDescription(
        populations=(neurons,),
        stimuli=(stimulus,),
        projections=(
            Projection("d", "s", "a", None, drive.wiring, 1.0, 0.0),
            Projection("w", "a", "a", ExponentialCurrent, AllToAll, 30.0, 1.5),
        ),
        recordings=(Recording("r", "a", "V", interval=0.1, title="Membrane"),),
    )


@pytest.mark.peers
@pytest.mark.parametrize(("peer", "name"), EXACT)
def test_a_current_moves_the_membranes_of_the_drawing(peer: str, name: str, tmp_path: Path) -> None:
    network = driven(DRIVES[name])
    theirs, ours = theirs_of(peer, network, tmp_path), ours_of(network)
    steps, here, there = np.intersect1d(ours.samples["r"].steps, theirs["Membrane.steps"], return_indices=True)
    apart = np.abs(ours.samples["r"].values[here] - theirs["Membrane.values"][there]).max()
    spikes = {(int(k), int(i)) for k, i in zip(ours.spikes["a"].steps, ours.spikes["a"].neurons, strict=True)}
    differing = spikes ^ {(int(k), int(i)) for k, i in theirs["A"] if k <= 5000}
    print(f"{peer} {name}: {len(spikes)} spikes, {len(differing)} differ; {apart:.1e} mV apart at {len(steps)} times")
    assert len(steps) > 4990 and len(spikes) > 50 and not differing and apart < CLOSE


RESTING = {"V_th": 1000.0}
NOISES = {
    "a channel each": Drive("white_noise_current", {"mean": 200.0, "std": 150.0}, OneToOne, SIZE),
    "shared": Drive("white_noise_current", {"mean": 200.0, "std": 150.0}),
    "shared off the grid": Drive("white_noise_current", {"mean": 200.0, "std": 150.0, "interval": 0.77}),
}


def membranes(drive: Drive) -> NetworkDescription:
    """The same neurons under the drive alone, with a threshold out of reach."""
    network = driven(drive)
    neurons = Population("a", LeakyIntegrateAndFire, SIZE, RESTING, title="A")
    return NetworkDescription(
        populations=(neurons,), stimuli=network.stimuli, projections=network.projections[:1],
        recordings=network.recordings,
    )  # fmt: skip


def told(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and standard deviation over time once settled, and the largest correlation of two neurons."""
    settled = values[500:]
    between = np.corrcoef(settled.T)[np.triu_indices(SIZE, 1)]
    return float(settled.mean()), float(settled.std(axis=0).mean()), float(np.abs(between).max())


@pytest.mark.peers
@pytest.mark.parametrize("peer", CASES)
@pytest.mark.parametrize("name", NOISES)
def test_noise_moves_membranes_as_far_and_as_much_alike_as_in_the_drawing(peer: str, name: str, tmp_path: Path) -> None:
    network = membranes(NOISES[name])
    theirs, ours = theirs_of(peer, network, tmp_path)["Membrane.values"], ours_of(network).samples["r"].values
    theirs, ours = told(theirs), told(ours)
    print(f"{peer} {name}: mean, standard deviation, correlation {np.round(ours, 3)} here, {np.round(theirs, 3)} there")
    assert theirs[0] == pytest.approx(ours[0], abs=1.4)  # of 8 mV above rest: 3.5 standard errors of a shared draw
    assert theirs[1] == pytest.approx(ours[1], rel=0.25)
    assert (theirs[2] > 0.999) == (ours[2] > 0.999) == name.startswith("shared")


LISTED = {
    "every train, off the grid": Stimulus(
        "s", find("stimuli/spike_times"), SIZE, {"times": np.sort(RANDOM.uniform(0.2, 490.0, 90))}
    ),
    "trains": Stimulus(
        "s", find("stimuli/spike_times"), SIZE,
        {"times": RANDOM.uniform(0.2, 490.0, 700), "trains": RANDOM.integers(0, SIZE, 700).astype(float)},
    ),
    "regular": Stimulus("s", find("stimuli/regular"), SIZE, {"rate": 170.0, "phase": 3.03}),
}  # fmt: skip


@pytest.mark.peers
@pytest.mark.parametrize("peer", CASES)
@pytest.mark.parametrize("name", LISTED)
def test_listed_spikes_arrive_as_in_the_drawing(peer: str, name: str, tmp_path: Path) -> None:
    """Each synapse has a delay of its own, and its own weight."""
    weights, delays = np.linspace(300.0, 900.0, SIZE), np.arange(1.0, SIZE + 1)
    link = Projection("d", "s", "a", ExponentialCurrent, OneToOne, weights, delays)
    network = replace(driven(DRIVES["step"]), stimuli=(LISTED[name],), projections=(link,))
    theirs, ours = theirs_of(peer, network, tmp_path), ours_of(network).spikes["a"]
    here = set(zip(ours.steps.tolist(), ours.neurons.tolist(), strict=True))
    differing = here ^ {(int(k), int(i)) for k, i in theirs["A"] if k <= 5000}
    print(f"{peer} {name}: {len(here)} spikes, {len(differing)} differ")
    assert len(here) > 50 and not differing


@pytest.mark.peers
@pytest.mark.parametrize("peer", CASES)
def test_trains_of_a_poisson_stimulus_are_as_dense_as_in_the_drawing(peer: str, tmp_path: Path) -> None:
    """At several spikes a step; Brian2's script had one of them at most."""
    network = membranes(DRIVES["direct"])
    dense = Stimulus("s", find("stimuli/poisson"), 1, {"rate": 30_000.0})
    link = Projection("d", "s", "a", ExponentialCurrent, AllToAll, 5.0, 1.5)
    network = replace(network, stimuli=(dense,), projections=(link,))
    theirs, ours = theirs_of(peer, network, tmp_path)["Membrane.values"], ours_of(network).samples["r"].values
    theirs, ours = told(theirs), told(ours)
    print(f"{peer}: mean, standard deviation, correlation {np.round(ours, 3)} here, {np.round(theirs, 3)} there")
    assert theirs[0] == pytest.approx(ours[0], abs=0.3)  # of 12 mV above rest
    assert theirs[1] == pytest.approx(ours[1], rel=0.35)
