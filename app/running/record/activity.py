"""The activity of each node of the canvas in a run: plain data made from the ring buffer.

All is that of one moment, ``at``, the number of steps made by then: the newest where none is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.running.record.known_samples import KnownSamples
from app.running.record.plane import Plane
from app.running.record.ring_buffer import Presentations, RingBuffer
from engine.model.data import Values
from engine.model.stored import Events
from engine.network.values import Floats

WINDOW = 400.0  # ms of the past that a node shows, at real time and faster
SHORTEST_WINDOW = 75.0
SECONDS_SEEN = 6.0  # of real time that the window covers in slow motion
RATE_BINS = 40
MOST_DOTS = 600  # a well is about 130 px wide; more dots only cost time
TRACE_POINTS = 200
MAP_TIMES, MAP_CHANNELS = 280, 120  # of the spikes of a sample: more than a node's pixels


@dataclass(frozen=True)
class SpikeActivity:
    """Spikes of the last ``window_ms`` ms: ``times`` (k,) and ``rows`` (k,), both in [0, 1]; time 1 is now.

    ``rate`` (bins,) and ``mean_rate`` are in Hz per neuron; NaN where spikes of that time are no longer kept.
    """

    times: Floats
    rows: Floats
    rate: Floats
    mean_rate: float
    window_ms: float


@dataclass(frozen=True)
class TraceActivity:
    """One state of one neuron over the last ``window_ms`` ms: ``times`` (k,) in [0, 1], ``values`` (k,).

    None of either where that time is no longer kept.
    """

    times: Floats
    values: Floats
    window_ms: float
    unit: str = ""


@dataclass(frozen=True)
class SampleActivity:
    """The sample that is shown: an ``image`` (height, width), a ``signal`` (times, channels) or a point.

    A point has its ``place`` in a ``plane`` of many.
    """

    image: Floats | None
    label: str
    index: int
    count: int
    signal: Floats | None = None
    plane: Plane | None = None
    place: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class AnswerActivity:
    """``scores`` (classes,) so far, ``names`` of the classes, the ``answer`` so far and the ``label`` of the sample.

    ``answer`` and ``label`` are -1 while unknown; ``accuracy`` is the fraction of right answers so far, None
    before the first labelled one. ``classes`` of the data are counted where there are more scores than that: then
    none of them is an answer.
    """

    scores: Floats
    names: tuple[str, ...]
    answer: int
    label: int
    accuracy: float | None
    classes: int = 0


def window_at(speed: float) -> float:
    """The number of ms that a node shows at a view speed, 0 being as fast as possible."""
    return WINDOW if speed <= 0 else min(WINDOW, max(SHORTEST_WINDOW, SECONDS_SEEN * 1000 * speed))


def spike_activity(
    frames: RingBuffer, element: str, size: int, resolution: float, window_ms: float = WINDOW, at: int | None = None
) -> SpikeActivity:
    """The last ``window_ms`` of an element with ``size`` neurons or channels."""
    latest = frames.latest_step if at is None else at
    span = max(1, round(window_ms / resolution))
    spikes = frames.spikes(element, latest - span + 1, latest + 1).of_first(size)
    ago = spikes.steps - (latest - span)
    passed, kept = min(span, max(1, latest - frames.first_step)), frames.kept_since(element)
    counts = np.bincount((ago * RATE_BINS - 1) // span, minlength=RATE_BINS)[:RATE_BINS].astype(np.float64)
    sizes, edges = frames.size_past(element), np.linspace(latest - span, latest, RATE_BINS + 1)
    per_bin = window_ms / 1000 / RATE_BINS * sizes.neurons(max(size, 1), edges)
    every = max(1, -(-len(ago) // MOST_DOTS))
    if max(latest - span, 0) < kept:  # of a moment long past
        counts[:], passed = np.nan, min(passed, latest - kept)
    seen = float(sizes.neurons(max(size, 1), np.array([latest - passed, latest]))[0]) if passed > 0 else 1.0
    return SpikeActivity(
        ago[::every] / span,
        (spikes.neurons[::every] + 0.5) / max(size, 1),
        smoothed_counts(counts / per_bin),
        len(ago) / (passed * resolution / 1000 * seen) if passed > 0 else np.nan,
        window_ms,
    )


def joint_activity(parts: Sequence[tuple[SpikeActivity, int]]) -> SpikeActivity | None:
    """The activity of several elements at the same time, one above the other as high as they are large; None of none.

    ``parts`` are activities with the sizes of their elements.
    """
    total = sum(size for _, size in parts)
    if not total:
        return None
    below = np.cumsum([0, *(size for _, size in parts)])
    rows = [(part.rows * size + low) / total for (part, size), low in zip(parts, below, strict=False)]
    times, heights = np.concatenate([part.times for part, _ in parts]), np.concatenate(rows)
    every = max(1, -(-len(times) // MOST_DOTS))
    return SpikeActivity(
        times[::every],
        heights[::every],
        np.sum([part.rate * size for part, size in parts], axis=0) / total,
        sum(part.mean_rate * size for part, size in parts) / total,
        parts[0][0].window_ms,
    )


def smoothed_counts(counts: Floats) -> Floats:
    """Weights 1, 2, 1 over neighbours; mirrored at the ends, so that a regular train is level there too."""
    padded = np.pad(counts, 1, mode="reflect")
    return (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4


def trace_activity(
    frames: RingBuffer,
    recording: str,
    resolution: float,
    unit: str = "",
    window_ms: float = WINDOW,
    at: int | None = None,
) -> TraceActivity | None:
    """The first column of a recording over the last ``window_ms``, the newest row included; None before its first.

    Without values where none of then is kept.
    """
    latest = frames.latest_step if at is None else at
    span = max(1, round(window_ms / resolution))
    samples = frames.samples(recording, latest - span + 1, latest + 1)
    if samples is None:
        return None
    values = samples.values[:, 0]
    rows = _telling_rows(values)
    return TraceActivity((samples.steps[rows] - (latest - span)) / span, values[rows], window_ms, unit)


def _telling_rows(values: Floats) -> NDArray[np.int64]:
    """At most about ``TRACE_POINTS`` of them: the least and the largest of neighbours, and the newest.

    Where some are not finite all are told, so that each gap is.
    """
    if len(values) <= TRACE_POINTS or not np.isfinite(values).all():
        return np.arange(len(values))
    wide = -(-2 * len(values) // TRACE_POINTS)
    first = len(values) % wide
    parts = values[first:].reshape(-1, wide)
    least, largest = parts.argmin(1), parts.argmax(1)
    rows = np.empty(2 * len(parts) + 1, np.int64)
    rows[:-1:2], rows[1:-1:2] = np.minimum(least, largest), np.maximum(least, largest)
    rows[:-1] += np.repeat(np.arange(first, len(values), wide), 2)
    rows[-1] = len(values) - 1
    return rows[np.diff(rows, prepend=-1) > 0]  # where all are alike, or the newest is one of them, a row comes twice


def sample_activity(frames: RingBuffer, dataset: str, at: int | None = None) -> SampleActivity | None:
    """The sample that a dataset shows then, None where it had shown nothing or that is no longer kept."""
    shown, known = _shown_then(frames, dataset, at), frames.datasets.get(dataset)
    if shown is None or known is None:
        return None
    ordinal = frames.presentations(dataset) - len(shown.indices) + 1
    number = (ordinal - 1) % known.count + 1 if known.count else ordinal
    return shown_sample(known, int(shown.indices[0]), int(shown.labels[0]), number)


def shown_sample(known: KnownSamples, index: int, label: int, number: int) -> SampleActivity:
    """The sample ``index`` as presentation ``number`` of a run through the data, from 1."""
    samples = known.samples
    image = samples.values[index].reshape(samples.shape) if samples.is_images else None
    signal = signal_of(samples.values, index) if samples.values.ndim > 2 else None
    place = known.plane.place_of(samples.values[index]) if known.plane is not None else (0.0, 0.0)
    name = known.names[label] if 0 <= label < len(known.names) else ""
    return SampleActivity(image, name, number, known.count, signal, known.plane, place)


def _shown_then(frames: RingBuffer, dataset: str, at: int | None) -> Presentations | None:
    """The presentation of the last step made by then, and those that followed; None where there was none."""
    latest = (frames.latest_step if at is None else at) - 1
    shown = frames.shown(dataset, max(latest, 0))
    began = len(shown.first_steps) and int(shown.first_steps[0]) <= max(latest, 0)
    return shown if began else None


def signal_of(values: Values, sample: int) -> Floats:
    """A signal (times, channels); of spikes of many channels as much as a node can show, 1 where there is one.

    All of them would be hundreds of megabytes for the camera of a large sensor, many times a second.
    """
    if not isinstance(values, Events):
        return values[sample]
    own = slice(int(values.first[sample]), int(values.first[sample + 1]))
    times, channels = min(values.times, MAP_TIMES), min(values.width, MAP_CHANNELS)
    seen = np.zeros((times, channels))
    rows, across = values.rows[own].astype(np.int64), values.channels[own].astype(np.int64)
    seen[rows * times // values.times, across * channels // values.width] = 1.0
    return seen


def answer_activity(
    frames: RingBuffer, decoder: str, labels: str | None, of_classes: bool = True, at: int | None = None
) -> AnswerActivity | None:
    """The decoder's answer to the sample that is shown; ``labels`` is the dataset that knows better.

    While its window is open that is the class of the highest score so far, of a decoder ``of_classes``. What it said
    within a window that has closed is not kept: of a moment of the past that window's answer is shown.
    """
    answers, partial = frames.answers(decoder), frames.partial(decoder)
    known = frames.datasets.get(labels) if labels is not None else None
    scored = len(partial) if partial is not None else 0 if answers is None else answers.scores.shape[1]
    fewer = len(known.names) if known is not None and of_classes and scored > len(known.names) > 0 else 0
    of_classes = of_classes and has_classes(known, scored)
    now = _shown_then(frames, labels, at) if labels is not None else None
    label = int(now.labels[0]) if now is not None else -1
    if answers is None or not len(answers.steps):
        if partial is None:
            return None
        return AnswerActivity(
            partial, shown_class_names(known, len(partial)), *_so_far(partial, label, of_classes), None, fewer
        )
    judged = answers.labels >= 0
    if at is not None:
        judged &= answers.steps <= at
    right = answers.answers[judged] == answers.labels[judged]
    accuracy = float(right.mean()) if len(right) and of_classes else None
    window = _window_then(answers.steps, now, frames.latest_step if at is None else at)
    if window is not None and (at is not None or partial is None or not partial.any()):
        scores, last, label = answers.scores[window], int(answers.answers[window]), int(answers.labels[window])
        last, label = (last, label) if of_classes else (-1, -1)
    else:
        scores = partial if partial is not None else np.zeros_like(answers.scores[-1])
        last, label = _so_far(scores, label, of_classes)
    return AnswerActivity(scores, shown_class_names(known, len(scores)), last, label, accuracy, fewer)


def _window_then(closed: NDArray[np.int64], shown: Presentations | None, at: int) -> int | None:
    """Find the window of those ``closed`` (k,) that goes on ``at`` this step, or the last of the sample shown then."""
    window = int(np.searchsorted(closed, at))
    ends = int(shown.first_steps[1]) if shown is not None and len(shown.first_steps) > 1 else None
    if window == len(closed) or (ends is not None and closed[window] > ends):
        window -= 1
    begins = int(shown.first_steps[0]) if shown is not None else -1
    return window if window >= 0 and closed[window] > begins else None


def has_classes(known: KnownSamples | None, scored: int) -> bool:
    """Tell whether one of so many scores can be the right answer to these data.

    None can where data say spikes that are wanted, not classes, or where there are more scores than classes: those
    read values.
    """
    if known is None:
        return True
    return known.samples.have_classes and (not known.names or scored <= len(known.names))


def _so_far(scores: Floats, label: int, of_classes: bool) -> tuple[int, int]:
    """The class that leads and the right one; (-1, -1) while none leads."""
    leads = of_classes and len(scores) > 0 and bool(np.ptp(scores))
    return (int(scores.argmax()), label) if leads else (-1, -1)


def shown_class_names(known: KnownSamples | None, classes: int) -> tuple[str, ...]:
    """Of the data, where they have as many, else numbers."""
    names = known.names if known is not None else ()
    return names if len(names) == classes else tuple(str(i) for i in range(classes))


def rates(frames: RingBuffer, element: str, size: int, resolution: float, edges: NDArray[np.int64]) -> Floats:
    """Rate (bins,) in Hz per neuron between consecutive ``edges`` (bins + 1,), in steps."""
    spikes = frames.spikes(element, int(edges[0]), int(edges[-1])).of_first(size)
    counts = np.diff(np.searchsorted(spikes.steps, edges))
    neurons = frames.size_past(element).neurons(max(size, 1), edges - 1)  # a spike is stamped at the end of its step
    return np.asarray(counts / (np.diff(edges) * (resolution / 1000) * neurons))
