"""Sequences in arrays of files, labels at every step too: as signals of one's own are, where they lie."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets.array_files import ArrayFiles
from engine.datasets.own_signals import OwnSignals
from engine.datasets.sequence_files import SequenceFiles
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import TrainingResult, fit
from engine.model.data import DatasetModel, Unreadable
from engine.network.description import Dataset, NetworkDescription
from engine.problems import NetworkError
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.sampling.randomness import shuffled_by_blocks
from tests.engine.datasets.test_array_files import NAMES, PIECES, WRITERS, Arrays, hdf5, npz, packed_hdf5, small_blocks
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
@pytest.mark.parametrize(("axes", "shape"), [((3,), (3,)), ((4, 5), (4, 5)), ((4, 5, 3), (3, 4, 5))])
def test_labels_at_every_step_are_read_from_every_kind_of_file(
    tmp_path: Path, writer: str, scale: str, axes: tuple[int, ...], shape: tuple[int, ...]
) -> None:
    """HDF5 and Zarr refused them, and moving pictures; an archive that is copied into the project had labels."""
    path = WRITERS[writer](tmp_path / "data", given := sequences(axes))
    x, labels = both_parts(given)
    own = OwnSignals.load({"x": x.astype(float), "labels": labels.astype(float), "scale": scale, "washout": 2.0})
    for more in ({}, PIECES):
        samples = SequenceFiles.load({"file": str(path), "scale": scale, "washout": 2.0, **more})
        assert samples.shape == (TIMES, *shape) == own.shape and samples.tested == 10
        assert samples.signal_shape == (TIMES, math.prod(shape)) and samples.grid == own.grid
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


def following(model: type[DatasetModel], values: dict[str, Any]) -> NetworkDescription:
    """Three channels → 12 neurons → two leaky integrators, of which values are wanted."""
    network = telling("membrane_value").description
    data = replace(network.datasets[0], model=model, parameters=values)
    hidden, out = network.populations
    return replace(network, datasets=(data,), populations=(replace(hidden, size=12), out))


def wanted_series(count: int = 40) -> Arrays:
    """What each channel brought lately, and the difference of the first two; a fifth for the test."""
    x = np.random.default_rng(4).random((count, STEPS, 3)).astype("f4")
    lately = np.cumsum(x[:, :, :2] - 0.5, axis=1)
    both = {"x": x, "wanted": np.stack([lately.sum(axis=2), x[:, :, 0] - x[:, :, 1]], axis=2).astype("f4")}
    first = count - count // 5
    return {
        NAMES[0]: x[:first], NAMES[1]: both["wanted"][:first], NAMES[2]: x[first:], NAMES[3]: both["wanted"][first:]
    }  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS)
def test_wanted_values_are_read_from_every_kind_of_file(tmp_path: Path, writer: str) -> None:
    """They could be typed, or read from a small archive into the project, and were refused here as labels."""
    path = WRITERS[writer](tmp_path / "data", given := wanted_series())
    x, wanted = both_parts(given)
    own = OwnSignals.load({"x": x.astype(float), "wanted": wanted.astype(float), "washout": 2.0})
    for more in ({}, PIECES):
        samples = SequenceFiles.load({"file": str(path), "washout": 2.0, **more})
        assert samples.series is not None and samples.series.shape == wanted.shape and samples.washout == 2.0
        some = np.random.default_rng(1).permutation(40)[:15]
        assert samples.series[some].dtype == float and np.array_equal(samples.series[some], wanted[some])
        assert np.array_equal(samples.series[:], own.series) and samples.names == () == own.names
        assert not samples.labels.any() and samples.step_labels is None and samples.tested == 8
        assert np.allclose(samples.values[:], own.values[:], atol=1e-7) and samples.in_pieces == bool(more)
    assert SequenceFiles.is_labelled({"file": str(path)})


def test_wanted_values_stand_under_usual_names_and_may_have_other_times(tmp_path: Path) -> None:
    x, wanted = np.random.default_rng(1).random((5, 6, 2)), np.random.default_rng(2).normal(size=(5, 3, 1))
    path = hdf5(tmp_path / "a", {"inputs": x, "wanted": wanted})
    assert SequenceFiles.recognises(path) and not ArrayFiles.recognises(path)
    series = SequenceFiles.load({"file": str(path)}).series
    assert series is not None and np.array_equal(series[:], wanted)


def weights(model: type[DatasetModel], values: dict[str, Any]) -> TrainingResult:
    told = {"learning_rate": 0.02}
    return fit(following(model, values), SurrogateGradient, epochs=3, batch=8, validation=0.2, seed=3, settings=told)


def test_weights_are_the_same_whatever_file_the_wanted_values_are_read_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_blocks, "BLOCK", 1 << 20)  # so that every file is one block, and samples come in one order
    given = wanted_series()
    files = [npz(tmp_path / "a", given), packed_hdf5(tmp_path / "b", given)]
    if find_spec("zarr"):
        files.append(WRITERS["zarr 3"](tmp_path / "c", given))
    for more in ({}, PIECES):
        first, *others = [weights(SequenceFiles, {"file": str(file), **more}) for file in files]
        assert first.history[-1].validation_loss < first.history[0].validation_loss
        for other in others:
            assert all(np.array_equal(other.arrays[key], first.arrays[key]) for key in first.arrays)
            assert [e.loss for e in other.history] == [e.loss for e in first.history]


def test_an_epoch_reads_each_block_of_wanted_values_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks that are shuffled together count both arrays, else those of the wider one are let go too soon."""
    monkeypatch.setattr(_blocks, "MIXED", 1 << 14)
    given = wanted_series(100)
    given = {name: np.tile(a, 4) if name in NAMES[1::2] else a[:, :, :1] for name, a in given.items()}
    samples = SequenceFiles.load({"file": str(npz(tmp_path / "a", given)), **PIECES})
    read: Counter[str] = Counter()
    plain = _file_rows.StoredRows.read

    def counted(self: _file_rows.StoredRows, first: int, last: int) -> Any:
        read[f"{self.shape[2]} from {first} of {self.shape[0]}"] += 1
        return plain(self, first, last)

    monkeypatch.setattr(_file_rows.StoredRows, "read", counted)
    assert samples.blocks is not None and samples.series is not None
    trained, _ = SequenceFiles.split(samples, {})
    order = shuffled_by_blocks(2, (3, 4), trained, samples.blocks, 0)
    for part in np.array_split(order, len(order) // 4):
        assert len(samples.values[part]) == len(samples.series[part])
    assert set(read.values()) == {1} and len(read) > 20


def test_wanted_values_that_change_while_they_are_read_end_it(tmp_path: Path) -> None:
    path = npz(tmp_path / "a", wanted_series())
    samples = SequenceFiles.load({"file": str(path), **PIECES})
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(Unreadable) as error:
        assert samples.series is not None and len(samples.series[:])
    assert error.value.code == "data.changed"


X = np.random.default_rng(1).random((4, 6, 2))
WRONG: dict[str, tuple[Arrays, dict[str, Any], str]] = {
    "other times": (
        {"x": np.ones((4, 6, 2)), "y": np.zeros((4, 5), "u1")}, {},
        "The labels y of a.h5, which Mine reads, are 4 × 5; 4 are wanted, one for each sample, or 4 × 6, one for each "
        "of its times.",
    ),
    "labels below 0": (
        {"x": np.ones((4, 6, 2)), "y": np.full((4, 6), -1)}, {},
        "The labels y of a.h5, which Mine reads, are 4 × 6, one for each time, and hold -1, which is no class.",
    ),
    "labels of a time in one part": (
        sequences() | {"y_test": np.zeros(10, "u1")}, {},
        "Of the samples in a.h5, which Mine reads, those to learn and those of the test are not told alike: y_train "
        "are 40 × 6, and y_test 10.",
    ),
    "too many axes": (
        {"x": np.ones((4, 6, 2, 2, 1, 3)), "y": np.zeros((4, 6), "u1")}, {},
        "The array x of a.h5, which Mine reads, is 4 × 6 × 2 × 2 × 1 × 3; sequences are samples × times × channels, "
        "moving pictures samples × times × rows × columns, or with their channels last.",
    ),
    "no array of that name": (
        {"x": X, "y": X}, {"arrays": "x, goal"}, "a.h5, which Mine reads, has no array goal; it has x, y.",
    ),
    "wanted values of other samples": (
        {"x": X, "y": X[:3]}, {},
        "The wanted values y of a.h5, which Mine reads, are 3 × 6 × 2; 4 samples need 4 × times × values.",
    ),
    "no wanted value": (
        {"x": X, "y": X[:, :, :0]}, {}, "The wanted values y of a.h5, which Mine reads, are 4 × 6 × 0; 4 samples need",
    ),
    "wanted words": ({"x": X, "y": np.full((4, 6, 2), b"up")}, {}, "The array y of a.h5, which Mine reads, holds no"),
    "wanted values that are no numbers": (
        {"x": X, "y": np.where(X > 0.5, np.nan, X)}, {},
        "The values y of a.h5, which Mine reads, hold NaN or infinity, first in its sample 0, counted from 0.",
    ),
    "wanted values without an axis of values": (
        {"x": X, "y": X[:, :, 0]}, {},
        "The labels y of a.h5, which Mine reads, are 4 × 6, one for each time, and hold 0.511822, which is no class. "
        "Number the classes from 0; save values that are wanted at each time as 4 × 6 × 1, samples × times × values.",
    ),
    "wanted values of a test alone": (
        wanted_series() | {NAMES[1]: np.zeros(32, "u1")}, {},
        "Of the samples in a.h5, which Mine reads, those to learn and those of the test are not told alike: y_train "
        "are 32, and y_test 8 × 20 × 2.",
    ),
    "wanted values of another shape": (
        wanted_series() | {NAMES[3]: np.zeros((8, STEPS, 1), "f4")}, {},
        "The wanted values y_test of a.h5, which Mine reads, are 20 × 1 of a sample, and others are 20 × 2.",
    ),
    "a washout of single labels": (
        {"x": np.random.default_rng(1).random((4, 6, 2)), "y": np.arange(4) % 2}, {"washout": 1.0},
        "Mine has a washout, and wants neither values nor labels at every step.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("more", [{}, PIECES])
def test_what_is_no_sequence_is_one_sentence(tmp_path: Path, wrong: str, more: dict[str, Any]) -> None:
    given, settings, sentence = WRONG[wrong]
    values = {"file": str(hdf5(tmp_path / "a", given)), **settings, **more}
    with pytest.raises(NetworkError) as error:
        Dataset("data", SequenceFiles, values, title="Mine").samples()
    assert len(error.value.problems) == 1 and str(error.value).startswith(sentence), str(error.value)


Y = np.tile(np.arange(6) % 2, (4, 1))
HOLED = np.where(np.arange(48).reshape(4, 6, 2) == 29, np.nan, X)
SPOILT: dict[str, tuple[Arrays, str]] = {
    "texts": ({"x": X, "y": Y.astype(str)}, "The labels y of a.npz, which Mine reads, are no numbers."),
    "kept as objects": ({"x": X, "y": Y.astype(object)}, "The labels y of a.npz, which Mine reads, are no numbers."),
    "broken numbers": ({"x": X, "y": Y + 0.5}, "The labels y of a.npz, which Mine reads, are 4 × 6, one for each time"),
    "labels that are unknown": (
        {"x": X, "y": Y * np.nan},
        "The labels y of a.npz, which Mine reads, are 4 × 6, one for each time, and hold nan, which is no class.",
    ),
    "a label alone": ({"x": X, "y": np.array(1)}, "a.npz has 1 label for 4 samples, which Mine reads."),
    "labels of fewer": ({"x": X, "y": Y[:3]}, "a.npz has 3 labels for 4 samples, which Mine reads."),
    "a column for each class and place": (
        {"x": X, "y": np.zeros((4, 6, 3, 1), "u1")}, "The labels y of a.npz, which Mine reads, are 4 × 6 × 3 × 1;",
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


@pytest.mark.parametrize("labels", [np.arange(24).reshape(6, 4).T % 3, np.zeros((4, 6, 2), order="F")])
def test_labels_and_wanted_values_that_lie_column_by_column_are_refused(tmp_path: Path, labels: Any) -> None:
    """Labels of a transposed array were read in the order of the file: each time had the label of another."""
    values = {"file": str(npz(tmp_path / "a", {"x": X, "y": labels}))}
    with pytest.raises(NetworkError, match=r"The array y of a.npz, which Mine reads, lies column by column\."):
        Dataset("data", SequenceFiles, values, title="Mine").samples()


@pytest.mark.parametrize("writer", WRITERS)
def test_cut_files_of_wanted_values_give_samples_or_one_sentence(tmp_path: Path, writer: str) -> None:
    path = WRITERS[writer](tmp_path / "data", wanted_series())
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for seed in range(12 if path.suffix != ".h5" else 2):
        random = np.random.default_rng(seed)
        victim = files[int(random.integers(len(files)))]
        whole = victim.read_bytes()
        victim.write_bytes(whole[: random.integers(1, len(whole))] if seed else b"")
        try:
            read = Dataset("d", SequenceFiles, {"file": str(path), **PIECES}, title="Mine").samples()
            assert read.series is None or np.isfinite(read.series[:]).all()
        except NetworkError as error:
            assert len(error.problems) == 1 and "{" not in str(error), seed
        except Unreadable as error:  # of a piece of a store that is cut short Zarr may make other numbers each time
            assert path.suffix == ".zarr" and error.code == "data.changed", seed
        victim.write_bytes(whole)
