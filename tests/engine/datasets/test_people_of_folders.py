"""Folders of people within folders of classes: nobody is in two parts, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.io import wavfile

from engine.datasets.event_folders import EventFolders
from engine.datasets.image_folders import ImageFolders
from engine.datasets.wav_folders import WavFolders
from engine.model.data import Samples
from engine.network.description import Dataset
from engine.samples.large import IN_PIECES
from engine.simulation.arrays.presentation import training_parts

PEOPLE = ("Ann", "Bo", "Cy")
Write = Callable[[Path, int], object]


def picture(path: Path, number: int) -> None:
    Image.fromarray(np.full((4, 4), 10 * number, np.uint8)).save(path.with_suffix(".png"))


def sound(path: Path, number: int) -> None:
    wave = np.sin(2 * np.pi * (300 + 100 * number) * np.arange(4000) / 8000)
    wavfile.write(path.with_suffix(".wav"), 16_000, np.float32(wave))


def recording(path: Path, number: int) -> None:
    path.with_suffix(".bin").write_bytes(bytes([number % 34, 3, 0, 0, 1]) * 4)


KINDS: dict[str, tuple[Any, Write]] = {
    "pictures": (ImageFolders, picture), "sounds": (WavFolders, sound), "events": (EventFolders, recording)
}  # fmt: skip


def spoken(root: Path, write: Write, people: tuple[str, ...] = PEOPLE, each: int = 2) -> Path:
    """Two classes, in each a folder for each person with this many files."""
    number = 0
    for name in ("no", "yes"):
        for person in people:
            (root / name / person).mkdir(parents=True)
            for take in range(each):
                number += 1
                write(root / name / person / f"{take}", number)
    return root


def loaded(model: Any, root: Path, **more: Any) -> tuple[Dataset, Samples]:
    dataset = Dataset("d", model, {"folder": str(root), "people": "folders within a class", **more}, title="Mine")
    return dataset, dataset.samples()


def people_of(dataset: Dataset, samples: Samples, seed: int = 1) -> list[set[int]]:
    """The people in the training, the validation and the test part."""
    assert samples.given is not None and samples.given.groups is not None
    train, test = dataset.model.split(samples, dataset.parameters)
    kept, held = training_parts("d", train, samples.labels, seed, 0.3, samples.given)
    return [set(samples.given.groups[part].tolist()) for part in (kept, held, test)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("in_pieces", [False, True])
def test_nobody_is_in_two_parts(tmp_path: Path, kind: str, in_pieces: bool) -> None:
    model, write = KINDS[kind]
    more = {"reading": IN_PIECES} if in_pieces else {}
    dataset, samples = loaded(model, spoken(tmp_path, write), **more)
    assert samples.names == ("no", "yes") and samples.labels.tolist() == [0] * 6 + [1] * 6
    assert samples.given is not None and samples.given.groups is not None
    assert samples.given.groups.tolist() == [0, 0, 1, 1, 2, 2] * 2, "a person has one name in all classes"
    train, held, test = people_of(dataset, samples)
    assert test == {2}, "without a test folder the last person is the test"
    assert not train & held and not train & test and not held & test and train | held | test == {0, 1, 2}
    assert len({frozenset(people_of(dataset, samples, seed)[1]) for seed in range(8)}) > 1, "the seed chooses"


def test_a_test_folder_stays_the_test_and_what_is_held_back_is_of_whole_people(tmp_path: Path) -> None:
    spoken(tmp_path / "train", picture)
    spoken(tmp_path / "test", picture, ("Dee",), 1)
    dataset, samples = loaded(ImageFolders, tmp_path)
    train, held, test = people_of(dataset, samples)
    assert test == {3} and len(held) == 1 and train | held == {0, 1, 2} and not train & held


def test_without_folders_of_people_all_is_as_it_was(tmp_path: Path) -> None:
    spoken(tmp_path, picture)
    for name in ("no", "yes"):
        for number in range(4):
            picture(tmp_path / name / f"{number}", number)
    untold = Dataset("d", ImageFolders, {"folder": str(tmp_path)}, title="Mine")
    assert len(untold.samples().labels) == 8 and untold.samples().given is None
    _, told = loaded(ImageFolders, tmp_path)
    assert told.given is not None and told.given.groups is not None
    assert told.given.groups.tolist() == [0] * 4 + [1, 1, 2, 2, 3, 3] + [0] * 4 + [1, 1, 2, 2, 3, 3], (
        "of none: one more"
    )


def test_one_person_alone_is_no_group(tmp_path: Path) -> None:
    _, samples = loaded(ImageFolders, spoken(tmp_path, picture, ("Ann",)))
    assert samples.given is None and len(samples.labels) == 4


def test_who_comes_later_is_seen(tmp_path: Path) -> None:
    dataset, samples = loaded(ImageFolders, spoken(tmp_path, picture))
    before = dataset.model.state(dataset.parameters)
    (tmp_path / "no" / "Eve").mkdir()
    picture(tmp_path / "no" / "Eve" / "0", 3)
    assert dataset.model.state(dataset.parameters) != before
    assert len(dataset.samples().labels) == len(samples.labels) + 1


def test_an_empty_file_that_comes_to_somebody_later_is_told(tmp_path: Path) -> None:
    dataset, _ = loaded(ImageFolders, spoken(tmp_path, picture))
    assert not [*ImageFolders.problems(dataset.parameters)]
    (tmp_path / "no" / "Ann" / "9.png").write_bytes(b"")
    assert [code for code, _, _ in ImageFolders.problems(dataset.parameters)] == ["data.empty"]


def test_one_trained_person_is_no_group_whoever_tests(tmp_path: Path) -> None:
    spoken(tmp_path / "train", picture, ("Ann",))
    spoken(tmp_path / "test", picture, ("Bo", "Cy"))
    _, samples = loaded(ImageFolders, tmp_path)
    assert samples.given is None and samples.tested == 8
