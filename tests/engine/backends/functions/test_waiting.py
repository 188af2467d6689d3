"""The queue of refractory neurons is a countdown of each."""

from __future__ import annotations

import numpy as np
import pytest

from engine.backends.functions.waiting import RefractoryQueue

NEURONS, CALLS, STEPS = 40, 60, 7


@pytest.mark.parametrize("lengths", [(5,), (0,), (1,), (30, 3, 0, 12), (3, 30)])
def test_the_queue_holds_whom_a_countdown_holds(lengths):
    random = np.random.default_rng(3)
    refractory, steps = np.zeros(NEURONS, np.int32), np.zeros(1, np.int32)
    steps[0] = lengths[0]
    waits, countdown, held_ever = RefractoryQueue(refractory, steps), refractory.copy(), 0
    for call in range(CALLS):
        steps[0] = lengths[call // 10 % len(lengths)]
        if call % 13 == 5:
            countdown[:4] = refractory[:4] = random.integers(0, 9, 4)  # others set them
        waits.begin()
        for _ in range(STEPS):
            held, waiting = (np.sort(places) for places in waits.step())
            assert np.array_equal(held, np.flatnonzero(countdown > 0))
            countdown = np.maximum(countdown - 1, 0)
            assert np.array_equal(waiting, np.flatnonzero(countdown > 0))
            fired = np.flatnonzero((countdown == 0) & (random.random(NEURONS) < 0.1))
            if len(fired):
                waits.add(fired)
                countdown[fired] = steps[0]
            held_ever += len(held)
        waits.settle()
        assert np.array_equal(refractory, countdown)
    assert held_ever > 0 or lengths == (0,)
