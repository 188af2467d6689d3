"""The benchmark of typed models: every network of it has what is timed do something, and its page tells the worst."""

from __future__ import annotations

import numpy as np
import pytest

from engine.simulation.simulation import Simulation
from tests.benchmarks.typed_speed import BACKENDS, KINDS, Kind, Taken, page, stdp, taken
from tests.laws.networks import STDP


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_larger_network_fires_and_both_are_timed(kind: Kind) -> None:
    model = kind.models[0]
    network = kind.network(model)
    run = Simulation(network, seed=3, backend="numpy")
    spikes = run.advance(200).spikes
    assert all(len(spikes[population.id]) > 5 for population in network.populations)
    found = taken(kind, model, "numpy", 2, 5)
    assert found.built_in > 0.0 and found.typed > 0.0 and found.ratio > 0.0


def test_the_rule_in_the_words_of_brian2_learns_what_it_is_timed_against() -> None:
    typed = KINDS[-1].typed("")
    runs = [Simulation(stdp(rule), seed=3, backend="numpy") for rule in (STDP, typed)]
    for run in runs:
        run.advance(150)
    assert runs[1].weights("ab") == pytest.approx(runs[0].weights("ab"), rel=1e-9)
    assert np.ptp(runs[0].weights("ab")) > 1.0


def test_the_page_tells_the_slowest() -> None:
    by = {backend: Taken(2.0, 2.0 * ratio, ratio) for backend, ratio in zip(BACKENDS, (1.2, 0.9), strict=True)}
    text = page({("rule", "Mine"): by, ("rule", "Other"): dict.fromkeys(BACKENDS, Taken(1.0, 1.0, 1.0))})
    assert "| rule | Mine | 2.0, 2.4 | 2.0, 1.8 | 1.20 | 0.90 |" in text
    assert "numba, of the built-in one 1.2 (MISSED" in text and "numpy, of the built-in one 1 (reached" in text
