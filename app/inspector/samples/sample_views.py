"""Views of a sample, by what it is: a picture, a wave, a map of bands, spikes, one of many points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.document.words.class_names import class_names
from app.running.record.plane import some_of, telling_axes
from app.widgets.pictures.class_band import ClassBand
from app.widgets.pictures.image_grid import Tile
from app.widgets.pictures.sample_picture import Bytes, Grey, Points, SpikeDots, ValueBars, ValueLines, View
from app.widgets.pictures.value_views import (
    MOST_CURVES,
    MOST_ROWS,
    MOST_TIMES,
    bytes_of,
    image_bytes,
    signal_view,
    thinned,
)
from engine.model.stored import Events
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.learning.training.showing import Contents, Encoded

MOST_TICKS = 3000
MOST_POINTS = 2000
LOOKED_AT = 8  # samples by which spikes are told from waves


def is_spikes(found: Contents) -> bool:
    """Tell whether signals are 0 and 1 alone."""
    samples = found.samples
    if samples.values.ndim != 3:
        return False
    if isinstance(samples.values, Events):
        return True
    first = samples.values[found.order[:LOOKED_AT]]
    return bool(((first == 0.0) | (first == 1.0)).all())


def sample_view(found: Contents, number: int) -> View:
    """The sample of one presentation; one of plain numbers among all that are shown."""
    samples = found.samples
    if samples.is_images:
        return Grey(presented_image(found, number))
    if samples.values.ndim == 3:
        return _spikes(found, number) if is_spikes(found) else signal_view(_values(found, number))
    return _among_others(found, number) if samples.channels > 1 else ValueBars(_values(found, number)[0])


def input_view(found: Contents, number: int) -> View:
    """The sample beside what an encoder makes of it."""
    if found.samples.is_images or found.samples.values.ndim == 3:
        return sample_view(found, number)
    return ValueBars(_values(found, number)[0])


def target_view(found: Contents, number: int) -> View | None:
    """The classes or the values that are wanted at each time of a presentation; None where there are none."""
    samples, sample = found.samples, int(found.order[number])
    uncounted = min(samples.washout / found.presentation.dataset.sample_time, 1.0)
    if samples.step_labels is not None:
        names = class_names(found.presentation.dataset, samples.names)
        return ClassBand(samples.step_labels[sample], names, uncounted)
    if samples.series is None:
        return None
    values = samples.series[np.array([sample])][0]
    low, high = float(values.min()), float(values.max())
    view = signal_view((values - low) / ((high - low) or 1.0))
    return replace(view, uncounted=uncounted, wanted=True, ends=(low, high)) if isinstance(view, ValueLines) else view


def tiles(found: Contents, numbers: range) -> tuple[Tile, ...]:
    """The pictures of some presentations."""
    return tuple(Tile(presented_image(found, n), name_of(found, int(found.labels[n])), n) for n in numbers)


def name_of(found: Contents, label: int) -> str:
    """The name of a class, empty where it is unknown, or where spikes or a series are wanted and no class."""
    names = class_names(found.presentation.dataset, found.samples.names)
    if found.samples.targets is not None or (found.samples.series is not None and not names):
        return ""
    return "" if label < 0 else names[label] if label < len(names) else str(label)


def encoded_view(made: Encoded) -> View:
    """Spikes, or the currents of the first channels."""
    if made.currents is not None:
        currents = made.currents[:, :MOST_CURVES]
        low, high = min(float(currents.min()), 0.0), max(float(currents.max()), 1.0)
        return ValueLines(thinned((currents - low) / (high - low)))
    return _raster(made.at, made.train, made.steps, made.trains)


def presented_image(found: Contents, number: int) -> Bytes:
    """The brightness (rows, columns) of one presentation, as large as it is shown at most."""
    return image_bytes(_values(found, number).reshape(found.samples.shape))


def _values(found: Contents, number: int) -> Floats:
    from engine.learning.training.showing import presented_values

    return presented_values(found, number)


def _spikes(found: Contents, number: int) -> SpikeDots:
    samples, sample = found.samples, int(found.order[number])
    if isinstance(samples.values, Events):
        own = slice(int(samples.values.first[sample]), int(samples.values.first[sample + 1]))
        at, channel = samples.values.rows[own].astype(np.int64), samples.values.channels[own].astype(np.int64)
    else:
        at, channel = (part.astype(np.int64) for part in np.nonzero(_values(found, number)))
    wanted = samples.targets
    if wanted is None:
        return _raster(at, channel, *samples.signal_shape)
    chosen = wanted.samples == sample
    down = (wanted.neurons[chosen] + 0.5) / wanted.size
    return _raster(at, channel, *samples.signal_shape, wanted.times[chosen], down, wanted.size)


def _raster(
    at: NDArray[np.int64], channel: NDArray[np.int64], times: int, channels: int,
    wanted_across: Floats | None = None, wanted_down: Floats | None = None, wanted: int = 0,
) -> SpikeDots:  # fmt: skip
    """Channel 0 is the lowest row, as in the plots of a run."""
    across, down = (at + 0.5) / times, 1.0 - (channel + 0.5) / channels
    density = None
    if len(across) > MOST_TICKS:
        rows, columns = min(channels, MOST_ROWS), min(times, MOST_TIMES)
        counts, *_ = np.histogram2d(down, across, (rows, columns), ((0.0, 1.0), (0.0, 1.0)))
        density = bytes_of(np.sqrt(counts / counts.max()))
        across, down = across[:0], down[:0]
    none = np.zeros(0)
    return SpikeDots(
        across, down, channels, density, none if wanted_across is None else wanted_across,
        none if wanted_down is None else 1.0 - wanted_down, wanted,
    )  # fmt: skip


def _among_others(found: Contents, number: int) -> Points:
    some = some_of(found.samples, found.order, MOST_POINTS)
    values = found.samples.values[some]
    axes = telling_axes(values)
    own = _values(found, number)[0]
    return Points(values[:, axes], found.samples.labels[some], (float(own[axes[0]]), float(own[axes[1]])), axes)
