"""Random wiring rules, as a run builds them, against the laws of their degrees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from engine.model.topology import WiringRule
from engine.network.description import NetworkDescription, Population, Projection
from engine.neurons import LeakyIntegrateAndFire
from engine.simulation.simulation import Simulation
from engine.synapses import ExponentialCurrent
from engine.wiring import FixedInDegree, FixedOutDegree, FixedProbability, FixedTotalNumber

SOURCES, TARGETS, DEGREE = 500, 400, 24
ALPHA = 1e-3  # level of each test; the seed is given, so it passes always or never
Counts = NDArray[np.int64]


def degrees(rule: type[WiringRule], **values: Any) -> tuple[Counts, Counts]:
    """Connections that leave each source and that reach each target of a drawn link."""
    ends = (Population("a", LeakyIntegrateAndFire, SOURCES), Population("b", LeakyIntegrateAndFire, TARGETS))
    link = Projection("p", "a", "b", ExponentialCurrent, rule, 1.0, wiring_parameters=values)
    made = Simulation(NetworkDescription(0.1, ends, (link,)), seed=11).connections("p")
    return np.bincount(made.pre, minlength=SOURCES), np.bincount(made.post, minlength=TARGETS)


def is_drawn_from(counts: Counts, law: Any) -> bool:
    """Pearson's chi-squared between how often each degree occurs and its probability, in classes of equal weight."""
    edges = np.unique(law.ppf(np.linspace(0, 1, 13)[1:-1]))
    observed = np.histogram(counts, bins=np.concatenate(([-np.inf], edges + 0.5, [np.inf])))[0]
    expected = np.diff(np.concatenate(([0.0], law.cdf(edges), [1.0]))) * len(counts)
    assert len(edges) > 5 and expected.min() > 8
    return bool(stats.chisquare(observed, expected).pvalue > ALPHA)


@pytest.mark.parametrize("multiple", ["no", "yes"])
def test_with_a_fixed_out_degree_targets_hear_a_binomial_number_of_sources(multiple: str) -> None:
    """Djurfeldt, Davison & Eppler (2014), 10.3389/fninf.2014.00043: K distinct targets, or K draws, of each source."""
    out_degrees, in_degrees = degrees(FixedOutDegree, out_degree=DEGREE, multiple_connections=multiple)
    assert set(out_degrees) == {DEGREE}
    once, again = stats.binom(SOURCES, DEGREE / TARGETS), stats.binom(SOURCES * DEGREE, 1 / TARGETS)
    assert is_drawn_from(in_degrees, again if multiple == "yes" else once)


@pytest.mark.parametrize("multiple", ["no", "yes"])
def test_with_a_fixed_in_degree_sources_reach_a_binomial_number_of_targets(multiple: str) -> None:
    """Brunel (2000), 10.1023/A:1008925309027: C connections from neurons drawn at random."""
    out_degrees, in_degrees = degrees(FixedInDegree, in_degree=DEGREE, multiple_connections=multiple)
    assert set(in_degrees) == {DEGREE}
    once, again = stats.binom(TARGETS, DEGREE / SOURCES), stats.binom(TARGETS * DEGREE, 1 / SOURCES)
    assert is_drawn_from(out_degrees, again if multiple == "yes" else once)


def test_with_a_fixed_probability_both_degrees_are_binomial() -> None:
    """Erdős & Rényi (1959): every pair by itself with the same probability."""
    p = 0.06
    out_degrees, in_degrees = degrees(FixedProbability, p=p)
    assert is_drawn_from(out_degrees, stats.binom(TARGETS, p)) and is_drawn_from(in_degrees, stats.binom(SOURCES, p))


def test_with_a_total_number_both_degrees_are_those_of_so_many_draws() -> None:
    """Potjans & Diesmann (2014), 10.1093/cercor/bhs358: pairs drawn one by one, again where they were."""
    number = SOURCES * DEGREE
    out_degrees, in_degrees = degrees(FixedTotalNumber, number=number, multiple_connections="yes")
    assert out_degrees.sum() == in_degrees.sum() == number
    assert is_drawn_from(out_degrees, stats.binom(number, 1 / SOURCES))
    assert is_drawn_from(in_degrees, stats.binom(number, 1 / TARGETS))


def test_degrees_of_another_law_are_told_apart() -> None:
    _, in_degrees = degrees(FixedOutDegree, out_degree=DEGREE)
    assert not is_drawn_from(in_degrees, stats.binom(SOURCES, 1.1 * DEGREE / TARGETS))
    assert not is_drawn_from(in_degrees, stats.nbinom(10, 10 / (10 + SOURCES * DEGREE / TARGETS)))
