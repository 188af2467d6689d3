"""Arrays of gigabytes in files that hold nothing: all samples are taken, and little memory."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import child_process

COUNT = 3_000_000


def sparse_npz(folder: Path) -> Path:
    """An archive of 2.4 GB of zeros that takes no room: members without packing, and a file with holes."""
    path = folder / "large.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, shape in (("y", (COUNT,)), ("x", (COUNT, 28, 28))):
            head = Path(folder / "head")
            with head.open("wb") as file:
                np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})
            archive.write(head, f"{name}.npy")
    whole = path.read_bytes()
    sizes, content, at = {}, {}, 0
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            begin = member.header_offset
            size = 30 + len(member.filename) + member.file_size
            content[member.filename] = whole[begin : begin + size]
            sizes[member.filename] = int(np.prod({"y.npy": (COUNT,), "x.npy": (COUNT, 28, 28)}[member.filename]))
    with path.open("wb") as file:
        places = {}
        for name, data in content.items():
            places[name] = at
            full = len(data) - 30 - len(name) + sizes[name]
            file.seek(at)
            file.write(data[:18] + np.array([full, full], "<u4").tobytes() + data[26:])
            at += len(data) + sizes[name]
        file.truncate(at)
        file.seek(at)
        begin = at
        for name, data in content.items():
            full = len(data) - 30 - len(name) + sizes[name]
            entry = b"PK\1\2" + b"\x14\0" + data[4:18] + np.array([full, full], "<u4").tobytes() + data[26:30]
            file.write(entry + bytes(10) + np.array([places[name]], "<u4").tobytes() + name.encode())
        end = file.tell()
        counts = np.array([0, 0, 2, 2], "<u2").tobytes() + np.array([end - begin, begin], "<u4").tobytes()
        file.write(b"PK\5\6" + counts + bytes(2))
    return path


def filled_hdf5(folder: Path) -> Path:
    """A file whose chunks were never written, but for one."""
    import h5py

    with h5py.File(folder / "large.h5", "w") as file:
        x = file.create_dataset("x", (COUNT, 28, 28), "u1", chunks=(256, 28, 28), fillvalue=3, compression="gzip")
        x[1000:1001] = 9
        file.create_dataset("y", (COUNT,), "u1", chunks=True)
    return folder / "large.h5"


def filled_zarr(folder: Path) -> Path:
    zarr = pytest.importorskip("zarr", reason="the package zarr, of the extra of that name, is not installed")
    group = zarr.open_group(str(folder / "large.zarr"), mode="w")
    x = group.create_array("x", shape=(COUNT, 28, 28), dtype="u1", chunks=(4096, 28, 28), fill_value=3)
    x[1000:1001] = 9
    group.create_array("y", shape=(COUNT,), dtype="u1", chunks=(1 << 20,))
    return folder / "large.zarr"


MEASURE = f"""
import sys
import numpy as np
from engine.datasets.array_files import ArrayFiles
from engine.learning.training.parts import TrainingParts
from engine.network.description import Dataset
data = Dataset("d", ArrayFiles, {{"file": sys.argv[1], "reading": "in pieces"}})
samples = data.samples()
order = TrainingParts(data, samples, 1, 0.0).order(0)
for first in range(0, 10_000, 100):
    samples.values[order[first : first + 100]]
assert samples.values.shape == ({COUNT}, 784) and samples.values[1000].any() == ("npz" not in sys.argv[1])
lines = open("/proc/self/status").read().splitlines()  # that of resource counts the parent's, too
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="files without content, and the unit of the memory, are Linux's")
@pytest.mark.parametrize("make", [sparse_npz, filled_hdf5, filled_zarr])
def test_files_larger_than_the_memory_that_is_used(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    ended = child_process.finished(["-c", MEASURE, str(path)], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) < 900  # MiB, of which 96 bytes a sample, and zarr itself
    assert sum(f.stat().st_blocks for f in ([path] if path.is_file() else path.rglob("*"))) < 1 << 17
