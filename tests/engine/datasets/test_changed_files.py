"""Data are read once, and again as soon as one of their files is another one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.io import wavfile

from engine.datasets.event_folders import EventFolders
from engine.datasets.idx_files import IdxFiles
from engine.datasets.image_folders import ImageFolders
from engine.datasets.wav_files import WavFiles
from engine.datasets.wav_folders import WavFolders
from engine.model.data import DatasetModel
from engine.network.description import Dataset
from tests.engine.datasets.files import mnist, nmnist

Write = Callable[[Path, int], object]


def picture(path: Path, kind: int) -> None:
    Image.new("L", (4, 4), 50 + 100 * kind).save(path)


def sound(path: Path, kind: int) -> None:
    wavfile.write(path, 8000, np.int16(9000 * np.sin(np.arange(800) * (0.2 + kind))))


def recording(path: Path, kind: int) -> None:
    nmnist(path, [(1000, 3 + kind, 5, 1)])


FOLDERS: dict[str, tuple[type[DatasetModel], str, Write]] = {
    "pictures": (ImageFolders, "1.bmp", picture),
    "sounds": (WavFolders, "1.wav", sound),
    "recordings": (EventFolders, "1.bin", recording),
}


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_file_within_a_folder_that_is_written_anew_is_read_anew(tmp_path: Path, kind: str) -> None:
    model, name, write = FOLDERS[kind]
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / name, 0)
    data = Dataset("d", model, {"folder": str(tmp_path), "duration": 100.0})
    first, state = data.samples(), model.state(data.parameters)
    assert data.samples() is first and model.state(data.parameters) == state
    path = tmp_path / "b" / name
    size, changed = path.stat().st_size, path.stat().st_mtime_ns
    write(path, 1)
    os.utime(path, ns=(changed, changed + 1_000_000))  # as long, and written in the next millisecond
    assert path.stat().st_size == size
    again = data.samples()
    assert model.state(data.parameters) != state
    assert not np.array_equal(first.values[1:], again.values[1:])
    write(tmp_path / "b" / f"2{path.suffix}", 0)
    assert len(data.samples().labels) == 3


def test_a_sound_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    sound(path, 0)
    data = Dataset("d", WavFiles, {"file": str(path), "highest": 4000.0})
    first = data.samples()
    assert data.samples() is first
    sound(path, 1)
    os.utime(path, ns=(1, 1))
    assert not np.array_equal(first.values[:], data.samples().values[:])


def test_data_that_are_no_files_are_always_the_same_and_one_file_is_one_state(tmp_path: Path) -> None:
    assert DatasetModel.state({}) == ()
    given: dict[str, Any] = {"file": str(mnist(tmp_path))}
    before = IdxFiles.state(given)
    (tmp_path / "other").mkdir()
    assert IdxFiles.state(given) == before
    mnist(tmp_path, train=44)
    assert IdxFiles.state(given) != before
