"""Spikes of samples, brought into rows of one interval each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.model.stored import Events
from engine.problems import declare

NO_CHANNEL = declare(
    "data.no-channel",
    "{file}, which {element} reads, has spikes of channel {channel}, of which there are {count} from 0 on.",
    "Set the channels in the properties of {element}.",
)
EVENT = 8  # bytes of a spike: its row and its channel


def event_rows(
    samples: NDArray[np.int64], times: NDArray[np.float64], channels: NDArray[np.int64], count: int, interval: float,
    rows: int, width: int,
) -> Events:  # fmt: skip
    """Events of ``count`` samples from lists (spikes,): sample, time in units of ``interval``, channel.

    What comes before the first or after the last of ``rows`` is left out.
    """
    at = np.floor(times / interval + 1e-9)
    kept = (at >= 0) & (at < rows)
    samples, at, channels = samples[kept], at[kept], channels[kept]
    order = np.argsort(samples, kind="stable")
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(samples, minlength=count), out=first[1:])
    return Events(first, at[order].astype(np.int32), channels[order].astype(np.int32), rows, width)
