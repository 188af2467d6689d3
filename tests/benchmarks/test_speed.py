"""The frame of the speed comparisons: its files, its page, and that every case runs in the engine."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from engine.checking.network import check
from engine.simulation.simulation import Simulation
from tests.benchmarks.speed import page
from tests.benchmarks.speed.case import Bar, Case, found, load, random_pairs
from tests.benchmarks.speed.simulators import PEERS, SPOKEN
from tests.benchmarks.speed.traffic import of_run

SMALL = [case for case in found() if case.neurons <= 4_000]
TRIED = [case for case in SMALL if case.name != "STDP 2,000 × 400"]  # like the other, with eight times the synapses
SHORT = 10.0  # ms


def test_the_cases_are_those_that_have_bars():
    assert [case.name for case in found()] == [
        "Brunel 12,500", "COBA 4,000", "COBA-HH 4,000", "CUBA 4,000", "CUBA 20,000", "CUBA 100,000",
        "STDP 1,000 × 100", "STDP 2,000 × 400",
    ]  # fmt: skip


@pytest.mark.parametrize("case", list(found()), ids=lambda case: case.name)
def test_every_peer_is_told_a_case_or_why_it_is_not_among_the_rows(case: Case):
    assert set(case.words) == set(SPOKEN.values())
    for words in case.words.values():
        if "missing" not in words:
            assert set(words["groups"]) == set(case.groups)
            assert all(
                name.startswith(("start", "weight"))
                for name in json.loads(json.dumps(words))["start"].values()
                if isinstance(name, str)
            )


@pytest.mark.parametrize("case", TRIED, ids=lambda case: case.name)
def test_a_case_runs_in_the_engine_from_the_file_that_the_peers_read(case: Case, tmp_path):
    case.save(tmp_path)
    arrays = load(tmp_path)
    network = case.description(arrays)
    assert not [problem for problem in check(network) if problem.is_fatal]
    simulation = Simulation(network, backend="numpy")
    for group in case.groups:
        assert np.array_equal(simulation.connections(group).post, arrays[f"post {group}"])
    traffic = of_run(simulation, SHORT)
    synapses = sum(len(arrays[f"post {group}"]) for group in case.groups)
    assert traffic.moved > 0
    assert traffic.delivered_within > 2 * synapses
    assert traffic.least_seconds(lambda within: 1e9) == pytest.approx(traffic.moved / 1e9)
    simulation.close()


def test_pairs_are_never_drawn_twice():
    pre, post = random_pairs(np.random.default_rng(0), 50, 40, 10.0)
    assert len(np.unique(pre * 40 + post)) == len(pre)
    assert len(pre) == pytest.approx(50 * 10, rel=0.3)


def simulator(name: str, seconds: float, spikes: int) -> SimpleNamespace:
    return SimpleNamespace(name=name, seconds=[seconds] * 3, spikes=spikes, built=0.5, bytes=4_000)


@pytest.fixture
def rows() -> list[SimpleNamespace]:
    return [
        simulator("engine, float32", 0.1, 5000),
        simulator("NEST, 2 threads", 2.0, 5050),
        simulator("Brian2 Cython", 0.5, 6000),
    ]


def test_a_ratio_is_told_only_where_the_rates_agree(rows):
    bars = (Bar("", 4.0), Bar("NEST, 2", 30.0), Bar("Brian2", 1.0), Bar("", 3.0, "engine, float64"))
    case = replace(SMALL[0], neurons=1000, bars=bars)
    text = page.table(case, rows, {"ANNarchy, 1 thread": "its environment is missing"}, 1000, 1000.0, ["half"])
    assert "| NEST, 2 threads | 2 | 20.00 | 5.05 | 0.50 | 4 |" in text
    assert "another rate" in text.split("Brian2 Cython")[1].splitlines()[0]
    assert "Bars: best peer 20.0 × (reached, bar 4); NEST, 2 20.0 × (MISSED, bar 30)." in text
    assert "Memory: half." in text
    assert "No row for ANNarchy, 1 thread: its environment is missing." in text


def test_rates_are_held_against_double_precision_in_which_peers_compute(rows):
    rows += [simulator("engine, float64", 0.2, 5180), simulator("ANNarchy", 0.4, 5300)]
    text = page.table(replace(SMALL[0], neurons=1000, bars=()), rows, {}, 1000, 1000.0, [])
    assert "| ANNarchy | 0.4 | 4.00 | 5.30 |" in text
    assert "another rate" not in text.split("NEST")[1].splitlines()[0]


def test_a_bar_of_its_own_rows_is_held_against_them(rows):
    rows += [simulator("engine, float64", 0.5, 5010), simulator("engine, NumPy alone, float32", 4.0, 5000)]
    case = replace(SMALL[0], neurons=1000, bars=(Bar("", 4.0, "engine, float64"), Bar("NEST", 1.0, "engine, NumPy")))
    text = page.table(case, rows, {}, 1000, 1000.0, [])
    assert "float64 against best peer 4.0 × (reached, bar 4)" in text
    assert "NumPy against NEST 0.5 × (MISSED, bar 1)" in text


def test_a_slow_peer_takes_part_in_fewer_rounds_and_the_page_says_so(rows):
    case = replace(SMALL[0], neurons=1000, rounds={"NEST": 1})
    assert [case.turns(name, 7) for name in ("NEST, 2 threads", "engine, float32")] == [1, 7]
    rows[1].seconds = rows[1].seconds[:1]
    assert "3 interleaved rounds of 1000 ms, 1 of NEST, 2 threads." in page.table(case, rows, {}, 1000, 1000.0, [])


def test_every_peer_has_its_script():
    from tests.benchmarks.speed.simulators import HERE

    for _, script, _ in PEERS.values():
        assert (HERE / script).is_file()
