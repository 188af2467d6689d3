"""The same seed gives the same spikes: what ``docs/semantics.md`` promises of random numbers and of sums.

Chunks, threads, copied states, recorders and recompiling are in ``test_backends.py`` and ``test_simulation.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.model.registry.discovery import find, models
from engine.network.description import (
    Connections,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.sampling.randomness import stream
from engine.simulation.preview import sent
from engine.simulation.simulation import Simulation
from tests.laws.networks import DELTA, DISCRETE, LISTED, NETWORKS
from tests.laws.test_simulation import same
from tests.laws.ways import open_ways, ways

STEPS = 150
ROOT = Path(__file__).parents[2]
network = pytest.mark.parametrize("network", [pytest.param(n, id=name) for name, n in NETWORKS.items()])

SCRIPT = """
import hashlib, sys
from engine.simulation.simulation import Simulation
from tests.laws.networks import NETWORKS
for name in sys.argv[1:]:
    chunk = Simulation(NETWORKS[name](), seed=7, backend="numpy").advance(150)
    told = hashlib.sha256()
    for id in sorted(chunk.spikes):
        told.update(id.encode() + chunk.spikes[id].steps.tobytes() + chunk.spikes[id].neurons.tobytes())
    for id in sorted(chunk.samples):
        told.update(id.encode() + chunk.samples[id].values.tobytes())
    print(name, told.hexdigest())
"""


def test_processes_that_hash_in_other_ways_fire_the_same_spikes() -> None:
    """Neither the order of sets nor anything else of one process reaches a spike."""
    names = ["plastic", "layered", "spatial"]

    def told(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, *names], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout

    one = told("1")
    assert len(one.split()) == 2 * len(names)
    assert one == told("2")


def test_a_stream_is_the_digest_of_the_elements_id_and_the_purpose_on_every_machine() -> None:
    """``printf 'n3\\0weight' | b2sum -l 64``, read as a little-endian number."""
    assert stream("n3", "weight") == int.from_bytes(bytes.fromhex("b7f75f827a9aa10c"), "little")


@network
def test_the_order_in_which_parts_are_listed_changes_no_spike(network: Any) -> None:
    listed = network()
    parts = ("populations", "projections", "stimuli", "datasets", "encoders", "decoders", "recordings")
    turned = replace(listed, **{part: getattr(listed, part)[::-1] for part in parts})
    one, other = (Simulation(description, backend="numba").advance(STEPS) for description in (listed, turned))
    same(one, other)


DRAWING = [
    stimulus for stimulus in models("stimuli").values()
    if {"u", "u_common", "z"} & {name for equation in stimulus.equations.values() for name in equation.arguments}
]  # fmt: skip


@pytest.mark.parametrize("model", DRAWING, ids=lambda model: model.key)
def test_elements_that_are_added_change_no_draw_of_those_before(model: Any) -> None:
    few, many = (sent(model, 300, 0.5, size=size) for size in (5, 9))
    assert np.array_equal(few, many[:, :5]) and (few != few[:1]).any(axis=0).all()


@pytest.mark.parametrize("key", ["poisson", "spike_response", "generalized_integrate_and_fire"])
def test_neurons_that_are_added_change_no_draw_of_those_before(key: str) -> None:
    chunks = []
    for size in (20, 35):
        cells = Population("a", find(f"neurons/{key}"), size, bias=400.0)
        chunks.append(Simulation(NetworkDescription(populations=(cells,)), backend="numpy").advance(1500).spikes["a"])
    few, many = chunks
    kept = many.neurons < 20
    assert len(few) > 20 and kept.sum() < len(many)
    assert np.array_equal(few.steps, many.steps[kept]) and np.array_equal(few.neurons, many.neurons[kept])


def test_targets_that_are_added_change_no_spike_of_a_poisson_stimulus_at_those_before() -> None:
    jumps = []
    for size in (6, 11):
        cells = Population("a", DISCRETE, size, {"beta": 0.0, "V_th": 1e9})
        link = Projection("p", "s", "a", DELTA, find("wiring/all_to_all"), 1.0, 0.1)
        source = Stimulus("s", find("stimuli/poisson"), 1, {"rate": 900.0})
        described = NetworkDescription(0.1, (cells,), (link,), (source,), recordings=(Recording("V", "a", "V"),))
        jumps.append(Simulation(described, backend="numpy").advance(400).samples["V"].values)
    assert jumps[0].sum() > 50 and np.array_equal(jumps[0], jumps[1][:, :6])


def meeting(random: np.random.Generator) -> tuple[NetworkDescription, float]:
    """Spikes of three steps, many sources and double connections that arrive in one step, and their ordered sum.

    Large weights take digits from the small ones that they meet: other orders sum to other numbers.
    """
    h, sources, latest = 0.1, 12, 40
    fired = [(step, source) for step in (10, 17, 25) for source in range(sources) if random.random() < 0.7]
    number = np.repeat(np.arange(sources), 6)
    delays = np.tile(np.repeat([latest - 10, latest - 17, latest - 25], 2), sources)
    shuffled = random.permutation(len(number))
    number, delays = number[shuffled], delays[shuffled]
    ordered = [
        (step, source, connection)
        for step, source in fired
        for connection in np.flatnonzero((number == source) & (delays == latest - step)).tolist()
    ]

    def total(*places: int) -> float:
        return sum(weights[arrival[2]] for arrival in sorted(ordered, key=lambda arrival: [arrival[p] for p in places]))

    weights = np.zeros(len(number))
    while total(0, 1, 2) in (total(1, 0, 2), total(2), total(0, 2), total(1, 2)):
        weights = random.integers(-9, 10, len(number)) * 2.0 ** random.choice([0, 20, 50, 53], len(number))
    times = {"times": np.array([step for step, _ in fired]) * h, "trains": np.array([float(i) for _, i in fired])}
    link = Projection(
        "p", "s", "a", DELTA, LISTED, weights, delays * h, Sign.MIXED,
        connections=Connections(number, np.zeros(len(number), np.int64)),
    )  # fmt: skip
    return NetworkDescription(
        h, (Population("a", DISCRETE, 1, {"beta": 0.0, "V_th": 1e300}),), (link,),
        (Stimulus("s", find("stimuli/spike_times"), sources, times),), recordings=(Recording("V", "a", "V"),),
    ), total(0, 1, 2)  # fmt: skip


@pytest.mark.parametrize("way", [way for way in ways() if way.values[0].exact])
@pytest.mark.parametrize("seed", range(4))
def test_sums_run_by_the_time_of_the_spike_then_its_source_then_the_connection(
    way: Any, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ways(monkeypatch)
    described, expected = meeting(np.random.default_rng(seed))
    simulation = way.simulation(described)
    jumps = simulation.advance(60).samples["V"].values[:, 0]
    simulation.close()
    assert jumps[39] == expected != 0.0
