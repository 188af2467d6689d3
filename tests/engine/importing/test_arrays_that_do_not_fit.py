"""What is wrong with an array of a file of weights is said of that array, and whole numbers are numbers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.exporting.formats.npz import Npz
from engine.importing import ImportProblem, weights_for
from tests.engine.exporting.fitting import fitting

NETWORK = fitting("npz", hidden=4)
WEIGHT, BETA = "code_to_hidden.weight", "hidden.beta"


@pytest.fixture
def arrays(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "whole.npz"
    Npz.write(NETWORK, path, {})
    with np.load(path) as kept:
        return dict(kept)


def read(arrays: dict[str, Any], folder: Path) -> Any:
    path = folder / "changed.npz"
    np.savez(path, **arrays)
    return weights_for(NETWORK, path)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (WEIGHT, lambda w: np.where(w == w[0, 0], np.nan, w), "does not hold finite numbers"),
        (WEIGHT, lambda w: w > 0, "does not hold finite numbers"),
        (WEIGHT, lambda w: w[None], "3; needed: 1, 2, 4"),
        (BETA, lambda b: b[0], "0; needed: 1"),
        (BETA, lambda b: b[:3], "3 numbers for 4 neurons"),
        ("out.bias", lambda b: b[:1], "1 number for 10 neurons"),
        (WEIGHT, lambda w: w.T, "hidden needs (4, 64)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_array_is_named(
    name: str, change: Any, said: str, arrays: dict[str, Any], tmp_path: Path
) -> None:
    arrays[name] = change(arrays[name])
    with pytest.raises(ImportProblem) as refused:
        read(arrays, tmp_path)
    assert said in str(refused.value) and (name in str(refused.value) or "code → hidden" in str(refused.value))


def test_an_array_that_is_missing_is_named_and_not_the_description(arrays: dict[str, Any], tmp_path: Path) -> None:
    del arrays[WEIGHT]
    with pytest.raises(ImportProblem, match=WEIGHT):
        read(arrays, tmp_path)


@pytest.mark.parametrize("is_described", [True, False])
def test_a_number_that_no_neuron_may_have_is_refused_and_not_drawn(
    is_described: bool, arrays: dict[str, Any], tmp_path: Path
) -> None:
    arrays[BETA] = np.array([0.5, 0.5, 2.0, 0.5])
    if not is_described:
        del arrays["about"]
    with pytest.raises(ImportProblem, match=r"beta of hidden is 2 there; it must be at least 0 and at most 1\."):
        read(arrays, tmp_path)


def test_whole_numbers_are_taken(arrays: dict[str, Any], tmp_path: Path) -> None:
    arrays[WEIGHT] = np.round(10 * arrays[WEIGHT]).astype(np.int8)
    assert np.array_equal(read(arrays, tmp_path)["in", "weight"], arrays[WEIGHT])
