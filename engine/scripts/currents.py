"""The course of stimuli in time, as every simulator is told it: currents as numbers, waves or tables; listed spikes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.network.description import NetworkDescription, Projection, Stimulus
from engine.network.series import events_of, series_of
from engine.network.values import number_of
from engine.scripts import target as t
from engine.scripts.script import Archive

Floats: TypeAlias = NDArray[np.float64]
ROUNDING = 1e-6  # of a step
DEGREES = 360.0
MS_PER_S = 1000.0
FIRST = 2  # steps of NEST, and of PyNN on it, before a current that is sent from the start acts


def numbers_of(stimulus: Stimulus) -> dict[str, float]:
    """Every parameter that is one number, as it is given or by default."""
    own = {n: stimulus.parameters.get(n, p.default) for n, p in stimulus.model.parameters().items()}
    return {n: float(number_of(v)) for n, v in own.items()}


def on_and_off(stimulus: Stimulus, h: float) -> tuple[float, float]:
    """The times in ms at which a step current begins and ends, on the grid as the engine rounds it."""
    values = numbers_of(stimulus)
    steps = [math.ceil(values[name] / h - 0.5 - ROUNDING) for name in ("onset", "end")]
    return round(steps[0] * h, 6), round(max(steps) * h, 6)


def table_of(stimulus: Stimulus, name: str, archive: Archive, duration: float, has_own: bool) -> tuple[str, float]:
    """An expression for the values (times,) or (times, channels) of a current, and the ms that each acts.

    What is drawn by chance is drawn by the generator ``rng`` of the script, alike for all channels unless ``has_own``.
    """
    values = numbers_of(stimulus)
    interval = values["interval"]
    if stimulus.model.key == t.TABLE:
        return archive.text(f"{name}.values", _listed(stimulus)), interval
    archive.is_used = True
    count = math.ceil(duration / interval - ROUNDING)
    shape = f"({count}, {stimulus.size})" if has_own else str(count)
    return f"rng.normal({values['mean']!r}, {values['std']!r}, {shape})", interval


def first_values(stimulus: Stimulus, h: float) -> Floats:
    """The current in the first steps, (FIRST,) or (FIRST, channels); the mean of what is drawn by chance."""
    values, times = numbers_of(stimulus), np.arange(FIRST) * h
    match stimulus.model.key:
        case t.DIRECT:
            return np.full(FIRST, values["amplitude"])
        case t.STEP:
            onset, end = on_and_off(stimulus, h)
            is_on = (times > onset - h / 2) & (times < end - h / 2)
            return np.where(is_on, values["amplitude"], 0.0)
        case t.SINE:
            turns = values["frequency"] * times / MS_PER_S + values["phase"] / DEGREES
            return np.asarray(values["offset"] + values["amplitude"] * np.sin(2.0 * np.pi * turns))
        case t.TABLE:
            found = _listed(stimulus)
            rows = np.floor(times / values["interval"] + ROUNDING).astype(int)
            return np.asarray(found[np.minimum(rows, len(found) - 1)])
    return np.full(FIRST, values["mean"])


def _listed(stimulus: Stimulus) -> Floats:
    """Values of an array, (times,) where all channels have the same."""
    found = numbers_of(stimulus)["gain"] * series_of(stimulus, "signal")
    return found[:, 0] if found.ndim == 2 and found.shape[1] == 1 else found


def injecting(
    description: NetworkDescription, projections: Iterable[Projection]
) -> Iterator[tuple[Projection, Stimulus]]:
    """Those of the links by which a stimulus injects its current, each with it."""
    for projection in projections:
        source = description.sources[projection.source]
        if projection.synapse is None and isinstance(source, Stimulus):
            yield projection, source


def has_own_channels(description: NetworkDescription, stimulus: Stimulus) -> bool:
    """Tell whether each neuron that a current reaches hears a channel that nobody else does."""
    links = description.outgoing.get(stimulus.id, ())
    if len(links) != 1:
        return False
    alone = stimulus.size == 1 and description.population_of[links[0].target].size == 1
    return alone or links[0].wiring.key == t.ONE


def listed_spikes(stimulus: Stimulus, h: float) -> tuple[Floats, NDArray[np.int64]]:
    """Times on the grid in ms and trains of a list of spikes: one a step and train, none before the first step ends."""
    times, trains = events_of(stimulus)
    if not trains.size:
        times, trains = np.repeat(times, stimulus.size), np.tile(np.arange(stimulus.size), len(times))
    stamps = np.floor(times / h + 0.5).astype(np.int64)
    found = np.unique(np.c_[stamps, trains.astype(np.int64)][stamps > 0], axis=0)
    return np.round(found[:, 0] * h, 6), found[:, 1]
