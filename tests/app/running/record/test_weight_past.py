"""Snapshots of weights: the past of a run in a fixed room."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.running.record.ring_buffer import RingBuffer
from app.running.record.weight_past import FEWEST, MOST, WeightPast, WeightSnapshot
from engine.network.description import Connections

SIZE = 10
BYTES = 8 * SIZE
JOINED = Connections(np.arange(SIZE, dtype=np.int32), np.zeros(SIZE, np.int32))


def snapshot(step: int, weight: float | None = None, size: int = SIZE) -> WeightSnapshot:
    return WeightSnapshot(step, np.full(size, float(step) if weight is None else weight), JOINED, step)


rising = st.lists(st.integers(0, 10_000), unique=True, min_size=1, max_size=80).map(sorted)


@given(steps=rising, room=st.integers(8, 40))
def test_what_was_known_is_found_from_the_first_to_the_newest_in_the_room_there_is(steps: list[int], room: int) -> None:
    past = WeightPast(room * BYTES)
    for step in steps:
        past.keep("a", snapshot(step))
        assert past.size <= room * BYTES
    first, newest = past.at("a", steps[0]), past.at("a", 10_000)
    assert first is not None and first.step == steps[0] and newest is not None and newest.step == steps[-1]
    assert past.at("a", steps[0] - 1) is None and past.at("b", 0) is None
    for step in steps:
        found = past.at("a", step)
        assert found is not None and found.step <= step and (found.weights == found.step).all()
    assert len(steps) > room or all(past.at("a", step).step == step for step in steps)


def test_a_long_run_is_known_best_where_it_is_near() -> None:
    past = WeightPast(20 * BYTES)
    for step in range(0, 10_000, 10):
        past.keep("a", snapshot(step))
    steps = sorted({past.at("a", step).step for step in range(10_000)})
    gaps = np.diff(steps)
    assert len(steps) == 20 and steps[0] == 0 and gaps[-1] == 10 and gaps.max() <= 5000 and gaps[-5:].max() < 1000


def test_weights_that_stay_take_one_place_and_are_known_of_all_the_time() -> None:
    past = WeightPast(100 * BYTES)
    for step in range(50):
        past.keep("a", snapshot(step, weight=1.0))
    past.keep("a", snapshot(50, weight=2.0))
    assert past.size == 2 * BYTES
    found = past.at("a", 30)
    assert found is not None and found.last == 49 and (found.weights == 1.0).all()


def test_a_projection_that_is_too_large_is_not_kept_and_pushes_nothing_out() -> None:
    past = WeightPast(FEWEST * BYTES)
    past.keep("a", snapshot(0))
    past.keep("b", snapshot(0, size=SIZE + 1))
    assert past.at("b", 0) is None and past.at("a", 0) is not None


def test_several_projections_share_the_room() -> None:
    past = WeightPast(40 * BYTES)
    for step in range(100):
        for id in "abcd":
            past.keep(id, snapshot(step))
    counts = [len({past.at(id, step).step for step in range(100)}) for id in "abcd"]
    assert counts == [10, 10, 10, 10]


def test_small_ones_are_no_endless_list() -> None:
    past = WeightPast()
    for step in range(MOST + 10):
        past.keep("a", snapshot(step))
    assert past.size == MOST * BYTES


def test_a_run_that_went_back_knows_nothing_of_what_came_after() -> None:
    frames = RingBuffer()
    for step in (10, 20, 30):
        frames.latest_step = step
        frames.store_weights("a", np.full(SIZE, float(step)), JOINED)
    cut = frames.until(20)
    assert cut.weights_at("a", 30).step == 20 and frames.weights_at("a", 30).step == 30
    assert cut.weight_history("a", 0, 100).means.tolist() == [10.0, 20.0]
    cut.store_weights("a", np.full(SIZE, 5.0), JOINED)
    assert (cut.weights_at("a", 30).weights == 5.0).all(), "the newest word on a step counts"
