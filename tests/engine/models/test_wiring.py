"""Wiring rules: which connections, in which order, the same however the blocks fall."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.model.declaration import WiringRule
from engine.wiring import AllToAll, ExplicitList, FixedInDegree, FixedProbability, OneToOne


class Draws:
    """Uniform numbers that depend on the target alone, as the simulation's do."""

    def uniform(self, first_target: int, targets: int, draws: int, purpose: int = 0) -> Any:
        rows = [np.random.default_rng((first_target + i, purpose)).random(draws) for i in range(targets)]
        return np.array(rows).reshape(targets, draws)

    def leaps(self, first_target: int, targets: int, draws: int, p: float) -> Any:
        if p == 1.0:
            return np.zeros((targets, draws), np.int64)
        return np.floor(np.log(self.uniform(first_target, targets, draws)) / np.log(1.0 - p)).astype(np.int64)


def connections(rule: type[WiringRule], sources: int, targets: int, same: bool = False, **values: Any) -> np.ndarray:
    """(connections, 2): source and target of each."""
    blocks = list(rule.connections(sources, targets, same, values, Draws()))
    if not blocks:
        return np.zeros((0, 2), np.int64)
    return np.column_stack([np.concatenate([b.pre for b in blocks]), np.concatenate([b.post for b in blocks])])


def test_all_to_all_is_every_pair_ordered_by_target() -> None:
    assert connections(AllToAll, 2, 3).tolist() == [[0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2]]


@pytest.mark.parametrize("rule", [AllToAll, FixedProbability, FixedInDegree])
def test_self_connections_are_off_unless_wanted(rule: type[WiringRule]) -> None:
    values = {"p": 0.9, "in_degree": 8.0}
    without = connections(rule, 9, 9, True, **values)
    assert np.all(without[:, 0] != without[:, 1])
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


def test_fixed_probability_draws_no_more_than_it_connects() -> None:
    drawn: list[int] = []

    class Counting(Draws):
        def uniform(self, first_target: int, targets: int, draws: int, purpose: int = 0) -> Any:
            drawn.append(targets * draws)
            return super().uniform(first_target, targets, draws, purpose)

    list(FixedProbability.connections(10_000, 50, False, {"p": 0.01}, Counting()))
    assert sum(drawn) < 2 * 0.01 * 10_000 * 50


def test_fixed_probability_reaches_the_last_source_when_the_first_draws_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    whole = connections(FixedProbability, 400, 30, p=0.2)
    monkeypatch.setattr(sys.modules[FixedProbability.__module__], "SPREADS", -3)
    assert np.array_equal(connections(FixedProbability, 400, 30, p=0.2), whole)


def test_the_number_of_sources_is_binomial() -> None:
    found = connections(FixedProbability, 100, 4000, p=0.2)
    degree = np.bincount(found[:, 1], minlength=4000)
    assert degree.mean() == pytest.approx(20.0, abs=0.25) and degree.var() == pytest.approx(16.0, rel=0.08)


@pytest.mark.parametrize(("sources", "degree", "expected"), [(50, 10, 10), (50, 0, 0), (5, 10, 5)])
def test_fixed_in_degree_gives_each_target_its_number_of_different_sources(
    sources: int, degree: int, expected: int
) -> None:
    found = connections(FixedInDegree, sources, 30, in_degree=float(degree))
    assert len(found) == 30 * expected and len(np.unique(found, axis=0)) == len(found)
    assert np.bincount(found[:, 1], minlength=30).tolist() == [expected] * 30


def test_fixed_in_degree_leaves_out_the_neuron_itself_and_stays_possible() -> None:
    found = connections(FixedInDegree, 6, 6, True, in_degree=10.0)
    assert np.bincount(found[:, 1]).tolist() == [5] * 6


@pytest.mark.parametrize("rule", [FixedProbability, FixedInDegree])
def test_sources_are_chosen_evenly(rule: type[WiringRule]) -> None:
    found = connections(rule, 20, 4000, p=0.25, in_degree=5.0)
    share = np.bincount(found[:, 0], minlength=20) / 4000
    assert np.all(np.abs(share - 0.25) < 0.04)


@pytest.mark.parametrize("rule", [AllToAll, FixedProbability, FixedInDegree])
def test_blocks_change_nothing(rule: type[WiringRule], monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    whole = connections(rule, 30, 40, p=0.3, in_degree=4.0)
    module = sys.modules[rule.__module__]
    name = next(n for n in vars(module) if n.startswith("BLOCK_"))
    monkeypatch.setattr(module, name, 64)
    assert np.array_equal(connections(rule, 30, 40, p=0.3, in_degree=4.0), whole)
    assert len(list(rule.connections(30, 40, False, {"in_degree": 4.0}, Draws()))) > 1


def test_a_list_brings_its_own_connections() -> None:
    assert ExplicitList.listed
    with pytest.raises(TypeError, match="declares no connections"):
        ExplicitList.connections(1, 1, False, {}, Draws())
