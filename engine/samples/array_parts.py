"""The arrays of a file that are values, labels, wanted values and groups of samples."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model import loading
from engine.model.data import Unreadable
from engine.model.declaration import NameList
from engine.problems import Phrase, declare
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples import hdf5_arrays as _hdf5
from engine.samples import numpy_arrays as _numpy
from engine.samples import own as _own
from engine.samples import zarr_arrays as _zarr
from engine.samples.array_in_file import ArrayInFile

HDF5_MAGIC = b"\x89HDF\r\n\x1a\n"
NPY_MAGIC, ZIP_MAGIC = b"\x93NUMPY", b"PK\3\4"
MOST_OF_MOVING = 4  # axes of a sample: times, channels, rows and columns
LARGEST_BLOCK = 1 << 28  # bytes that have to be read together
PLACE_OF_GROUPS = 4  # among the names of arrays
GROUPS = tuple(name for one in _own.GROUPS for name in (one, f"{one}s"))
CHANNELS_FIRST = (0, 1, 4, 2, 3)  # of samples × times × rows × columns × channels
AT_MOST_SHOWN = 12  # names of arrays in a sentence
USUAL = (
    ("x_train", "y_train", "x_test", "y_test"),
    ("train_images", "train_labels", "test_images", "test_labels"),
    ("train/images", "train/labels", "test/images", "test/labels"),
    ("x", "y", "x_test", "y_test"),
    *(
        (values, labels, f"test_{values}", f"test_{labels}")
        for values in ("images", "data", "values", "features", "inputs", "samples", "x")
        for labels in ("labels", "label", "targets", "target", "wanted", "classes")
    ),
)
"""Names that arrays of values, labels or wanted values, and those of a test usually have, in small letters."""

UNUSUAL_NAMES = declare(
    "data.unusual-names",
    "The names of the arrays of {file} do not tell {element} which are values and labels: {found}.",
    "Name the arrays of values and of labels in the properties of {element}.",
)
NO_ARRAY = declare(
    "data.no-array",
    "{file}, which {element} reads, has no array {name}; it has {found}.",
    "Name the arrays of values and of labels in the properties of {element}.",
)
ARRAY_SHAPE = declare(
    "data.array-shape",
    "The array {name} of {file}, which {element} reads, is {shape}; samples are rows of numbers, or pictures.",
    "Name another array in the properties of {element}, or save it with its samples first.",
)
SEQUENCE_SHAPE = declare(
    "data.sequence-shape",
    "The array {name} of {file}, which {element} reads, is {shape}; sequences are samples × times × channels, moving "
    "pictures samples × times × rows × columns, or with their channels last.",
    "Name another array in the properties of {element}, or save it with its samples first and its times second.",
)
ARRAY_KIND = declare(
    "data.array-kind",
    "The array {name} of {file}, which {element} reads, holds no numbers.",
    "Name another array in the properties of {element}.",
)
IN_COLUMNS = declare(
    "data.in-columns",
    "The array {name} of {file}, which {element} reads, lies column by column.",
    "Save it row by row: numpy.ascontiguousarray before numpy.savez.",
)
LARGE_CHUNKS = declare(
    "data.large-chunks",
    "The array {name} of {file}, which {element} reads, is packed in pieces of {size} bytes.",
    "Save it in smaller pieces along its first axis.",
)
LABEL_KIND = declare(
    "data.array-labels-kind",
    "The labels {name} of {file}, which {element} reads, are no numbers.",
    "Number the classes from 0, and save these numbers.",
)
LABEL_VALUE = declare(
    "data.array-labels",
    "The labels {name} of {file}, which {element} reads, hold {value}; labels are whole numbers from 0 to {most}.",
    "Number the classes from 0, or name another array of labels in the properties of {element}.",
)
STEP_LABEL_VALUE = declare(
    "data.step-label-value",
    "The labels {name} of {file}, which {element} reads, are {shape}, one for each time, and hold {value}, which is no "
    "class.",
    "Number the classes from 0; save values that are wanted at each time as {wanted}, samples × times × values.",
)
LABEL_SHAPE = declare(
    "data.array-labels-shape",
    "The labels {name} of {file}, which {element} reads, are {shape}, and not one for each of the "
    "{samples} {samples:sample|samples}.",
    "Save the number of its class for each sample, or name another array of labels in the properties of {element}.",
)
STEP_LABEL_SHAPE = declare(
    "data.step-labels",
    "The labels {name} of {file}, which {element} reads, are {shape}; {samples} are wanted, one for each sample, or "
    "{steps}, one for each of its times.",
    "Save them so, or name another array in the properties of {element}; wanted values are samples × times × values.",
)
LABELS_UNLIKE = declare(
    "data.labels-unlike",
    "Of the samples in {file}, which {element} reads, those to learn and those of the test are not told alike: {name} "
    "are {shape}, and {other} {others}.",
    "Save the labels or wanted values of both for each time, or one label for each sample.",
)
NOT_FINITE = declare(
    "data.array-not-finite",
    "The values {name} of {file}, which {element} reads, hold NaN or infinity, first in its sample {sample}, counted "
    "from 0.",
    "Save them with a number in its place, or without that sample.",
)
WRONG_WANTED = declare(
    "data.wanted-shape",
    "The wanted values {name} of {file}, which {element} reads, are {shape}; {samples} "
    "{samples:sample needs|samples need} {samples} × times × values.",
    "Save them with their samples first and their times second, or name another array in the properties of {element}.",
)
WANTED_DIFFER = declare(
    "data.wanted-differ",
    "The wanted values {name} of {file}, which {element} reads, are {shape} of a sample, and others are {other}.",
    "Save those to learn and those of the test alike.",
)


@dataclass(frozen=True)
class ArrayPart:
    """Values of a part of the samples, and its labels or wanted values, each with its name."""

    names: tuple[str, str]
    values: ArrayInFile
    labels: ArrayInFile | None
    moves: bool = False

    @property
    def sample(self) -> tuple[int, ...]:
        """The shape of a sample: of a sequence times and channels, else without axes of 1 at the ends of a picture.

        Channels of a moving picture, last in the file, stand before its rows.
        """
        shape = self.values.shape[1:] or (1,)
        if self.moves:
            shape = shape if len(shape) > 1 else (*shape, 1)
            return (shape[0], shape[3], *shape[1:3]) if self.axes else shape
        while len(shape) > 2 and 1 in (shape[0], shape[-1]):
            shape = shape[1:] if shape[0] == 1 else shape[:-1]
        return shape

    @property
    def axes(self) -> tuple[int, ...]:
        """The order in which axes of the file stand in samples; empty where it is that of the file."""
        return CHANNELS_FIRST if self.moves and len(self.values.shape) == len(CHANNELS_FIRST) else ()

    @property
    def each(self) -> int:
        """Bytes of a sample."""
        return math.prod(self.sample) * self.values.dtype.itemsize

    @property
    def has_step_labels(self) -> bool:
        """True where there is a label for every time of every sample, which is a sequence then."""
        shape, times = () if self.labels is None else self.labels.shape, self.values.shape[1:2]
        return len(shape) == 2 and shape[1] > 1 and shape == (self.values.shape[0], *times)

    @property
    def wanted(self) -> ArrayInFile | None:
        """The values that are wanted, which stand in the place of labels: those of sequences have three axes."""
        told = self.labels
        is_wanted = self.moves and told is not None and len(told.shape) == 3 and math.prod(told.shape[1:]) != 1
        return told if is_wanted else None

    @property
    def wanted_shape(self) -> tuple[int, ...]:
        """Times and values that are wanted of a sample; of none empty."""
        return () if self.wanted is None else self.wanted.shape[1:]

    @property
    def wanted_each(self) -> int:
        """Bytes that are wanted of a sample."""
        return 0 if self.wanted is None else math.prod(self.wanted_shape) * self.wanted.dtype.itemsize


def _in_file(path: Path) -> Mapping[str, ArrayInFile]:
    """Every array by name; raises :class:`Unreadable`."""
    if _zarr.store_of(path) is not None:
        return _zarr.arrays(path, "file")
    kinds: dict[bytes, Callable[[Path, str], Mapping[str, ArrayInFile]]] = {
        HDF5_MAGIC: _hdf5.arrays, NPY_MAGIC: _numpy.single, ZIP_MAGIC: _numpy.archive
    }  # fmt: skip
    begins = _files.beginning(path, len(HDF5_MAGIC))
    for magic, arrays in kinds.items():
        if begins.startswith(magic):
            return arrays(path, "file")
    raise Unreadable(_files.OTHER_KIND, "file", file=path.name, kind=Phrase("file of arrays (NPZ, NPY, HDF5, Zarr)"))


def parts_of(values: Mapping[str, Any], moves: bool) -> list[ArrayPart]:
    """The training part, then the test part where there is one; raises :class:`Unreadable`."""
    path = _files.chosen_path(values, "file")
    found = _in_file(path)
    names = NameList.listed(str(values.get("arrays", ""))) or _usual(found)
    shown = ", ".join(list(found)[:AT_MOST_SHOWN]) or "–"
    if not names:
        raise Unreadable(UNUSUAL_NAMES, "arrays", file=path.name, found=shown)
    for name in names:
        if name and name not in found:
            raise Unreadable(NO_ARRAY, "arrays", file=path.name, name=name, found=shown)
    pairs = [(names[place], names[place + 1] if place + 1 < len(names) else None) for place in range(0, len(names), 2)]
    there = [(own, of) for own, of in pairs[:2] if own in found]
    return [ArrayPart((own, of or ""), found[own], found[of] if of else None, moves) for own, of in there]


def groups_of(values: Mapping[str, Any]) -> ArrayInFile | None:
    """The groups of the training samples, where there are some; raises :class:`Unreadable`."""
    found = _in_file(_files.chosen_path(values, "file"))
    named = NameList.listed(str(values.get("arrays", "")))
    if len(named) > PLACE_OF_GROUPS:
        return found[named[PLACE_OF_GROUPS]]
    known = {name.casefold(): array for name, array in found.items() if name not in named}
    return next((known[name] for name in GROUPS if name in known), None)


def whole_numbers(array: ArrayInFile) -> NDArray[np.int64]:
    """The whole numbers of an array, one for each of its first axis."""
    rows, count = array.rows(), array.shape[0]
    read = [rows.read(k, min(k + rows.together, count)) for k in range(0, count, rows.together)]
    return np.concatenate(read).reshape(-1).astype(np.int64)


def _usual(found: Mapping[str, ArrayInFile]) -> tuple[str, ...]:
    """The names, among those that there are, that arrays usually have; the one array of a file of one."""
    known = {name.casefold(): name for name in found}
    for values, labels, tested, test_labels in USUAL:
        if values in known and labels in known:
            both = tested in known and test_labels in known
            return tuple(known[name] for name in (values, labels, *((tested, test_labels) if both else ())))
    return tuple(found) if len(found) == 1 else ()


def demand_samples(part: ArrayPart, file: str) -> None:
    """Refuse arrays that are no samples; raises :class:`Unreadable`."""
    name, array = part.names[0] or file, part.values
    words = {"file": file, "name": name}
    if array.shape and not array.is_numbers:
        raise Unreadable(ARRAY_KIND, "arrays", **words)
    if not array.shape or 0 in array.shape or len(part.sample) > (MOST_OF_MOVING if part.moves else 2):
        code = SEQUENCE_SHAPE if part.moves else ARRAY_SHAPE
        raise Unreadable(code, "arrays", **words, shape=_shown(array.shape))
    _demand_rows(array, part.each, words)
    if (wanted := part.wanted) is not None:
        words = {"file": file, "name": part.names[1]}
        if not wanted.is_numbers:
            raise Unreadable(ARRAY_KIND, "arrays", **words)
        if 0 in wanted.shape or wanted.shape[0] != array.shape[0]:
            raise Unreadable(WRONG_WANTED, "arrays", **words, shape=_shown(wanted.shape), samples=array.shape[0])
        _demand_rows(wanted, part.wanted_each, words)
    elif part.labels is not None:
        _demand_labels(part, part.labels, file)


def _demand_labels(part: ArrayPart, labels: ArrayInFile, file: str) -> None:
    """Refuse what is no label for each sample, or of a sequence for each of its times; raises :class:`Unreadable`."""
    count, samples = labels.shape[0] if labels.shape else 1, part.values.shape[0]
    words = {"file": file, "name": part.names[1]}
    if labels.dtype.kind not in "biuf":
        raise Unreadable(LABEL_KIND, "arrays", **words)
    if count != samples:
        raise Unreadable(_files.LABELS_DIFFER, "file", file=file, labels=count, samples=samples)
    if math.prod(labels.shape) != count and not (part.moves and part.has_step_labels):
        words |= {"shape": _shown(labels.shape), "samples": f"{samples:,}"}
        if part.moves:
            raise Unreadable(STEP_LABEL_SHAPE, "arrays", **words, steps=_shown((samples, part.sample[0])))
        raise Unreadable(LABEL_SHAPE, "arrays", **words)
    if labels.packing:
        raise Unreadable(_file_rows.OTHER_PACKING, "file", file=file, packing=labels.packing)
    if labels.in_columns:
        raise Unreadable(IN_COLUMNS, "file", **words)


def demand_alike(part: ArrayPart, first: ArrayPart, file: str) -> None:
    """Refuse samples of a test that are other than those to learn; raises :class:`Unreadable`."""
    if part.has_step_labels is not first.has_step_labels or (part.wanted is None) is not (first.wanted is None):
        raise _unlike_labels(first, part, file)
    if part.sample != first.sample:
        own, other = _shown(part.sample), _shown(first.sample)
        raise Unreadable(_files.SHAPES_DIFFER, "file", file=file, shape=own, other=other)
    if part.wanted_shape != first.wanted_shape:
        own, other = _shown(part.wanted_shape), _shown(first.wanted_shape)
        raise Unreadable(WANTED_DIFFER, "arrays", file=file, name=part.names[1], shape=own, other=other)


def _demand_rows(array: ArrayInFile, each: int, words: Mapping[str, str]) -> None:
    """Refuse an array of samples of ``each`` bytes that cannot be read in pieces; raises :class:`Unreadable`."""
    if array.in_columns:
        raise Unreadable(IN_COLUMNS, "file", **words)
    if array.packing:
        raise Unreadable(_file_rows.OTHER_PACKING, "file", file=words["file"], packing=array.packing)
    if (size := each * array.together) > LARGEST_BLOCK:
        raise Unreadable(LARGE_CHUNKS, "file", **words, size=f"{size:,}")


def _shown(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "–"


def _unlike_labels(one: ArrayPart, other: ArrayPart, file: str) -> Unreadable:
    """The refusal of parts of which one is told at each time or by wanted values, and the other is not."""
    shapes = [_shown(part.labels.shape) if part.labels is not None else "–" for part in (one, other)]
    names = {"name": one.names[1], "other": other.names[1]}
    return Unreadable(LABELS_UNLIKE, "arrays", file=file, **names, shape=shapes[0], others=shapes[1])


def read_labels(part: ArrayPart, file: str) -> NDArray[np.int64]:
    """The labels (samples,), or (samples, times); -1 without any, 0 of wanted values; raises :class:`Unreadable`."""
    if part.labels is None or part.wanted is not None:
        return np.full(part.values.shape[0], _own.UNLABELLED if part.labels is None else 0, np.int64)
    each = part.labels.shape[1:] if part.has_step_labels else ()
    rows, whole = part.labels.rows(), np.empty((part.labels.shape[0], *each), np.int64)
    for first in range(0, len(whole), rows.together):
        loading.tell(0.0)
        read = rows.read(first, min(first + rows.together, len(whole))).reshape(-1, *each)
        wrong = read[~((read >= 0) & (read < _own.MOST_CLASSES) & (read == np.floor(read)))]
        if len(wrong):
            words = {"value": f"{float(wrong[0]):g}", "most": f"{_own.MOST_CLASSES - 1:,}", "name": part.names[1]}
            if each:
                words |= {"shape": _shown(part.labels.shape), "wanted": _shown((*part.labels.shape, 1))}
                raise Unreadable(STEP_LABEL_VALUE, "arrays", file=file, **words)
            raise Unreadable(LABEL_VALUE, "arrays", file=file, **words)
        whole[first : first + len(read)] = read
    return whole


def not_finite(arrays: Sequence[tuple[str, ArrayInFile]], file: str) -> Unreadable:
    """The refusal of arrays with their names, some values of which are no finite number: it names the first sample."""
    words: dict[str, object] = {"file": file, "name": arrays[0][0], "sample": 0}
    for name, array in arrays:
        rows = array.rows()
        for first in range(0, rows.shape[0], rows.together):
            read = rows.read(first, min(first + rows.together, rows.shape[0]))
            wrong = np.flatnonzero(~np.isfinite(read.reshape(len(read), -1)).all(axis=1))
            if len(wrong):
                return Unreadable(NOT_FINITE, "file", **words | {"name": name, "sample": first + int(wrong[0])})
    return Unreadable(NOT_FINITE, "file", **words)
