"""Folders whose files are read when a sample is shown: the same numbers, the same weights, and few bytes held."""

from __future__ import annotations

import os
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.io import wavfile

from engine import child_process
from engine.checking.network import check
from engine.datasets import image_folders
from engine.datasets.event_folders import EventFolders
from engine.datasets.image_folders import ImageFolders
from engine.datasets.wav_folders import WavFolders
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.learning.training.parts import TrainingParts
from engine.model.data import DatasetModel
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.samples import blocks as _blocks
from engine.samples import files as _files
from engine.samples import folders as _folders
from engine.samples import large as _large
from tests.engine.datasets.files import gestures, nmnist
from tests.engine.learning.networks import projection

PIECES = {"reading": "in pieces"}
KINDS_OF_PICTURES = "b", "狗", "猫"
SEED = int(date.today().strftime("%Y%m%d"))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Blocks of a few files, so that small folders have many."""
    monkeypatch.setattr(_folders, "BLOCK", 130)
    monkeypatch.setattr(_blocks, "MIXED", 600)
    monkeypatch.setattr(_blocks, "SPARE", 0)
    _files.forget()
    yield
    _files.forget()


def pictures(root: Path, folders: tuple[str, ...] = ("train", "test")) -> Path:
    """Uneven classes, files that are no samples among them, and a last block of one sample."""
    random = np.random.default_rng(4)
    for part in folders:
        for kind, count in zip(KINDS_OF_PICTURES, (20, 14, 7) if part == folders[0] else (8, 4, 4), strict=True):
            (root / part / kind).mkdir(parents=True)
            (root / part / kind / "说明.txt").write_text("no picture", encoding="utf-8")
            for number in range(count):
                drawn = random.integers(0, 256, (6, 5)).astype("u1")
                Image.fromarray(drawn).save(root / part / kind / f"{number}.png")
    return root


def sounds(root: Path) -> Path:
    random = np.random.default_rng(5)
    for kind in "abc":
        (root / kind).mkdir(parents=True)
        for number in range(6):
            wave = np.int16(random.normal(0.0, 10.0 ** random.uniform(1, 4), 1600))
            wavfile.write(root / kind / f"{number}.wav", 8000, wave)
    return root


KINDS: dict[str, tuple[type[DatasetModel], Any, dict[str, Any]]] = {
    "pictures": (ImageFolders, pictures, {"width": 4.0, "height": 7.0}),
    "sounds in decibels": (WavFolders, sounds, {"duration": 200.0, "bands": 8.0}),
    "sounds in bands": (WavFolders, sounds, {"duration": 200.0, "bands": 8.0, "shown": "mel bands"}),
    "waves": (WavFolders, sounds, {"duration": 100.0, "shown": "wave", "rate": 1000.0}),
    "recordings": (EventFolders, gestures, {"duration": 200.0}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_are_read_when_they_are_shown_give_the_same(tmp_path: Path, kind: str) -> None:
    model, make, settings = KINDS[kind]
    given = {"folder": str(make(tmp_path / "root")), **settings}
    whole, pieces = model.load(given), model.load(given | PIECES)
    assert pieces.by_blocks and not whole.by_blocks and pieces.values.shape == whole.values.shape
    some = np.random.default_rng().permutation(len(whole.labels))
    if "sounds" in kind:  # a logarithm of many numbers at once may differ in its last digit
        assert np.allclose(pieces.values[some], whole.values[some], rtol=0.0, atol=1e-6)
        assert pieces.values[:].min() == 0.0 and pieces.values[:].max() == 1.0
    else:
        assert np.array_equal(pieces.values[some], whole.values[some])
    assert np.array_equal(pieces.signal(3), whole.signal(3)) or "sounds" in kind
    for first, second in zip(model.split(whole, given), model.split(pieces, given | PIECES), strict=True):
        assert sorted(first) == second.tolist()


def network(given: dict[str, Any]) -> NetworkDescription:
    return NetworkDescription(
        1.0,
        datasets=(Dataset("data", ImageFolders, given, sample_time=6.0, title="Mine"),),
        encoders=(Encoder("code", find("encoders/poisson"), "data", {"max_rate": 900.0}),),
        populations=(Population("out", find("neurons/discrete_leaky_integrate_and_fire"), 3),),
        projections=(projection("in", "code", "out", weight=Uniform(0.0, 0.4)),),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )  # type: ignore[arg-type]


def said(given: dict[str, Any]) -> list[str]:
    return [str(p) for p in check(network(given)) if p.code.startswith("data.")]


def trained(given: dict[str, Any], **options: Any) -> Any:
    return fit(network(given), SurrogateGradient, seed=SEED, settings={"learning_rate": 0.05}, **{"batch": 7} | options)


def same(first: Any, second: Any) -> bool:
    return all(np.array_equal(first.arrays[key], second.arrays[key]) for key in first.arrays)


@pytest.mark.parametrize("pieces_first", [True, False])
@pytest.mark.parametrize("folders", [("train", "test"), ("",)], ids=["its own test", "a share of the test"])
def test_files_in_the_same_order_train_the_same_weights_whether_they_are_in_memory_or_not(
    tmp_path: Path, pieces_first: bool, folders: tuple[str, ...]
) -> None:
    """A training keeps its order: broken off within an epoch it goes on where its samples lie elsewhere."""
    at_once = {"folder": str(pictures(tmp_path, folders)), "width": 5.0, "height": 6.0}
    first, then = (at_once | PIECES, at_once) if pieces_first else (at_once, at_once | PIECES)
    whole = trained(first, epochs=3, validation=0.2)
    begun = trained(first, epochs=3, validation=0.2, on_progress=lambda p: len(p.history) < 1 or p.batch < 3)
    resumed = trained(then, epochs=3, validation=0.2, resume=begun.checkpoint)
    assert len(begun.history) == 1 and same(whole, resumed) and whole.accuracy == resumed.accuracy
    assert not same(whole, trained(then, epochs=3, validation=0.2)), "the order of all is another"


def test_a_folder_that_memory_has_no_room_for_is_said_to_be_read_in_pieces_and_trains_as_one_that_is_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"folder": str(pictures(tmp_path)), "width": 5.0, "height": 6.0}
    asked = trained(given | PIECES, epochs=2)
    assert said(given) == said(given | PIECES) == []
    monkeypatch.setattr(_files, "fits", lambda need: False)
    _files.forget()
    (sentence,) = said(given)
    assert "are read in pieces" in sentence and "training shuffles them by blocks" in sentence
    assert same(asked, trained(given, epochs=2))


@pytest.mark.parametrize("batch", [1, 7, 50])
def test_an_epoch_shows_every_file_once_and_opens_none_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    given = {"folder": str(pictures(tmp_path)), "width": 5.0, "height": 6.0} | PIECES
    opened: list[Path] = []
    real = image_folders.read_brightness
    monkeypatch.setattr(image_folders, "read_brightness", lambda path, **k: opened.append(path) or real(path, **k))
    data = network(given).datasets[0]
    samples = data.samples()
    parts = TrainingParts(data, samples, SEED, 0.2)
    orders = [parts.order(epoch) for epoch in range(2)]
    for order in orders:
        assert sorted(order) == parts.train.tolist()
        opened.clear()
        for first in range(0, len(order), batch):
            samples.values[order[first : first + batch]]
        assert len(opened) == len(set(opened)) <= 41, "and those of the validation part at most with their blocks"
        opened.clear()
        samples.values[parts.held]
        assert len(set(opened)) == len(opened) <= len(parts.held), "none beside those that are asked for"
    assert orders[0].tolist() != orders[1].tolist()
    assert samples.blocks is not None
    starts = samples.blocks.starts
    runs = np.flatnonzero(np.diff(np.searchsorted(starts, orders[0], "right")))
    assert len(starts) == 15 and starts[-1] == 56 and len(runs) > 12, "samples of several blocks of 4 are mixed"


def test_a_picture_that_goes_or_changes_between_epochs_is_named_and_nothing_learnt_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_blocks, "MIXED", 100)  # no picture is kept for long
    monkeypatch.setattr(_blocks, "SPARE", 0)
    given = {"folder": str(pictures(tmp_path / "root")), "width": 5.0, "height": 6.0} | PIECES
    for harm, words in (
        (lambda path: path.write_bytes(b"no picture"), "is no longer what it was when reading began"),
        (lambda path: path.unlink(), "train/b/4.png, which Mine reads, cannot be opened"),
    ):
        path = tmp_path / "root" / "train" / "b" / "4.png"
        content = path.read_bytes()

        def progressed(progress: Any, harm: Any = harm, path: Path = path) -> bool:
            if len(progress.history) == 1 and progress.arrays is not None:
                harm(path)
            return True

        result = fit(network(given), SurrogateGradient, seed=3, batch=7, epochs=3, on_progress=progressed)
        assert result.stopped_by is not None and words in str(result.stopped_by), str(result.stopped_by)
        assert "train/b/4.png" in str(result.stopped_by) and len(result.history) == 1
        path.write_bytes(content)


def test_a_picture_that_is_none_is_named_before_anything_is_learnt_from_it(tmp_path: Path) -> None:
    given = {"folder": str(pictures(tmp_path)), "width": 5.0, "height": 6.0}
    (tmp_path / "train" / "狗" / "4.png").write_bytes(b"no picture")
    for more in ({}, PIECES):
        with pytest.raises(NetworkError) as error:
            trained(given | more, epochs=2)
        assert "train/狗/4.png, which Mine reads, is no picture that can be read." in str(error.value)


def test_recordings_take_little_more_while_they_are_read_than_is_said(tmp_path: Path) -> None:
    events = [(40 * number, number % 34, number % 29, number % 2) for number in range(5000)]
    recording = nmnist(tmp_path / "root" / "a" / "0.bin", events)
    for number in range(1, 200):
        os.link(recording, recording.with_name(f"{number}.bin"))
    given = {"folder": str(tmp_path / "root"), "most": 1e6, "duration": 300.0}
    need = EventFolders.extent(given).need
    tracemalloc.start()
    samples = EventFolders.load(given)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert samples.values[:3].sum() == 3 * 5000 and need / 2 <= most < 1.4 * need  # other threads take some meanwhile


def test_files_of_a_class_that_are_left_out_are_told(tmp_path: Path) -> None:
    given = {"folder": str(pictures(tmp_path)), "width": 5.0, "height": 6.0}
    assert said(given) == []
    assert said(given | {"most": 7.0}) == [
        f"{tmp_path.name} holds 57 files of samples; Mine reads 36, at most 7 of each class."
        " Set a larger number in the properties of Mine to read more."
    ]


def test_folders_without_samples_are_told_since_a_class_is_missing(tmp_path: Path) -> None:
    given = {"folder": str(pictures(tmp_path)), "width": 5.0, "height": 6.0}
    for part, name in (("train", "鸟"), ("train", "heic"), ("test", "b 2")):
        (tmp_path / part / name).mkdir()
    (tmp_path / "train" / "heic" / "0.heic").write_bytes(b"a picture of another kind")
    assert ImageFolders.load(given).names == KINDS_OF_PICTURES
    assert [sentence.partition(". ")[0] for sentence in said(given)] == [
        f"The folder {name} of {tmp_path.name} has no samples, so Mine has no such class" for name in ("heic", "鸟")
    ]


MEASURE = """
import sys
import numpy as np
from engine.datasets.image_folders import ImageFolders
given = {"folder": sys.argv[1], "width": 1024.0, "height": 1024.0, "most": 1e6, "reading": "in pieces"}
samples = ImageFolders.load(given)
assert samples.values.shape == (2000, 1024 * 1024), samples.values.shape
for first in range(0, 2000, 500):
    assert samples.values[np.arange(first, first + 8)].any()
lines = open("/proc/self/status").read().splitlines()  # that of resource counts the parent's, too
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the memory is Linux's")
def test_a_folder_of_two_gigabytes_of_pixels_takes_little(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    Image.new("L", (1024, 1024), 200).save(picture)
    for kind in ("a", "b"):
        (tmp_path / "root" / kind).mkdir(parents=True)
        for number in range(1000):
            os.link(picture, tmp_path / "root" / kind / f"{number}.png")
    ended = child_process.finished(["-c", MEASURE, str(tmp_path / "root")], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) < 450  # MiB: 64 of blocks, eight samples in double precision, Python
    assert PIECES["reading"] == _large.IN_PIECES
