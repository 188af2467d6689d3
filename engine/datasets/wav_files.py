"""One sound from a file, as a wave or as bands of a mel spectrogram, whole or cut into samples of equal duration."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from engine.model import loading
from engine.model.data import Samples
from engine.model.declaration import Location, Setting
from engine.model.functions import MS_PER_S
from engine.samples import files as _files
from engine.samples import pieces as _pieces
from engine.samples import sounds as _sounds

COPIES = 12  # bytes in memory for one of the file


class WavFiles(_pieces.CutData, _sounds.SoundData):
    """One sound (WAV), such as a voice or a bird, as bands of a mel spectrogram or as the wave itself.

    A dropped file sets the time of a sound to its own; where that is set shorter, the sound is cut into samples one
    after another, the last filled with silence. Several channels are averaged. Bands are triangles equally far apart
    on the mel scale, over windows of 25 ms. Values are taken from the lowest to the highest, in decibels from 80 dB
    below the loudest on; a wave lies around 0.5. Samples have no labels. Nothing is copied into the project.

    Source: Davis & Mermelstein (1980), IEEE Transactions on Acoustics, Speech, and Signal Processing 28(4), 357-366,
    10.1109/TASSP.1980.1163420 (bands on the mel scale).
    """

    title = "Sound"
    category = "Signals"
    aliases = ("WAV", "audio", "recording", "voice", "speech", "birdsong", "music", "microphone", "spectrogram", "mel")

    file = Location("sound file", _sounds.ENDINGS)
    highest = Setting("Hz", r"f_{max}", "highest frequency", default=8000.0, at_least=100.0, at_most=100_000.0)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return path.is_file() and _sounds.is_wav(path)

    @classmethod
    def suggested(cls, path: Path) -> Mapping[str, float]:
        return cls.told(path, "file")

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        (path,) = cls.found(values)
        _sounds.demand_whole(path, "file")
        times, channels = cls.shape(values)
        _files.demand_memory(float(_sounds.BYTES * times * channels + COPIES * path.stat().st_size), "file")
        return times, channels

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        times, channels = cls.look(values)
        (path,) = cls.found(values)
        rate, sound = _sounds.stored_sound(path, "file")
        each, seen_on = float(cls.chosen(values, "duration")) * rate / MS_PER_S, ceil(_sounds.FRAME * rate / MS_PER_S)
        count = ceil(len(sound) / each)
        _pieces.demand_few(path, len(sound) / rate, count)
        _files.demand_memory(float(_sounds.BYTES * count * times * channels), "file")
        made = np.zeros((count, times, channels), np.float32)
        for place in loading.pieces(range(count)):
            piece = sound[round(place * each) : round((place + 1) * each) + seen_on]
            made[place] = cls.sample(values, path.name, rate, _sounds.mono(piece))
        return _pieces.unlabelled_pieces(cls.scaled(values, made))
