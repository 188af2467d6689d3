"""Samples that stay in their files: the same numbers, an order by blocks, bounded memory, and nothing learnt lost."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import child_process
from engine.checking.network import check
from engine.datasets.idx_files import IdxFiles
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population
from engine.network.values import Uniform
from engine.problems import NetworkError, Problem
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.sampling.randomness import shuffled, shuffled_by_blocks, stream
from engine.simulation.arrays.presentation import shuffled_samples
from engine.simulation.simulation import Simulation
from tests.engine.datasets.files import idx, mnist
from tests.engine.learning.networks import projection

PIECES = {"reading": "in pieces"}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Blocks of a few samples, so that small files have many."""
    monkeypatch.setattr(_blocks, "BLOCK", 100)
    monkeypatch.setattr(_blocks, "MIXED", 300)
    monkeypatch.setattr(_file_rows, "PACKED_BLOCK", 150)
    monkeypatch.setattr(_file_rows, "FEED", 64)
    monkeypatch.setattr(_blocks, "SPARE", 0)
    _files.forget()
    yield
    _files.forget()


def network(given: dict[str, Any], split: str = "test") -> NetworkDescription:
    lif = find("neurons/discrete_leaky_integrate_and_fire")
    return NetworkDescription(
        1.0,
        datasets=(Dataset("data", IdxFiles, given, sample_time=6.0, title="Mine", split=split),),
        encoders=(Encoder("code", find("encoders/poisson"), "data", {"max_rate": 900.0}),),
        populations=(Population("out", lif, 4),),
        projections=(projection("in", "code", "out", weight=Uniform(0.0, 0.4)),),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )  # type: ignore[arg-type]


def of_data(given: dict[str, Any]) -> list[Problem]:
    return [problem for problem in check(network(given)) if problem.code.startswith("data.")]


@pytest.mark.parametrize("end", ["", ".gz"])
@pytest.mark.parametrize("axes", ["as stored", "swapped"])
@pytest.mark.parametrize("most", [1e9, 23.0])
def test_samples_that_stay_in_their_files_are_those_that_are_read_at_once(
    tmp_path: Path, end: str, axes: str, most: float
) -> None:
    given = {"file": str(mnist(tmp_path, end=end)), "axes": axes, "most": most}
    whole, pieces = IdxFiles.load(given), IdxFiles.load(given | PIECES)
    assert pieces.in_pieces and not whole.in_pieces and pieces.values.shape == whole.values.shape
    assert np.array_equal(pieces.labels, whole.labels) and pieces.tested == whole.tested
    random = np.random.default_rng()
    for _ in range(20):
        some = random.integers(-len(whole.labels), len(whole.labels), random.integers(1, 30))
        assert np.array_equal(pieces.values[some], whole.values[some])
        assert np.array_equal(pieces.values[int(some[0])], whole.values[int(some[0])])
    assert np.array_equal(pieces.values[3:40:5], whole.values[3:40:5])
    assert np.array_equal(pieces.values[:], whole.values[:])
    assert pieces.values[[]].shape == (0, 20)  # type: ignore[index]
    with pytest.raises(IndexError):
        pieces.values[len(whole.labels)]


@pytest.mark.parametrize("kind", ["i1", "i2", "i4", "f4", "f8"])
@pytest.mark.parametrize("end", ["", ".gz"])
def test_numbers_of_any_type_are_scaled_by_the_lowest_and_the_highest_of_all(
    tmp_path: Path, kind: str, end: str
) -> None:
    array = np.random.default_rng().normal(0.0, 50.0, (40, 3, 2)).astype(kind)
    images = idx(tmp_path / f"train-images-idx3-ubyte{end}", array)
    idx(tmp_path / f"train-labels-idx1-ubyte{end}", (np.arange(40) % 4).astype("u1"))
    whole, pieces = IdxFiles.load({"file": str(images)}), IdxFiles.load({"file": str(images)} | PIECES)
    assert np.array_equal(pieces.values[:], whole.values[:])
    assert pieces.values[:].min() == 0.0 and pieces.values[:].max() == 1.0


