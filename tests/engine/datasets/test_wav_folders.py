"""Folders of sounds: a tone is in the band of its frequency, a wave keeps its values, and no file breaks anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.io import wavfile

from engine.datasets.wav_folders import WavFolders
from engine.network.description import Dataset
from engine.problems import NetworkError

RATE = 16_000
TONES = {"300": 300.0, "1000": 1000.0, "3000": 3000.0}


def tone(frequency: float, seconds: float = 0.5, rate: int = RATE) -> np.ndarray:
    return np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)


def tones(root: Path, kind: str = "i2") -> Path:
    for name, frequency in TONES.items():
        (root / name).mkdir()
        wave = tone(frequency)
        stored = {
            "i2": np.int16(wave * 32767), "u1": np.uint8(128 + wave * 127), "i4": np.int32(wave * (2**31 - 1)),
            "f4": np.float32(wave), "stereo": np.int16(np.stack([wave, 0 * wave], axis=1) * 32767),
        }[kind]  # fmt: skip
        wavfile.write(root / name / "a.wav", RATE, stored)
    return root


def loaded(folder: Path, **more: Any) -> Any:
    given = {"folder": str(folder), "duration": 400.0, **more}
    return Dataset("d", WavFolders, given, title="Mine").samples()


@pytest.mark.parametrize("kind", ["i2", "u1", "i4", "f4", "stereo"])
def test_a_tone_is_loudest_in_the_band_of_its_frequency(tmp_path: Path, kind: str) -> None:
    samples = loaded(tones(tmp_path, kind))
    assert samples.values.shape == (3, 40, 40) and samples.names == ("300", "1000", "3000")
    mels = np.linspace(2595 * np.log10(1 + 20 / 700), 2595 * np.log10(1 + 4000 / 700), 42)[1:-1]
    middles = 700 * (10 ** (mels / 2595) - 1)
    for sample, frequency in enumerate(TONES.values()):
        loudest = samples.values[sample][5:35].mean(axis=0).argmax()
        assert abs(middles[loudest] - frequency) <= np.diff(middles)[min(loudest, 38)], frequency
    everything = samples.values[:]
    assert everything.min() == 0.0 and everything.max() == 1.0


def test_decibels_tell_eighty_below_the_loudest(tmp_path: Path) -> None:
    for name, gain in (("loud", 1.0), ("soft", 0.01), ("silent", 0.0)):
        (tmp_path / name).mkdir()
        wavfile.write(tmp_path / name / "a.wav", RATE, np.float32(gain * tone(1000.0)))
    samples = loaded(tmp_path)
    loud, silent, soft = samples.values[:].max(axis=(1, 2))
    assert (loud, silent) == (1.0, 0.0) and soft == pytest.approx(0.5, abs=0.01), "a hundredth is 40 dB less"


def test_a_wave_lies_around_a_half_at_the_rate_that_is_wanted(tmp_path: Path) -> None:
    samples = loaded(tones(tmp_path, "f4"), shown="wave", duration=600.0)
    assert samples.values.shape == (3, 4800, 1)
    wave = samples.values[1][:, 0]
    expected = 0.5 + 0.5 * np.sin(2 * np.pi * 1000 * np.arange(4000) / 8000)
    assert wave[100:3900] == pytest.approx(expected[100:3900], abs=0.01)
    assert wave[4100:] == pytest.approx(0.5), "silence after the end"


def test_bands_above_what_the_sound_has_and_no_sound_get_one_sentence(tmp_path: Path) -> None:
    tones(tmp_path)
    with pytest.raises(NetworkError, match=r"The bands of Mine reach to 9000 Hz, and 300/a\.wav only to 8000 Hz\."):
        loaded(tmp_path, highest=9000.0)
    whole = (tmp_path / "300" / "a.wav").read_bytes()
    (tmp_path / "300" / "a.wav").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NetworkError, match=r"^300/a\.wav, which Mine reads, promises [\d,]+ bytes and holds fewer\."):
        loaded(tmp_path)
    (tmp_path / "300" / "a.wav").write_bytes(whole[:4] + b"\xff\xff\xff\xff" + whole[8:])
    assert loaded(tmp_path).values.shape[0] == 3, "one that was written without an end"
    (tmp_path / "300" / "a.wav").write_bytes(b"RIFF1234WAVEnothing")
    with pytest.raises(NetworkError, match=r"a\.wav, which Mine reads, is no WAV sound that can be read"):
        loaded(tmp_path)


def test_changed_bytes_give_samples_or_one_sentence(tmp_path: Path) -> None:
    path = tones(tmp_path) / "300" / "a.wav"
    whole = path.read_bytes()
    for seed in range(80):
        random, data = np.random.default_rng(seed), bytearray(whole)
        for place in random.integers(0, 44, 3):
            data[place] = random.integers(256)
        path.write_bytes(data[: random.integers(1, len(data))] if seed % 4 == 0 else data)
        try:
            everything = loaded(tmp_path).values[:]
        except NetworkError as error:
            assert len(error.problems) == 1, seed
        else:
            assert everything.min() >= 0.0 and everything.max() <= 1.0, seed


def test_a_dropped_folder_says_how_long_its_sounds_are_and_how_high(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        wavfile.write(tmp_path / name / "1.wav", 4000, np.int16(9000 * tone(300.0, 0.417, 4000)))
    told = WavFolders.suggested(tmp_path)
    assert told == {"duration": 420.0, "highest": 2000.0}
    samples = Dataset("d", WavFolders, {"folder": str(tmp_path), **told}).samples()
    assert samples.shape == (42, 40)
    assert WavFolders.suggested(tmp_path / "a") == {}, "a folder without classes"
