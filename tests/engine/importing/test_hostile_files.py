"""Files from strangers: one sentence for each, and nothing executed, followed or believed."""

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from engine.exporting.formats import formats
from engine.importing import ImportProblem, arrays_for, read_network
from tests.engine.exporting.fitting import fitting
from tests.engine.learning.networks import digits

CATALOGUE = json.loads((Path(__file__).parents[3] / "resources/translations/zh_CN.json").read_text(encoding="utf-8"))


def archive(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)


def header(shape: str, descr: str = "'<f8'") -> bytes:
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


class Trap:
    def __reduce__(self) -> Any:
        return (Path("trap").touch, ())


def pickled(path: Path) -> None:
    content = io.BytesIO()
    np.save(content, np.array([Trap()], dtype=object), allow_pickle=True)
    archive(path, {"about.npy": content.getvalue()})


def external(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.create_dataset("node", (10,), "f8", external=[("/etc/hostname", 0, 80)])


def virtual(path: Path) -> None:
    layout = h5py.VirtualLayout((4,), "f8")
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", shape=(4,))
    with h5py.File(path, "w") as file:
        file.create_virtual_dataset("node", layout)


def linked(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["node"] = h5py.ExternalLink("/etc/hostname", "/")


def immense(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.create_dataset("node", (10**12,), "f8", chunks=(1000,))


def untold(path: Path) -> None:
    archive(path, {"about.npy": _text("{}")})


def _text(about: str) -> bytes:
    content = io.BytesIO()
    np.save(content, np.array(about))
    return content.getvalue()


def strange_model(path: Path) -> None:
    layer = {"name": "a", "model": "neurons/os.system", "size": 1}
    about = {"version": 1, "dt_ms": 1, "layers": [layer], "links": [], "provenance": {}}
    archive(path, {"about.npy": _text(json.dumps(about))})


HOSTILE: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "no zip": (".npz", lambda path: path.write_bytes(b"PK\x03\x04 nothing")),
    "pickle": (".npz", pickled),
    "a promise of numbers": (".npz", lambda p: archive(p, {"about.npy": header("(1000000000000,)")})),
    "a negative shape": (".npz", lambda p: archive(p, {"about.npy": header("(-1,)")})),
    "a header that calls": (".npz", lambda p: archive(p, {"about.npy": header("__import__('os')")})),
    "no description": (".npz", untold),
    "a model that is none": (".npz", strange_model),
    "no safetensors": (".safetensors", lambda path: path.write_bytes(b"\xff" * 64)),
    "an immense header": (".safetensors", lambda p: p.write_bytes((1 << 62).to_bytes(8, "little"))),
    "no HDF5": (".nir", lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n" + b"\0" * 100)),
    "numbers elsewhere": (".nir", external),
    "numbers assembled elsewhere": (".nir", virtual),
    "a link elsewhere": (".nir", linked),
    "an immense array": (".nir", immense),
    "no table": (".csv", lambda path: path.write_text("time,value\n1,2\n", encoding="utf-8")),
    "a table with holes": (".csv", lambda path: path.write_text("array,i,j,k,l,value\na,1,,,,2\n", encoding="utf-8")),
    "a table with words": (".csv", lambda path: path.write_text("array,i,j,k,l,value\na,0,,,,x\n", encoding="utf-8")),
    "a table of a place far away": (
        ".csv",
        lambda path: path.write_text("array,i,j,k,l,value\na,9999999999,9999999999,,,1\n", encoding="utf-8"),
    ),
    "no ONNX": (".onnx", lambda path: path.write_bytes(b"\xff" * 64)),
    "an ONNX of nothing": (".onnx", lambda path: path.write_bytes(b"")),
    "a pickle": (".pt", lambda path: path.write_bytes(pickle.dumps(Trap()))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    suffix, make = HOSTILE[name]
    path = tmp_path / f"file{suffix}"
    make(path)
    with pytest.raises(ImportProblem) as problem:
        read_network(path)
    assert str(problem.value).endswith(".") and "\n" not in str(problem.value)
    assert problem.value.text in CATALOGUE, "it is said in another language, too"
    assert not (tmp_path / "trap").exists()


def test_a_small_file_of_a_large_array_is_not_read(tmp_path: Path) -> None:
    """It was read up to 2 GiB, whatever the size of the file."""
    with h5py.File(tmp_path / "small.nir", "w") as file:
        file.create_dataset("node", (80_000_000,), "f8", chunks=(100_000,), compression="gzip")
    with pytest.raises(ImportProblem, match="promises more"):
        read_network(tmp_path / "small.nir")


@pytest.mark.parametrize("suffix", [f.suffix for f in formats().values()])
def test_a_file_that_is_not_there_is_one_sentence(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem):
        read_network(tmp_path / f"none{suffix}")


@pytest.mark.parametrize("name", formats())
def test_cut_and_flipped_files_never_crash_or_hang(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.importing.nir_inspection.CPU_LIMIT", 3)
    format = formats()[name]
    path = tmp_path / f"good{format.suffix}"
    format.write(fitting(name, hidden=4), path, {})
    content = path.read_bytes()
    rng = np.random.default_rng(7)
    for number in range(4 if format.family == "NIR" else 40):  # a process for each NIR file takes its time
        broken = bytearray(content[: rng.integers(1, len(content))] if number % 2 else content)
        for at in rng.integers(0, min(len(broken), 4000), 3):
            broken[at] ^= 1 << rng.integers(0, 8)
        path.write_bytes(bytes(broken))
        try:
            read_network(path)
        except ImportProblem as problem:
            assert str(problem)  # either outcome is right; any other exception is not


def test_a_pickle_is_told_how_it_becomes_a_file_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "digits.pt"
    path.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(
        ImportProblem, match=r"safetensors.torch.save_file\(torch.load\('digits.pt', weights_only=True\)"
    ):
        read_network(path)


def test_a_file_of_another_shape_says_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "digits.npz"
    formats()["npz"].write(digits(hidden=4), path, {})
    with pytest.raises(ImportProblem, match="has 4 neurons"):
        arrays_for(read_network(path), digits(hidden=5))
