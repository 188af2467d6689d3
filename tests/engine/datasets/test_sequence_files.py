"""Sequences in arrays of files, labels at every step too: as signals of one's own are, where they lie."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets.array_files import ArrayFiles
from engine.datasets.own_signals import OwnSignals
from engine.datasets.sequence_files import SequenceFiles
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.network.description import Dataset
from engine.problems import NetworkError
from tests.engine.datasets.test_array_files import NAMES, PIECES, WRITERS, Arrays, hdf5, npz, small_blocks
from tests.engine.learning.test_labels_at_steps import STEPS, signals, telling

__all__ = ["small_blocks"]
TIMES = 6


def sequences(channels: tuple[int, ...] = (3,)) -> Arrays:
    """Sequences of 6 times with a label of each, 40 to train on and 10 to test."""
    random, found = np.random.default_rng(2), Arrays()
    for place, count in ((0, 40), (2, 10)):
        found[NAMES[place]] = random.normal(size=(count, TIMES, *channels)).astype("f4")
        found[NAMES[place + 1]] = random.integers(0, 4, (count, TIMES)).astype("u1")
    return found


def both_parts(given: Arrays) -> tuple[np.ndarray, np.ndarray]:
    values, labels = (np.concatenate([given[NAMES[k]], given[NAMES[k + 2]]]) for k in (0, 1))
    return values, labels


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("scale", ["from lowest to highest", "each channel from lowest to highest"])
def test_labels_at_every_step_are_read_from_every_kind_of_file(tmp_path: Path, writer: str, scale: str) -> None:
    """HDF5 and Zarr refused them; a table or an archive that is copied into the project had them."""
    path = WRITERS[writer](tmp_path / "data", given := sequences())
    x, labels = both_parts(given)
    own = OwnSignals.load({"x": x.astype(float), "labels": labels.astype(float), "scale": scale, "washout": 2.0})
    for more in ({}, PIECES):
        samples = SequenceFiles.load({"file": str(path), "scale": scale, "washout": 2.0, **more})
        assert samples.shape == (TIMES, 3) and samples.signal_shape == (TIMES, 3) and samples.tested == 10
        assert samples.in_pieces == bool(more) and samples.washout == 2.0 and samples.names == own.names
        assert samples.values[:] == pytest.approx(own.values[:], abs=1e-7)
        assert np.array_equal(samples.step_labels, labels) and np.array_equal(samples.labels, labels[:, -1])


def test_one_channel_needs_no_axis_and_a_sequence_may_have_one_label(tmp_path: Path) -> None:
    given = sequences(())
    samples = SequenceFiles.load({"file": str(hdf5(tmp_path / "a", given))})
    assert samples.shape == (TIMES, 1) and samples.step_labels is not None
    one = given | {name: given[name][:, 0] for name in NAMES[1::2]}
    samples = SequenceFiles.load({"file": str(hdf5(tmp_path / "b", one))})
    assert samples.step_labels is None and np.array_equal(samples.labels, both_parts(one)[1])


def test_labels_of_every_time_say_that_a_file_holds_sequences(tmp_path: Path) -> None:
    given = sequences()
    ours, pictures = hdf5(tmp_path / "a", given), given | {name: given[name][:, 0] for name in NAMES[1::2]}
    others = hdf5(tmp_path / "b", pictures)
    assert [model.recognises(ours) for model in (ArrayFiles, SequenceFiles)] == [False, True]
    assert [model.recognises(others) for model in (ArrayFiles, SequenceFiles)] == [True, False]
    assert not SequenceFiles.recognises(npz(tmp_path / "c", given)), "a small archive is kept in the project"


def test_a_network_learns_labels_at_every_step_from_pieces_of_a_file(tmp_path: Path) -> None:
    x, labels = signals()
    path = hdf5(tmp_path / "a", {"x": x, "y": labels})
    values = {"file": str(path), "scale": "as they are", "washout": 3.0, **PIECES}
    network = telling().description
    data = replace(network.datasets[0], model=SequenceFiles, parameters=values)
    found = fit(replace(network, datasets=(data,)), SurrogateGradient, epochs=2, batch=8, validation=0.2)
    assert found.history[-1].loss < found.history[0].loss
    assert found.test is not None and found.test.step_labels is not None
    assert found.test.step_labels.shape[1] == STEPS - 3


WRONG: dict[str, tuple[Arrays, dict[str, Any], str]] = {
    "other times": (
        {"x": np.ones((4, 6, 2)), "y": np.zeros((4, 5), "u1")}, {},
        "The labels y of a.h5, which Mine reads, are 4 × 5; 4 are wanted, one for each sample, or 4 × 6, one for each "
        "of its times.",
    ),
    "labels below 0": (
        {"x": np.ones((4, 6, 2)), "y": np.full((4, 6), -1)}, {},
        "The labels y of a.h5, which Mine reads, hold -1; labels are whole numbers from 0 to 99,999.",
    ),
    "labels of a time in one part": (
        sequences() | {"y_test": np.zeros(10, "u1")}, {},
        "Of the samples in a.h5, which Mine reads, some have a label for each time and others one alone: y_train are "
        "40 × 6, and y_test 10.",
    ),
    "too many axes": (
        {"x": np.ones((4, 6, 2, 2)), "y": np.zeros((4, 6), "u1")}, {},
        "The array x of a.h5, which Mine reads, is 4 × 6 × 2 × 2; sequences are samples × times × channels.",
    ),
    "a washout of single labels": (
        {"x": np.random.default_rng(1).random((4, 6, 2)), "y": np.arange(4) % 2}, {"washout": 1.0},
        "Mine has a washout, and wants neither values nor labels at every step.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_sequence_is_one_sentence(tmp_path: Path, wrong: str) -> None:
    given, more, sentence = WRONG[wrong]
    values = {"file": str(hdf5(tmp_path / "a", given)), **more}
    with pytest.raises(NetworkError) as error:
        Dataset("data", SequenceFiles, values, title="Mine").samples()
    assert len(error.value.problems) == 1 and str(error.value).startswith(sentence), str(error.value)


X, Y = np.random.default_rng(1).random((4, 6, 2)), np.tile(np.arange(6) % 2, (4, 1))
HOLED = np.where(np.arange(48).reshape(4, 6, 2) == 29, np.nan, X)
SPOILT: dict[str, tuple[Arrays, str]] = {
    "texts": ({"x": X, "y": Y.astype(str)}, "The labels y of a.npz, which Mine reads, are no numbers."),
    "kept as objects": ({"x": X, "y": Y.astype(object)}, "The labels y of a.npz, which Mine reads, are no numbers."),
    "broken numbers": ({"x": X, "y": Y + 0.5}, "The labels y of a.npz, which Mine reads, hold 0.5; labels are whole"),
    "labels that are unknown": ({"x": X, "y": Y * np.nan}, "The labels y of a.npz, which Mine reads, hold nan; labels"),
    "a label alone": ({"x": X, "y": np.array(1)}, "a.npz has 1 labels for 4 samples, which Mine reads."),
    "labels of fewer": ({"x": X, "y": Y[:3]}, "a.npz has 3 labels for 4 samples, which Mine reads."),
    "a column for each class": (
        {"x": X, "y": np.zeros((4, 6, 3), "u1")}, "The labels y of a.npz, which Mine reads, are 4 × 6 × 3; 4 are",
    ),
    "no samples": ({"x": X[:0], "y": Y[:0]}, "The array x of a.npz, which Mine reads, is 0 × 6 × 2; sequences are"),
    "no times": ({"x": X[:, :0], "y": Y[:, :0]}, "The array x of a.npz, which Mine reads, is 4 × 0 × 2; sequences"),
    "a hole": (
        {"x": X, "y": Y, "x_test": HOLED, "y_test": Y},
        "The values x_test of a.npz, which Mine reads, hold NaN or infinity, first in its sample 2, counted from 0.",
    ),
    "too far apart": (
        {"x": (2 * X - 1) * 1.7e308, "y": Y}, "The values x of a.npz, which Mine reads, go from -1.",
    ),
    "names of ones own": (
        {"in": X, "out": Y}, "The names of the arrays of a.npz do not tell Mine which are values and labels: in, out.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT)
def test_spoilt_sequences_say_what_is_wrong_and_where(tmp_path: Path, spoilt: str) -> None:
    """Whatever was wrong with labels was one sentence, and of texts that NumPy keeps as objects a file cut short."""
    given, sentence = SPOILT[spoilt]
    np.savez(tmp_path / "a.npz", **given)
    with pytest.raises(NetworkError) as error:
        Dataset("data", SequenceFiles, {"file": str(tmp_path / "a.npz")}, title="Mine").samples()
    assert len(error.value.problems) == 1 and str(error.value).startswith(sentence), str(error.value)


@pytest.mark.parametrize("writer", ["npz", "hdf5"])
@pytest.mark.parametrize("kind", ["f8", "u1", "?"])
def test_samples_for_the_test_may_be_numbers_of_another_type(tmp_path: Path, writer: str, kind: str) -> None:
    """They were told to be no numbers."""
    given = sequences()
    given["x_test"] = (given["x_test"] * 3).astype(kind)
    path, x = WRITERS[writer](tmp_path / "a", given), both_parts(given)[0].astype(float)
    for more in ({}, PIECES):
        samples = SequenceFiles.load({"file": str(path), **more})
        assert samples.values[:] == pytest.approx((x - x.min()) / np.ptp(x), abs=1e-7)


@pytest.mark.parametrize("suffix", [".npz", ".h5"])
def test_a_file_cut_anywhere_is_one_sentence(tmp_path: Path, suffix: str) -> None:
    whole = WRITERS[{".npz": "npz", ".h5": "hdf5"}[suffix]](tmp_path / "whole", sequences()).read_bytes()
    path = tmp_path / f"cut{suffix}"
    for share in (0.0, 0.002, 0.5, 0.99):
        path.write_bytes(whole[: int(share * len(whole))])
        with pytest.raises(NetworkError) as error:
            Dataset("data", SequenceFiles, {"file": str(path)}, title="Mine").samples()
        assert len(error.value.problems) == 1 and str(error.value).startswith(f"{path.name}, which Mine reads, is no ")
