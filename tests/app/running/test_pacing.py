"""Chunks last milliseconds, and the simulated clock follows the view speed."""

from __future__ import annotations

import pytest

from app.running.pacing import CHUNK_SECONDS, Pacing


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("speed", [0.01, 0.1, 1.0, 5.0])
@pytest.mark.parametrize("resolution", [0.1, 1.0])
def test_the_simulated_clock_follows_the_view_speed(speed: float, resolution: float) -> None:
    clock = Clock()
    pacing, step, cost = Pacing(resolution, speed, clock), 0, 2e-6
    while clock.now < 4.0:
        steps = pacing.due(step)
        if steps == 0:
            clock.now += max(pacing.wait(step), 1e-4)
            continue
        clock.now += steps * cost
        step += steps
        pacing.measured(steps, steps * cost)
    assert step * resolution / 1000 == pytest.approx(4.0 * speed, rel=0.05, abs=resolution / 1000)


def test_a_chunk_of_slow_steps_lasts_about_seven_milliseconds() -> None:
    pacing, clock = Pacing(0.1, 0.0, Clock()), 0
    for _ in range(20):
        steps = pacing.due(clock)
        pacing.measured(steps, steps * 50e-6)
        clock += steps
    assert pacing.due(clock) == int(CHUNK_SECONDS / 50e-6)


def test_an_engine_too_slow_for_the_wanted_speed_does_not_catch_up_later() -> None:
    clock = Clock()
    pacing = Pacing(0.1, 1.0, clock)
    pacing.measured(1, 1e-6)
    clock.now = 10.0  # as after a long build or a laptop's sleep
    first = pacing.due(0)
    assert pacing.due(first) < 200
