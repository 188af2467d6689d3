"""Wiring rules: which connections, in which order, the same however the blocks fall."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from scipy import stats

from engine.model.topology import ProjectionSide, WiringRule
from engine.simulation.connections import draws as wiring_random
from engine.simulation.connections.draws import WiringRandom
from engine.wiring import (
    AllToAll,
    ExplicitList,
    FixedInDegree,
    FixedOutDegree,
    FixedProbability,
    FixedTotalNumber,
    OneToOne,
)

RANDOM = [FixedProbability, FixedInDegree, FixedOutDegree, FixedTotalNumber]
COUNTED = [FixedInDegree, FixedOutDegree, FixedTotalNumber]


def connections(
    rule: type[WiringRule], sources: int, targets: int, same: bool = False, random: Any = None, **values: Any
) -> np.ndarray:
    """(connections, 2): source and target of each."""
    blocks = list(
        rule.connections(ProjectionSide(sources), ProjectionSide(targets), same, values, random or WiringRandom(1, "l"))
    )
    if not blocks:
        return np.zeros((0, 2), np.int64)
    return np.column_stack([np.concatenate([b.pre for b in blocks]), np.concatenate([b.post for b in blocks])])


def sparse(sources: int, targets: int, count: float) -> dict[str, float]:
    """Parameters of any random rule that give about ``count`` connections."""
    return {
        "p": count / sources / targets,
        "in_degree": round(count / targets),
        "out_degree": round(count / sources),
        "number": round(count),
    }


def test_all_to_all_is_every_pair_ordered_by_target() -> None:
    assert connections(AllToAll, 2, 3).tolist() == [[0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2]]


@pytest.mark.parametrize("multiple", ["no", "yes"])
@pytest.mark.parametrize("rule", [AllToAll, *RANDOM])
def test_self_connections_are_off_unless_wanted(rule: type[WiringRule], multiple: str) -> None:
    values = sparse(9, 9, 72) | ({"multiple_connections": multiple} if "multiple_connections" in rule.choices else {})
    without = connections(rule, 9, 9, True, **values)
    assert np.all(without[:, 0] != without[:, 1]) and len(without) > 30
    wanted = connections(rule, 9, 9, True, self_connections="yes", **values)
    assert np.any(wanted[:, 0] == wanted[:, 1])
    other = connections(rule, 9, 9, False, **values)
    assert np.any(other[:, 0] == other[:, 1]), "between two populations equal indices are no self-connection"


def test_one_to_one_pairs_equal_indices() -> None:
    assert connections(OneToOne, 3, 3).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert OneToOne.equal_sizes


@pytest.mark.parametrize("p", [0.0, 0.1, 1.0])
def test_fixed_probability_connects_its_share_once(p: float) -> None:
    found = connections(FixedProbability, 200, 300, p=p)
    assert len(np.unique(found, axis=0)) == len(found)
    assert len(found) / 60_000 == pytest.approx(p, abs=0.005)


@pytest.mark.parametrize("compiled", [False, True])
def test_fixed_probability_reaches_the_last_source_when_the_first_draws_do_not(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = WiringRandom(1, "l", compiled)
    whole = connections(FixedProbability, 400, 30, random=random, p=0.2)
    monkeypatch.setattr(wiring_random, "SPREADS", -3)
    assert np.array_equal(connections(FixedProbability, 400, 30, random=random, p=0.2), whole)


def test_the_number_of_sources_is_binomial() -> None:
    found = connections(FixedProbability, 100, 4000, p=0.2)
    degree = np.bincount(found[:, 1], minlength=4000)
    assert degree.mean() == pytest.approx(20.0, abs=0.25) and degree.var() == pytest.approx(16.0, rel=0.08)


def test_even_the_rarest_connection_can_be_asked_for() -> None:
    assert len(connections(FixedProbability, 1000, 1000, p=1e-300)) == 0


@pytest.mark.parametrize("multiple", ["no", "yes"])
@pytest.mark.parametrize("degree", [0, 1, 10, 30, 49, 50])
@pytest.mark.parametrize(("rule", "name", "own"), [(FixedInDegree, "in_degree", 1), (FixedOutDegree, "out_degree", 0)])
def test_every_neuron_has_exactly_its_degree(
    rule: type[WiringRule], name: str, own: int, degree: int, multiple: str
) -> None:
    found = connections(rule, 50, 50, multiple_connections=multiple, **{name: float(degree)})
    assert np.bincount(found[:, own], minlength=50).tolist() == [degree] * 50
    if multiple == "no":
        assert len(np.unique(found, axis=0)) == len(found)


@pytest.mark.parametrize(("rule", "name"), [(FixedInDegree, "in_degree"), (FixedOutDegree, "out_degree")])
def test_a_degree_beyond_the_neurons_that_are_there_is_an_error_unless_they_may_repeat(
    rule: type[WiringRule], name: str
) -> None:
    with pytest.raises(ValueError, match="10 different numbers below 5"):
        connections(rule, 6, 6, True, **{name: 10.0})
    repeated = connections(rule, 6, 6, True, multiple_connections="yes", **{name: 10.0})
    assert len(repeated) == 60 and np.all(repeated[:, 0] != repeated[:, 1])


@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("number", [0, 1, 300, 700, 1190, 1225])
@pytest.mark.parametrize("multiple", ["no", "yes"])
def test_the_total_number_is_exact(number: int, multiple: str, same: bool) -> None:
    number = min(number, 35 * 34) if same else number  # as many pairs as there are
    found = connections(FixedTotalNumber, 35, 35, same, number=float(number), multiple_connections=multiple)
    assert len(found) == number
    assert multiple == "yes" or len(np.unique(found, axis=0)) == number
    assert not same or np.all(found[:, 0] != found[:, 1])


def test_more_connections_than_pairs_are_possible_only_several_times() -> None:
    with pytest.raises(ValueError, match="100 different ones of 9 pairs"):
        connections(FixedTotalNumber, 3, 3, number=100.0, multiple_connections="no")
    assert len(connections(FixedTotalNumber, 3, 3, number=100.0, multiple_connections="yes")) == 100


@pytest.mark.parametrize("multiple", ["no", "yes"])
def test_degrees_of_a_total_number_have_the_published_distribution(multiple: str) -> None:
    """Multinomial in-degrees with several connections a pair, hypergeometric ones without."""
    found = connections(FixedTotalNumber, 100, 3000, number=60_000.0, multiple_connections=multiple)
    degree = np.bincount(found[:, 1], minlength=3000)
    variance = 20.0 * (1 - 1 / 3000) if multiple == "yes" else 20.0 * (1 - 0.2)
    assert degree.mean() == 20.0 and degree.var() == pytest.approx(variance, rel=0.08)


@pytest.mark.parametrize("multiple", ["no", "yes"])
@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("count", [300.0, 900.0])
@pytest.mark.parametrize("rule", RANDOM)
def test_every_pair_is_equally_likely(rule: type[WiringRule], count: float, same: bool, multiple: str) -> None:
    """Chi-square over all pairs of forty independent wirings; with or without replacement a pair has one mean."""
    values = sparse(40, 40, count) | ({"multiple_connections": multiple} if rule is not FixedProbability else {})
    counts = np.zeros((40, 40))
    for seed in range(40):
        found = connections(rule, 40, 40, same, random=WiringRandom(seed, "l"), **values)
        np.add.at(counts, (found[:, 0], found[:, 1]), 1)
    possible = counts[~np.eye(40, dtype=bool)] if same else counts.ravel()
    mean = possible.mean()
    spread = mean if rule is not FixedProbability and multiple == "yes" else mean * (1 - mean / 40)
    score = ((possible - mean) ** 2).sum() / spread
    assert stats.chi2.sf(score, possible.size - 1) > 1e-4 and stats.chi2.cdf(score, possible.size - 1) > 1e-4


@pytest.mark.parametrize("multiple", ["no", "yes"])
@pytest.mark.parametrize("rule", RANDOM)
def test_arrays_and_compiled_loops_wire_the_same(
    rule: type[WiringRule], multiple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring_random, "FEW", 0)
    values = {"multiple_connections": multiple} if rule is not FixedProbability else {}
    for count in (900, 4000, 5600):
        one, other = (
            connections(rule, 70, 90, random=WiringRandom(4, "l", compiled), **sparse(70, 90, count), **values)
            for compiled in (False, True)
        )
        assert np.array_equal(one, other) and len(one) > 0.9 * count


def wire_in_blocks_of(most: int, rule: type[WiringRule], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in {base.__module__ for base in rule.__mro__}:
        if hasattr(sys.modules[module], "BLOCK_CONNECTIONS"):
            monkeypatch.setattr(sys.modules[module], "BLOCK_CONNECTIONS", most)


@pytest.mark.parametrize("rule", [AllToAll, FixedProbability, FixedInDegree, FixedOutDegree, FixedTotalNumber])
def test_blocks_change_nothing(rule: type[WiringRule], monkeypatch: pytest.MonkeyPatch) -> None:
    values = sparse(30, 40, 300)
    whole = connections(rule, 30, 40, **values)
    wire_in_blocks_of(64, rule, monkeypatch)
    assert np.array_equal(connections(rule, 30, 40, **values), whole)
    assert len(list(rule.connections(ProjectionSide(30), ProjectionSide(40), False, values, WiringRandom(1, "l")))) > 1


@pytest.mark.parametrize(("rule", "row"), [(AllToAll, 30), (OneToOne, 1), (FixedInDegree, 8), (FixedOutDegree, 10),
                                           (FixedTotalNumber, 1)])  # fmt: skip
def test_a_block_is_as_large_as_it_may_be_in_whole_rows_and_no_larger(
    rule: type[WiringRule], row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what is wired between two questions whether to go on; of a row that is larger still, one row."""
    values = sparse(30, 40, 300)
    for most in (64, 5):
        wire_in_blocks_of(most, rule, monkeypatch)
        blocks = list(rule.connections(ProjectionSide(30), ProjectionSide(40), False, values, WiringRandom(1, "l")))
        sizes = [len(block.pre) for block in blocks]
        assert set(sizes[:-1]) <= {max(most // row, 1) * row} and 0 < sizes[-1] <= max(most // row, 1) * row


@pytest.mark.parametrize(("most", "largest"), [(64, 60), (5, 30)])
def test_pairs_that_remain_when_others_were_drawn_come_in_blocks_of_whole_rows(
    most: int, largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[FixedTotalNumber.__module__], "BLOCK_CONNECTIONS", most)
    values = {"number": 1190.0, "multiple_connections": "no"}
    blocks = FixedTotalNumber.connections(ProjectionSide(30), ProjectionSide(40), False, values, WiringRandom(1, "l"))
    sizes = [len(block.pre) for block in blocks if len(block.pre)]
    assert sum(sizes) == 1190 and max(sizes) == largest


def test_blocks_do_not_decide_which_pairs_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"number": 500.0, "multiple_connections": "no"}
    whole = connections(FixedTotalNumber, 30, 40, **values)
    monkeypatch.setattr(sys.modules[FixedTotalNumber.__module__], "BLOCK_CONNECTIONS", 64)
    assert np.array_equal(connections(FixedTotalNumber, 30, 40, **values), whole)


@pytest.mark.parametrize("rule", [FixedProbability, FixedInDegree])
def test_more_targets_leave_the_connections_of_the_others(rule: type[WiringRule]) -> None:
    values = {"p": 0.1, "in_degree": 10.0}
    small, large = connections(rule, 100, 50, **values), connections(rule, 100, 80, **values)
    assert np.array_equal(large[large[:, 1] < 50], small)


@pytest.mark.parametrize("itself", ["no", "yes"])
@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("rule", [AllToAll, OneToOne, *RANDOM])
def test_the_expected_number_is_what_comes(rule: type[WiringRule], same: bool, itself: str) -> None:
    values = sparse(200, 200, 4000) | {"self_connections": itself}
    wanted, found = (
        rule.expected(ProjectionSide(200), ProjectionSide(200), same, values),
        connections(rule, 200, 200, same, **values),
    )
    if rule is FixedProbability:
        assert wanted == pytest.approx(0.1 * 200 * (199 if same and itself == "no" else 200))
        assert len(found) == pytest.approx(wanted, abs=4 * np.sqrt(wanted * 0.9))
    elif rule is AllToAll:
        assert len(found) <= wanted <= len(found) + 200, "whether or not a neuron is reckoned to itself"
    else:
        assert len(found) == wanted


def test_a_list_brings_its_own_connections() -> None:
    assert ExplicitList.listed
    with pytest.raises(TypeError, match="declares no connections"):
        ExplicitList.connections(ProjectionSide(1), ProjectionSide(1), False, {}, WiringRandom(1, "l"))
