"""When a spike that differs between two readings of a network is excused."""

from __future__ import annotations

import numpy as np
import pytest

from engine.exporting.comparison import NEAR, Trace, differing_spikes

STEPS, BATCH, NEURONS = 5, 2, 3


def silent() -> Trace:
    """Two populations that fire nothing, far below their thresholds."""
    return {id: (np.zeros((STEPS, BATCH, NEURONS)), np.full((STEPS, BATCH, NEURONS), -1.0)) for id in ("hidden", "out")}


def fire(trace: Trace, id: str, step: int, neuron: int, above: float, sample: int = 0) -> None:
    trace[id][0][step, sample, neuron] = 1.0
    trace[id][1][step, sample, neuron] = above


def test_equal_spikes_need_no_excuse() -> None:
    ours, theirs = silent(), silent()
    for trace, above in ((ours, 0.3), (theirs, 0.2)):
        fire(trace, "hidden", 1, 0, above)
    assert differing_spikes(ours, theirs) == (0, 0)


@pytest.mark.parametrize(
    ("above", "below", "excused"),
    [
        (0.5 * NEAR, -0.5 * NEAR, True),
        (2 * NEAR, -0.5 * NEAR, False),
        (0.5 * NEAR, -2 * NEAR, False),
        (0.5 * NEAR, -1.0, False),
    ],
)
def test_a_spike_is_excused_only_where_its_potential_was_within_1e_5_of_the_threshold_in_both(
    above: float, below: float, excused: bool
) -> None:
    assert NEAR == 1e-5
    for turned in (False, True):
        ours, theirs = silent(), silent()
        fire(ours, "hidden", 2, 1, above)
        theirs["hidden"][1][2, 0, 1] = below
        pair = (theirs, ours) if turned else (ours, theirs)
        assert differing_spikes(*pair) == ((0, 1) if excused else (1, 0))


def test_every_spike_of_the_first_step_that_differs_needs_the_excuse() -> None:
    ours, theirs = silent(), silent()
    for neuron, near in ((0, 0.5), (2, 1e6)):
        fire(ours, "hidden", 2, neuron, near * NEAR)
        theirs["hidden"][1][2, 0, neuron] = -0.5 * NEAR
    assert differing_spikes(ours, theirs) == (2, 0)


def test_what_follows_an_excused_spike_follows_from_it_in_its_own_sample_alone() -> None:
    ours, theirs = silent(), silent()
    fire(ours, "hidden", 1, 0, 0.5 * NEAR)
    theirs["hidden"][1][1, 0, 0] = -0.5 * NEAR
    fire(ours, "out", 1, 2, 0.7)  # fed by it within the step
    fire(theirs, "hidden", 3, 1, 0.9)
    assert differing_spikes(ours, theirs) == (0, 3)
    fire(theirs, "out", 3, 1, 0.9, sample=1)
    assert differing_spikes(ours, theirs) == (1, 3)


def test_a_difference_before_the_excused_one_is_none() -> None:
    ours, theirs = silent(), silent()
    fire(ours, "out", 0, 2, 0.7)
    fire(ours, "hidden", 1, 0, 0.5 * NEAR)
    theirs["hidden"][1][1, 0, 0] = -0.5 * NEAR
    assert differing_spikes(ours, theirs) == (2, 0)
