"""Training begins at once on arrays, and goes over to compiled loops without a change."""

from __future__ import annotations

import numpy as np
import pytest

from engine.backends.aside import Aside, Compilation
from engine.learning import passes
from engine.learning.fitting import fit
from engine.learning.surrogate_gradient import SurrogateGradient
from tests.engine.learning.networks import small
from tests.engine.learning.test_gradients import _scan, pairs


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
