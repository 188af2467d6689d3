"""The series of a stimulus as arrays, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import ref

import numpy as np

from engine.network.description import Stimulus
from engine.network.values import Floats
from engine.problems import Problem, Severity, declare

WHOLE = 1e-6  # of a step: decimals that are meant as whole

UNEQUAL_SERIES = declare(
    "unequal-series",
    "{first} of {element} has {count} {count:value|values} and {second} has {other}.",
    "Give both the same number of values, or leave {second} empty.",
)
NO_SUCH_TRAIN = declare(
    "no-such-train",
    "{element} lists spikes of train {train}, and has {count} {count:train|trains}.",
    "Number trains from 0 to one below {count}, or give it more of them.",
)
SERIES_WIDTH = declare(
    "series-width",
    "{name} of {element} has {count} {count:column|columns} for {expected} {expected:train|trains}.",
    "Give it one column, or {expected} of them.",
)


LOST_SPIKES = declare(
    "lost-spikes",
    "{count} of the listed spikes of {element} are lost: they come before the first step of {h} ms, or second to "
    "another of their train in one step.",
    "Begin at {h} ms, and keep spikes of one train so far apart.",
)
TIMES_ROUNDED = declare(
    "times-rounded",
    "{count} of the listed spikes of {element} do not fall on whole steps; each comes at the nearest one.",
    "Choose multiples of {h} ms.",
)


def series_of(stimulus: Stimulus, name: str) -> Floats:
    """The values of a series in time, or those that stand for an empty one."""
    given = np.asarray(stimulus.parameters.get(name, ()), np.float64)
    default = stimulus.model.series()[name].default
    return np.atleast_1d(given if given.size else np.asarray(default, np.float64))


def events_of(stimulus: Stimulus) -> tuple[Floats, Floats]:
    """Times (spikes,) in ms of a list of spikes, and their trains: (spikes,), or none where they are of every train.

    An empty list is no spike: what a list begins with is for whoever draws it.
    """
    times, trains = (np.asarray(stimulus.parameters.get(name, ()), np.float64) for name in stimulus.model.series())
    return np.atleast_1d(times), np.atleast_1d(trains)


def series_problems(stimulus: Stimulus, title: str, h: float) -> Iterator[Problem]:
    """Lists of different lengths, trains that are not there, columns that fit no train, spikes that no step has."""
    if not stimulus.model.equations:
        yield from _event_problems(stimulus, title, tuple(stimulus.model.series()), h)
        return
    for name in stimulus.model.series():
        values = series_of(stimulus, name)
        if values.ndim > 2 or (values.ndim == 2 and values.shape[1] not in (1, stimulus.size)):
            words = {"name": name, "element": title, "count": values.shape[1], "expected": stimulus.size}
            yield Problem(stimulus.id, SERIES_WIDTH, words, quantity=name)


def _event_problems(stimulus: Stimulus, title: str, names: Sequence[str], h: float) -> Iterator[Problem]:
    times, trains = events_of(stimulus)
    wrong = list(_wrong_trains(stimulus, title, names, times, trains)) if trains.size else []
    yield from wrong
    if wrong or not times.size:
        return
    lost, rounded = _uncounted(times, trains, stimulus.size, h)
    for code, count in ((LOST_SPIKES, lost), (TIMES_ROUNDED, rounded)):
        if count:
            words = {"count": count, "element": title, "h": f"{h:g}"}
            yield Problem(stimulus.id, code, words, Severity.WARNING, names[0])


def _uncounted(times: Floats, trains: Floats, size: int, h: float) -> tuple[int, int]:
    """Count spikes that share a step of their train or come before the first, and those that lie between steps.

    What nobody can write to, as the arrays of a document, is counted once: the drawing is checked after every edit.
    """
    key, arrays = (id(times), id(trains) if trains.size else 0, size, h), (times, trains)
    known = _COUNTED.get(key)
    if known is not None and all(kept() is own for kept, own in zip(known[0], arrays, strict=True) if own.size):
        return known[1]
    exact = times / h
    steps = np.floor(exact + 0.5)
    spikes = np.sort((steps * size + (trains if trains.size else 0.0))[steps > 0.0])
    lost = times.size - spikes.size + int((spikes[1:] == spikes[:-1]).sum())
    counts = lost, int((np.abs(exact - steps) > WHOLE).sum())
    if not any(array.flags.writeable for array in arrays if array.size):
        for gone in [k for k, (kept, _) in list(_COUNTED.items()) if kept[0]() is None]:
            _COUNTED.pop(gone, None)
        _COUNTED[key] = tuple(map(ref, arrays)), counts
    return counts


_COUNTED: dict[tuple[int, int, int, float], tuple[tuple[ref[Floats], ...], tuple[int, int]]] = {}


def _wrong_trains(
    stimulus: Stimulus, title: str, names: Sequence[str], times: Floats, trains: Floats
) -> Iterator[Problem]:
    if trains.shape != times.shape:
        words = {"element": title, "first": names[0], "count": times.size, "second": names[1], "other": trains.size}
        yield Problem(stimulus.id, UNEQUAL_SERIES, words, quantity=names[1])
        return
    wrong = trains[(trains < 0) | (trains >= stimulus.size) | (trains != np.floor(trains))]
    if wrong.size:
        words = {"element": title, "train": f"{wrong[0]:g}", "count": stimulus.size}
        yield Problem(stimulus.id, NO_SUCH_TRAIN, words, quantity=names[1])
