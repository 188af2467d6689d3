"""Sounds in a folder for each class, as waves or as bands of a mel spectrogram."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Mapping
from io import BytesIO
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import _files, _folders
from engine.model import loading
from engine.model.data import Samples, Unreadable
from engine.model.declaration import Choice, Location, Parameter
from engine.model.functions import MS_PER_S
from engine.model.stored import Scaled
from engine.problems import Phrase, declare

Floats = NDArray[np.float64]

BANDS, LINEAR, WAVE = "mel bands, in decibels", "mel bands", "wave"
LARGEST = 1 << 28  # bytes of one sound
SHORTEST_RATE, HIGHEST_RATE = 1000, 1_000_000  # Hz
FRAME = 25.0  # ms of a window
LOWEST = 20.0  # Hz
RANGE = 80.0  # dB below the loudest of all that are told apart
SILENCE = 1e-12
RIFF, ENDLESS = b"RIFF", (1 << 32) - 1

LARGE_SOUND = declare("data.large-sound", "{file}, which {element} reads, is too long.", "Cut it into samples.")
TOO_HIGH = declare(
    "data.too-high",
    "The bands of {element} reach to {highest} Hz, and {file} only to {half} Hz.",
    "Lower the highest frequency.",
)


class WavFolders(_folders.FolderData):
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
    moves = heard = True
    lasting = "duration"
    endings = (".wav", ".wave")

    folder = Location("folder of classes", folder=True)
    shown = Choice((BANDS, LINEAR, WAVE), "values", default=BANDS)
    duration = Parameter(
        "ms", "T", "time of a sound", default=1000.0, at_least=10.0, at_most=600_000.0, live=False, per_element=False
    )
    hop = Parameter(
        "ms", "h", "from window to window", default=10.0, at_least=1.0, at_most=1000.0, live=False,
        per_element=False,
    )  # fmt: skip
    bands = Parameter(
        "1", "N", "bands", default=40.0, at_least=1.0, at_most=512.0, integer=True, live=False, per_element=False
    )
    highest = Parameter(
        "Hz", r"f_{max}", "highest frequency", default=4000.0, at_least=100.0, at_most=100_000.0,
        live=False, per_element=False,
    )  # fmt: skip
    rate = Parameter(
        "Hz", "f_s", "values of a wave in a second", default=8000.0, at_least=100.0, at_most=100_000.0, live=False,
        per_element=False,
    )  # fmt: skip

    @classmethod
    def suggested(cls, path: Path) -> Mapping[str, float]:
        """How long the first sound is, and no band above half its rate."""
        try:
            rate, sound = heard(cls.listing({"folder": str(path), "most": 1.0}).files[0], cls.duration.at_most or 0.0)
        except Unreadable:
            return {}
        lasts = float(np.ceil(len(sound) / rate * MS_PER_S / cls.duration.at_least) * cls.duration.at_least)
        told = {"duration": lasts, "highest": min(cls.highest.default, rate / 2)}
        return {name: value for name, value in told.items() if value != cls.parameters()[name].default}

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        given = {name: float(values.get(name, p.default)) for name, p in cls.parameters().items()}
        if values.get("shown") == WAVE:
            shape = max(round(given["duration"] * given["rate"] / MS_PER_S), 1), 1
        else:
            shape = max(round(given["duration"] / given["hop"]), 1), round(given["bands"])
        files = _folders.sizes(cls.listing(values).files)
        _files.demand_memory(16.0 * len(files) * shape[0] * shape[1], "folder")
        return shape

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        shape = cls.look(values)
        found = cls.listing(values)
        given = {name: float(values.get(name, p.default)) for name, p in cls.parameters().items()}
        shown = values.get("shown", BANDS)
        made = np.zeros((len(found.files), *shape), np.float32)
        for place, path in enumerate(loading.pieces(found.files)):
            with _folders.of_class(path):
                rate, sound = heard(path, given["duration"])
            if shown == WAVE:
                made[place, :, 0] = _filled(resampled(sound, rate, round(given["rate"])), shape[0])
            else:
                if given["highest"] > rate / 2:
                    words = {"highest": f"{given['highest']:g}", "half": f"{rate / 2:g}"}
                    raise Unreadable(TOO_HIGH, "highest", file=path.name, **words)
                made[place] = mel_bands(sound, rate, shape, given["hop"], given["highest"])
        if shown == BANDS:
            loudest = max(float(made.max(initial=0.0)), SILENCE)
            made = np.maximum(10.0 * np.log10(np.maximum(made / loudest, SILENCE)), -RANGE)
        low, high = (-1.0, 1.0) if shown == WAVE else (float(made.min()), float(made.max()))
        made.setflags(write=False)
        return Samples(Scaled(made, low, high - low), found.labels, shape, found.names, tested=found.tested)


def heard(path: Path, duration: float) -> tuple[int, Floats]:
    """Values in a second, and the first ``duration`` ms of a sound within [-1, 1]; raises :class:`Unreadable`."""
    from scipy.io import wavfile

    if path.stat().st_size > LARGEST:
        raise Unreadable(LARGE_SOUND, "folder", file=path.name)
    other = Unreadable(_files.OTHER_KIND, "folder", file=path.name, kind=Phrase("WAV sound that can be read"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            content = path.read_bytes()
            rate, sound = wavfile.read(BytesIO(content))  # which gives no more room than there are bytes
    except (ValueError, OSError, EOFError, TypeError, KeyError, struct.error) as error:
        raise other from error
    except (UnboundLocalError, ZeroDivisionError, OverflowError, MemoryError, AttributeError) as error:
        raise other from error
    if not SHORTEST_RATE <= rate <= HIGHEST_RATE or sound.dtype.kind not in "iuf" or not sound.size:
        raise other
    if (promised := _promised(content)) > len(content):
        raise Unreadable(_files.CUT_SHORT, "folder", file=path.name, promised=f"{promised:,}")
    with np.errstate(invalid="ignore"):  # what is no number becomes silence
        first = sound[: round(duration * rate / MS_PER_S)].astype(np.float64)
    if sound.dtype.kind == "u":
        first = (first - 128.0) / 128.0
    elif sound.dtype.kind == "i":
        first /= float(1 << (8 * sound.dtype.itemsize - 1))
    mono = first if first.ndim == 1 else first.mean(axis=1)
    return int(rate), np.clip(np.nan_to_num(mono), -1.0, 1.0)


def _promised(content: bytes) -> int:
    """How many bytes a RIFF file says that it has; none of one that was written without an end."""
    (behind,) = struct.unpack_from("<I", content, len(RIFF))
    return 0 if not content.startswith(RIFF) or behind == ENDLESS else behind


def resampled(sound: Floats, rate: int, wanted: int) -> Floats:
    """The sound with ``wanted`` values in a second, without what is too high for them."""
    from scipy.signal import resample_poly

    both = gcd(wanted, rate)
    return np.clip(resample_poly(sound, wanted // both, rate // both), -1.0, 1.0)


def mel_bands(sound: Floats, rate: int, shape: tuple[int, ...], hop: float, highest: float) -> Floats:
    """The power (windows, bands) in triangles equally far apart on the mel scale."""
    windows, bands = shape
    width, step = max(round(FRAME * rate / MS_PER_S), 2), hop * rate / MS_PER_S
    starts = np.round(np.arange(windows) * step).astype(np.int64)
    padded = _filled(sound, int(starts[-1]) + width)
    frames = padded[starts[:, None] + np.arange(width)] * np.hanning(width)
    size = 1 << (width - 1).bit_length()
    power = np.abs(np.fft.rfft(frames, size)) ** 2 / width
    return np.asarray(power @ triangles(bands, size, rate, highest).T)


def triangles(bands: int, size: int, rate: int, highest: float) -> Floats:
    """Weights (bands, frequencies) of a spectrum of ``size`` values; a band has its nearest frequency at least."""
    edges = hertz(np.linspace(mel(LOWEST), mel(highest), bands + 2))
    frequencies = np.fft.rfftfreq(size, 1.0 / rate)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    weights = np.clip(np.minimum((frequencies - low) / (middle - low), (high - frequencies) / (high - middle)), 0, 1)
    for band in np.flatnonzero(~weights.any(axis=1)):
        weights[band, np.argmin(np.abs(frequencies - edges[band + 1]))] = 1.0
    return np.asarray(weights, np.float64)


def mel(frequency: Any) -> Any:
    return 2595.0 * np.log10(1.0 + frequency / 700.0)


def hertz(mels: Any) -> Any:
    return 700.0 * (10.0 ** (mels / 2595.0) - 1.0)


def _filled(sound: Floats, count: int) -> Floats:
    return np.concatenate([sound, np.zeros(max(count - len(sound), 0))])[:count]
