"""Training begins at once on arrays, and goes over to compiled loops without a change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.backends.aside import Aside, Compilation
from engine.learning import passes
from engine.learning import scan as scans
from engine.learning.fitting import fit
from engine.learning.scan import Scan
from engine.learning.surrogate_gradient import SurrogateGradient
from tests.engine.learning.networks import small
from tests.engine.learning.test_gradients import BATCH, SIZE, STEPS, Pair, _scan, pairs


class Granting(Aside):
    """Grants a wish after so many looks, without a process."""

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[Compilation] = []

    def compile(self, wanted):
        self.wishes.append(Compilation(wanted))
        return self.wishes[-1]


@pytest.fixture
def unknown(monkeypatch):
    """No loop counts as compiled before it is granted."""
    aside = Granting()
    monkeypatch.setattr(passes, "is_compiled", lambda source, types: False)
    monkeypatch.setattr(passes.Passes.__init__, "__defaults__", (aside,))
    return aside


def trained(on_progress=None):
    return fit(small(), SurrogateGradient, epochs=2, seed=3, on_progress=on_progress).arrays


def test_going_over_in_the_middle_of_training_changes_no_bit(unknown):
    on_arrays = trained()
    first = len(unknown.wishes)
    assert first
    seen: list[bool] = []

    def report(_progress):
        seen.append(any(wish.done.is_set() for wish in unknown.wishes[first:]))
        for wish in unknown.wishes[first:]:
            wish.done.set()
        return True

    gone_over = trained(report)
    assert seen[0] is False and seen[-1] is True
    assert on_arrays.keys() == gone_over.keys()
    for key, values in on_arrays.items():
        assert np.array_equal(values, gone_over[key]), key


def test_passes_that_are_asked_for_at_once_are_compiled_in_place(unknown):
    scan = _scan(pairs()[0])
    assert unknown.wishes and not scan._passes.is_compiling
    assert hasattr(scan._passes.forward, "overloads"), "a function of Numba"


def both_passes(scan: Scan, pair: Pair) -> dict[str, Any]:
    """Everything that a way there and back leaves."""
    random, columns = np.random.default_rng(5), BATCH * SIZE
    discrete = pair[0].is_discrete()
    strongest = 0.6 if discrete else max(4 * pair[1].weight.default, 6.0)
    scan.arrived["r0"][:] = random.uniform(0, strongest, (STEPS, columns))
    scan.injected[:] = random.uniform(0, 0.2 if discrete else 1200.0, (1, columns))
    scan.begin({name: scan.values[name] for name in scan.trained})
    scan.forward(0, STEPS)
    scan.begin_backward()
    scan.bar_spikes[:] = random.normal(size=scan.bar_spikes.shape)
    for bar in scan._bars.values():
        bar[:] = random.uniform(0.5, 1, columns)
    scan.backward(0, STEPS)
    found = {"spikes": scan._spikes, "arrived": scan.bar_arrived["r0"], "injected": scan.bar_injected}
    kinds = {"carry": scan._carry, "tape": scan._tape, "wanted": scan._wanted, "bar": scan._bars}
    return found | {f"{kind} {name}": array for kind, named in kinds.items() for name, array in named.items()}


@pytest.mark.parametrize("pair", pairs(), ids=lambda p: f"{p[0].__name__}-{p[1].__name__}")
def test_in_single_precision_loops_and_arrays_agree_to_the_bit(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a training in which compiled loops take over may do so after any batch."""
    compiled = both_passes(_scan(pair, "float32"), pair)
    monkeypatch.setattr(scans, "why_not", lambda name: "switched off for this test")
    for name, array in both_passes(_scan(pair, "float32"), pair).items():
        assert np.array_equal(array, compiled[name], equal_nan=True), name
