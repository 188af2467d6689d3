"""Sounds in a folder for each class, as waves or as bands of a mel spectrogram."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.model import loading
from engine.model.data import Samples, Unreadable
from engine.model.declaration import Location
from engine.model.functions import MS_PER_S
from engine.model.variation import VariedSounds
from engine.samples import files as _files
from engine.samples import folders as _folders
from engine.samples import sounds as _sounds


class WavFolders(VariedSounds, _sounds.SoundData, _folders.FolderData):
    """Sounds (WAV) in a folder for each class, as bands of a mel spectrogram or as the wave itself.

    Several channels of a sound are averaged; it is cut or filled with silence to one duration. Bands are triangles
    equally far apart on the mel scale, over windows of 25 ms. Values are taken from lowest to highest over all sounds,
    in decibels from 80 dB below the loudest on; a wave lies around 0.5. Nothing is copied into the project.

    Source: Davis & Mermelstein (1980), IEEE Transactions on Acoustics, Speech, and Signal Processing 28(4), 357-366,
    10.1109/TASSP.1980.1163420 (bands on the mel scale).
    """

    title = "Folder of sounds"
    category = "Signals"
    aliases = ("WAV", "audio", "speech", "Speech Commands", "spectrogram", "mel", "FSDD")
    endings = _sounds.ENDINGS

    folder = Location("folder of classes", folder=True)

    @classmethod
    def suggested(cls, path: Path) -> Mapping[str, float]:
        """The duration of the first sound, and no band above half its rate."""
        try:
            return cls.told(cls.listing({"folder": str(path), "most": 1.0}).files[0], "folder")
        except Unreadable:
            return {}

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        times, channels = cls.shape(values)
        files = _folders.file_sizes(cls.listing(values).files)
        _files.demand_memory(float(_sounds.BYTES * len(files) * times * channels), "folder")
        return times, channels

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        shape = cls.look(values)
        found = cls.listing(values)
        lasts = float(cls.chosen(values, "duration")) / MS_PER_S
        made = np.zeros((len(found.files), *shape), np.float32)
        for place, path in enumerate(loading.pieces(found.files)):
            with _folders.of_class(path):
                rate, sound = _sounds.stored_sound(path, "folder")
                made[place] = cls.sample(values, path.name, rate, _sounds.mono(sound[: round(lasts * rate)]))
        scaled, varied = cls.scaled(values, made), cls.varied(values)
        return Samples(scaled, found.labels, shape, found.names, tested=found.tested, variation=varied)
