"""Files laid out as the Heidelberg Digits: every spike in its row, both parts kept, a sentence for all else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from engine.datasets import shd_files
from engine.datasets.shd_files import ShdFiles
from engine.model.loading import heard_by
from engine.network.description import Dataset
from engine.problems import NetworkError
from engine.simulation.arrays.presentation import training_parts
from tests.engine.datasets.files import shd
from tests.fuzz_seeds import fuzz_seeds
from tests.patience import ENDLESS

SPIKES = [([0.0, 0.0021, 0.0025, 0.9], [5, 0, 699, 1]), ([0.004], [3]), ([], [])]


def loaded(path: Path, **more: Any) -> Any:
    return Dataset("d", ShdFiles, {"file": str(path), "duration": 10.0, **more}, title="Mine").samples()


def test_spikes_come_back_in_their_rows_and_the_test_file_is_found(tmp_path: Path) -> None:
    train = shd(tmp_path / "shd_train.h5", SPIKES, [1, 0, 1], ("null", "eins"))
    shd(tmp_path / "shd_test.h5", SPIKES[:2], [0, 1], ("null", "eins"))
    samples = loaded(train)
    assert samples.values.shape == (5, 10, 700) and samples.names == ("null", "eins")
    assert np.argwhere(samples.values[0]).tolist() == [[0, 5], [2, 0], [2, 699]], "what comes after 10 ms is left out"
    assert np.argwhere(samples.values[4]).tolist() == [[4, 3]] and not samples.values[2].any()
    assert samples.labels.tolist() == [1, 0, 1, 0, 1]
    train_part, test_part = ShdFiles.split(samples, {})
    assert train_part.tolist() == [0, 1, 2] and test_part.tolist() == [3, 4]
    coarse = loaded(train, interval=2.0, most=1.0)
    assert coarse.values.shape == (2, 5, 700) and coarse.tested == 1


SPOKEN, SPEAKERS = [([0.001 * n], [n]) for n in range(12)], [4, 4, 4, 4, 7, 7, 7, 7, 9, 9, 9, 9]
CLASSES = [n % 2 for n in range(12)]


def parts_of(path: Path, seed: int = 3) -> tuple[set[int], set[int], set[int]]:
    """Samples of training, validation (a quarter) and test."""
    samples = loaded(path)
    train, test = ShdFiles.split(samples, {})
    train, held = training_parts("d", train, samples.labels, seed, 0.25, samples.given)
    return set(train.tolist()), set(held.tolist()), set(test.tolist())


def test_no_speaker_is_in_two_parts(tmp_path: Path) -> None:
    path = shd(tmp_path / "shd_train.h5", SPOKEN, CLASSES, speakers=SPEAKERS)
    by_speaker = [set(range(0, 4)), set(range(4, 8)), set(range(8, 12))]
    train, held, test = parts_of(path)
    assert test == by_speaker[2], "without a test file the last speaker is the test"
    assert sorted(map(min, (train, held))) == [0, 4] and train in by_speaker and held in by_speaker
    shd(tmp_path / "shd_test.h5", SPOKEN[:3], CLASSES[:3], speakers=[4, 1, 1])
    held_back = set()
    for seed in range(8):
        train, held, test = parts_of(path, seed)
        assert test == {12, 13, 14} and held in by_speaker and train == set(range(12)) - held
        held_back.add(min(held))
    assert len(held_back) > 1, "the seed chooses the speaker"


def test_a_validation_file_chooses(tmp_path: Path) -> None:
    path = shd(tmp_path / "ssc_train.h5", SPOKEN, CLASSES, speakers=SPEAKERS)
    shd(tmp_path / "ssc_valid.h5", SPOKEN[:2], CLASSES[:2], speakers=[1, 2])
    shd(tmp_path / "ssc_test.h5", SPOKEN[:3], CLASSES[:3], speakers=[3, 3, 3])
    assert parts_of(path) == (set(range(12)), {12, 13}, {14, 15, 16})


@pytest.mark.parametrize("speakers", [None, [5] * 12])
def test_samples_of_unknown_speakers_are_held_back_by_class(tmp_path: Path, speakers: list[int] | None) -> None:
    path = shd(tmp_path / "shd_train.h5", SPOKEN, CLASSES, speakers=speakers)
    shd(tmp_path / "shd_test.h5", SPOKEN[:3], CLASSES[:3], speakers=speakers and speakers[:3])
    train, held, test = parts_of(path)
    assert len(held) == 3 and {CLASSES[n] for n in held} == {0, 1} and len(train) == 9 and len(test) == 3


def without(path: Path, name: str) -> None:
    with h5py.File(path, "a") as file:
        del file[name]


def elsewhere(path: Path) -> None:
    without(path, "labels")
    shutil.copy(path, path.with_name("other.h5"))
    with h5py.File(path, "a") as file:
        file["labels"] = h5py.ExternalLink("other.h5", "labels")


WRONG = {
    "text": (lambda path: path.write_bytes(b"time,unit\n"), "train.h5, which Mine reads, is no HDF5 file of"),
    "no labels": (lambda path: without(path, "labels"), "train.h5, which Mine reads, is no HDF5 file of"),
    "labels elsewhere": (elsewhere, "train.h5, which Mine reads, is no HDF5 file of"),
    "fewer labels": (lambda path: shd(path, SPIKES, [0]), "train.h5, which Mine reads, is no HDF5 file of"),
    "fewer speakers": (
        lambda path: shd(path, SPIKES, [0, 1, 1], speakers=[1, 2]),
        "train.h5, which Mine reads, is no HDF5 file of",
    ),
    "channel": (lambda path: shd(path, [([0.0], [700])], [0]), "has spikes of channel 700, of which there are 700"),
    "label": (lambda path: shd(path, SPIKES, [0, -3, 1]), "train.h5, which Mine reads, is damaged."),
    "time": (lambda path: shd(path, [([np.nan], [0])], [0]), "train.h5, which Mine reads, is no HDF5 file of"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:900]), "train.h5, which Mine reads, promises"),
}


@pytest.mark.parametrize("change", WRONG)
def test_wrong_files_get_one_sentence(tmp_path: Path, change: str) -> None:
    path = shd(tmp_path / "train.h5", SPIKES, [0, 1, 1])
    WRONG[change][0](path)  # type: ignore[no-untyped-call]
    with pytest.raises(NetworkError) as error:
        loaded(path)
    assert len(error.value.problems) == 1 and WRONG[change][1] in str(error.value), str(error.value)


@pytest.mark.parametrize("version", ["earliest", "latest"])
def test_a_file_that_was_cut_is_told_before_it_is_read(tmp_path: Path, version: str) -> None:
    path = tmp_path / "train.h5"
    with h5py.File(path, "w", libver=version) as file:
        file["labels"] = np.arange(500)
    assert not list(ShdFiles.problems({"file": str(path)})), "whole, though not of this layout: only reading shows that"
    path.write_bytes(path.read_bytes()[:-1])
    ((code, words, _),) = ShdFiles.problems({"file": str(path)})
    assert (code, words["promised"]) == ("data.cut-short", f"{path.stat().st_size + 1:,}")


def changed(path: Path, seed: int) -> Path:
    """A file with eight bytes changed; with the seed 33 the HDF5 library reads on for ever."""
    shd(path, SPIKES, [0, 1, 1])
    random, data = np.random.default_rng(seed), bytearray(path.read_bytes())
    for place in random.integers(0, len(data), 8):
        data[place] = random.integers(256)
    path.write_bytes(data)
    return path


def test_a_file_on_which_the_library_loops_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shd_files, "QUIET", 2.0)
    with pytest.raises(NetworkError, match="damaged"):
        loaded(changed(tmp_path / "train.h5", 33))


def test_a_process_in_which_nothing_is_read_ends_itself_and_one_that_reads_does_not(tmp_path: Path) -> None:
    begin = "import time; from engine.samples.shd_reading import StallWatch as Watch\n"
    begin += "watch = Watch(open({!r}, 'wb', 0), 3.0)\n"
    share = tmp_path / "share"
    stuck = begin.format(str(share)) + "while True: pass"
    reads = begin.format(str(share)) + "for k in range(80): watch.tell(k / 80); time.sleep(0.05)"
    run = [sys.executable, "-c"]
    assert subprocess.run([*run, stuck], timeout=ENDLESS, check=False).returncode == 1
    assert subprocess.run([*run, reads], timeout=ENDLESS, check=False).returncode == 0
    assert share.stat().st_size == 98, "hundredths of the last share that was told"


def test_how_much_is_read_is_told_over_both_files(tmp_path: Path) -> None:
    for name in ("shd_train.h5", "shd_test.h5"):
        shd(tmp_path / name, [([0.001 * k], [3]) for k in range(50)] * 40, [k % 5 for k in range(2000)])
    told: list[float] = []
    with heard_by(lambda share: told.append(share) or True):  # type: ignore[func-returns-value]
        ShdFiles.load({"file": str(tmp_path / "shd_train.h5"), "duration": 10.0})
    assert told == sorted(told) and told[0] < 0.1 and any(0.5 <= share < 1.0 for share in told)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", [100 * seed + place for seed in fuzz_seeds(0) for place in range(100)])
def test_changed_bytes_give_samples_or_one_sentence(tmp_path: Path, seed: int) -> None:
    path = changed(tmp_path / "train.h5", seed)
    try:
        assert loaded(path).values[:].max() <= 1.0
    except NetworkError as error:
        assert len(error.problems) == 1
