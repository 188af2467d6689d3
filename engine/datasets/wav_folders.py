"""Sounds in a folder for each class, as waves or as bands of a mel spectrogram."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples, Unreadable
from engine.model.declaration import Location
from engine.model.functions import MS_PER_S
from engine.model.stored import Scaled
from engine.model.variation import VariedSounds
from engine.samples import blocks as _blocks
from engine.samples import folders as _folders
from engine.samples import large as _large
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
        _folders.file_sizes(cls.listing(values).files)
        cls.demand_room(values, "folder")
        return cls.shape(values)

    @classmethod
    def extent(cls, values: Mapping[str, Any]) -> _large.Extent:
        each = math.prod(cls.shape(values))
        need = float(_sounds.BYTES * len(cls.listing(values).files) * each)
        return cls.extent_of(values, need, each * np.dtype(np.float32).itemsize)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        shape = cls.looked(cls.look, values)
        found = cls.listing(values)
        read = partial(cls._sound, values)
        if cls.goes_in_pieces(values):
            return cls._staying(values, found, shape, read)
        made = np.zeros((len(found.files), *shape), np.float32)
        for place, sound in enumerate(_folders.read_each(found.files, read)):
            made[place] = sound
        return cls.samples(found, cls.scaled(values, made), shape, np.float32, cls.varied(values))

    @classmethod
    def _sound(cls, values: Mapping[str, Any], path: Path) -> NDArray[np.float32]:
        """The values of one file, before they are compared with others."""
        rate, sound = _sounds.stored_sound(path, "folder")
        lasts = float(cls.chosen(values, "duration")) / MS_PER_S
        return cls.sample(values, path.name, rate, _sounds.mono(sound[: round(lasts * rate)])).astype(np.float32)

    @classmethod
    def _staying(
        cls, values: Mapping[str, Any], found: _folders.FolderListing, shape: tuple[int, ...],
        read: Callable[[Path], NDArray[np.float32]],
    ) -> Samples:  # fmt: skip
        """The same, read once to know the lowest and the highest of all, and then when a sample is shown."""
        low, high, most = -1.0, 1.0, 0.0
        if values.get("shown") != _sounds.WAVE:
            ends = _blocks.extremes(cls.in_files(found, shape, np.float32, read))
            most = float(ends[1])
            low, high = (float(cls.levels(values, np.array(end, np.float32), most)) for end in ends)
        numbers = cls.in_files(found, shape, np.float32, lambda path: cls.levels(values, read(path), most))
        return cls.samples(found, Scaled(numbers, low, high - low), shape, np.float32, cls.varied(values))