def test_an_order_by_blocks_has_all_samples_once_and_reads_no_block_twice() -> None:
    random = np.random.default_rng()
    for _ in range(20):
        starts = np.cumsum([0, *random.integers(1, 9, 30)])
        count, mixed = int(starts[-1]) + 5, int(random.integers(2, 6))
        indices = random.permutation(count)[: random.integers(1, count)]
        layout, seed = _blocks.FileBlocks(starts, mixed), int(random.integers(1 << 31))
        order = shuffled_by_blocks(seed, (1, 2), indices, layout, 0)
        assert sorted(order) == sorted(indices)
        assert np.array_equal(order, shuffled_by_blocks(seed, (1, 2), np.sort(indices), layout, 0))
        of = np.searchsorted(starts, order, "right") - 1
        spans = [np.flatnonzero(of == block) for block in np.unique(of)]
        for first in {int(span[0]) for span in spans}:  # of blocks that are open at once there are few
            assert sum(span[0] <= first <= span[-1] for span in spans) <= mixed
        if len(order) > 40:
            assert not np.array_equal(order, shuffled_by_blocks(seed, (1, 2), indices, layout, 1))
            assert not np.array_equal(order, shuffled_by_blocks(seed + 1, (1, 2), indices, layout, 0))


def test_blocks_are_shuffled_among_all_of_a_file() -> None:
    layout = _blocks.FileBlocks(np.arange(0, 600, 10), 5)
    orders = [shuffled_by_blocks(1, (1, 2), np.arange(600), layout, epoch) for epoch in range(3)]
    windows = [[set((order[low : low + 50] // 10).tolist()) for low in range(0, 600, 50)] for order in orders]
    assert all(len(window) == 5 for found in windows for window in found)
    assert windows[0] != windows[1] != windows[2] and all(max(found[0]) - min(found[0]) > 5 for found in windows)


def test_what_is_in_memory_is_shuffled_as_a_whole_and_what_is_not_by_blocks(tmp_path: Path) -> None:
    given = {"file": str(mnist(tmp_path))}
    indices = np.arange(3, 39)
    whole = shuffled_samples("d", "training order", IdxFiles.load(given), indices, 5, 2)
    assert np.array_equal(whole, indices[shuffled(5, stream("d", "training order"), 36, 2)])
    pieces = IdxFiles.load(given | PIECES)
    order = shuffled_samples("d", "training order", pieces, indices, 5, 2)
    assert sorted(order) == indices.tolist() and not np.array_equal(order, whole)
    numbers = pieces.values.numbers  # type: ignore[attr-defined]
    read = []
    real = numbers._read
    numbers._read = lambda *block: read.append(block) or real(*block)
    for low in range(0, 36, 4):
        pieces.values[order[low : low + 4]]
    assert len(read) == len(set(read)) == 8, "each block once"


def test_parts_have_the_same_samples_and_those_in_pieces_have_them_in_the_order_of_the_file(tmp_path: Path) -> None:
    images = idx(tmp_path / "train-images-idx3-ubyte", np.zeros((90, 2, 2), "u1"))
    idx(tmp_path / "train-labels-idx1-ubyte", (np.arange(90) % 4).astype("u1"))
    given = {"file": str(images)}
    whole, pieces = (IdxFiles.split(IdxFiles.load(given | more), given | more) for more in ({}, PIECES))
    for first, second in zip(whole, pieces, strict=True):
        assert sorted(first) == second.tolist() != first.tolist()


def test_a_permutation_is_the_same_drawn_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shuffled(3, 4, 1000, 2)
    monkeypatch.setattr("engine.sampling.randomness.SHUFFLED", 7)
    assert np.array_equal(shuffled(3, 4, 1000, 2), whole)


def trained(given: dict[str, Any], **options: Any) -> Any:
    return fit(network(given), SurrogateGradient, seed=3, batch=7, settings={"learning_rate": 0.05}, **options)


def same(first: Any, second: Any) -> bool:
    return all(np.array_equal(first.arrays[key], second.arrays[key]) for key in first.arrays)


def free(monkeypatch: pytest.MonkeyPatch, count: float) -> None:
    """So many bytes are free, and nothing is known of before."""
    monkeypatch.setattr("engine.checking.memory.free_memory", lambda: count)
    _files.forget()


def test_what_does_not_fit_is_trained_in_pieces_the_same_for_any_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"file": str(mnist(tmp_path, train=400, test=40))}
    asked = trained(given | PIECES, epochs=3, validation=0.1)
    monkeypatch.setattr(_blocks, "OWN", 1)
    monkeypatch.setattr("engine.learning.training.admission.crowded", lambda *_: None)  # by so little memory
    found = []
    for bytes_free in (20_000.0, 30_000.0):
        free(monkeypatch, bytes_free)
        (problem,) = of_data(given)
        assert not problem.is_fatal and "are read in pieces" in str(problem) and "Mine would take" in str(problem)
        found.append(trained(given, epochs=3, validation=0.1))
    assert same(asked, found[0]) and same(asked, found[1]) and asked.history[0].loss == found[0].history[0].loss
    free(monkeypatch, 1e9)
    assert of_data(given) == [] and not same(asked, trained(given, epochs=3, validation=0.1))
    free(monkeypatch, 1000.0)
    (problem,) = of_data(given)
    assert problem.is_fatal and str(problem).startswith("The samples of Mine need")


@pytest.mark.parametrize("pieces_first", [True, False])
@pytest.mark.parametrize("validation", [0.0, 0.2])
def test_a_resumed_training_goes_on_in_its_order_whatever_memory_there_is_now(
    tmp_path: Path, pieces_first: bool, validation: float
) -> None:
    images = idx(tmp_path / "train-images-idx3-ubyte", np.random.default_rng(1).integers(0, 256, (90, 5, 4), "u1"))
    idx(tmp_path / "train-labels-idx1-ubyte", (np.arange(90) % 4).astype("u1"))  # divided by seed, in its order
    at_once: dict[str, Any] = {"file": str(images)}
    first, then = (at_once | PIECES, at_once) if pieces_first else (at_once, at_once | PIECES)
    whole = trained(first, epochs=4, validation=validation)
    begun = trained(first, epochs=4, validation=validation, on_progress=lambda p: len(p.history) < 2)
    assert begun.cancelled and begun.stopped_by is None
    resumed = trained(then, epochs=4, validation=validation, resume=begun.checkpoint)
    assert same(whole, resumed) and resumed.accuracy == whole.accuracy and len(resumed.history) == 4
    assert not same(whole, trained(then, epochs=4, validation=validation))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 300)


def gone(path: Path) -> None:
    path.unlink()


def changed(path: Path) -> None:
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (cut, "train-images-idx3-ubyte, which Mine reads piece by piece, is no longer what it was when reading began."),
        (changed, "train-images-idx3-ubyte, which Mine reads piece by piece, is no longer what it was"),
        (gone, "train-images-idx3-ubyte, which Mine reads, cannot be opened."),
    ],
)
def test_a_file_that_changes_between_epochs_ends_a_training_with_what_was_learnt(
    tmp_path: Path, harm: Callable[[Path], None], sentence: str
) -> None:
    images = mnist(tmp_path, train=200)
    given = {"file": str(images)} | PIECES
    whole = trained(given, epochs=4)
    content, state = images.read_bytes(), images.stat().st_mtime_ns

    def progressed(progress: Any) -> bool:
        if len(progress.history) == 2 and progress.arrays is not None:
            harm(images)
        return True

    result = trained(given, epochs=4, on_progress=progressed, checkpoint=tmp_path / "kept.npz")
    assert result.cancelled and len(result.history) == 2 and str(result.stopped_by).startswith(sentence)
    assert all(np.isfinite(array).all() for array in result.arrays.values())
    images.write_bytes(content)
    os.utime(images, ns=(state, state))
    again = trained(given, epochs=4, resume=tmp_path / "kept.npz")
    assert same(whole, again) and again.stopped_by is None
    harm(images)
    _files.forget()
    if harm is not changed:
        with pytest.raises(NetworkError) as error:
            trained(given, epochs=4)
        assert len(error.value.problems) == 1


