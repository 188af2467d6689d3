"""Products with connections on grids: compiled loops over runs give what a plain matrix gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from engine.backends.kernels import loops
from engine.backends.kernels.compiler_process import Compilation
from engine.circuit import runs as module
from engine.circuit.panels import Panels, panels_of
from engine.circuit.runs import Runs
from engine.model.topology import ProjectionSide, Shape
from engine.wiring import Convolution, LocalReceptiveField, Pooling
from tests.fuzz_seeds import fuzz_seeds

ROWS = 9  # not a multiple of those that are taken together
MANY = 150  # more than lie side by side for gradients, and than are added up in the precision of the arrays


@dataclass
class Case:
    """Connections between two grids, with the matrix that they are."""

    pre: np.ndarray
    post: np.ndarray
    entry: np.ndarray
    entries: int
    source: Shape
    target: Shape

    def runs(self) -> Runs:
        shape, grids = (self.size(self.target), self.size(self.source)), (self.source, self.target)
        return Runs(self.pre, self.post, self.entry, self.entries, shape, grids)

    def panels(self) -> Panels | None:
        shape = self.size(self.target), self.size(self.source)
        beside, rank = (module.channels_last(grid, self.size(grid)) for grid in (self.target, self.source))
        return panels_of(self.pre, beside[self.post], self.entry, self.entries, shape, self.target[0], rank)

    def matrix(self, weight: np.ndarray) -> np.ndarray:
        found = np.zeros((self.size(self.target), self.size(self.source)))
        np.add.at(found, (self.post, self.pre), weight[self.entry])
        return found

    @staticmethod
    def size(grid: Shape) -> int:
        return int(np.prod(grid))


def drawn(rule: Any, random: np.random.Generator) -> Case:
    """A rule with numbers by chance, between grids that they fit."""
    groups = int(random.integers(1, 4))
    source = (groups * int(random.integers(1, 3)), int(random.integers(5, 10)), int(random.integers(5, 10)))
    values: dict[str, float] = {
        "height": float(random.integers(1, 5)), "width": float(random.integers(1, 5)),
        "stride": float(random.integers(1, 4)), "padding": float(random.integers(0, 3)),
        "channels": float(groups * random.integers(1, 4)), "groups": float(groups),
    }  # fmt: skip
    values = {name: value for name, value in values.items() if name in rule.parameters()}
    return case_of(rule, source, values, (int(random.integers(1, 5)), 4, 6))


def case_of(rule: Any, source: Shape, values: dict[str, float], otherwise: Shape = (1, 1, 1)) -> Case:
    """A rule from a grid to the one that it makes, or to another."""
    target = rule.result(source, values) or otherwise
    sides = (ProjectionSide(Case.size(grid), shape=grid) for grid in (source, target))
    blocks = list(rule.connections(*sides, False, values, None))
    pre, post = (np.concatenate([getattr(block, name) for block in blocks]) for name in ("pre", "post"))
    if not rule.shared:
        return Case(pre, post, np.arange(len(pre)), len(pre), source, target)
    entry = np.concatenate([block.kernel for block in blocks])
    return Case(pre, post, entry, int(np.prod(rule.kernel(source, values))), source, target)


def wide(rule: Any, random: np.random.Generator) -> Case:
    """One of several channels and many kernels: such have panels."""
    groups, stride = int(random.integers(1, 3)), float(random.integers(1, 3))
    source = (groups * int(random.integers(14, 18)), int(random.integers(5, 7)), int(random.integers(5, 7)))
    values = {
        "height": 3.0, "width": float(random.integers(3, 5)), "stride": stride,
        "padding": float(random.integers(0, 2)), "channels": float(groups * random.integers(16, 36)),
        "groups": float(groups),
    }  # fmt: skip
    values = {name: value for name, value in values.items() if name in rule.parameters()}
    return case_of(rule, source, values, (int(values.get("channels", 20)), 3, 3))


def check(
    case: Case, random: np.random.Generator, dtype: Any, exact: float, sends: float = 0.3, rows: int = ROWS
) -> None:
    """All three products are those of the matrix."""
    runs, weight = case.runs(), random.normal(size=case.entries).astype(dtype)
    sent = ((random.random((rows, case.size(case.source))) < sends) * random.normal(size=1)).astype(dtype)
    bars = random.normal(size=(rows, case.size(case.target))).astype(dtype)
    whole = case.matrix(weight)
    out, by_sent = runs.onward(sent, weight), runs.back(bars, weight)
    by_pair = bars.T.astype(float) @ sent
    by_entry = np.bincount(case.entry, by_pair[case.post, case.pre], minlength=case.entries)
    near = {"rtol": exact, "atol": exact * 50}
    np.testing.assert_allclose(out, sent @ whole.T, **near)
    np.testing.assert_allclose(by_sent, bars @ whole, **near)
    np.testing.assert_allclose(runs.gradient(bars, sent), by_entry, **near)


precisions = pytest.mark.parametrize(("dtype", "exact"), [(np.float64, 1e-13), (np.float32, 1e-5)])


@pytest.mark.parametrize("seed", fuzz_seeds(1, 2, 3))
@pytest.mark.parametrize("rule", [Convolution, Pooling, LocalReceptiveField])
@precisions
def test_all_three_products_are_those_of_the_matrix(rule: Any, seed: int, dtype: Any, exact: float) -> None:
    random = np.random.default_rng(seed)
    for _ in range(6):
        check(drawn(rule, random), random, dtype, exact)


@pytest.mark.parametrize("seed", fuzz_seeds(1, 2, 3))
@pytest.mark.parametrize("rule", [Convolution, LocalReceptiveField])
@pytest.mark.parametrize(("sends", "rows"), [(0.1, ROWS), (1.0, ROWS), (0.2, MANY)])
@precisions
def test_products_by_panels_are_those_of_the_matrix(
    rule: Any, seed: int, sends: float, rows: int, dtype: Any, exact: float
) -> None:
    random = np.random.default_rng(seed)
    case = wide(rule, random)
    assert case.panels() is not None
    check(case, random, dtype, exact, sends, rows)


@pytest.mark.parametrize("seed", fuzz_seeds(1, 2, 3))
@pytest.mark.parametrize("rule", [Convolution, LocalReceptiveField])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_weights_that_are_no_numbers_reach_nobody_whose_sources_are_silent(rule: Any, seed: int, dtype: Any) -> None:
    """Lists were filled up with the first panel, an amount of zero times: that is no number either."""
    random = np.random.default_rng(seed)
    case = wide(rule, random)
    panels = case.panels()
    assert panels is not None
    weight, sent = random.normal(size=case.entries), random.normal(size=(ROWS, case.size(case.source)))
    spoilt = np.isin(case.entry, panels.entries[0])
    sent[:, case.pre[spoilt]] = 0.0
    sent[:, random.random(sent.shape[1]) < 0.3] = 0.0
    wanted = sent @ case.matrix(weight).T
    weight[case.entry[spoilt]] = np.nan
    exact = 1e-12 if dtype == np.float64 else 1e-3
    brought = case.runs().onward(sent.astype(dtype), weight.astype(dtype))
    np.testing.assert_allclose(brought, wanted, rtol=exact, atol=exact)


@pytest.mark.parametrize("stride", [1, 2])
def test_a_convolution_has_a_panel_for_each_weight_of_a_kernel_and_a_range_for_each_row_of_it(stride: int) -> None:
    """The sources of a place are taken channel by channel, so that those under a row of the kernel are one range.

    At a border sources of two places may have the same targets.
    """
    values = {"height": 3.0, "width": 3.0, "stride": float(stride), "padding": 0.0, "channels": 20.0}
    panels = case_of(Convolution, (8, 7, 7), values).panels()
    assert panels is not None
    assert panels.entries.shape == (3 * 3 * 8, 32)  # the width is a multiple of a vector
    assert np.diff(panels.blocks).tolist() == [3] * (5 // stride + (stride > 1)) ** 2
    assert set((panels.ranges[:, 1] - panels.ranges[:, 0]).tolist()) == {3 * 8}


@pytest.mark.parametrize(("channels", "kernels"), [(1, 32), (8, 8)])
def test_few_sources_or_few_targets_side_by_side_have_no_panels(channels: int, kernels: int) -> None:
    values = {"height": 3.0, "width": 3.0, "stride": 1.0, "padding": 0.0, "channels": float(kernels)}
    assert case_of(Convolution, (channels, 6, 6), values).panels() is None


def test_connections_that_share_weights_in_no_order_have_no_panels() -> None:
    """Two sources have one weight to a target, and two to another."""
    pre, post = (a.ravel() for a in np.meshgrid(np.arange(64), np.arange(16)))
    entry = np.where(post == 0, pre // 2, 64 * post + pre)
    case = Case(pre, post, entry, 64 * 16, (64, 1, 1), (16, 1, 1))
    assert case.panels() is None
    check(case, np.random.default_rng(0), np.float64, 1e-13)


def test_a_convolution_has_a_run_for_each_row_of_its_kernel_over_all_channels() -> None:
    source, values = (3, 9, 9), {"height": 3.0, "width": 3.0, "stride": 1.0, "padding": 0.0, "channels": 8.0}
    case = case_of(Convolution, source, values)
    runs = case.runs()
    middle = 4 * 9 + 4
    lengths = runs.lengths[runs.begins[middle] : runs.begins[middle + 1]]
    assert lengths.tolist() == [3 * 8] * 3
    assert runs.lengths.sum() == len(case.pre)


def test_channels_lie_side_by_side_on_a_grid_and_as_they_are_without_one() -> None:
    assert module.channels_last((2, 1, 3), 6).tolist() == [0, 2, 4, 1, 3, 5]
    assert module.channels_last(None, 4).tolist() == [0, 1, 2, 3]


def test_a_compiling_process_that_never_answers_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def never(wanted: Any) -> Compilation:
        asked.extend(wanted)
        return Compilation(wanted)

    monkeypatch.setattr(loops, "_is_known", lambda loop: False)
    monkeypatch.setattr(loops, "look_again", lambda: None)
    monkeypatch.setattr(loops.shared_compiler, "compile", never)
    monkeypatch.setattr(loops, "COMPILED_WITHIN", 0.01)
    loops.wait_for(loops.product_loops("float64"))
    assert [name for _, functions in asked for name in functions] == [
        name for _, name, _ in loops.product_loops("float64")
    ]
