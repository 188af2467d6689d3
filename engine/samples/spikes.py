"""Common parts of samples that are spikes: these are brought into rows of one interval each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.data import DatasetModel, Unreadable
from engine.model.stored import Events
from engine.problems import declare

NO_CHANNEL = declare(
    "data.no-channel",
    "{file}, which {element} reads, has spikes of channel {channel}, of which there are {count} from 0 on.",
    "Set the channels in the properties of {element}.",
)
EVENT = 8  # bytes of a spike: its row and its channel


class SpikeData(DatasetModel, abstract=True):
    """Spikes of files, by a parameter ``interval`` of one and a ``duration`` of a sample, both in ms."""

    category = "Spikes"
    moves = True
    lasting = "duration"
    spikes_in = "interval"

    @classmethod
    def rows(cls, values: Mapping[str, Any]) -> int:
        """Intervals of a sample."""
        return max(round(float(cls.chosen(values, "duration")) / float(cls.chosen(values, "interval"))), 1)


def demand_channels(path: Path, channels: NDArray[np.int64], width: int) -> None:
    """Refuse spikes beyond the last of ``width`` channels; raises :class:`Unreadable`."""
    if channels.size and not 0 <= channels.min() <= channels.max() < width:
        raise Unreadable(NO_CHANNEL, "channels", file=path.name, channel=int(channels.max()), count=width)


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


def joined(samples: Iterable[Events], rows: int, width: int) -> Events:
    """The events of one sample each as those of all, without keeping both in memory."""
    first, at, channels = [0], bytearray(), bytearray()
    for sample in samples:
        at += sample.rows.tobytes()
        channels += sample.channels.tobytes()
        first.append(first[-1] + len(sample.rows))
    return Events(np.array(first), np.frombuffer(at, np.int32), np.frombuffer(channels, np.int32), rows, width)
