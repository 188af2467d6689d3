"""What a training needs to begin, compiling above all, is told apart from the training."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import numba
import pytest

from engine.backends import early_backend, fastest_name
from engine.backends.kernels.compiler_process import Compilation, CompilerProcess
from engine.circuit.circuit import circuit
from engine.learning.methods import methods
from engine.learning.passes.presenting import Presenting
from engine.learning.training import preparing
from engine.learning.training.fitting import fit
from engine.learning.training.preparing import Compiling, TrainingClock, listening
from tests.engine.learning.networks import digits


class Hands:
    """What a clock shows, moved by hand."""

    def __init__(self) -> None:
        self.shown = 0.0

    def pass_by(self, seconds: float) -> None:
        self.shown += seconds


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    made = Hands()
    monkeypatch.setattr(preparing, "time", SimpleNamespace(perf_counter=lambda: made.shown))
    return made


def test_compiling_counts_as_preparing_wherever_it_happens(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = numba.core.compiler.compile_extra

    def slow(*given: Any, **named: Any) -> Any:
        hands.pass_by(5.0)
        return usual(*given, **named)

    monkeypatch.setattr(numba.core.compiler, "compile_extra", slow)
    with listening() as compiling:
        clock = TrainingClock(compiling)
        hands.pass_by(1.0)
        clock.start()
        function = numba.njit(lambda x: x + 1)
        hands.pass_by(2.0)
        assert function(1) == 2
        hands.pass_by(2.0)
    clock.stop()
    assert (clock.preparing, clock.training) == (1.0 + 5.0, 2.0 + 2.0)


def test_several_threads_that_compile_at_once_are_counted_once(hands: Hands) -> None:
    compiling = Compiling()
    compiling.end()  # of something that was begun before anybody listened
    compiling.begin()
    hands.pass_by(1.0)
    compiling.begin()
    hands.pass_by(2.0)
    compiling.end()
    hands.pass_by(3.0)
    assert compiling.seconds == 6.0
    compiling.end()
    hands.pass_by(4.0)
    assert compiling.seconds == 6.0


def test_waiting_for_a_person_is_no_training(hands: Hands) -> None:
    clock = TrainingClock(Compiling())
    clock.start()
    hands.pass_by(1.0)
    with clock.paused():
        hands.pass_by(50.0)
    hands.pass_by(2.0)
    assert clock.training == 3.0


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
    assert 0 < sum(epoch.seconds for epoch in result.history) <= 1.001 * result.seconds, (
        "but for what rounding makes of it"
    )


def test_rules_of_plasticity_wait_for_their_kernels_before_the_first_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """They ran on whole arrays meanwhile, many times slower, and that was counted as training."""
    asked: list[int] = []

    def compiled(_self: CompilerProcess, wanted: object) -> Compilation:
        asked.append(1)
        request = Compilation(())
        request.done.set()
        return request

    monkeypatch.setattr(early_backend, "is_known", lambda _text: False)
    monkeypatch.setattr(CompilerProcess, "compile", compiled)
    presenting = Presenting(circuit(digits()), 1, 0, 0.5)
    assert asked and not presenting.simulation.is_compiling
    assert presenting.simulation.backend == fastest_name()
