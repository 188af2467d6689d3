"""The ring keeps the newest rows, in order, and never shows one that is not stored."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.running.record.history import BINS, ActivityHistory
from app.running.record.ring import Ring
from app.running.record.ring_buffer import RecordedSamples, RecordedSpikes, RingBuffer, spread
from tests.app.running.fake import Chunk, Shown

blocks = st.lists(st.integers(0, 40), max_size=30)


@given(capacity=st.integers(1, 50), sizes=blocks, start=st.integers(0, 400), length=st.integers(0, 400))
def test_a_ring_reads_like_the_end_of_an_endless_list(capacity: int, sizes: list[int], start: int, length: int) -> None:
    ring = Ring(capacity, {"a": np.int64, "b": (np.float64, 2)})
    total = 0
    for size in sizes:
        numbers = np.arange(total, total + size)
        ring.append(size, a=numbers, b=np.stack([numbers, -numbers], axis=1))
        total += size
    first, rows = ring.rows(start, start + length)
    expected = np.arange(total)[max(total - capacity, 0) :]
    expected = expected[(expected >= start) & (expected < start + length)]
    assert rows["a"].tolist() == expected.tolist()
    assert rows["b"][:, 1].tolist() == (-expected).tolist()
    assert not len(expected) or first == expected[0]


@given(sizes=blocks, chunk=st.integers(1, 9), since=st.integers(0, 60), span=st.integers(0, 60))
def test_spikes_are_found_by_step_whatever_the_chunks_were(sizes: list[int], chunk: int, since: int, span: int) -> None:
    frames = RingBuffer(spikes_kept=100)
    frames.adopt({"1": 5})
    steps = np.repeat(np.arange(len(sizes)), sizes)
    for first in range(0, len(sizes), chunk):
        block = steps[(steps >= first) & (steps < first + chunk)]
        spikes = RecordedSpikes(block, np.zeros(len(block), np.int32))
        frames.append(Chunk(first, min(chunk, len(sizes) - first), {"1": spikes}))
    kept = steps[max(len(steps) - 100, 0) :]
    wanted = kept[(kept >= since) & (kept < since + span)]
    assert frames.spikes("1", since, since + span).steps.tolist() == wanted.tolist()
    if len(sizes):
        oldest = frames.oldest_step("1")
        assert np.array_equal(frames.spikes("1", oldest).steps, steps[steps >= oldest])
        assert frames.kept_since("1") == (oldest if len(steps) > 100 else 0)


def test_a_reader_beside_a_busy_writer_never_sees_a_torn_row() -> None:
    ring = Ring(1000, {"a": np.int64, "b": np.int64})
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            numbers = np.arange(number, number + 300)
            ring.append(300, a=numbers, b=2 * numbers)
            number += 300

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(2000):
            first, rows = ring.rows()
            expected = np.arange(first, first + len(rows["a"]))
            assert np.array_equal(rows["a"], expected)
            assert np.array_equal(rows["b"], 2 * expected)
    finally:
        done.set()
        writer.join()


def test_forgotten_elements_leave_and_known_ones_keep_their_past() -> None:
    frames = RingBuffer()
    frames.adopt({"1": 1, "2": 1})
    spikes = RecordedSpikes(np.array([0]), np.array([0], np.int32))
    frames.append(Chunk(0, 1, {"1": spikes, "2": spikes}))
    frames.adopt({"2": 1, "3": 1})
    assert frames.elements() == ("2",)
    assert len(frames.spikes("2").steps) == 1
    assert len(frames.spikes("1").steps) == 0


def test_an_element_that_comes_back_has_its_past() -> None:
    """A population was deleted while its run stood still, and undo brought it back without a spike."""
    frames = RingBuffer()
    frames.adopt({"1": 1, "2": 1})
    spikes = RecordedSpikes(np.array([0, 4]), np.array([0, 0], np.int32))
    frames.append(Chunk(0, 5, {"1": spikes, "2": spikes}))
    frames.adopt({"2": 1})
    frames.adopt({"2": 1, "3": 1})
    assert frames.elements() == ("2",)
    cut = frames.until(3)
    for kept, steps in ((frames, [0, 4]), (cut, [0])):
        kept.adopt({"1": 1, "2": 1})
        assert kept.spikes("1").steps.tolist() == kept.spikes("2").steps.tolist() == steps


def test_what_left_takes_no_more_room_than_what_is_there() -> None:
    frames = RingBuffer(spikes_kept=100)
    for id in ("1", "2", "3"):
        frames.adopt({id: 1})
        frames.append(Chunk(0, 1, {id: RecordedSpikes(np.array([0]), np.array([0], np.int32))}))
    frames.adopt({"1": 1, "2": 1, "3": 1})
    assert set(frames.elements()) == {"2", "3"}, "of one hundred spikes each, one element had room"


def test_the_sample_that_is_being_shown_is_found_from_any_moment() -> None:
    frames = RingBuffer()
    for first, index in ((0, 7), (25, 8), (50, 9)):
        frames.append(Chunk(first, 25, {}, shown={"d": [Shown(first, index, index % 2)]}))
    assert frames.shown("d", 30).indices.tolist() == [8, 9]
    assert frames.shown("d", 25).indices.tolist() == [8, 9]
    assert frames.shown("d").indices.tolist() == [7, 8, 9]


@given(chunks=st.lists(st.tuples(st.integers(1, 700), st.integers(0, 50)), max_size=40))
def test_the_history_loses_no_spike_however_long_it_grows(chunks: list[tuple[int, int]]) -> None:
    history, step = ActivityHistory(), 0
    for steps, spikes in chunks:
        history.add(step, steps, spikes)
        step += steps
    assert abs(history.bins().sum() - sum(spikes for _, spikes in chunks)) < 1e-6
    assert len(history.bins()) <= BINS
    assert len(history.bins()) * history.steps_per_bin >= step


@given(st.floats(-1e3, 1e3), st.floats(0.0, 10.0), st.integers(1, 500))
def test_the_spread_of_weights_is_exact_however_alike_they_are(mean: float, deviation: float, count: int) -> None:
    weights = np.random.default_rng(count).normal(mean, deviation, count)
    assert spread(weights) == pytest.approx((weights.mean(), weights.std()), rel=1e-6, abs=1e-12)
    alike = np.full(count, mean)
    assert spread(alike) == pytest.approx((mean, 0.0), abs=1e-9)


def test_a_past_that_was_cut_where_nothing_was_kept_any_more_knows_that() -> None:
    """It said that it had lost nothing, and views showed that nothing had been."""
    frames = RingBuffer(spikes_kept=10, samples_kept=0)
    frames.adopt({"1": 1})
    rows = 70_000

    def go_on(into: RingBuffer, first: int, count: int) -> None:
        steps = np.arange(first, first + count)
        spikes = {"1": RecordedSpikes(steps, np.zeros(count, np.int32))}
        into.append(Chunk(first, count, spikes, {"v": RecordedSamples(steps, np.zeros((count, 1)))}))

    go_on(frames, 0, rows)
    assert frames.samples_kept_since("v") == rows - 512 and frames.kept_since("1") == rows - 10 + 1
    cut = frames.until(1000)
    assert cut.samples_kept_since("v") == 1001 and cut.kept_since("1") == 1002
    go_on(cut, 1001, 5)
    assert cut.samples_kept_since("v") == 1001 and len(cut.spikes("1").steps) == 5
    go_on(cut, 1006, rows)
    assert cut.samples_kept_since("v") == 1006 + rows - 512
    whole = frames.until(rows - 4)
    assert whole.samples_kept_since("v") == rows - 512
