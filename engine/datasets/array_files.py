"""Samples in arrays of files: NumPy's, HDF5 and Zarr."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples, Unreadable
from engine.model.declaration import Choice, Location, NameList
from engine.model.division import GivenDivision
from engine.model.stored import Scaled
from engine.problems import Phrase, declare
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples import hdf5_arrays as _hdf5
from engine.samples import large as _large
from engine.samples import numpy_arrays as _numpy
from engine.samples import own as _own
from engine.samples import zarr_arrays as _zarr
from engine.samples.array_in_file import ArrayInFile
from engine.samples.array_parts import ArrayPart, demand_samples, labels_of, not_finite, unlike_labels
from engine.samples.shd_reading import TIMES

HDF5_MAGIC = b"\x89HDF\r\n\x1a\n"
NPY_MAGIC, ZIP_MAGIC = b"\x93NUMPY", b"PK\3\4"
LARGE = 1 << 26  # bytes of a file of NumPy's that is better left where it is than copied into a project
COPIES = 2  # of a number, while it is read at once
LABEL = 8  # bytes of one that belongs to a time
PLACE_OF_GROUPS = 4  # among the names of arrays
GROUPS = tuple(name for one in _own.GROUPS for name in (one, f"{one}s"))
AT_MOST_SHOWN = 12  # names of arrays in a sentence
USUAL = (
    ("x_train", "y_train", "x_test", "y_test"),
    ("train_images", "train_labels", "test_images", "test_labels"),
    ("train/images", "train/labels", "test/images", "test/labels"),
    ("x", "y", "x_test", "y_test"),
    *(
        (values, labels, f"test_{values}", f"test_{labels}")
        for values in ("images", "data", "values", "features", "inputs", "samples", "x")
        for labels in ("labels", "label", "targets", "target", "classes")
    ),
)
"""Names that arrays of values, labels, test values and test labels usually have, in small letters."""

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
OUT_OF_RANGE = declare(
    "data.array-range",
    "The values {name} of {file}, which {element} reads, go from {low} to {high}, and encoders read from 0 to 1.",
    "Take them from lowest to highest, or scale them beforehand.",
)


class ArrayFiles(_large.LargeData):
    """Samples from arrays where they lie: NumPy's NPZ and NPY, HDF5, and Zarr (with the package zarr).

    The first axis counts samples; each is a row of numbers or a picture. Arrays with usual names are found (x_train,
    y_train, x_test, y_test; images, labels; …), others are named: values, labels, test values, test labels, groups. An
    array *group* (or *speaker*, *subject*, …) of a whole number for each training sample keeps those of one together:
    whole groups are held back for validation and, without test arrays, for the test. Nothing is copied into the
    project; what memory has no room for is read while it is shown.

    Source: Harris et al. (2020), Array programming with NumPy, Nature 585, 357-362, 10.1038/s41586-020-2649-2.
    """

    title = "Arrays in a file"
    category = "Own data"
    aliases: ClassVar[tuple[str, ...]] = ("NPZ", "NPY", "HDF5", "h5", "Zarr", "arrays", "NumPy", "large")

    file = Location("file of arrays", (".npz", ".npy", ".h5", ".hdf5", ".zarr", *_zarr.HEADS))
    arrays = NameList("arrays of values, labels, test values, test labels, groups")
    scale = Choice(_own.SCALES, "values", default=_own.STRETCHED)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """An HDF5 file of other things than spikes, a Zarr store, or one of NumPy's that is large."""
        return cls._is_read(path) and cls._holds_sequences(path) is cls.moves

    @classmethod
    def _holds_sequences(cls, path: Path) -> bool:
        """Tell whether labels of every time say that samples are sequences."""
        try:
            return all(part.has_step_labels for part in _parts({"file": str(path)}, moves=True))
        except Unreadable:
            return False

    @classmethod
    def _is_read(cls, path: Path) -> bool:
        if _zarr.store_of(path) is not None:
            return True
        begins = _files.beginning(path, len(HDF5_MAGIC))
        if begins == HDF5_MAGIC:
            try:
                found = _hdf5.arrays(path, "file")
                return TIMES not in found and any(array.is_numbers for array in found.values())
            except Unreadable:
                return False
        is_numpy = begins.startswith(NPY_MAGIC) or (begins.startswith(ZIP_MAGIC) and path.suffix.casefold() == ".npz")
        return is_numpy and path.stat().st_size > LARGE

    @classmethod
    def found(cls, values: Mapping[str, Any]) -> Sequence[Path]:
        path = _files.chosen_path(values, "file")
        store = _zarr.store_of(path)
        heads = [store / name for name in _zarr.HEADS] if store is not None else []
        return [path, *(head for head in heads if head.is_file() and head != path)]

    @classmethod
    def is_labelled(cls, values: Mapping[str, Any]) -> bool:
        try:
            return all(part.labels is not None for part in cls.looked(cls._parts, values))
        except Unreadable:
            return True

    @classmethod
    def _parts(cls, values: Mapping[str, Any]) -> list[ArrayPart]:
        """The training part, then the test part where there is one; raises :class:`Unreadable`."""
        return _parts(values, cls.moves)

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        parts, name = cls._parts(values), _files.chosen_path(values, "file").name
        for part in parts:
            demand_samples(part, name)
            if part.has_step_labels is not parts[0].has_step_labels:
                raise unlike_labels(parts[0], part, name)
            if part.sample != parts[0].sample:
                own, other = (" × ".join(map(str, p.sample)) for p in (part, parts[0]))
                raise Unreadable(_files.SHAPES_DIFFER, "file", file=name, shape=own, other=other)
        if (groups := _groups(values)) is not None:
            count, size = parts[0].values.shape[0], math.prod(groups.shape)
            if not groups.is_numbers or groups.dtype.kind == "f" or groups.packing or size != count:
                raise Unreadable(_files.GROUPS_DIFFER, "arrays", file=name, samples=count)
        cls.demand_room(values, "file")
        return parts[0].sample

    @classmethod
    def extent(cls, values: Mapping[str, Any]) -> _large.Extent:
        parts = cls._parts(values)
        block = max(part.each * part.values.together for part in parts)
        count = sum(part.values.shape[0] for part in parts)
        told = sum(math.prod(part.labels.shape) for part in parts if part.labels is not None and part.has_step_labels)
        need = _blocks.OWN * count + LABEL * told + sum(COPIES * part.each * part.values.shape[0] for part in parts)
        held = _blocks.held_bytes(block, count) + LABEL * told + sum(part.values.held for part in parts)
        return _large.Extent(float(need), float(held))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        shape, parts, name = cls.look(values), cls._parts(values), _files.chosen_path(values, "file").name
        rows = [part.values.rows() for part in parts]  # which look at what there is, before room is made for labels
        labels = [labels_of(part, name) for part in parts]
        classes = np.concatenate(labels)
        staying = _blocks.ReadInBlocks(rows, shape if cls.moves else (math.prod(shape),))
        together = (0, 1) if cls.moves else (0,)
        each = together if (scale := str(cls.chosen(values, "scale"))) == _own.EACH else None
        numbers = staying if cls.goes_in_pieces(values) else staying.at_once()
        low, high = _blocks.extremes(numbers, each)
        if not np.isfinite(low).all() or not np.isfinite(high).all():
            raise not_finite(parts, rows, name)
        staying.keep_within(low, high, Unreadable(_file_rows.CHANGED, "file", file=name))
        low, high = low.astype(np.float64), high.astype(np.float64)
        with np.errstate(over="ignore"):
            is_too_far = not np.isfinite(high - low).all()
        if is_too_far or (scale == _own.AS_THEY_ARE and (low < 0.0 or high > 1.0)):
            words = {"low": f"{float(low.min()):g}", "high": f"{float(high.max()):g}", "name": parts[0].names[0]}
            raise Unreadable(OUT_OF_RANGE, "scale", file=name, **words)
        if scale == _own.AS_THEY_ARE:
            low, high = np.zeros(()), np.ones(())
        span = high - low
        scaled = Scaled(numbers, low, span) if low.ndim else Scaled(numbers, float(low), float(span))
        names = tuple(str(number) for number in range(int(classes.max(initial=-1)) + 1))
        tested = len(labels[1]) if len(labels) > 1 else 0
        given = None
        if (groups := _groups(values)) is not None:
            given = GivenDivision.of_groups(_whole(groups), tested)
        samples = Samples(scaled, classes, shape, names, tested=tested, blocks=staying.blocks, given=given)
        if classes.ndim > 1:
            samples = replace(samples, labels=classes[:, -1], step_labels=classes)
        return _blocks.staying(samples, numbers)


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


def _parts(values: Mapping[str, Any], moves: bool) -> list[ArrayPart]:
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


def _groups(values: Mapping[str, Any]) -> ArrayInFile | None:
    """The groups of the training samples, where there are some; raises :class:`Unreadable`."""
    found = _in_file(_files.chosen_path(values, "file"))
    named = NameList.listed(str(values.get("arrays", "")))
    if len(named) > PLACE_OF_GROUPS:
        return found[named[PLACE_OF_GROUPS]]
    known = {name.casefold(): array for name, array in found.items() if name not in named}
    return next((known[name] for name in GROUPS if name in known), None)


def _whole(array: ArrayInFile) -> NDArray[np.int64]:
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