def test_test_samples_that_cannot_be_read_lose_nothing_that_was_learnt(tmp_path: Path) -> None:
    images = mnist(tmp_path, train=60, test=60)
    given = {"file": str(images)} | PIECES

    def progressed(progress: Any) -> bool:
        if len(progress.history) == 2 and progress.arrays is not None:
            changed(images.with_name("t10k-images-idx3-ubyte"))
        return True

    result = trained(given, epochs=2, on_progress=progressed)
    assert result.stopped_by is not None and "t10k-images" in str(result.stopped_by) and result.test is None
    assert len(result.history) == 2 and result.cancelled and np.isnan(result.accuracy)


def test_damage_in_the_middle_of_a_packed_file_is_found_before_anything_is_learnt(tmp_path: Path) -> None:
    images = mnist(tmp_path, train=400, end=".gz")
    data = bytearray(images.read_bytes())
    data[len(data) // 2] ^= 255
    images.write_bytes(data)
    with pytest.raises(NetworkError) as error:
        trained({"file": str(images)} | PIECES)
    assert "which Mine reads, is damaged." in str(error.value) or "holds fewer" in str(error.value)


def test_a_run_shows_samples_that_stay_in_their_files(tmp_path: Path) -> None:
    given = {"file": str(mnist(tmp_path, test=60))}
    found = []
    for values in (given, given | PIECES):
        spikes = Simulation(network(values), backend="numpy", seed=4).advance(40).spikes["code"]
        found.append((spikes.steps.tolist(), spikes.neurons.tolist()))
    assert found[0] == found[1] and len(found[0][0]) > 20
    simulation = Simulation(network(given | PIECES), backend="numpy", seed=4)
    simulation.advance(3)
    gone(Path(given["file"]).with_name("t10k-images-idx3-ubyte"))
    with pytest.raises(NetworkError, match="which Mine reads, cannot be opened"):
        simulation.advance(300)


def test_nothing_is_cut_without_a_word(tmp_path: Path) -> None:
    given: dict[str, Any] = {"file": str(mnist(tmp_path))}
    assert of_data(given) == []
    warnings = of_data(given | {"most": 12.0})
    assert [str(p) for p in warnings] == [
        "train-images-idx3-ubyte holds 40 samples; Mine reads the first 12."
        " Set a larger number in the properties of Mine to read more."
    ] and not warnings[0].is_fatal  # of the ten images of the test none is left out
    assert IdxFiles.most.default >= 1e9


COUNT = 8_000_000
LIMIT = 1400  # MiB: 96 bytes a sample, the blocks, and Python with its libraries
MEASURE = f"""
import sys
import numpy as np
from engine.checking.network import check
from engine.datasets.idx_files import IdxFiles
from engine.learning.training.parts import TrainingParts
from engine.network.description import Dataset, NetworkDescription
data = Dataset("d", IdxFiles, {{"file": sys.argv[1], "reading": "in pieces"}})
assert not [p for p in check(NetworkDescription(1.0, datasets=(data,))) if p.code.startswith("data.")]
samples = data.samples()
parts = TrainingParts(data, samples, 1, 0.1)
order = parts.order(0)
for first in range(0, 20_000, 100):
    assert not samples.values[order[first : first + 100]].any()
assert samples.values.shape == ({COUNT}, 784) and len(parts.train) + len(parts.held) + len(parts.test) == {COUNT}
lines = open("/proc/self/status").read().splitlines()  # that of resource counts the parent's, too
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="files without content, and the unit of the memory, are Linux's")
def test_eight_million_images_are_taken_all_and_memory_stays_small(tmp_path: Path) -> None:
    images = tmp_path / "train-images-idx3-ubyte"
    for path, head, size in (
        (images, struct.pack(">BBBBIII", 0, 0, 8, 3, COUNT, 28, 28), 784),
        (tmp_path / "train-labels-idx1-ubyte", struct.pack(">BBBBI", 0, 0, 8, 1, COUNT), 1),
    ):
        path.write_bytes(head)
        os.truncate(path, len(head) + COUNT * size)  # nothing of it is on the disk
    ended = child_process.finished(["-c", MEASURE, str(images)], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) < LIMIT
