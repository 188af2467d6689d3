"""Recipes for published data run on made-up files of the same layout; with the files themselves, by ``-m data``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import check
from engine.datasets.digits import Digits
from engine.samples.recordings import recorded_events
from tests.benchmarks.recipes import RECIPES, gestures, learnt, main, said
from tests.engine.datasets import learnable
from tests.engine.datasets.files import aedat3, idx

FOLDER = "SPIKELOOM_DATA"
FEW = 24  # hidden neurons of what need not be learnt well
BETWEEN, LONG = 500_000, 1_400_000  # µs before and of a gesture
ABOVE_CHANCE = 0.5  # of three classes, and of ten digits


def spoken(root: Path, name: str) -> Path:
    train = learnable.heidelberg(root, duration=1000.0, channels=700)
    for part in ("train", "test"):
        (root / f"shd_{part}.h5").rename(root / f"{name}_{part}.h5")
    assert train.parent == root
    return root


def images(root: Path) -> Path:
    """Scikit-learn's digits, each pixel a square of three by three, as MNIST's files."""
    digits = Digits.load({})
    large = np.kron(digits.values[:].reshape(-1, 8, 8), np.ones((3, 3)))
    pixels = (255 * np.pad(large, ((0, 0), (2, 2), (2, 2)))).astype(np.uint8)
    for part, some in (("train", slice(0, 400)), ("t10k", slice(400, 500))):
        idx(root / f"{part}-images-idx3-ubyte", pixels[some])
        idx(root / f"{part}-labels-idx1-ubyte", digits.labels[some].astype("u1"))
    return root


def trials(root: Path, kinds: Sequence[int] = (1, 2, 3)) -> Path:
    """DVS-Gesture as it is published: recordings of users in a light, each of all gestures one after another."""
    random = np.random.default_rng(0)
    root.mkdir(exist_ok=True)
    for part, users in (("train", (1, 2, 3, 10)), ("test", (24, 25))):
        names = [f"user{user:02}_{light}" for user in users for light in ("led", "natural")]
        (root / f"trials_to_{part}.txt").write_text("".join(f"{name}.aedat\n" for name in names), encoding="utf-8")
        for name in names:
            rows, events = ["class,startTime_usec,endTime_usec"], [(BETWEEN - 1, 127, 127, 1)]
            for number, kind in enumerate(kinds):
                begin = BETWEEN + number * (LONG + BETWEEN)
                rows.append(f"{kind},{begin},{begin + LONG}")
                made = np.stack(learnable.bar(kind % 3, 40, random), axis=1) * (LONG, 128, 128)
                events += [(begin + t, x, y, x & 1) for t, x, y in made.astype(int).tolist()]
                events.append((begin + LONG, 127, 127, 1))
            aedat3(root / f"{name}.aedat", events, each=50)
            (root / f"{name}_labels.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return root


MADE: dict[str, Callable[[Path], Path]] = {
    "shd": lambda root: spoken(root, "shd"),
    "shd-delays": lambda root: spoken(root, "shd"),
    "ssc": lambda root: spoken(root, "ssc"),
    "nmnist": lambda root: learnable.cameras(root, duration=300.0),
    "dvs-gesture": trials,
    "mnist-100": images,
    "mnist-400": images,
}
"""By recipe: what makes files as it wants them."""


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_takes_files_of_its_layout(tmp_path: Path, name: str) -> None:
    recipe = RECIPES[name]
    network = recipe.network(MADE[name](tmp_path), FEW)
    assert not [problem for problem in recipe.method.refusals(network) if problem.is_fatal]
    assert not [problem for problem in check(network) if problem.is_fatal]
    recipe.method.complete({**recipe.settings, "epochs": recipe.epochs})


def test_gestures_are_cut_by_their_labels_and_parted_by_the_lists_of_trials(tmp_path: Path) -> None:
    cut = gestures(trials(tmp_path))
    for part, users in (("train", {"user01", "user02", "user03", "user10"}), ("test", {"user24", "user25"})):
        files = list((cut / part).glob("*/*/*.aedat"))
        assert {path.parent.name for path in files} == users and len(files) == len(users) * 2 * 3
        for path in files:
            number = int(path.parents[1].name) - 1
            whole = recorded_events(tmp_path / f"{path.parent.name}_{path.stem[:-2]}.aedat", "folder")
            found, begin = recorded_events(path, "folder"), BETWEEN + number * (LONG + BETWEEN)
            own = slice(1 + 41 * number, 41 * (number + 1))  # 40 events a gesture, and one between
            assert found[0].tolist() == (whole[0][own] - begin).tolist() and len(found[0]) == 40
            assert [c.tolist() for c in found[1:]] == [c[own].tolist() for c in whole[1:]]


def test_gestures_of_which_a_cut_was_broken_off_are_cut_again(tmp_path: Path) -> None:
    missing = trials(tmp_path) / "user25_natural_labels.csv"
    labels = missing.read_bytes()
    missing.unlink()
    with pytest.raises(FileNotFoundError, match="user25_natural_labels"):
        gestures(tmp_path)
    missing.write_bytes(labels)
    assert len(list(gestures(tmp_path).glob("*/*/*/*.aedat"))) == 36 and not (tmp_path / "cut.begun").exists()


@pytest.mark.parametrize("gone", ["trials_to_test.txt", "user24_led.aedat", "user24_led_labels.csv"])
def test_the_command_names_a_file_of_the_gestures_that_is_missing(
    tmp_path: Path, gone: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (trials(tmp_path) / gone).unlink()
    monkeypatch.setattr("sys.argv", ["recipes", "dvs-gesture", str(tmp_path)])
    with pytest.raises(SystemExit):
        main()
    said_last = capsys.readouterr().err.splitlines()[-1]
    assert gone in said_last and "{" not in said_last


def test_no_user_of_the_gestures_is_in_two_parts(tmp_path: Path) -> None:
    samples = RECIPES["dvs-gesture"].network(trials(tmp_path), FEW).datasets[0].samples()
    assert samples.tested == 12 and samples.given is not None and samples.given.groups is not None
    users = samples.given.groups
    assert len(set(users[:24].tolist())) == 4 and not set(users[:24].tolist()) & set(users[24:].tolist())


def test_all_gestures_of_a_class_are_read(tmp_path: Path) -> None:
    """More than a folder of recordings reads of a class where nobody says how many."""
    many = trials(tmp_path, kinds=[1, 2, 3, *[8] * 13])
    samples = RECIPES["dvs-gesture"].network(many, FEW).datasets[0].samples()
    assert np.bincount(samples.labels).tolist() == [12, 12, 12, 156]


@pytest.mark.parametrize(("name", "epochs", "small"), [("shd", 16, {"hidden": FEW, "batch": 6}), ("mnist-100", 1, {})])
def test_a_recipe_learns_files_of_its_layout(tmp_path: Path, name: str, epochs: int, small: dict[str, Any]) -> None:
    recipe = RECIPES[name]
    result = learnt(recipe, MADE[name](tmp_path), epochs=epochs, **small)
    assert result.validation is not None and result.test is not None
    assert not set(result.validation.samples.tolist()) & set(result.test.samples.tolist())
    best = max(range(epochs), key=lambda epoch: (result.history[epoch].validation_accuracy, epoch))
    assert result.epoch == best + 1, "the epoch is chosen by what is held back"
    assert result.accuracy > ABOVE_CHANCE and f"bar {100 * recipe.bar:.0f} %" in said(recipe, result)


@pytest.mark.data
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_reaches_its_bar(name: str) -> None:
    root = os.environ.get(FOLDER)
    if not root or not (Path(root) / name).is_dir():
        pytest.skip(f"no folder {name} in the one that {FOLDER} names")
    result = learnt(RECIPES[name], Path(root) / name)
    assert result.accuracy >= RECIPES[name].bar, said(RECIPES[name], result)
