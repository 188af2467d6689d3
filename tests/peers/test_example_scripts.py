"""Every example as a script for every simulator runs there: without chance spike by spike, else by rates and intervals.

An example that a simulator cannot say is refused by names, which ``tests/engine/scripts/test_targets.py`` lists.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.network.description import NetworkDescription
from engine.scripts.targets import targets
from engine.scripts.writing import script
from engine.simulation.chunk import Chunk
from engine.simulation.simulation import Simulation
from tests.peers.test_drawn_scripts import LONGEST, theirs_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {example.path.stem: example.path for example in examples()}
DURATION = 500.0  # ms
SEEDS = range(1, 4)
FEWEST = 3  # spikes of a neuron whose intervals are looked at
DETERMINISTIC = {"one-neuron", "four-cells", "where-a-sound-is", "tsodyks-markram"}
CLOSE = 1e-6  # mV
APART = {("pynn", "tsodyks-markram"): 0.02}
"""In mV, where a simulator has another model: what is released in PyNN's on NEST decays before it can recover."""
CHAOTIC = {"four-cells": 140.0}
"""In ms, until when rounding has not grown: a quadratic neuron is as far from itself after a change of one bit."""


@cache
def drawn(name: str) -> NetworkDescription:
    return meaning(open_document(EXAMPLES[name])).description


def written(deterministic: bool) -> list[tuple[str, str]]:
    """Simulators with the examples that can be written for them."""
    return [
        (peer, name)
        for peer in targets()
        for name in EXAMPLES
        if (name in DETERMINISTIC) == deterministic
        and not any(problem.is_fatal for problem in targets()[peer].refusals(drawn(name)))
    ]


@cache
def run(name: str, seed: int) -> Chunk:
    simulation = Simulation(drawn(name), seed=seed)
    found = simulation.run(DURATION)
    simulation.close()
    return found


def events(steps: np.ndarray, neurons: np.ndarray, last: int) -> set[tuple[int, int]]:
    return {(int(k), int(i)) for k, i in zip(steps, neurons, strict=True) if k <= last}


@pytest.mark.peers
@pytest.mark.parametrize(("peer", "name"), written(deterministic=True))
def test_an_example_without_chance_fires_its_spikes(peer: str, name: str, tmp_path: Path) -> None:
    """And its membranes are those of the drawing at every time that both have recorded."""
    description, ours = drawn(name), run(name, 1)
    theirs = theirs_of(peer, description, tmp_path)
    until = CHAOTIC.get(name, DURATION)
    last, spikes, differing, apart, seen = round(until / description.resolution), 0, 0, 0.0, 0
    for p in description.populations:
        here = events(ours.spikes[p.id].steps, ours.spikes[p.id].neurons, last)
        spikes += len(here)
        differing += len(here ^ events(*theirs[p.title].T, last))
    for r in description.recordings:
        if f"{r.title}.steps" in theirs:
            samples = ours.samples[r.id]
            shared, mine, other = np.intersect1d(samples.steps, theirs[f"{r.title}.steps"], return_indices=True)
            early = shared <= last
            seen += int(early.sum())
            between = np.abs(samples.values[mine] - theirs[f"{r.title}.values"][other])[early]
            apart = max(apart, float(between.max()))
    print(f"{peer} {name}: {spikes} spikes, {differing} differ; {apart:.1e} mV apart at {seen} times")
    assert not differing and apart < APART.get((peer, name), CLOSE) and (spikes > 20 or seen > 4000)


def told(steps: Mapping[str, tuple[np.ndarray, np.ndarray]], description: NetworkDescription) -> dict[str, np.ndarray]:
    """Rate in Hz and mean variation of intervals by population."""
    found = {}
    for p in description.populations:
        at, neurons = steps[p.id]
        trains = [np.sort(at[neurons == i]) for i in range(p.size)]
        gaps = [np.diff(train) for train in trains if len(train) >= FEWEST]
        cv = float(np.mean([gap.std() / gap.mean() for gap in gaps])) if gaps else 0.0
        found[p.id] = np.array([len(at) / p.size / DURATION * 1000.0, cv])
    return found


@cache
def ours_told(name: str) -> list[dict[str, np.ndarray]]:
    description = drawn(name)
    runs = [run(name, seed).spikes for seed in SEEDS]
    return [told({p.id: (s[p.id].steps, s[p.id].neurons) for p in description.populations}, description) for s in runs]


@pytest.mark.peers
@pytest.mark.timeout(len(SEEDS) * LONGEST)
@pytest.mark.parametrize(("peer", "name"), written(deterministic=False))
def test_an_example_by_chance_fires_as_often_and_as_irregularly(peer: str, name: str, tmp_path: Path) -> None:
    description, theirs = drawn(name), []
    for seed in SEEDS:
        found = theirs_of(peer, description, tmp_path, seed)
        theirs.append(told({p.id: tuple(found[p.title].T) for p in description.populations}, description))
    wrong = []
    for p in description.populations:
        here, there = (np.array([one[p.id] for one in seeds]) for seeds in (ours_told(name), theirs))
        error = np.sqrt((here.var(axis=0, ddof=1) + there.var(axis=0, ddof=1)) / len(SEEDS))
        apart = np.abs(here.mean(axis=0) - there.mean(axis=0))
        words = [f"{a:.2f} ± {b:.2f}" for a, b in zip(here.mean(axis=0), here.std(axis=0, ddof=1), strict=True)]
        words += [f"{a:.2f} ± {b:.2f}" for a, b in zip(there.mean(axis=0), there.std(axis=0, ddof=1), strict=True)]
        print(f"{peer} {name} {p.title}: {words[0]} Hz here, {words[2]} there; CV {words[1]} here, {words[3]} there")
        wrong += [p.title] if (apart > 4.5 * error + np.array([0.02 * here[:, 0].mean(), 0.02])).any() else []
    assert not wrong


@pytest.mark.peers
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_as_a_script_of_this_engine_tells_what_the_drawing_does(name: str, tmp_path: Path) -> None:
    duration, description, path = 50.0, drawn(name), tmp_path / "network.py"
    script(description, seed=3, title=name, duration=duration).write(path)
    done = subprocess.run(
        [sys.executable, path], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True,
        encoding="utf-8", timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    simulation = Simulation(description, seed=3)
    record = simulation.run(duration)
    simulation.close()
    for p in description.populations:
        if p.model.fires():
            assert f"{p.title}: {record.rate(p.id, p.size):.2f} Hz" in done.stdout
    for r in description.recordings:
        if r.quantity != "spikes":
            values = record.samples[r.id].values
            assert f"{r.title}: {values.size} values from {values.min():.3f} to {values.max():.3f}" in done.stdout
