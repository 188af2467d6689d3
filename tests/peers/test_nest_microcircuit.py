"""The microcircuit of Potjans & Diesmann at a tenth of its size against NEST, by the laws of its activity.

Each simulator draws networks, starts and background of its own from the same description, so no spike can be equal.
As in the validation of other simulators on this network (van Albada et al. 2018, 10.3389/fnins.2018.00291) ten
seconds, the first of them left out, give for every population the rates of its neurons, the coefficients of variation
of their intervals, and the correlations of 200 of them in bins of 2 ms.

Two runs of one simulator with other seeds differ too. So the distance of Kolmogorov and Smirnov between the laws of
the two simulators, a mean over all pairs of seeds, is held against that between NEST's own seeds, and may be larger by
three standard deviations of chance. Kolmogorov's law gives them: 0.26 sqrt(2 / n) for two samples of n. Correlations
of pairs are not independent, so n is that of the neurons there, not of the pairs.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest
from scipy.stats import ks_2samp

import tests.science.microcircuit
from engine.analysis.correlations import correlation_coefficients
from engine.analysis.intervals import coefficients_of_variation
from engine.analysis.rates import binned_counts, mean_rates
from engine.network.description import NetworkDescription
from engine.simulation.simulation import Simulation
from tests.peers.against_nest import PEER, Floats, Spikes
from tests.peers.environments import python_of
from tests.peers.microcircuit_job import SCRIPT, job
from tests.peers.validation import Row, record
from tests.science.microcircuit import microcircuit

SCALE, SEEDS, THREADS = 0.1, (1, 2, 3), 2
DURATION, LEFT_OUT, BIN = 10_000.0, 1000.0, 2.0  # ms
CORRELATED = 200  # neurons of a population
KOLMOGOROV_STD, STDS = 0.26, 3.0
Laws: TypeAlias = dict[tuple[str, str], Floats]


def ours(network: NetworkDescription, seed: int) -> dict[str, Spikes]:
    simulation = Simulation(network, seed=seed, threads=THREADS)
    spikes = simulation.run(DURATION).spikes
    simulation.close()
    return {id: np.c_[block.steps, block.neurons] for id, block in spikes.items()}


def theirs(network: NetworkDescription, seed: int, folder: Path) -> dict[str, Spikes]:
    given, out = folder / "job.json", folder / f"{seed}.npz"
    given.write_text(json.dumps(job(network, DURATION, THREADS)), encoding="utf-8")
    subprocess.run([python_of("nest"), SCRIPT, given, out, str(seed)], check=True, stdout=subprocess.DEVNULL)
    with np.load(out) as found:
        return {name.removeprefix("spikes/"): found[name] for name in found.files}


def laws(network: NetworkDescription, spikes: Mapping[str, Spikes]) -> Laws:
    """Samples by population and quantity."""
    found: Laws = {}
    for p in network.populations:
        times, neurons = spikes[p.id][:, 0] * network.resolution, spikes[p.id][:, 1]
        later = times > LEFT_OUT
        times, neurons = times[later], neurons[later]
        some, size = neurons < CORRELATED, min(CORRELATED, p.size)
        counts = binned_counts(times[some], neurons[some], size, LEFT_OUT, DURATION, BIN)
        for name, values in (
            ("rate", mean_rates(neurons, p.size, DURATION - LEFT_OUT)),
            ("CV", coefficients_of_variation(times, neurons, p.size)),
            ("correlation", correlation_coefficients(counts)),
        ):
            found[p.id, name] = values[~np.isnan(values)]
    return found


def distance(pairs: list[tuple[Laws, Laws]], key: tuple[str, str]) -> float:
    """The mean over pairs of runs."""
    return float(np.mean([ks_2samp(a[key], b[key]).statistic for a, b in pairs]))


def excess(network: NetworkDescription, our: list[Laws], nest: list[Laws]) -> dict[tuple[str, str], tuple[float, ...]]:
    """Ours to NEST's, NEST's to NEST's, and how much larger the first may be, by population and quantity."""
    found = {}
    for p, quantity in product(network.populations, ("rate", "CV", "correlation")):
        key = p.id, quantity
        number = min(CORRELATED, p.size) if quantity == "correlation" else len(nest[0][key])
        margin = STDS * KOLMOGOROV_STD * np.sqrt(2.0 / number)
        found[key] = (distance(list(product(our, nest)), key), distance(list(combinations(nest, 2)), key), margin)
    return found


@pytest.fixture(scope="module")
def network() -> NetworkDescription:
    return microcircuit(SCALE)


@pytest.fixture(scope="module")
def nest(network: NetworkDescription, tmp_path_factory: pytest.TempPathFactory) -> list[Laws]:
    if python_of("nest") is None:
        pytest.skip("make its environment: python -m tests.peers.environments nest")
    folder = tmp_path_factory.mktemp("microcircuit")
    return [laws(network, theirs(network, seed, folder)) for seed in SEEDS]


@pytest.mark.peers
@pytest.mark.timeout(3600)
def test_the_laws_of_the_activity_are_as_near_as_those_of_two_seeds(network, nest):
    found = excess(network, [laws(network, ours(network, seed)) for seed in SEEDS], nest)
    measured = []
    for quantity in ("rate", "CV", "correlation"):
        own = {id: values for (id, name), values in found.items() if name == quantity}
        farthest = max(own, key=lambda id: (own[id][0] - own[id][1]) / own[id][2])
        mean = [np.mean([values[i] for values in own.values()]) for i in range(2)]
        words = f"{quantity} {mean[0]:.3f} ({mean[1]:.3f} between NEST's seeds; farthest {farthest}"
        measured.append(f"{words} {own[farthest][0]:.3f}, {own[farthest][1]:.3f}, margin {own[farthest][2]:.3f})")
    row = Row(
        "microcircuit, a tenth of its size",
        f"{sum(p.size for p in network.populations):,} neurons, {DURATION / 1000:g} s, {len(SEEDS)} seeds each;"
        " distances of Kolmogorov and Smirnov between rates, CVs and correlations, means over 8 populations",
        "; ".join(measured),
        "in each population no larger than between NEST's seeds by three standard deviations of chance",
    )
    print(row)
    record(PEER, row)
    assert all(between <= within + margin for between, within, margin in found.values()), found


@pytest.mark.peers
@pytest.mark.timeout(3600)
def test_inhibition_that_is_a_twentieth_stronger_is_noticed(network, nest, monkeypatch):
    monkeypatch.setattr(tests.science.microcircuit, "G", 1.05 * tests.science.microcircuit.G)
    found = excess(network, [laws(network, ours(microcircuit(SCALE), SEEDS[0]))], nest)
    for quantity in ("rate", "CV"):
        far = [between > within + margin for (_, name), (between, within, margin) in found.items() if name == quantity]
        assert sum(far) >= len(far) / 2, found
