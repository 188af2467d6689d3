"""Sounds (WAV) as samples: bands of a mel spectrogram, or the wave itself."""

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

from engine.model.data import Unreadable
from engine.model.declaration import Choice, Setting, count_setting
from engine.model.functions import MS_PER_S
from engine.model.stored import Scaled
from engine.problems import Phrase, declare
from engine.samples import files as _files

Floats = NDArray[np.float64]

ENDINGS = (".wav", ".wave")
BANDS, LINEAR, WAVE = "mel bands, in decibels", "mel bands", "wave"
LARGEST = 1 << 28  # bytes of one sound
BYTES = 16  # in memory for one value of a sample, while it is made
SHORTEST_RATE, HIGHEST_RATE = 1000, 1_000_000  # Hz
FRAME = 25.0  # ms of a window
BLOCK = 1 << 22  # values of the windows whose spectra are computed together
LOWEST = 20.0  # Hz
RANGE = 80.0  # dB below the loudest of all that are told apart
SILENCE = 1e-12
ORDERS = {b"RIFF": "<", b"RIFX": ">"}  # how the beginning of a file writes its numbers
ENDLESS = (1 << 32) - 1
HEAD = 12  # bytes, of which the last four say what a RIFF file holds
WAVES, FORMAT = b"WAVE", b"fmt "
MOST_HEAD = 1 << 12  # bytes in which that part is looked for
PLAIN = (0x0001, 0x0003, 0xFFFE)  # whole numbers, floating ones, and either as a longer head says

LARGE_SOUND = declare("data.large-sound", "{file}, which {element} reads, is too long.", "Cut it into shorter sounds.")
COMPRESSED = declare(
    "data.compressed-sound", "{file}, which {element} reads, is a compressed sound.", "Save it uncompressed, as PCM."
)
TOO_HIGH = declare(
    "data.too-high",
    "The bands of {element} reach to {highest} Hz, and {file} only to {half} Hz.",
    "Lower the highest frequency.",
)


class SoundData(_files.ReadData, abstract=True):
    """Sounds, each of one duration, as power in bands equally far apart on the mel scale, or as a wave."""

    moves = heard = True
    lasting = "duration"

    shown = Choice((BANDS, LINEAR, WAVE), "values", default=BANDS)
    duration = Setting("ms", "T", "time of a sound", default=1000.0, at_least=10.0, at_most=600_000.0)
    hop = Setting("ms", "h", "from window to window", default=10.0, at_least=1.0, at_most=1000.0)
    bands = count_setting("N", "bands", 40.0, at_most=512.0)
    highest = Setting("Hz", r"f_{max}", "highest frequency", default=4000.0, at_least=100.0, at_most=100_000.0)
    rate = Setting("Hz", "f_s", "values of a wave in a second", default=8000.0, at_least=100.0, at_most=100_000.0)

    @classmethod
    def shape(cls, values: Mapping[str, Any]) -> tuple[int, int]:
        """Times and channels of one sound."""
        lasts = float(cls.chosen(values, "duration"))
        if values.get("shown") == WAVE:
            return max(round(lasts * float(cls.chosen(values, "rate")) / MS_PER_S), 1), 1
        return max(round(lasts / float(cls.chosen(values, "hop"))), 1), round(float(cls.chosen(values, "bands")))

    @classmethod
    def told(cls, path: Path, quantity: str) -> Mapping[str, float]:
        """The duration of a sound, and no band above half its rate; raises :class:`Unreadable`."""
        rate, sound = stored_sound(path, quantity)
        lasts = float(np.ceil(len(sound) / rate * MS_PER_S / cls.duration.at_least) * cls.duration.at_least)
        return {"duration": min(lasts, cls.duration.at_most), "highest": min(cls.highest.default, rate / 2)}

    @classmethod
    def sample(cls, values: Mapping[str, Any], name: str, rate: int, sound: Floats) -> Floats:
        """One sound of the file called ``name`` in the chosen values; raises :class:`Unreadable`."""
        shape = cls.shape(values)
        if values.get("shown") == WAVE:
            return _filled(resampled(sound, rate, round(float(cls.chosen(values, "rate")))), shape[0])[:, None]
        if (highest := float(cls.chosen(values, "highest"))) > rate / 2:
            raise Unreadable(TOO_HIGH, "highest", file=name, highest=f"{highest:g}", half=f"{rate / 2:g}")
        return mel_bands(sound, rate, shape, float(cls.chosen(values, "hop")), highest)

    @classmethod
    def scaled(cls, values: Mapping[str, Any], made: NDArray[np.float32]) -> Scaled:
        """Samples (sounds, times, channels) from the lowest to the highest of all; a wave around 0.5."""
        made = cls.levels(values, made, float(made.max(initial=0.0)))
        low, high = (-1.0, 1.0) if values.get("shown") == WAVE else (float(made.min()), float(made.max()))
        made.setflags(write=False)
        return Scaled(made, low, high - low)

    @classmethod
    def levels(cls, values: Mapping[str, Any], made: NDArray[np.float32], most: float) -> NDArray[np.float32]:
        """Samples in decibels, where these are asked for, by the ``most`` that any sample of all has."""
        if values.get("shown", BANDS) != BANDS:
            return made
        loud = np.maximum(made / max(most, SILENCE), SILENCE)
        levels: NDArray[np.float32] = np.maximum(10.0 * np.log10(loud), -RANGE)
        return levels


