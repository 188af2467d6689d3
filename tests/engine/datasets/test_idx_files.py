"""IDX files: the numbers and parts that are in them, and one sentence for whatever else is there."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.datasets.idx_files import IdxFiles
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation
from tests.engine.datasets.files import idx, mnist


def network(given: dict[str, Any]) -> NetworkDescription:
    dataset = Dataset("d", IdxFiles, given, sample_time=10.0, title="Mine")
    return NetworkDescription(1.0, datasets=(dataset,), encoders=(Encoder("e", find("encoders/latency"), "d"),))  # type: ignore[arg-type]


def sentences(given: dict[str, Any]) -> list[str]:
    return [str(p) for p in check(network(given)) if p.is_fatal]


@pytest.mark.parametrize("end", ["", ".gz"])
def test_the_four_files_of_mnist_are_found_by_one_and_keep_their_parts(tmp_path: Path, end: str) -> None:
    given = {"file": str(mnist(tmp_path, end=end))}
    samples = IdxFiles.load(given)
    images = np.random.default_rng(3).integers(0, 256, (40, 5, 4)).reshape(40, 20) / 255
    assert samples.values.shape == (50, 20) and samples.shape == IdxFiles.shape_of(given) == (5, 4)
    assert np.array_equal(samples.values[:40], images) and np.array_equal(samples.values[3], images[3])
    assert samples.labels[:40].tolist() == [k % 4 for k in range(40)] and samples.names == ("0", "1", "2", "3")
    train, test = IdxFiles.split(samples, given)
    assert np.array_equal(train, np.arange(40)) and np.array_equal(test, np.arange(40, 50))
    assert IdxFiles.load(given) is samples, "read once"
    assert sentences(given) == []
    assert len(Simulation(network(given), backend="numpy").advance(20).spikes["e"]) > 0


def test_without_files_of_a_test_part_every_class_gives_its_share_by_seed(tmp_path: Path) -> None:
    images = idx(tmp_path / "train-images-idx3-ubyte", np.ones((40, 2, 2), "u1"))
    idx(tmp_path / "train-labels-idx1-ubyte", (np.arange(40) % 4).astype("u1"))
    samples = IdxFiles.load({"file": str(images)})
    train, test = IdxFiles.split(samples, {"file": str(images), "split_seed": 2.0})
    assert np.bincount(samples.labels[test]).tolist() == [2, 2, 2, 2]
    assert sorted([*train, *test]) == list(range(40))
    other = IdxFiles.split(samples, {"file": str(images), "split_seed": 3.0})[1]
    assert not np.array_equal(test, other)


def test_fewer_images_are_read_where_fewer_are_wanted_and_letters_are_turned(tmp_path: Path) -> None:
    given = {"file": str(mnist(tmp_path)), "most": 7.0, "axes": "swapped"}
    samples = IdxFiles.load(given)
    assert samples.values.shape == (14, 20) and samples.shape == IdxFiles.shape_of(given) == (4, 5)
    upright = np.random.default_rng(3).integers(0, 256, (40, 5, 4))[0].T / 255
    assert np.array_equal(samples.values[0].reshape(4, 5), upright)
    assert [len(part) for part in IdxFiles.split(samples, given)] == [7, 7]


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    given = {"file": str(mnist(tmp_path))}
    assert len(IdxFiles.load(given).labels) == 50
    mnist(tmp_path, train=44)
    assert len(IdxFiles.load(given).labels) == 54


def broken(folder: Path, change: str) -> Path:
    path = mnist(folder, end=".gz" if "packed" in change else "")
    data = path.read_bytes()
    head = struct.pack(">BBBB", 0, 0, 8, 3)
    if change == "cut":
        path.write_bytes(data[:-1])
    elif change == "packed and cut":
        path.write_bytes(data[: len(data) // 2])
    elif change == "packed and damaged":
        path.write_bytes(data[:100] + bytes(40) + data[140:])
    elif change == "promises":
        path.write_bytes(head + struct.pack(">III", 2**31, 2**31, 2**31))
    elif change == "packed promises":
        path.write_bytes(gzip.compress(head + struct.pack(">III", 2**31, 100, 100)))
    elif change == "other kind":
        path.write_bytes(b"a,b,c\n1,2,3\n" * 9)
    elif change == "empty":
        path.write_bytes(b"")
    elif change == "no labels":
        (folder / "train-labels-idx1-ubyte").unlink()
    elif change == "named otherwise":
        path = path.rename(folder / "digits.idx3-ubyte")
    elif change == "labels of others":
        idx(folder / "train-labels-idx1-ubyte", np.zeros(3, "u1"))
    elif change == "test of others":
        idx(folder / "t10k-images-idx3-ubyte", np.zeros((10, 2, 2), "u1"))
    elif change == "gone":
        path.unlink()
    return path


BROKEN = {
    "cut": "train-images-idx3-ubyte, which Mine reads, promises 800 bytes and holds fewer.",
    "packed and cut": "train-images-idx3-ubyte.gz, which Mine reads, promises 800 bytes and holds fewer.",
    "packed and damaged": "train-images-idx3-ubyte.gz, which Mine reads, is damaged.",
    "promises": "train-images-idx3-ubyte, which Mine reads, promises",
    "packed promises": "train-images-idx3-ubyte.gz, which Mine reads, promises",
    "other kind": "train-images-idx3-ubyte, which Mine reads, is no IDX file of images.",
    "empty": "train-images-idx3-ubyte, which Mine reads, promises 4 bytes and holds fewer.",
    "no labels": "train-labels-idx3-ubyte, which Mine reads, is not there.",
    "named otherwise": "Mine finds no file of labels beside digits.idx3-ubyte. Call both as MNIST's are",
    "labels of others": "train-labels-idx1-ubyte has 3 labels for 40 samples, which Mine reads.",
    "test of others": "The samples of t10k-images-idx3-ubyte are 2 × 2, and others that Mine reads are 5 × 4.",
    "gone": "train-images-idx3-ubyte, which Mine reads, is not there.",
}


@pytest.mark.parametrize("change", BROKEN)
def test_a_wrong_file_gets_one_sentence_before_or_when_it_is_read(tmp_path: Path, change: str) -> None:
    given = {"file": str(broken(tmp_path, change))}
    found = sentences(given)
    with pytest.raises(NetworkError) as error:
        Simulation(network(given), backend="numpy")
    assert len(error.value.problems) == 1
    for sentence in (*found, str(error.value)):
        assert sentence.startswith(BROKEN[change]), sentence
    assert found or change in ("packed and cut", "packed and damaged")


def test_no_file_and_more_than_there_is_memory_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sentences({}) == ["Mine has no file. Choose one in its properties, or drop one on it."]
    monkeypatch.setattr("engine.checking.memory.free_memory", lambda: 1000)
    assert sentences({"file": str(mnist(tmp_path))})[0].startswith("The samples of Mine need")


@pytest.mark.parametrize("end", ["", ".gz"])
def test_changed_bytes_never_give_more_than_a_sentence(tmp_path: Path, end: str) -> None:
    path = mnist(tmp_path, end=end)
    whole = {victim: victim.read_bytes() for victim in sorted(tmp_path.iterdir())}
    for seed in range(1 if end else 0, 60, 2):
        random = np.random.default_rng(seed)
        victim = random.choice(list(whole))
        data = bytearray(whole[victim])
        for place in random.integers(0, min(len(data), 60 if seed % 3 else len(data)), 3):
            data[place] = random.integers(256)
        victim.write_bytes(data[: random.integers(1, len(data) + 1)] if seed % 5 == 0 else data)
        try:
            samples = Dataset("d", IdxFiles, {"file": str(path)}).samples()
        except NetworkError as error:
            assert len(error.problems) == 1 and "{" not in str(error), seed
        else:
            assert 0.0 <= samples.values[:].min() <= samples.values[:].max() <= 1.0, seed
        victim.write_bytes(whole[victim])
