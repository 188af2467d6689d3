"""One recording of an event camera, cut into samples of equal duration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.model.data import Samples, Unreadable
from engine.model.declaration import Location, Setting, count_setting
from engine.problems import declare
from engine.samples import files as _files
from engine.samples import pieces as _pieces
from engine.samples import recordings as _recordings
from engine.samples import spikes as _spikes

NO_SENSOR = declare(
    "data.no-sensor",
    "{file}, which {element} reads, does not say how many pixels its sensor has.",
    "Put it into a folder of classes and choose Folder of event recordings, where pixels can be set.",
)
OFF_SENSOR = declare(
    "data.off-sensor",
    "{file}, which {element} reads, has an event at ({x}, {y}), outside its sensor of {width} × {height}.",
    "Record or convert it again.",
)
NO_EVENTS = declare("data.no-events", "{file}, which {element} reads, holds no events.", "Choose another recording.")


class EventRecordings(_recordings.CameraData, _pieces.CutData):
    """One recording of an event camera: AEDAT 4 (DV), 3.1, 2 (DVS128) or N-MNIST, cut into samples one after another.

    Every pixel, or square of pixels, and polarity is a channel. A value of 1 is an event in its interval; the encoder
    *Regular* passes these on where its rate of the value 1 is one spike an interval (1000 Hz for 1 ms) and a sample is
    shown for its duration. Samples have no labels. Nothing is copied into the project.

    Source: iniVation, AEDAT file formats; Lichtsteiner, Posch & Delbruck (2008), 10.1109/JSSC.2007.914337.
    """

    title = "Event camera recording"
    aliases = ("AEDAT", "aedat4", "DV", "DVS", "DAVIS", "neuromorphic", "events")

    file = Location("recording", (".aedat4", ".aedat", ".bin"))
    joined = count_setting("b", "pixels along a square", 1.0, at_most=2048.0)
    interval = Setting("ms", r"\Delta", "interval of one spike", default=1.0, at_least=0.001)
    duration = Setting("ms", "T", "time of a sample", default=300.0, above=0.0, at_most=1e6)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return path.is_file() and (_recordings.is_aedat(path) or _recordings.may_be_nmnist(path))

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        (path,) = cls.found(values)
        size = path.stat().st_size
        if size > _recordings.LARGEST:
            raise Unreadable(_recordings.LONG_RECORDING, "file", file=path.name)
        sensor = _recordings.sensor(path, "file")
        _recordings.demand_whole(path, "file")
        if sensor is None:
            raise Unreadable(NO_SENSOR, "file", file=path.name)
        _files.demand_memory(6.0 * _spikes.EVENT * size / _recordings.RECORD, "file")
        return cls.shape_on(sensor, values)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        rows, channels = cls.look(values)
        (path,) = cls.found(values)
        sensor = _recordings.sensor(path, "file") or (0, 0)
        recorded = _recordings.recorded_events(path, "file")
        times = recorded[0]
        if not times.size:
            raise Unreadable(NO_EVENTS, "file", file=path.name)
        places = cls.channels_on(sensor, values, recorded, path, OFF_SENSOR, "file")
        interval = _recordings.US_PER_MS * float(cls.chosen(values, "interval"))
        since = (times - times.min()).astype(np.float64)
        at = np.floor(since / interval + 1e-9).astype(np.int64)
        count = int(at.max()) // rows + 1
        _pieces.demand_few(path, since.max() / 1e6, count)
        events = _spikes.event_rows(at // rows, (at % rows).astype(np.float64), places, count, 1.0, rows, channels)
        return _pieces.unlabelled_pieces(events)
