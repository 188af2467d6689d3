"""Fitting a read-out: the network runs once, and what the decoder hears is regressed on what is wanted of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.network.description import Decoder, NetworkDescription, Recording
from engine.network.values import Floats
from engine.problems import NetworkError, Problem, declare
from engine.progress import Cancelled
from engine.simulation.simulation import Simulation

Listen = Callable[[float], bool]
"""Hears the share that is done, in [0, 1]; False gives up."""

WANTED = "wanted of the read-out"  # id of the recording that watches the target
HELD_OUT = 0.2  # of the run, its end, is kept for judging and not fitted
FEWEST = 10  # samples from which anything can be said
LARGEST = 1 << 30  # bytes of what was heard
NUMBER = np.dtype(np.float64).itemsize
ROUNDING = 1e-9  # of an interval: a time that falls short of its row by so little is in it

NO_TARGET = declare(
    "fit-no-target", "{title} has no target to be fitted to.", "Choose a target, or read one from a file."
)
SHORT = declare(
    "fit-short",
    "{count} {count:sample is|samples are} too few to fit {title}.",
    "Run for longer, or take samples more often.",
)
LARGE = declare(
    "fit-large",
    "Fitting {title} needs {count:,} {count:sample|samples} of {neurons:,} "
    "{neurons:neuron|neurons}, more than memory should hold.",
    "Run for a shorter time, or take samples less often.",
)
UNHEARD = declare(
    "fit-unheard",
    "No spike reached {title} in {duration:g} ms, so there is nothing to fit.",
    "Make its source fire, or run for longer.",
)
STILL = declare(
    "fit-still", "The target of {title} stands still, so there is nothing to fit.", "Choose a target that moves."
)


@dataclass(frozen=True)
class ReadOutTarget:
    """The target of a decoder: the current of the stimulus ``element``, or the values that the encoder ``element``
    encodes; or ``values`` (rows, values), a row every ``interval`` ms from time 0."""

    element: str = ""
    values: Floats | None = None
    interval: float = 1.0


@dataclass(frozen=True)
class Sampling:
    """A run of ``duration`` ms, a sample every ``interval`` ms; ``ridge`` is relative to the mean variance heard."""

    duration: float
    interval: float
    ridge: float


@dataclass(frozen=True)
class Fit:
    """``series`` of the decoder by name. ``explained`` is the share of the target's variance in the held-out end of
    the run that the fit of its beginning gives: 1 is perfect, 0 no better than the mean."""

    series: dict[str, Floats]
    explained: float
    samples: int


def fit_read_out(
    network: NetworkDescription,
    decoder_id: str,
    target: ReadOutTarget,
    sampling: Sampling,
    seed: int = 1,
    listen: Listen = lambda share: True,
    **settings: Any,
) -> Fit | None:
    """Run and fit; None where ``listen`` gave up. Raises :class:`NetworkError` where nothing can be fitted.

    ``settings`` are those of :class:`Simulation`: backend, precision, threads.
    """
    decoder = next(d for d in network.decoders if d.id == decoder_id)
    title = decoder.title or decoder.id
    if not target.element and (target.values is None or not target.values.size):
        raise NetworkError([Problem(decoder.id, NO_TARGET, {"title": title})])
    heard, wanted = [], []
    settings = {"progress": lambda _share: listen(0.0), **settings}
    try:
        for share, now, aim in _samples(network, decoder, target, sampling, seed, settings):
            heard.append(now)
            wanted.append(aim)
            if not listen(share):
                return None
    except Cancelled:
        return None
    return _fit(decoder, title, np.array(heard), np.array(wanted), sampling)


def _samples(
    network: NetworkDescription,
    decoder: Decoder,
    target: ReadOutTarget,
    sampling: Sampling,
    seed: int,
    settings: dict[str, Any],
) -> Iterator[tuple[float, Floats, Floats]]:
    """The share of the run that is over, what is heard (neurons,) and what is wanted (values,) then."""
    h, title = network.resolution, decoder.title or decoder.id
    every = max(round(sampling.interval / h), 1)
    duration = sampling.duration
    if target.values is not None and not target.element:
        duration = min(duration, len(target.values) * target.interval)
    count = int(duration / h) // every
    neurons = next(p.size for p in network.populations if p.id == decoder.source)
    if count < FEWEST:
        raise NetworkError([Problem(decoder.id, SHORT, {"title": title, "count": count})])
    if count * neurons * NUMBER > LARGEST:
        raise NetworkError([Problem(decoder.id, LARGE, {"title": title, "count": count, "neurons": neurons})])
    current = any(s.id == target.element for s in network.stimuli)
    watched = (Recording(WANTED, target.element, "current", None, every * h),) if current else ()
    with closing(Simulation(replace(network, recordings=watched), seed=seed, **settings)) as simulation:
        for number in range(count):
            chunk = simulation.advance(every)
            now = simulation.heard(decoder.id)
            if current:
                aim: Floats | None = chunk.samples[WANTED].values[-1]
            elif target.element:
                aim = simulation.encoded(target.element)
            else:
                aim = _row(target, (number + 1) * every * h - h)
            if now is not None and aim is not None:
                yield (number + 1) / count, now, aim


def _row(target: ReadOutTarget, t: float) -> Floats:
    """The values that hold at ``t`` ms."""
    assert target.values is not None
    row = target.values[min(int(t / target.interval + ROUNDING), len(target.values) - 1)]
    return np.atleast_1d(np.asarray(row, np.float64))


def _fit(decoder: Decoder, title: str, heard: Floats, wanted: Floats, sampling: Sampling) -> Fit:
    if len(heard) < FEWEST:
        raise NetworkError([Problem(decoder.id, SHORT, {"title": title, "count": len(heard)})])
    if not heard.any():
        raise NetworkError([Problem(decoder.id, UNHEARD, {"title": title, "duration": sampling.duration})])
    if not np.ptp(wanted, axis=0).any():
        raise NetworkError([Problem(decoder.id, STILL, {"title": title})])
    ridge = sampling.ridge * max(float(heard.var(axis=0).mean()), np.finfo(np.float64).tiny) * len(heard)
    kept = len(heard) - max(round(HELD_OUT * len(heard)), 1)
    tried = decoder.model.fitted(heard[:kept], wanted[:kept], ridge)
    left = wanted[kept:] - decoder.model.given(heard[kept:], tried)
    spread = ((wanted[kept:] - wanted[:kept].mean(axis=0)) ** 2).sum()
    explained = 1.0 - float((left**2).sum()) / float(spread) if spread > 0.0 else 0.0
    return Fit(decoder.model.fitted(heard, wanted, ridge), explained, len(heard))
