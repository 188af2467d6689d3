"""The activity of a population that became smaller is that of the neurons that are left."""

from __future__ import annotations

import numpy as np
import pytest

from app.plots.parts.rate_bins import RateBins
from app.plots.statistics.population_statistics import population_figures
from app.running.record.activity import rates, spike_activity
from app.running.record.ring_buffer import RecordedSpikes, RingBuffer
from tests.app.running.fake import Chunk

BEFORE, STEPS = 20, 400


def _fired() -> RingBuffer:
    """20 neurons, each at 100 Hz."""
    frames = RingBuffer()
    frames.adopt({"1": BEFORE})
    steps = np.repeat(np.arange(10, STEPS + 1, 10), BEFORE)
    neurons = np.tile(np.arange(BEFORE, dtype=np.int32), STEPS // 10)
    frames.append(Chunk(0, STEPS + 1, {"1": RecordedSpikes(steps, neurons)}))
    return frames


def test_the_rate_of_a_smaller_population_counts_its_own_spikes() -> None:
    """20 neurons at 100 Hz of which 3 were left told 667 Hz, and painted the spikes of others over its edge."""
    frames = _fired()
    for size in (BEFORE, 3, 1):
        activity = spike_activity(frames, "1", size, 1.0)
        assert activity.mean_rate == pytest.approx(100.0, rel=0.03)
        assert np.all(activity.rows < 1.0) and np.nanmax(activity.rate) < 300.0
        assert rates(frames, "1", size, 1.0, np.array([1, STEPS // 2 + 1])) == pytest.approx(100.0)


def test_views_and_tables_of_a_smaller_population_count_its_own_spikes() -> None:
    frames = _fired()
    for size in (BEFORE, 3):
        _, counts = RateBins().update(frames, "1", size, 100, 0, STEPS)
        assert counts.sum() == size * STEPS / 10
        _, _, found = population_figures(frames, [("1", size)], 0.0, STEPS, 1.0)
        assert found["1"][1].spikes == size * STEPS / 10
