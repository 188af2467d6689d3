"""Groups beside the samples of IDX files and of arrays: nobody is in two parts, and nothing else changes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.datasets.array_files import ArrayFiles
from engine.datasets.idx_files import IdxFiles
from engine.network.description import Dataset, NetworkDescription
from engine.samples.large import AS_FITS, IN_PIECES
from engine.simulation.arrays.presentation import training_parts
from tests.engine.datasets.files import idx

COUNT, TESTED = 60, 20
WRITERS = np.repeat([7, 2, 900, 4, 30], COUNT // 5)


def written(folder: Path, kind: str, writers: Any = WRITERS, tested: bool = False) -> Dataset:
    """Pictures of four classes by five writers, with test samples of nobody who is told or without any."""
    random = np.random.default_rng(2)
    parts = {"train": COUNT, "t10k": TESTED} if tested else {"train": COUNT}
    given: dict[str, Any] = {} if writers is None else {"writer": writers}
    for part, count in parts.items():
        pictures, labels = random.integers(0, 256, (count, 5, 4)).astype("u1"), (np.arange(count) % 4).astype("u1")
        idx(folder / f"{part}-images-idx3-ubyte", pictures)
        idx(folder / f"{part}-labels-idx1-ubyte", labels)
        given |= {"x_train": pictures, "y_train": labels} if part == "train" else {"x_test": pictures, "y_test": labels}
    np.savez(folder / "arrays.npz", allow_pickle=False, **given)
    if writers is not None and writers.dtype.kind == "i":
        idx(folder / "train-groups-idx1-ubyte", writers.astype("i4"))
    file = folder / ("train-images-idx3-ubyte" if kind == "idx" else "arrays.npz")
    return Dataset("d", IdxFiles if kind == "idx" else ArrayFiles, {"file": str(file)}, title="Mine")


def parts_of(dataset: Dataset) -> list[np.ndarray[Any, Any]]:
    samples = dataset.samples()
    train, test = dataset.model.split(samples, dataset.parameters)
    return [*training_parts("d", train, samples.labels, 3, 0.2, samples.given), test]


@pytest.mark.parametrize("reading", [AS_FITS, IN_PIECES])
@pytest.mark.parametrize("kind", ["idx", "arrays"])
def test_nobody_is_in_two_parts(kind: str, reading: str, tmp_path: Path) -> None:
    dataset = written(tmp_path, kind)
    if reading == IN_PIECES:
        dataset = Dataset("d", dataset.model, {**dataset.parameters, "reading": reading}, title="Mine")
    people = [set(WRITERS[part].tolist()) for part in parts_of(dataset)]
    assert people[2] == {30} and len(people[1]) == 1 and len(people[0]) == 3
    assert not people[0] & people[1] and set.union(*people) == set(WRITERS.tolist())


@pytest.mark.parametrize("kind", ["idx", "arrays"])
def test_test_files_stay_the_test_and_groups_choose(kind: str, tmp_path: Path) -> None:
    kept, held, test = parts_of(written(tmp_path, kind, tested=True))
    assert np.array_equal(test, np.arange(COUNT, COUNT + TESTED))
    assert len(set(WRITERS[held].tolist())) == 1 and not set(WRITERS[held].tolist()) & set(WRITERS[kept].tolist())


@pytest.mark.parametrize("writers", [None, np.full(COUNT, 3)])
@pytest.mark.parametrize("kind", ["idx", "arrays"])
def test_none_or_one_writer_divides_as_before(kind: str, writers: Any, tmp_path: Path) -> None:
    dataset = written(tmp_path, kind, writers)
    assert dataset.samples().given is None
    assert all(np.bincount(dataset.samples().labels[part], minlength=4).all() for part in parts_of(dataset))


@pytest.mark.parametrize(
    ("kind", "writers"),
    [("idx", np.arange(COUNT - 1)), ("arrays", np.arange(COUNT - 1)), ("arrays", np.linspace(0, 1, COUNT))],
)
def test_groups_that_are_none_get_one_sentence(kind: str, writers: Any, tmp_path: Path) -> None:
    told = [str(p) for p in check(NetworkDescription(1.0, datasets=(written(tmp_path, kind, writers),))) if p.is_fatal]
    name = "train-groups-idx1-ubyte" if kind == "idx" else "arrays.npz"
    assert len(told) == 1 and told[0].startswith(
        f"The groups in {name} are no whole numbers, one for each of the 60 training samples that Mine reads."
    )


def test_an_array_of_another_name_is_the_fifth_that_is_named(tmp_path: Path) -> None:
    pictures = np.zeros((6, 3, 3), "u1")
    np.savez(tmp_path / "a.npz", allow_pickle=False, p=pictures, c=np.arange(6) % 2, who=np.arange(6) // 2)
    dataset = Dataset("d", ArrayFiles, {"file": str(tmp_path / "a.npz"), "arrays": "p, c, , , who"})
    assert [part.tolist() for part in dataset.model.split(dataset.samples(), dataset.parameters)] == [
        [0, 1, 2, 3], [4, 5],
    ]  # fmt: skip
