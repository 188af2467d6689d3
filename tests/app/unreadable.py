"""Files that cannot be read, of every kind and in every way, and what may be said of one."""

from __future__ import annotations

import ctypes
import io
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

POSIX = sys.platform != "win32"
KINDS = (
    ".spikeloom", ".nir", ".npz", ".npy", ".safetensors", ".csv", ".tsv", ".onnx", ".py", ".txt", ".pt", ".json", ".h5",
    ".wav", ".aedat4", "",
)  # fmt: skip
BEGINNINGS = {
    ".nir": b"\x89HDF\r\n\x1a\n",
    ".wav": b"RIFF",
}
MUCH = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }".ljust(117) + b"\n"
HEADER = b"\x93NUMPY\x01\x00" + len(MUCH).to_bytes(2, "little") + MUCH


def promising(kind: str) -> bytes:
    """A beginning as of such a kind, that promises more than any disk holds."""
    if kind == ".npy":
        return HEADER
    if kind in {".npz", ".spikeloom"}:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("about.npy", HEADER)
        return content.getvalue()
    return BEGINNINGS.get(kind, b"") + b"\xff" * 7 + b"\x3f" + b"9" * 5000


def denied(path: Path, _kind: str) -> None:
    path.write_bytes(b"1,2\n3,4\n")
    path.chmod(0)


WAYS: dict[str, Callable[[Path, str], object]] = {
    "empty": lambda path, _: path.write_bytes(b""),
    "words": lambda path, _: path.write_bytes("No numbers: Grüße.\n".encode()),
    "no text": lambda path, kind: path.write_bytes(BEGINNINGS.get(kind, b"PK\x03\x04") + b"\xff\xfe\x00" * 40),
    "zeros": lambda path, _: path.write_bytes(bytes(4096)),
    "promises": lambda path, kind: path.write_bytes(promising(kind)),
    "missing": lambda path, _: None,
    "folder": lambda path, _: path.mkdir(),
    **(
        {
            "denied": denied,
            "a circle of links": lambda path, _: path.symlink_to(path.name),
            "a pipe": lambda path, _: os.mkfifo(path),
        }
        if POSIX
        else {}
    ),
}
BARE = re.compile(r"Errno|Error\b|Exception|Traceback|NoneType|has no attribute|not subscriptable|`\$|inside Spikeloom")
TO_DO = re.compile(
    r"\b([Cc]hoose|[Dd]rop|[Ww]rite|[Oo]pen|[Nn]ame|[Cc]lose|[Ss]ave|[Cc]opy|Correct|End it|add)\b",
)
LONGEST = 400  # characters


def unmade(path: Path) -> None:
    """Take a file away, whatever it is."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def demand_clear(words: str, path: Path) -> None:
    """It names the file and what to do, in words of our own, on one line."""
    assert path.name in words and words.endswith((".", "”.")) and "\n" not in words and len(words) < LONGEST, words
    assert not BARE.search(words), words
    assert TO_DO.search(words), words


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Rights(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inherited", ctypes.c_uint32))


VERSION = 0x20080522  # of Linux's capabilities
READS_ALL = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


@contextmanager
def like_anybody() -> Iterator[None]:
    """Within, the rights of files count for root, too, and in every thread that begins here."""
    if not POSIX or os.geteuid() != 0:
        yield
        return
    if not sys.platform.startswith("linux"):
        pytest.skip("root may read everything, and cannot give that up here")
    system = ctypes.CDLL(None)
    header, rights = _Header(VERSION, 0), (_Rights * 2)()
    assert system.capget(ctypes.byref(header), rights) == 0
    before = rights[0].effective
    rights[0].effective &= ~READS_ALL
    assert system.capset(ctypes.byref(header), rights) == 0
    try:
        yield
    finally:
        rights[0].effective = before
        assert system.capset(ctypes.byref(header), rights) == 0
