"""What nodes show of a moment of the past is what they showed then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.running.record.activity import answer_activity, sample_activity, spike_activity, trace_activity
from app.running.record.known_samples import KnownSamples
from app.running.record.plane import plane_of
from app.running.record.ring_buffer import RecordedSamples, RecordedSpikes, RingBuffer
from engine.model import data
from tests.app.running.fake import Answer, Chunk, Shown

CHUNK, CHUNKS, SIZE, EVERY = 100, 12, 10, 200  # steps, chunks, neurons, steps of a sample
RESOLUTION = 0.1  # ms


def samples(targets: data.TargetTrains | None = None) -> KnownSamples:
    pictures = np.arange(8.0).reshape(2, 4) / 8
    names = ("no", "yes")
    return KnownSamples(data.Samples(pictures, np.array([0, 1]), (2, 2), names, targets), 2, names)


def chunk(number: int) -> Chunk:
    """A neuron fires at every third step; a sample is shown for two chunks, and answered at its end."""
    first = number * CHUNK
    steps = np.arange(first + 1, first + CHUNK + 1)  # a step is named by its end
    fired = steps[steps % 3 == 0]
    shown = [Shown(first, number // 2 % 2, number // 2 % 2)] if number % 2 == 0 else []
    scores = np.eye(2)[1]
    answers = [Answer(first + CHUNK, number // 2 % 2, scores, 1, number // 2 % 2)] if number % 2 else []
    return Chunk(
        first,
        CHUNK,
        {"cells": RecordedSpikes(fired, (fired % SIZE).astype(np.int32))},
        {"V": RecordedSamples(steps, steps[:, None] * 1.0)},
        {"data": shown},
        {"answer": answers},
        {"answer": np.zeros(2) if number % 2 else scores},
    )


def after(chunks: int, known: KnownSamples | None = None) -> RingBuffer:
    frames = RingBuffer()
    frames.adopt({"cells": SIZE})
    frames.datasets = {"data": known or samples()}
    for number in range(chunks):
        frames.append(chunk(number))
    return frames


@pytest.mark.parametrize("chunks", [1, 4, 7])
def test_spikes_and_traces_are_those_that_were_newest_then(chunks: int) -> None:
    then, now, at = after(chunks), after(CHUNKS), chunks * CHUNK
    live, past = (spike_activity(f, "cells", SIZE, RESOLUTION, 30.0, at=a) for f, a in ((then, None), (now, at)))
    assert np.array_equal(live.times, past.times) and np.array_equal(live.rows, past.rows)
    assert past.mean_rate == pytest.approx(live.mean_rate) and len(past.times)
    assert np.isfinite(past.rate).all(), "all is kept, and a run that just began is no less known"
    traces = [trace_activity(f, "V", RESOLUTION, window_ms=30.0, at=a) for f, a in ((then, None), (now, at))]
    assert traces[0] is not None and traces[1] is not None
    assert np.array_equal(traces[0].values, traces[1].values) and traces[1].values[-1] == at


@pytest.mark.parametrize("window_ms", [41.3, 77.7, 120.0])
def test_a_long_trace_ends_with_the_newest_value(window_ms: float) -> None:
    """A node said of a neuron what its membrane had been up to 2 ms before, and a view beside it what it was."""
    trace = trace_activity(after(CHUNKS), "V", RESOLUTION, window_ms=window_ms)
    assert trace is not None and len(trace.values) < window_ms / RESOLUTION / 2 + 1
    assert trace.values[-1] == CHUNK * CHUNKS and trace.times[-1] == 1.0


def test_a_long_trace_keeps_its_extremes() -> None:
    """Of spikes that came every 14 ms a node showed some, low, in a pattern that was not there."""
    steps = np.arange(1, 4001)
    values = np.where(steps % 140 == 77, -55.0, -70.0)
    frames = RingBuffer()
    frames.append(
        replace(chunk(0), steps=4000, samples={"V": RecordedSamples(steps, values[:, None])}, shown={}, answers={})
    )
    trace = trace_activity(frames, "V", RESOLUTION, window_ms=400.0)
    assert trace is not None and len(trace.values) <= 202
    assert np.count_nonzero(trace.values == -55.0) == np.count_nonzero(values == -55.0)
    assert np.all(np.diff(trace.times) > 0)


@pytest.mark.parametrize("chunks", [2, 3, 6, 9])
def test_the_sample_is_the_one_shown_then_with_its_place(chunks: int) -> None:
    live, past = sample_activity(after(chunks), "data"), sample_activity(after(CHUNKS), "data", chunks * CHUNK)
    assert live is not None and past is not None
    assert (past.index, past.label, past.count) == (live.index, live.label, live.count)


def test_a_sample_of_plain_numbers_is_a_point_among_the_others() -> None:
    values, labels = np.array([[0.1, 0.9], [0.4, 0.2], [0.8, 0.5]]), np.array([0, 1, 0])
    frames = RingBuffer()
    frames.datasets = {"data": KnownSamples(data.Samples(values, labels, (2,), ("a", "b")), 3)}
    frames.append(replace(chunk(1), first_step=0, shown={"data": [Shown(0, 1, 1)]}))
    shown = sample_activity(frames, "data")
    assert shown is not None and shown.plane is not None
    assert shown.place == (0.4, 0.2) and shown.plane.places.tolist() == values.tolist()
    assert shown.plane.labels.tolist() == [0, 1, 0]
    one = plane_of(data.Samples(values[:, :1], labels, (1,), ("a", "b")))
    assert one is not None and one.places.tolist() == [[0.1, 0.5], [0.4, 0.5], [0.8, 0.5]]
    assert plane_of(data.Samples(np.zeros((3, 4)), labels, (2, 2), ("a", "b"))) is None


@pytest.mark.parametrize("widest", [50.0, 1.7e308])
def test_points_that_go_beyond_0_and_1_stay_in_their_node(widest: float) -> None:
    """Values that a person keeps as they are were drawn far outside it."""
    values = np.array([[-widest, 3.0], [widest, 3.0], [0.0, 3.0]])
    plane = plane_of(data.Samples(values, np.array([0, 1, 0]), (2,), ("a", "b")))
    assert plane is not None and plane.axes == (0, 1)
    assert plane.places.tolist() == [[0.0, 0.5], [1.0, 0.5], [0.5, 0.5]]
    assert plane.place_of(values[1]) == (1.0, 0.5)


def test_no_samples_have_no_plane() -> None:
    assert plane_of(data.Samples(np.zeros((0, 2)), np.zeros(0, np.int64), (2,), ("a", "b"))) is None


def test_the_answer_is_that_to_the_sample_shown_then_and_right_so_far() -> None:
    frames = after(CHUNKS)
    early = answer_activity(frames, "answer", "data", at=250)  # sample 1 is shown from 200 to 400
    assert early is not None
    assert (early.answer, early.label, early.accuracy) == (1, 1, 0.0), "only the first window had closed, wrongly"
    later = answer_activity(frames, "answer", "data", at=600)
    assert later is not None
    assert (later.answer, later.label, later.accuracy) == (1, 0, pytest.approx(1 / 3))


def test_before_the_first_sample_there_is_none() -> None:
    frames = RingBuffer()
    frames.datasets = {"data": samples()}
    frames.append(replace(chunk(1), first_step=0, shown={"data": [Shown(60, 0, 0)]}))
    assert sample_activity(frames, "data", 50) is None
    assert sample_activity(frames, "data", 70) is not None


def test_answers_to_wanted_spikes_are_neither_right_nor_wrong() -> None:
    none = np.zeros(0, np.int64)
    wanted = data.TargetTrains(2, none, none, np.zeros(0))
    for at in (None, 250, 600):
        found = answer_activity(after(CHUNKS, samples(wanted)), "answer", "data", at=at)
        assert found is not None
        assert (found.answer, found.label, found.accuracy) == (-1, -1, None)
