"""NumPy's own archive: named arrays and a description as text in ``about``.

Archives are read without pickle, and without believing what their headers promise.
"""

from __future__ import annotations

import io
import lzma
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.files.problem import ImportProblem
from engine.files.unpacking import BUDGET, most

MOST_MEMBERS = 10_000
BROKEN = (
    OSError, ValueError, EOFError, KeyError, TypeError, SyntaxError, OverflowError, MemoryError,
    RuntimeError,  # of members that are locked, packed in unknown ways or nested without end
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, tokenize.TokenError,
)  # fmt: skip
"""What Python's and NumPy's readers raise where an archive or a header is spoilt."""


def packed(arrays: Mapping[str, NDArray[Any]], about: str) -> bytes:
    """An archive that ``numpy.load`` opens without pickle."""
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, about=np.array(about), **arrays)
    return content.getvalue()


def contents(path: Path) -> tuple[dict[str, NDArray[Any]], str | None]:
    """Every array by name, and the description where there is one; raises :class:`ImportProblem`."""
    arrays = _arrays(path)
    about = arrays.pop("about", None)
    return arrays, str(about) if about is not None and about.dtype.kind == "U" else None


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            room = min(BUDGET, most(path.stat().st_size))
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > room:
                raise ImportProblem("{file} would unfold into more than this program accepts.", file=path.name)
            return {m.filename.removesuffix(".npy"): _array(archive, m, path.name) for m in members}
    except BROKEN as error:
        if isinstance(error, ImportProblem):
            raise
        raise ImportProblem("{file} is not a NumPy archive that can be read.", file=path.name) from error


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> NDArray[Any]:
    """One member of a ``file``; its header is checked against its true size before room is made for it."""
    with archive.open(member) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of headers that Python 2 wrote
        version = npy.read_magic(stream)
        reader = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = reader(stream)
        if dtype.hasobject:
            raise ImportProblem(
                "{member} of {file} holds Python objects, which are never loaded.", member=member.filename, file=file
            )
        if int(np.prod(shape, dtype=object)) * dtype.itemsize > member.file_size:
            raise ImportProblem(
                "{member} of {file} promises more numbers than it holds.", member=member.filename, file=file
            )
    with archive.open(member) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(npy.read_array(stream, allow_pickle=False))
