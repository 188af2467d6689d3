"""Arrays in files: found by their names, read at once or in pieces, and one sentence for whatever else is there."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import child_process
from engine.checking.network import check
from engine.datasets.array_files import ArrayFiles
from engine.datasets.shd_files import ShdFiles
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from tests.engine.datasets.files import shd
from tests.engine.learning.networks import projection

PIECES = {"reading": "in pieces"}
NAMES = ("x_train", "y_train", "x_test", "y_test")
Arrays = dict[str, NDArray[Any]]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(_blocks, "BLOCK", 300)
    monkeypatch.setattr(_blocks, "MIXED", 900)
    monkeypatch.setattr(_blocks, "SPARE", 0)
    monkeypatch.setattr(_file_rows, "PACKED_BLOCK", 400)
    monkeypatch.setattr(_file_rows, "FEED", 64)
    _files.forget()
    yield
    _files.forget()


def arrays(kind: str = "u1", shape: tuple[int, ...] = (5, 4), names: tuple[str, ...] = NAMES) -> Arrays:
    random = np.random.default_rng(7)
    found: Arrays = {}
    for place, count in ((0, 90), (2, 30)):
        if place < len(names):
            found[names[place]] = random.normal(100.0, 40.0, (count, *shape)).clip(0, 255).astype(kind)
            found[names[place + 1]] = (np.arange(count) % 4).astype("u1")
    return found


def npz(path: Path, given: Arrays) -> Path:
    np.savez(path.with_suffix(".npz"), allow_pickle=False, **given)
    return path.with_suffix(".npz")


def packed_npz(path: Path, given: Arrays) -> Path:
    np.savez_compressed(path.with_suffix(".npz"), allow_pickle=False, **given)
    return path.with_suffix(".npz")


def hdf5(path: Path, given: Arrays, **options: Any) -> Path:
    import h5py

    with h5py.File(path.with_suffix(".h5"), "w") as file:
        for name, array in given.items():
            own = {k: v[: array.ndim] if isinstance(v, tuple) else v for k, v in options.items()}
            file.create_dataset(name, data=array, **(own if array.ndim > 1 else {}))
    return path.with_suffix(".h5")


def chunked(path: Path, given: Arrays) -> Path:
    return hdf5(path, given, chunks=(7, 3, 2, 2, 2))


def packed_hdf5(path: Path, given: Arrays) -> Path:
    return hdf5(path, given, chunks=True, compression="gzip", shuffle=True, fletcher32=True)


def large_chunks(path: Path) -> Path:
    import h5py

    with h5py.File(path, "w") as file:
        file.create_dataset("x", (2, 1 << 14, 1 << 14), "u1", chunks=(2, 1 << 14, 1 << 14), compression="gzip")
        file["y"] = np.arange(2)
    return path


def zarr_store(version: int, **options: Any) -> Callable[[Path, Arrays], Path]:
    def write(path: Path, given: Arrays) -> Path:
        zarr = pytest.importorskip("zarr", reason="the package zarr, of the extra of that name, is not installed")
        group = zarr.open_group(str(path.with_suffix(".zarr")), mode="w", zarr_format=version)
        for name, array in given.items():
            group.create_array(name, data=array, chunks=(7, *array.shape[1:]), **options)
        return path.with_suffix(".zarr")

    return write


WRITERS: dict[str, Callable[[Path, Arrays], Path]] = {
    "npz": npz, "packed npz": packed_npz, "hdf5": hdf5, "chunked hdf5": chunked, "packed hdf5": packed_hdf5,
    "zarr 2": zarr_store(2), "zarr 3": zarr_store(3),
}  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("kind", ["u1", ">i2", "f4", "f8", "?"])
@pytest.mark.parametrize("scale", ["from lowest to highest", "each channel from lowest to highest"])
def test_every_kind_of_file_gives_the_numbers_that_were_written(
    tmp_path: Path, writer: str, kind: str, scale: str
) -> None:
    if kind == "?":
        given = {name: array > 100 if array.ndim > 1 else array for name, array in arrays("f8").items()}
    else:
        given = arrays(kind)
    path = WRITERS[writer](tmp_path / "data", given)
    values = np.concatenate([given["x_train"], given["x_test"]]).reshape(120, 20).astype(np.float64)
    together = None if scale == "from lowest to highest" else 0
    low, span = values.min(axis=together), np.ptp(values, axis=together)
    expected = np.divide(values - low, span, out=np.zeros_like(values), where=span > 0)
    for more in ({}, PIECES):
        samples = ArrayFiles.load({"file": str(path), "scale": scale, **more})
        assert samples.in_pieces == bool(more) and samples.shape == (5, 4) and samples.tested == 30
        some = np.random.default_rng().permutation(120)[:50]
        assert np.array_equal(samples.values[some], expected[some])
        assert np.array_equal(samples.values[:], expected) and np.array_equal(samples.values[17], expected[17])
        assert samples.labels.tolist() == [*given["y_train"].tolist(), *given["y_test"].tolist()]


@pytest.mark.parametrize("shape", [(6,), (4, 3), (4, 3, 1), (1, 4, 3)])
def test_rows_and_pictures_are_samples_and_axes_of_one_are_left_out(tmp_path: Path, shape: tuple[int, ...]) -> None:
    samples = ArrayFiles.load({"file": str(npz(tmp_path / "a", arrays(shape=shape)))} | PIECES)
    assert samples.shape == tuple(n for n in shape if n > 1) and samples.is_images == (len(samples.shape) == 2)


def test_names_are_usual_ones_or_given(tmp_path: Path) -> None:
    for names in (("images", "labels"), ("train_images", "train_labels", "test_images", "test_labels"), ("X", "y")):
        samples = ArrayFiles.load({"file": str(npz(tmp_path / "a", arrays(names=names)))})
        assert samples.tested == (30 if len(names) > 2 else 0) and samples.names == ("0", "1", "2", "3")
    path = npz(tmp_path / "b", arrays(names=("left", "right", "up", "down")))
    assert ArrayFiles.load({"file": str(path), "arrays": "left, right, up, down"}).tested == 30
    np.save(tmp_path / "c.npy", arrays()["x_train"])
    alone = {"file": str(tmp_path / "c.npy")}
    assert ArrayFiles.load(alone).labels.tolist() == [-1] * 90 and not ArrayFiles.is_labelled(alone)
    assert ArrayFiles.is_labelled({"file": str(path), "arrays": "left, right"})


def network(given: dict[str, Any]) -> NetworkDescription:
    return NetworkDescription(
        1.0,
        datasets=(Dataset("data", ArrayFiles, given, sample_time=6.0, title="Mine"),),
        encoders=(Encoder("code", find("encoders/poisson"), "data", {"max_rate": 900.0}),),
        populations=(Population("out", find("neurons/discrete_leaky_integrate_and_fire"), 4),),
        projections=(projection("in", "code", "out", weight=Uniform(0.0, 0.4)),),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )  # type: ignore[arg-type]


def said(given: dict[str, Any]) -> list[str]:
    return [str(p) for p in check(network(given)) if p.is_fatal]


def test_training_in_pieces_goes_on_from_a_checkpoint_with_all_in_memory(tmp_path: Path) -> None:
    given = {"file": str(packed_npz(tmp_path / "a", arrays()))}
    whole = fit(network(given | PIECES), SurrogateGradient, epochs=3, batch=7)
    stop = lambda progress: len(progress.history) < 1  # noqa: E731
    begun = fit(network(given | PIECES), SurrogateGradient, epochs=3, batch=7, on_progress=stop)
    again = fit(network(given), SurrogateGradient, epochs=3, batch=7, resume=begun.checkpoint)
    assert np.array_equal(whole.arrays["in", "weight"], again.arrays["in", "weight"])


WRONG: dict[str, tuple[Callable[[Path], tuple[Path, dict[str, Any]]], str]] = {
    "no file of arrays": (
        lambda folder: ((folder / "a.npz").write_bytes(b"nothing of it") and folder / "a.npz", {}),
        "a.npz, which Mine reads, is no file of arrays (NPZ, NPY, HDF5, Zarr).",
    ),
    "unknown names": (
        lambda folder: (npz(folder / "a", {"one": np.ones((3, 2)), "two": np.ones(3)}), {}),
        "The names of the arrays of a.npz do not tell Mine which are values and labels: one, two.",
    ),
    "a name that is not there": (
        lambda folder: (npz(folder / "a", arrays()), {"arrays": "z"}),
        "a.npz, which Mine reads, has no array z; it has x_train, y_train, x_test, y_test.",
    ),
    "too many axes": (
        lambda folder: (npz(folder / "a", arrays(shape=(2, 3, 4))), {}),
        "The array x_train of a.npz, which Mine reads, is 90 × 2 × 3 × 4; samples are rows of numbers, or pictures.",
    ),
    "words": (
        lambda folder: (npz(folder / "a", {"x": np.array(["a", "b"]), "y": np.arange(2)}), {}),
        "The array x of a.npz, which Mine reads, holds no numbers.",
    ),
    "by columns": (
        lambda folder: (npz(folder / "a", {"x": np.asfortranarray(np.ones((4, 3))), "y": np.arange(4)}), {}),
        "The array x of a.npz, which Mine reads, lies column by column.",
    ),
    "labels of others": (
        lambda folder: (npz(folder / "a", {"x": np.ones((4, 3)), "y": np.arange(5)}), {}),
        "a.npz has 5 labels for 4 samples, which Mine reads.",
    ),
    "packed otherwise": (
        lambda folder: (hdf5(folder / "a", arrays(), chunks=True, compression="lzf"), {}),
        "a.h5, which Mine reads, is packed by LZF.",
    ),
    "parts of other shapes": (
        lambda folder: (npz(folder / "a", arrays() | {"x_test": np.ones((30, 2, 2), "u1")}), {}),
        "The samples of a.npz are 2 × 2, and others that Mine reads are 5 × 4.",
    ),
    "labels below 0": (
        lambda folder: (npz(folder / "a", {"x": np.ones((4, 3)), "y": np.arange(4) - 1}), {}),
        "The labels y of a.npz, which Mine reads, hold -1; labels are whole numbers from 0 to 99,999.",
    ),
    "not finite": (
        lambda folder: (npz(folder / "a", {"x": np.array([[1.0], [np.nan]]), "y": np.arange(2)}), {}),
        "The values x of a.npz, which Mine reads, hold NaN or infinity, first in its sample 1, counted from 0.",
    ),
    "beyond what encoders read": (
        lambda folder: (npz(folder / "a", {"x": np.array([[1], [7.5]]), "y": np.arange(2)}), {"scale": "as they are"}),
        "The values x of a.npz, which Mine reads, go from 1 to 7.5, and encoders read from 0 to 1.",
    ),
    "large pieces": (
        lambda folder: (large_chunks(folder / "a.h5"), {}),
        "The array x of a.h5, which Mine reads, is packed in pieces of 536,870,912 bytes.",
    ),
}  # fmt: skip


def promised_npy(folder: Path) -> Path:
    with (folder / "a.npy").open("wb") as file:
        shape = {"descr": "|u1", "fortran_order": False, "shape": (1_000_000_000, 2)}
        np.lib.format.write_array_header_1_0(file, shape)
        file.write(bytes(100))
    return folder / "a.npy"


def never_written(folder: Path) -> Path:
    import h5py

    with h5py.File(folder / "a.h5", "w") as file:
        file.create_dataset("x", (10**12, 28, 28), "u1", chunks=(100, 28, 28))
        file.create_dataset("y", (10**12,), "u1", chunks=(10**6,))
    return folder / "a.h5"


@pytest.mark.parametrize(
    ("make", "words"),
    [(promised_npy, "promises 2,000,000,128 bytes and holds fewer"), (never_written, "The samples of Mine need about")],
)
@pytest.mark.parametrize("more", [{}, PIECES])
def test_a_small_file_that_promises_much_takes_nothing(
    tmp_path: Path, make: Callable[[Path], Path], words: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_blocks, "BLOCK", 1 << 20)
    monkeypatch.setattr("engine.checking.memory.free_memory", lambda: 1 << 40)  # however much there is
    path = make(tmp_path)
    tracemalloc.start()
    with pytest.raises(NetworkError, match=words):
        Dataset("data", ArrayFiles, {"file": str(path), **more}, title="Mine").samples()
    assert tracemalloc.get_traced_memory()[1] < 1 << 26
    tracemalloc.stop()


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("more", [{}, PIECES])
def test_a_wrong_file_gets_one_sentence(tmp_path: Path, wrong: str, more: dict[str, str]) -> None:
    make, sentence = WRONG[wrong]
    path, settings = make(tmp_path)
    given = {"file": str(path), **settings, **more}
    with pytest.raises(NetworkError) as error:
        Dataset("data", ArrayFiles, given, title="Mine").samples()
    assert len(error.value.problems) == 1 and str(error.value).startswith(sentence), str(error.value)
    assert all(found.startswith(sentence) for found in said(given))


@pytest.mark.parametrize("writer", WRITERS)
def test_cut_and_changed_files_never_give_more_than_a_sentence(tmp_path: Path, writer: str) -> None:
    path = WRITERS[writer](tmp_path / "data", arrays())
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for seed in range(40 if path.suffix != ".h5" else 4):
        random = np.random.default_rng(seed)
        victim = files[int(random.integers(len(files)))]
        whole = victim.read_bytes()
        data = bytearray(whole)
        for place in random.integers(0, len(data) if seed % 2 else min(len(data), 200), 3):
            data[place] = random.integers(256)
        victim.write_bytes(data[: random.integers(1, len(data) + 1)] if seed % 3 == 0 else data)
        for more in ({}, PIECES):
            try:
                samples = Dataset("d", ArrayFiles, {"file": str(path), **more}, title="Mine").samples()
                read = samples.values[:]
            except NetworkError as error:
                assert len(error.problems) == 1 and "{" not in str(error), seed
            else:
                assert np.isfinite(read).all() and 0.0 <= read.min() <= read.max() <= 1.0, seed
        victim.write_bytes(whole)


def test_a_store_without_its_package_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zarr", None)
    (tmp_path / "a.zarr").mkdir()
    (tmp_path / "a.zarr" / "zarr.json").write_text("{}", encoding="utf-8")
    for path in (tmp_path / "a.zarr", tmp_path / "a.zarr" / "zarr.json"):
        assert ArrayFiles.recognises(path)
        assert said({"file": str(path)}) == [
            f"{path.name}, which Mine reads, is a Zarr store, and the Python package zarr is not there."
            " Install it (pip install zarr)."
        ]


def test_sources_of_hdf5_files_know_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spikes, others = shd(tmp_path / "train.h5", [([0.1], [3])], [0]), hdf5(tmp_path / "a", arrays())
    assert [ArrayFiles.recognises(spikes), ArrayFiles.recognises(others)] == [False, True]
    assert ShdFiles.recognises(spikes)
    small = npz(tmp_path / "b", arrays())
    assert not ArrayFiles.recognises(small), "a small archive is kept in the project"
    monkeypatch.setattr("engine.datasets.array_files.LARGE", 100)
    assert ArrayFiles.recognises(small)


@pytest.mark.parametrize(("chunks", "processes"), [((7, 3, 2), 1), ((1, 1, 1), 2)])
def test_one_look_into_an_hdf5_file_finds_where_all_arrays_of_few_pieces_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunks: tuple[int, ...], processes: int
) -> None:
    path = hdf5(tmp_path / "data", arrays("f4"), chunks=chunks)
    looks = Mock(wraps=child_process.finished)
    monkeypatch.setattr(child_process, "finished", looks)
    samples = ArrayFiles.load({"file": str(path), "scale": "from lowest to highest"})
    assert looks.call_count == processes  # the training images lie in 1,800 pieces of one number
    assert np.ptp(samples.values[:]) == 1.0 and samples.values[:].shape == (120, 20)
