"""Recordings of event cameras: every event at its pixel and time, every folder a class, every wrong byte a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.datasets.event_folders import EventFolders
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.problems import NetworkError, Problem
from engine.samples.recordings import recorded_events
from engine.simulation.simulation import Simulation
from tests.engine.datasets.files import aedat, gestures, nmnist

EVENTS = [(0, 3, 5, 1), (300_000, 33, 0, 0), (9_000_000, 0, 33, 1)]


def given(folder: Path, **more: Any) -> dict[str, Any]:
    return {"folder": str(folder), "duration": 20.0, **more}


def loaded(folder: Path, **more: Any) -> Any:
    return Dataset("d", EventFolders, given(folder, **more), title="Mine").samples()


@pytest.mark.parametrize("write", [nmnist, aedat])
def test_events_come_back_at_their_time_pixel_and_polarity(tmp_path: Path, write: Any) -> None:
    path = write(tmp_path / f"a.{'bin' if write is nmnist else 'aedat'}", EVENTS)
    assert list(zip(*(column.tolist() for column in recorded_events(path, "folder")), strict=True)) == EVENTS


@pytest.mark.parametrize(("write", "end"), [(nmnist, ".bin"), (aedat, ".aedat")])
def test_folders_are_classes_and_parts_and_every_event_is_a_spike(tmp_path: Path, write: Any, end: str) -> None:
    samples = loaded(gestures(tmp_path, write, end))
    assert samples.names == ("0", "2", "10") and samples.labels.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2] * 2
    assert samples.values.shape == (18, 20, 34 * 34 * 2) == (18, *EventFolders.shape_of(given(tmp_path)))
    rows, channels = np.nonzero(samples.values[4])
    assert rows.tolist() == [0, 2, 5, 7]
    assert channels.tolist() == [2 * (34 * 1 + 2) + polarity for polarity in (0, 1, 0, 1)]
    train, test = EventFolders.split(samples, given(tmp_path))
    assert train.tolist() == list(range(9)) and test.tolist() == list(range(9, 18))
    merged = loaded(tmp_path, polarities="together", interval=2.0, most=1.0)
    assert merged.values.shape == (6, 10, 34 * 34)
    assert np.argwhere(merged.values[1]).tolist() == [[0, 2], [1, 2], [2, 2], [3, 2]]
    joined = loaded(tmp_path, joined=16.0)
    assert joined.values.shape == (18, 20, 3 * 3 * 2) == (18, *EventFolders.shape_of(given(tmp_path, joined=16.0)))
    far = loaded(write(tmp_path / f"Train/0/00000{end}", [(0, 33, 17, 1)]).parents[2], joined=16.0)
    assert np.argwhere(far.values[0]).tolist() == [[0, 2 * (3 * 1 + 2) + 1]]


def test_a_folder_of_classes_without_parts_is_divided_by_seed(tmp_path: Path) -> None:
    samples = loaded(gestures(tmp_path, parts=("",), each=5))
    train, test = EventFolders.split(samples, given(tmp_path))
    assert np.bincount(samples.labels[test]).tolist() == [1, 1, 1] and len(train) == 12


def test_the_spikes_go_through_a_regular_encoder_into_the_network(tmp_path: Path) -> None:
    dataset = Dataset("d", EventFolders, given(gestures(tmp_path)), sample_time=20.0, split="train")
    network = NetworkDescription(
        0.5, datasets=(dataset,), encoders=(Encoder("e", find("encoders/regular"), "d", {"max_rate": 1000.0}),)  # type: ignore[arg-type]
    )  # fmt: skip
    assert [p for p in check(network) if p.is_fatal] == []
    spikes = Simulation(network, backend="numpy").advance(40).spikes["e"]
    assert (spikes.steps * 0.5).tolist() == [1.0, 3.0, 6.0, 8.0]
    assert spikes.neurons.tolist() == [0, 1, 0, 1]


WRONG = {
    "no classes": (lambda root: (root / "a.bin").write_bytes(b"12345"), "which Mine reads, has no folders of classes"),
    "four bytes": (lambda root: (root / "Train/0/00000.bin").write_bytes(b"1234"), "is no recording as N-MNIST has"),
    "empty": (lambda root: (root / "Train/2/00001.bin").write_bytes(b""), "Train/2/00001.bin, which Mine reads, is"),
    "another pixel": (
        lambda root: nmnist(root / "Test/2/00001.bin", [(0, 34, 1, 0)]),
        "Test/2/00001.bin, which Mine reads, has an event at (34, 1), outside a sensor of 34 × 34.",
    ),
    "a class more": (lambda root: nmnist(root / "Test/7/1.bin", EVENTS), "The class 7 of"),
    "newer": (
        lambda root: (root / "Train/0/00000.bin").write_bytes(b"#!AER-DAT3.0\r\nxxxx"),
        "00000.bin, which Mine reads, is AEDAT 3.0.",
    ),
    "cut": (
        lambda root: (root / "Train/0/00000.bin").write_bytes(b"#!AER-DAT2.0\r\n" + bytes(11)),
        "00000.bin, which Mine reads, is damaged.",
    ),
}


@pytest.mark.parametrize("change", ["empty", "four bytes"])
def test_what_the_length_of_a_file_tells_is_said_before_anything_is_read(tmp_path: Path, change: str) -> None:
    spoil, sentence = WRONG[change]
    spoil(gestures(tmp_path))
    ((code, words, quantity),) = EventFolders.problems({"folder": str(tmp_path)})
    assert sentence in str(Problem("d", code, {"element": "Mine", **words}, quantity=quantity))


@pytest.mark.parametrize("change", WRONG)
def test_wrong_folders_and_files_get_one_sentence(tmp_path: Path, change: str) -> None:
    spoil, sentence = WRONG[change]
    if change != "no classes":
        gestures(tmp_path)
    spoil(tmp_path)
    with pytest.raises(NetworkError) as error:
        loaded(tmp_path)
    assert len(error.value.problems) == 1 and sentence in str(error.value), str(error.value)


@pytest.mark.parametrize("kind", [(), (aedat, ".aedat")], ids=["as they are", "aedat"])
def test_any_bytes_give_samples_or_one_sentence(tmp_path: Path, kind: tuple[Any, ...]) -> None:
    gestures(tmp_path, *kind)
    whole = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    for seed in range(1 if kind else 0, 40, 2):
        random = np.random.default_rng(seed)
        victim = random.choice(list(whole))
        data = bytearray(whole[victim])
        for place in random.integers(0, len(data), 3):
            data[place] = random.integers(256)
        victim.write_bytes(bytes(data) if seed % 3 else random.bytes(seed))
        try:
            samples = loaded(tmp_path)
        except NetworkError as error:
            assert len(error.problems) == 1 and "{" not in str(error), seed
        else:
            assert set(np.unique(samples.values[:])) <= {0.0, 1.0}, seed
        victim.write_bytes(whole[victim])