def is_wav(path: Path) -> bool:
    """Tell whether a file begins as a sound does."""
    return _files.beginning(path, HEAD)[HEAD - len(WAVES) :] == WAVES


def demand_whole(path: Path, quantity: str) -> None:
    """Refuse what does not begin as a sound, or has fewer bytes than it says; raises :class:`Unreadable`."""
    size, head = path.stat().st_size, _files.beginning(path, HEAD)
    if size > LARGEST:
        raise Unreadable(LARGE_SOUND, quantity, file=path.name)
    if head[HEAD - len(WAVES) :] != WAVES:
        raise _other(path, quantity)
    _demand_promised(path, head, size, quantity)


def stored_sound(path: Path, quantity: str) -> tuple[int, NDArray[Any]]:
    """Values in a second, and those of a sound as they are stored, (values,) or (values, channels).

    Raises :class:`Unreadable`.
    """
    from scipy.io import wavfile

    if path.stat().st_size > LARGEST:
        raise Unreadable(LARGE_SOUND, quantity, file=path.name)
    other = _other(path, quantity)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise other from error
    if _is_compressed(content):
        raise Unreadable(COMPRESSED, quantity, file=path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rate, sound = wavfile.read(BytesIO(content))  # which gives no more room than there are bytes
    except (ValueError, OSError, EOFError, TypeError, KeyError, struct.error) as error:
        raise other from error
    except (UnboundLocalError, ZeroDivisionError, OverflowError, MemoryError, AttributeError) as error:
        raise other from error
    if not SHORTEST_RATE <= rate <= HIGHEST_RATE or sound.dtype.kind not in "iuf" or not sound.size:
        raise other
    _demand_promised(path, content, len(content), quantity)
    return int(rate), sound


def mono(sound: NDArray[Any]) -> Floats:
    """Stored values within [-1, 1], the mean of all channels; what is no number is silence."""
    with np.errstate(invalid="ignore"):
        mean = sound.astype(np.float64) if sound.ndim == 1 else sound.mean(axis=1, dtype=np.float64)
    if sound.dtype.kind == "u":
        mean = (mean - 128.0) / 128.0
    elif sound.dtype.kind == "i":
        mean /= float(1 << (8 * sound.dtype.itemsize - 1))
    return np.clip(np.nan_to_num(mean, copy=False), -1.0, 1.0, out=mean)


def _other(path: Path, quantity: str) -> Unreadable:
    return Unreadable(_files.OTHER_KIND, quantity, file=path.name, kind=Phrase("WAV sound that can be read"))


def _is_compressed(content: bytes) -> bool:
    """Tell whether the format part of a sound names another way of storing than numbers one by one."""
    at = content.find(FORMAT, HEAD, MOST_HEAD)
    order = ORDERS.get(content[:4])
    if order is None or at < 0 or len(content) < at + 10:
        return False
    return struct.unpack_from(f"{order}H", content, at + 8)[0] not in PLAIN


def _demand_promised(path: Path, content: bytes, size: int, quantity: str) -> None:
    """Refuse a file that says that it has more bytes; one that was written without an end says nothing."""
    order = ORDERS.get(content[:4])
    promised = 0 if order is None else struct.unpack_from(f"{order}I", content, 4)[0]
    if size < promised < ENDLESS:
        raise Unreadable(_files.CUT_SHORT, quantity, file=path.name, promised=f"{promised:,}")


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
    size = 1 << (width - 1).bit_length()
    window, weights = np.hanning(width), triangles(bands, size, rate, highest).T
    made = np.empty(shape)
    for first in range(0, windows, block := max(BLOCK // size, 1)):
        frames = padded[starts[first : first + block, None] + np.arange(width)] * window
        made[first : first + block] = np.abs(np.fft.rfft(frames, size)) ** 2 / width @ weights
    return made


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
