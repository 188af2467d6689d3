"""A small file never takes much memory, and what is unpacked lies there twice at most; measured in a process."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.document import content_hash
from app.document.examples import one_neuron
from app.document.file import file_format
from app.document.file.array_file import array_bytes
from app.document.file.file_format import FileProblem, open_document, save
from engine.files import npz
from engine.files.unpacking import ANY, SHARE, Budget, TooLarge, most
from engine.importing import ImportProblem

ROOT = Path(__file__).parents[3]
MIB = 2**20
LARGE, TOO_LARGE = 96, 600  # MiB: beside the first, what else a process takes meanwhile is little
MEASURED = """
import sys
from pathlib import Path
from app.document.file.file_format import FileProblem, open_document

def peak():
    status = Path("/proc/self/status").read_text()  # a child's usage begins at its parent's
    return int(status.partition("VmHWM:")[2].split()[0])

open_document(Path(sys.argv[1]))
before = peak()
try:
    open_document(Path(sys.argv[2]))
    print("opened")
except FileProblem as problem:
    print(problem)
print((peak() - before) / 1024)
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory is asked of Linux")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.spikeloom"
    save(one_neuron.draw(), path)
    return path


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read(file_format.MANIFEST))
    return found


def packed(path: Path, manifest: dict[str, Any], **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(file_format.MANIFEST, json.dumps(manifest, separators=(",", ":")))
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def with_array(small: Path, array: np.ndarray, digest: str) -> Path:
    """A project of one array."""
    manifest = manifest_of(small)
    manifest["nodes"][1]["parameters"]["bias"] = {"is": "array", "sha256": digest}
    name = f"{file_format.ARRAYS}{digest}.npy"
    return packed(small.with_name("zeros.spikeloom"), manifest, **{name: array_bytes(array)})


def opened(small: Path, path: Path) -> tuple[str, float]:
    """What is said of a project, and the MiB that opening it took at its highest."""
    command = [sys.executable, "-c", MEASURED, str(small), str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said, taken = done.stdout.splitlines()
    return said, float(taken)


def test_an_array_is_in_memory_once_and_what_looks_at_it_beside(small: Path) -> None:
    """It was there twice, and its copy: a file of 14 MB took 2.1 GB."""
    zeros = np.zeros(LARGE * MIB // 8)
    zeros[::100] = np.random.default_rng(1).random(len(zeros[::100]))
    path = with_array(small, zeros, content_hash(zeros))
    assert path.stat().st_size < LARGE * MIB / 30
    said, taken = opened(small, path)
    assert said == "opened" and LARGE <= taken < 1.5 * LARGE


def test_an_array_that_a_file_of_this_size_may_not_hold_is_not_unpacked(small: Path) -> None:
    path = with_array(small, np.zeros(TOO_LARGE * MIB // 8), "0" * 64)  # nobody comes to look at what it is
    said, taken = opened(small, path)
    assert "larger" in said and taken < 50


def test_a_manifest_takes_no_more_than_twice_what_is_reckoned(small: Path) -> None:
    manifest = manifest_of(small)
    manifest["nodes"][1]["parameters"] = {f"{number:x}": 1 for number in range(200_000)}
    path = packed(small.with_name("many.spikeloom"), manifest)
    text = json.dumps(manifest, separators=(",", ":")).encode()
    reckoned = file_format.VALUE * sum(map(text.count, file_format.BEGINNINGS)) / MIB
    said, taken = opened(small, path)
    assert said == "opened" and taken < 2 * reckoned + len(text) / MIB


def test_a_manifest_of_millions_of_values_is_not_read(small: Path) -> None:
    """One of 60 MB took 3 GB."""
    manifest = manifest_of(small)
    manifest["links"][0]["bends"] = [[0, 0]] * 1_500_000
    said, taken = opened(small, packed(small.with_name("bends.spikeloom"), manifest))
    assert "larger" in said and taken < 100


def test_one_checkpoint_of_many_trainings_counts_as_often_as_it_is_unpacked(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    monkeypatch.setattr(Budget, "take", lambda self, amount: taken.append(amount))
    with zipfile.ZipFile(small, "a") as archive:
        archive.writestr(f"{file_format.CHECKPOINTS}1.npz", b"x" * 1000)
    with zipfile.ZipFile(small) as archive:
        for _ in range(2):
            # of a whole file the budget is taken for other members, too
            file_format._member(archive, f"{file_format.CHECKPOINTS}1.npz", Budget(0))
    assert taken == [1000, 1000]


def test_one_budget_is_for_all_that_a_file_holds() -> None:
    budget = Budget(1000)
    budget.take(ANY)
    budget.take(SHARE * 1000)
    with pytest.raises(TooLarge):
        budget.take(1)


def test_what_this_program_saves_is_always_within_its_budget(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrays are stored as they are, so that a large project is a large file."""
    monkeypatch.setattr("engine.files.unpacking.ANY", MIB)
    document = one_neuron.draw()
    node = next(node for node in document.nodes.values() if node.kind == "population")
    reference = document.keep_array(np.random.default_rng(1).random(MIB))
    document.put(replace(node, parameters={**node.parameters, "bias": reference}))
    path = small.with_name("large.spikeloom")
    save(document, path)
    assert most(path.stat().st_size) < 40 * MIB
    assert np.array_equal(open_document(path).array(reference), document.array(reference))


def test_an_archive_of_weights_is_not_unpacked_beyond_its_size(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("a.npy", "w") as a:
        np.save(a, np.zeros(TOO_LARGE * MIB // 8))
    with pytest.raises(ImportProblem, match="unfold"):
        npz.contents(path)


def many(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield hashlib.sha256(str(number).encode()).digest()


def test_the_beginning_of_an_array_needs_no_copy_of_the_rest() -> None:
    from app.document.file.array_file import array_from

    data = bytearray(array_bytes(np.frombuffer(b"".join(many(1000)), "<i8")))
    array = array_from(data)
    assert np.shares_memory(array, np.frombuffer(data, np.uint8)) and not array.flags.writeable


def test_an_unfinished_file_is_refused(small: Path) -> None:
    content = small.read_bytes()
    for share in (0.2, 0.7, 0.99):
        small.write_bytes(content[: int(share * len(content))])
        with pytest.raises(FileProblem, match="damaged"):
            open_document(small)
