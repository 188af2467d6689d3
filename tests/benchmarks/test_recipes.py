"""Recipes for published data run on made-up files of the same layout; with the files themselves, by ``-m data``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import check
from engine.datasets.digits import Digits
from tests.benchmarks.recipes import RECIPES, learnt, said
from tests.engine.datasets import learnable
from tests.engine.datasets.files import aedat, idx

FOLDER = "SPIKELOOM_DATA"
FEW = 24  # hidden neurons of what need not be learnt well
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


MADE: dict[str, Callable[[Path], Path]] = {
    "shd": lambda root: spoken(root, "shd"),
    "shd-delays": lambda root: spoken(root, "shd"),
    "ssc": lambda root: spoken(root, "ssc"),
    "nmnist": lambda root: learnable.cameras(root, duration=300.0),
    "dvs-gesture": lambda root: learnable.cameras(root, aedat, ".aedat", 128, 1500.0),
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
