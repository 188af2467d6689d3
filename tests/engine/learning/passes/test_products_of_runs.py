"""Products with connections on grids: compiled loops over runs give what a plain matrix gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from engine.backends.kernels import loops
from engine.backends.kernels.compiler_process import Compilation
from engine.circuit import runs as module
from engine.circuit.runs import Runs
from engine.model.topology import ProjectionSide, Shape
from engine.wiring import Convolution, LocalReceptiveField, Pooling
from tests.fuzz_seeds import fuzz_seeds

ROWS = 9  # not a multiple of those that are taken together


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
        return Runs(
            self.pre, self.post, self.entry, self.entries, (self.size(self.target), self.size(self.source)), self.target
        )

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


@pytest.mark.parametrize("seed", fuzz_seeds(1, 2, 3))
@pytest.mark.parametrize("rule", [Convolution, Pooling, LocalReceptiveField])
@pytest.mark.parametrize(("dtype", "exact"), [(np.float64, 1e-13), (np.float32, 1e-5)])
def test_all_three_products_are_those_of_the_matrix(rule: Any, seed: int, dtype: Any, exact: float) -> None:
    random = np.random.default_rng(seed)
    for _ in range(6):
        case = drawn(rule, random)
        runs, weight = case.runs(), random.normal(size=case.entries).astype(dtype)
        sent = ((random.random((ROWS, case.size(case.source))) < 0.3) * random.normal(size=1)).astype(dtype)
        bars = random.normal(size=(ROWS, case.size(case.target))).astype(dtype)
        whole = case.matrix(weight)
        out, by_sent = runs.onward(sent, weight), runs.back(bars, weight)
        by_pair = bars.T.astype(float) @ sent
        by_entry = np.bincount(case.entry, by_pair[case.post, case.pre], minlength=case.entries)
        assert out == pytest.approx(sent @ whole.T, rel=exact, abs=exact * 50)
        assert by_sent == pytest.approx(bars @ whole, rel=exact, abs=exact * 50)
        assert runs.gradient(bars, sent) == pytest.approx(by_entry, rel=exact, abs=exact * 50)


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
    loops.wait_for_products("float64")
    assert [name for _, functions in asked for name in functions] == [
        name for _, name, _ in loops.product_loops("float64")
    ]
