"""What a node shows of a sample that is many spikes: enough to be seen, never more than its pixels."""

from __future__ import annotations

import numpy as np

from app.canvas.kinds.dataset import largest
from app.running.record.activity import MAP_CHANNELS, MAP_TIMES, signal_of
from engine.model.stored import Events


def events(rows: list[int], channels: list[int], times: int, width: int) -> Events:
    return Events(np.array([0, 0, len(rows)]), np.array(rows, np.int32), np.array(channels, np.int32), times, width)


def test_spikes_of_a_large_sensor_take_no_more_room_than_a_node_shows() -> None:
    seen = signal_of(events([0, 5999, 3000], [0, 179_919, 90_000], 6000, 179_920), 1)
    assert seen.shape == (MAP_TIMES, MAP_CHANNELS) and seen.nbytes < 1 << 20
    assert np.argwhere(seen).tolist() == [[0, 0], [140, 60], [279, 119]]
    assert not signal_of(events([1], [1], 6000, 179_920), 0).any()


def test_few_spikes_and_plain_signals_are_shown_as_they_are() -> None:
    few = events([0, 2], [1, 0], 3, 2)
    assert np.array_equal(signal_of(few, 1), few[1])
    plain = np.random.default_rng(1).random((2, 5, 3))
    assert np.array_equal(signal_of(plain, 1), plain[1])


def test_of_neighbours_the_largest_is_seen() -> None:
    values = np.zeros((1000, 2))
    values[[3, 999], [0, 1]] = 1.0
    seen = largest(values, 84)
    assert seen.shape == (84, 2) and np.argwhere(seen).tolist() == [[0, 0], [83, 1]]
    assert np.array_equal(largest(values[:50], 84), values[:50])
