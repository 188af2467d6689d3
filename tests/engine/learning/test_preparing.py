"""What a training needs to begin, compiling above all, is told apart from the training."""

from __future__ import annotations

import time

import numba
import pytest

from engine.backends import early_backend, fastest_name
from engine.backends.aside import Aside, Compilation
from engine.learning import methods
from engine.learning.circuit import circuit
from engine.learning.fitting import fit
from engine.learning.preparing import Clock, Compiling, listening
from engine.learning.presenting import Presenting
from tests.engine.learning.networks import digits


def test_compiling_counts_as_preparing_wherever_it_happens() -> None:
    with listening() as compiling:
        clock = Clock(compiling)
        clock.start()
        function = numba.njit(lambda x: x + 1)
        began = time.perf_counter()
        assert function(1) == 2
        spent = time.perf_counter() - began
    clock.stop()
    assert clock.preparing == pytest.approx(spent, rel=0.5)
    assert clock.training < 0.5 * spent


def test_several_threads_that_compile_at_once_are_counted_once() -> None:
    compiling = Compiling()
    compiling.end()  # of something that was begun before anybody listened
    compiling.begin()
    compiling.begin()
    time.sleep(0.02)
    compiling.end()
    compiling.end()
    assert 0.02 <= compiling.seconds < 0.04


def test_waiting_for_a_person_is_no_training() -> None:
    clock = Clock(Compiling())
    clock.start()
    with clock.aside():
        time.sleep(0.05)
    assert clock.training < 0.04


def test_a_training_tells_both_times_and_a_pause_is_in_neither() -> None:
    paused = 0.3

    def pause(progress: object) -> bool:
        time.sleep(paused)
        return True

    began = time.perf_counter()
    result = fit(digits(), methods()["surrogate_gradient"], epochs=2, on_progress=pause)
    whole = time.perf_counter() - began
    assert result.preparing > 0 and result.seconds > 0
    assert result.preparing + result.seconds <= whole - 2 * paused
    assert sum(epoch.seconds for epoch in result.history) == pytest.approx(result.seconds, rel=0.2)


def test_rules_of_plasticity_wait_for_their_kernels_before_the_first_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """They ran on whole arrays meanwhile, many times slower, and that was counted as training."""
    asked: list[int] = []

    def compiled(_self: Aside, wanted: object) -> Compilation:
        asked.append(1)
        wish = Compilation(())
        wish.done.set()
        return wish

    monkeypatch.setattr(early_backend, "is_known", lambda _text: False)
    monkeypatch.setattr(Aside, "compile", compiled)
    presenting = Presenting(circuit(digits()), 1, 0, 0.5)
    assert asked and not presenting.simulation.is_compiling
    assert presenting.simulation.backend == fastest_name()
