"""Spoilt files of samples: samples or one sentence, whatever they promise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.io import wavfile

from engine.model.data import DatasetModel
from engine.model.registry.discovery import find, models
from engine.network.description import Dataset
from engine.problems import NetworkError
from engine.samples import aedat4 as _aedat4
from tests.engine.datasets.files import aedat, aedat4, idx, mnist, nmnist, shd
from tests.fuzz_seeds import fuzz_seeds
from tests.strangers import BINARY, MANY_PROCESSES, OFTEN, SELDOM, TEXT, Case, members, structured, unpacked

EVENTS = [(1_000_000 + 1000 * k, k, 2 * k, k % 2) for k in range(12)]
SPIKES = [([0.0, 0.0021, 0.0025, 0.9], [5, 0, 699, 1]), ([0.004], [3]), ([], [])]
KINDS = {key: model for key, model in models("datasets").items() if issubclass(model, DatasetModel)}


def sentences(error: Exception) -> list[str] | None:
    return [str(problem) for problem in error.problems] if isinstance(error, NetworkError) else None


def samples(model: str, place: Callable[[Path], Path] = lambda path: path, **given: Any) -> Callable[[Path], None]:
    """As a dropped file is looked at by every source, and then read by one."""
    key = f"datasets/{model}"

    def ask(path: Path) -> None:
        for kind in KINDS.values():
            kind.recognises(path)
        chosen = place(path)
        name = "folder" if chosen.is_dir() else "file"
        values = {name: str(chosen), "duration": 100.0, **given}
        found = Dataset("d", find(key), values, title="Mine").samples()
        assert np.isfinite(found.values[: min(len(found.labels), 3)]).all()

    return ask


def folder_of(path: Path) -> Path:
    return path.parents[1]


def in_class(write: Callable[[Path], object], name: str) -> Callable[[Path], Path]:
    """A folder of two classes, of which the file in the first is spoilt."""

    def make(folder: Path) -> Path:
        for kind in ("a", "b"):
            (folder / "root" / kind).mkdir(parents=True)
            write(folder / "root" / kind / name)
        return folder / "root" / "a" / name

    return make


def sound(kind: str) -> Callable[[Path], object]:
    wave = np.sin(np.arange(1600) * 0.4)
    stored = {"i2": np.int16(wave * 32767), "u1": np.uint8(128 + wave * 127), "f4": np.float32(wave)}[kind]
    return lambda path: wavfile.write(path, 16_000, stored)


def picture(path: Path) -> None:
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (9, 7, 3)).astype("u1")).save(path)


def labels(end: str) -> Callable[[Path], Path]:
    return lambda folder: mnist(folder, end=end).with_name(f"train-labels-idx1-ubyte{end}")


def images(path: Path) -> Path:
    return path.with_name(path.name.replace("labels-idx1", "images-idx3"))


def packed(packing: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        name = "lz4.frame" if packing in _aedat4.LZ4 else "zstandard"
        module = pytest.importorskip(name, reason="the development group packs recordings by it: uv sync")
        pack = module.compress if packing in _aedat4.LZ4 else module.ZstdCompressor().compress
        return aedat4(folder / "a.aedat4", [(t, x, y, p) for t, x, y, p in EVENTS], packing, pack)

    return make


def spikes(folder: Path) -> Path:
    rows = "sample,time,channel,label\n" + "\n".join(f"{k % 3},{0.5 * k},{k % 7},{k % 3}" for k in range(30)) + "\n"
    (folder / "s.csv").write_text(rows, encoding="utf-8")
    return folder / "s.csv"


def archive(folder: Path) -> Path:
    columns = {"sample": np.arange(30) % 3, "time": 0.5 * np.arange(30), "channel": np.arange(30) % 7}
    np.savez_compressed(folder / "s.npz", label=np.arange(30) % 3, **columns)
    return folder / "s.npz"


DVS = {"width": 128.0, "height": 128.0}
CASES = {
    "IDX": Case(mnist, BINARY, samples("idx_files")),
    "IDX of floats": Case(
        lambda f: (mnist(f), idx(f / "train-images-idx3-ubyte", np.random.default_rng(2).random((40, 5, 4))))[1],
        BINARY, samples("idx_files"),
    ),
    "IDX labels": Case(labels(""), BINARY, samples("idx_files", images)),
    "IDX packed": Case(lambda f: mnist(f, end=".gz"), (*BINARY, unpacked, unpacked), samples("idx_files")),
    "IDX labels packed": Case(labels(".gz"), (*BINARY, unpacked, unpacked), samples("idx_files", images)),
    "AEDAT 2": Case(lambda f: aedat(f / "a.aedat", EVENTS), BINARY, samples("event_recordings")),
    "AEDAT 4": Case(lambda f: aedat4(f / "a.aedat4", EVENTS), BINARY, samples("event_recordings", joined=8.0)),
    "AEDAT 4, LZ4": Case(packed(1), BINARY, samples("event_recordings", joined=8.0)),
    "AEDAT 4, Zstandard": Case(packed(3), BINARY, samples("event_recordings", joined=8.0)),
    "N-MNIST": Case(lambda f: nmnist(f / "a.bin", EVENTS), BINARY, samples("event_recordings")),
    "N-MNIST in folders": Case(
        in_class(lambda p: nmnist(p, EVENTS), "a.bin"), BINARY, samples("event_folders", folder_of)
    ),
    "AEDAT 2 in folders": Case(
        in_class(lambda p: aedat(p, EVENTS), "a.aedat"), BINARY, samples("event_folders", folder_of, **DVS)
    ),
    **{
        f"WAV of {kind}": Case(in_class(sound(kind), "a.wav"), BINARY, samples("wav_folders", folder_of))
        for kind in ("i2", "u1", "f4")
    },
    "one WAV": Case(lambda f: (sound("i2")(f / "a.wav"), f / "a.wav")[1], BINARY, samples("wav_files")),
    **{
        end: Case(in_class(picture, f"a.{end}"), BINARY, samples("image_folders", folder_of))
        for end in ("png", "jpg", "gif", "bmp", "ppm", "tiff", "webp")
    },
    "spikes in a table": Case(spikes, TEXT, samples("spike_tables")),
    "spikes in an archive": Case(archive, (*BINARY, members), samples("spike_tables")),
    "SHD": Case(lambda f: shd(f / "a.h5", SPIKES, [0, 1, 1], ("a", "b")), BINARY, samples("shd_files"), MANY_PROCESSES),
    "SHD structure": Case(
        lambda f: shd(f / "a.h5", SPIKES, [0, 1, 1], ("a", "b")), (structured,), samples("shd_files"), MANY_PROCESSES
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("SHD")])
def test_a_few_spoilt_files_give_samples_or_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    CASES[name].refused(SELDOM / OFTEN, 1, tmp_path, sentences)


@pytest.mark.fuzz
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", fuzz_seeds(2))
@pytest.mark.parametrize("name", CASES)
def test_many_spoilt_files_give_samples_or_one_sentence(
    name: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CASES[name].refused(1.0, seed, tmp_path, sentences) > 0
