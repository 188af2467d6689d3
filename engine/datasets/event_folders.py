"""Recordings of event cameras in a folder for each class, a sample each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from engine.model.data import Samples, Unreadable
from engine.model.declaration import Location, Setting, count_setting
from engine.model.stored import Events, Scaled
from engine.model.variation import VariedSpikes
from engine.problems import declare
from engine.samples import folders as _folders
from engine.samples import large as _large
from engine.samples import recordings as _recordings
from engine.samples import spikes as _spikes

OUTSIDE = declare(
    "data.outside-sensor",
    "{file}, which {element} reads, has an event at ({x}, {y}), outside a sensor of {width} × {height}.",
    "Set the pixels of the sensor in the properties of {element}.",
)


class EventFolders(VariedSpikes, _recordings.CameraData, _folders.FolderData):
    """Recordings of event cameras in a folder for each class: N-MNIST (.bin), AEDAT 2 (DVS128), 3.1 and 4.

    Every pixel, or square of pixels, and polarity is a channel. A value of 1 is an event in its interval; the encoder
    *Regular* passes these on where its rate of the value 1 is one spike an interval (1000 Hz for 1 ms) and a sample is
    shown for its duration. Nothing is copied into the project.

    Source: Orchard, Jayawant, Cohen & Thakor (2015), Frontiers in Neuroscience 9, 437, 10.3389/fnins.2015.00437.
    """

    title = "Folder of event recordings"
    aliases = (
        "event camera",
        "N-MNIST",
        "NMNIST",
        "N-Caltech101",
        "CIFAR10-DVS",
        "DVS",
        "AEDAT",
        "neuromorphic",
        "events",
    )
    endings = (".bin", ".aedat", ".aedat4", ".dat")

    folder = Location("folder of classes", folder=True)
    width = count_setting("n_x", "pixels across the sensor", 34.0, at_most=2048.0)
    height = count_setting("n_y", "pixels down the sensor", 34.0, at_most=2048.0)
    joined = count_setting("b", "pixels along a square", 1.0, at_most=2048.0)
    interval = Setting("ms", r"\Delta", "interval of one spike", default=1.0, at_least=0.001)
    duration = Setting("ms", "T", "time of a sample", default=300.0, above=0.0, at_most=1e6)

    @classmethod
    def suggested(cls, path: Path) -> Mapping[str, float]:
        """The sensor of the first recording."""
        try:
            size = _recordings.sensor(cls.listing({"folder": str(path), "most": 1.0}).files[0], "folder")
        except Unreadable:
            return {}
        return {} if size is None else {"width": float(size[0]), "height": float(size[1])}

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        files = cls.listing(values).files
        sizes = _folders.file_sizes(files)
        for path, size in zip(files, sizes, strict=True):
            with _folders.of_class(path):
                if size > _recordings.LARGEST:
                    raise Unreadable(_recordings.LONG_RECORDING, "folder", file=path.name)
                if size % _recordings.RECORD and path.suffix.casefold() == _recordings.NMNIST_ENDING:
                    _recordings.demand_whole(path, "folder")
        cls.demand_room(values, "folder")
        with _folders.of_class(files[0]):
            _recordings.sensor(files[0], "folder")
        return cls.shape_on(_sensor(values), values)

    @classmethod
    def extent(cls, values: Mapping[str, Any]) -> _large.Extent:
        need = 2 * _spikes.EVENT * sum(_folders.file_sizes(cls.listing(values).files)) / _recordings.RECORD
        return cls.extent_of(values, need, math.prod(cls.shape_on(_sensor(values), values)))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        shape = cls.looked(cls.look, values)
        found, read = cls.listing(values), partial(cls._events, values)
        if cls.goes_in_pieces(values):
            numbers = cls.in_files(found, shape, np.uint8, lambda path: read(path)[0])
            return cls.samples(found, Scaled(numbers, 0.0, 1.0), shape, np.uint8, cls.varied(values))
        spikes = _spikes.joined(_folders.read_each(found.files, read), *shape)
        return cls.samples(found, spikes, shape, np.uint8, cls.varied(values))

    @classmethod
    def _events(cls, values: Mapping[str, Any], path: Path) -> Events:
        """The sample of one recording, whose time begins with its first event."""
        events = _recordings.recorded_events(path, "folder")
        places = cls.channels_on(_sensor(values), values, events, path, OUTSIDE, "width")
        interval = _recordings.US_PER_MS * float(cls.chosen(values, "interval"))
        times = (events[0] - events[0].min() if events[0].size else events[0]).astype(np.float64)
        shape = cls.shape_on(_sensor(values), values)
        return _spikes.event_rows(np.zeros(len(times), np.int64), times, places, 1, interval, *shape)


def _sensor(values: Mapping[str, Any]) -> tuple[int, int]:
    """Pixels across and down."""
    return round(float(EventFolders.chosen(values, "width"))), round(float(EventFolders.chosen(values, "height")))
