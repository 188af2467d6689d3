"""One sound from a file: heard whole as it suggests, cut where a sample is shorter, one sentence where it is spoilt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.io import wavfile

from engine.datasets.wav_files import WavFiles
from engine.datasets.wav_folders import WavFolders
from engine.network.description import Dataset
from engine.problems import NetworkError

RATE = 16_000


def chirp(path: Path, seconds: float = 1.234, rate: int = RATE) -> Path:
    """A sound that rises from 200 to 3000 Hz and grows louder."""
    t = np.arange(round(seconds * rate)) / rate
    wave = np.sin(2 * np.pi * (200 * t + 1400 * t**2 / seconds)) * t / seconds
    wavfile.write(path, rate, np.int16(wave * 32767))
    return path


def loaded(path: Path, **more: Any) -> Any:
    return Dataset("d", WavFiles, {"file": str(path), **more}, title="Mine").samples()


def test_a_sound_is_one_sample_without_a_label_that_lasts_as_long_as_it_does(tmp_path: Path) -> None:
    path = chirp(tmp_path / "bird.wav")
    told = WavFiles.suggested(path)
    assert told == {"duration": 1240.0, "highest": 8000.0} and WavFiles.lasts(told) == 1240.0
    samples = loaded(path, **told)
    assert samples.values.shape == (1, 124, 40) and samples.labels.tolist() == [-1] and samples.names == ()
    assert not WavFiles.is_labelled(told)
    train, test = WavFiles.split(samples, told)
    assert train.tolist() == test.tolist() == [0]
    loudest = samples.values[0][20:120].argmax(axis=1)
    assert (np.diff(loudest) >= 0).all() and loudest[-1] - loudest[0] > 10, "it rises"


def test_its_values_are_those_of_the_same_sound_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    path = chirp(tmp_path / "a" / "1.wav")
    for shown in WavFiles.choices["shown"].options:
        given: dict[str, Any] = {"shown": shown, "duration": 1240.0, "highest": 4000.0}
        folder = Dataset("d", WavFolders, {"folder": str(tmp_path), **given}).samples()
        assert np.array_equal(loaded(path, **given).values[:], folder.values[:])


def test_a_low_rate_has_no_bands_above_its_half_and_a_long_sound_is_as_long_as_a_sample_may_be(tmp_path: Path) -> None:
    assert WavFiles.suggested(chirp(tmp_path / "low.wav", 1.0, 4000)) == {"duration": 1000.0, "highest": 2000.0}
    wavfile.write(tmp_path / "long.wav", 1000, np.zeros(601_000, np.uint8))
    told = WavFiles.suggested(tmp_path / "long.wav")
    assert told == {"duration": 600_000.0, "highest": 500.0}
    assert len(loaded(tmp_path / "long.wav", **told).labels) == 2, "what does not fit into one is the next"


def test_a_shorter_time_cuts_the_sound_into_samples_one_after_another(tmp_path: Path) -> None:
    path = chirp(tmp_path / "bird.wav", 1.0)
    whole = loaded(path, shown="wave").values[0][:, 0]
    cut = loaded(path, shown="wave", duration=300.0).values
    assert cut.shape == (4, 2400, 1)
    together = cut[:][:, :, 0].ravel()
    assert np.median(np.abs(together[:8000] - whole)) < 1e-6 and together[8050:] == pytest.approx(0.5)
    bands, pieces = loaded(path).values[0], loaded(path, duration=500.0).values[:]
    assert np.allclose(pieces.reshape(100, 40), bands, atol=1e-6), "a window at the end of a piece sees on"


def test_what_is_wrong_with_a_file_is_one_sentence(tmp_path: Path) -> None:
    path = chirp(tmp_path / "a.wav")
    whole = path.read_bytes()
    missing = {"file": str(tmp_path / "gone.wav")}
    assert [code for code, *_ in WavFiles.problems(missing)] == ["data.not-there"]
    for content, said in (
        (whole[: len(whole) // 2], r"a\.wav, which Mine reads, promises [\d,]+ bytes and holds fewer"),
        (b"no sound at all", r"a\.wav, which Mine reads, is no WAV sound that can be read"),
        (whole[:8], r"a\.wav, which Mine reads, is no WAV sound that can be read"),
    ):
        path.write_bytes(content)
        assert list(WavFiles.problems({"file": str(path)})), "told as it is drawn"
        with pytest.raises(NetworkError, match=f"^{said}"):
            loaded(path)
    path.write_bytes(whole[:20] + b"\x55\x00" + whole[22:])  # MP3 in a WAV
    with pytest.raises(NetworkError, match=r"^a\.wav, which Mine reads, is a compressed sound\."):
        loaded(path)
    path.write_bytes(b"RIFX" + whole[4:40])
    with pytest.raises(NetworkError, match=r"promises [\d,]+ bytes and holds fewer"):
        loaded(path)
    path.write_bytes(whole)
    with pytest.raises(NetworkError, match=r"The bands of Mine reach to 9000 Hz, and a\.wav only to 8000 Hz\."):
        loaded(path, highest=9000.0)


def test_too_many_samples_are_refused(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 1000, np.zeros(1_100_000, np.uint8))
    with pytest.raises(NetworkError, match=r"a\.wav, which Mine reads, lasts 1,100 s, which is 110,000 samples\."):
        loaded(tmp_path / "a.wav", duration=10.0, highest=500.0)
