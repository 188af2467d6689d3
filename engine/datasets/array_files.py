"""Samples in arrays of files: NumPy's, HDF5 and Zarr."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples, Unreadable
from engine.model.declaration import Choice, Location, NameList, Payload
from engine.model.division import GivenDivision
from engine.model.stored import Scaled
from engine.problems import declare
from engine.samples import array_parts as _arrays
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples import hdf5_arrays as _hdf5
from engine.samples import large as _large
from engine.samples import own as _own
from engine.samples import zarr_arrays as _zarr
from engine.samples.array_in_file import ArrayInFile
from engine.samples.shd_reading import TIMES

LARGE = 1 << 26  # bytes of a file of NumPy's that is better left where it is than copied into a project
COPIES = 2  # of a number, while it is read at once
LABEL = 8  # bytes of one that belongs to a time

Named: TypeAlias = Sequence[tuple[str, ArrayInFile]]
"""Arrays with their names."""
Axes: TypeAlias = tuple[int, ...] | None

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
        """Tell whether labels or wanted values of every time say that samples are sequences."""
        try:
            parts = _arrays.parts_of({"file": str(path)}, moves=True)
            return all(part.has_step_labels or part.wanted is not None for part in parts)
        except Unreadable:
            return False

    @classmethod
    def _is_read(cls, path: Path) -> bool:
        if _zarr.store_of(path) is not None:
            return True
        begins = _files.beginning(path, len(_arrays.HDF5_MAGIC))
        if begins == _arrays.HDF5_MAGIC:
            try:
                found = _hdf5.arrays(path, "file")
                return TIMES not in found and any(array.is_numbers for array in found.values())
            except Unreadable:
                return False
        is_numpy = begins.startswith(_arrays.NPY_MAGIC) or (
            begins.startswith(_arrays.ZIP_MAGIC) and path.suffix.casefold() == ".npz"
        )
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
    def wants(cls, values: Mapping[str, Any]) -> Payload:
        try:
            return Payload.VALUES if cls.looked(cls._parts, values)[0].wanted is not None else Payload.LABELS
        except Unreadable:
            return Payload.LABELS

    @classmethod
    def _parts(cls, values: Mapping[str, Any]) -> list[_arrays.ArrayPart]:
        """The training part, then the test part where there is one; raises :class:`Unreadable`."""
        return _arrays.parts_of(values, cls.moves)

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        parts, name = cls._parts(values), _files.chosen_path(values, "file").name
        for part in parts:
            _arrays.demand_samples(part, name)
            _arrays.demand_alike(part, parts[0], name)
        if (groups := _arrays.groups_of(values)) is not None:
            count, size = parts[0].values.shape[0], math.prod(groups.shape)
            if not groups.is_numbers or groups.dtype.kind == "f" or groups.packing or size != count:
                raise Unreadable(_files.GROUPS_DIFFER, "arrays", file=name, samples=count)
        cls.demand_room(values, "file")
        return parts[0].sample

    @classmethod
    def extent(cls, values: Mapping[str, Any]) -> _large.Extent:
        parts = cls._parts(values)
        count = sum(part.values.shape[0] for part in parts)
        told = LABEL * sum(math.prod(p.labels.shape) for p in parts if p.labels is not None and p.has_step_labels)
        need, held = _blocks.OWN * count + told, _blocks.held_bytes(0, count) + told
        for which in ([(p.values, p.each) for p in parts], [(p.wanted, p.wanted_each) for p in parts]):
            there = [(array, each) for array, each in which if array is not None]
            need += sum(COPIES * each * array.shape[0] for array, each in there)
            held += _blocks.held_bytes(max((each * array.together for array, each in there), default=0), 0)
            held += sum(array.held for array, _ in there)
        return _large.Extent(float(need), float(held))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        shape, parts, name = cls.look(values), cls._parts(values), _files.chosen_path(values, "file").name
        given, told = [(p.names[0], p.values) for p in parts], [(p.names[1], p.wanted) for p in parts if p.wanted]
        kept = shape[:1] if cls.moves else ()
        staying, wanted = _staying(given, (*kept, math.prod(shape[len(kept) :])), parts[0].axes), None
        if told:
            wanted = _staying(told, parts[0].wanted_shape)  # files are looked at before room is made for labels
        labels = [_arrays.read_labels(part, name) for part in parts]
        classes, scale = np.concatenate(labels), str(cls.chosen(values, "scale"))
        each = ((0, 1) if cls.moves else (0,)) if scale == _own.EACH else None
        numbers, low, high = cls._numbers(staying, values, given, each)
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
        groups = _arrays.groups_of(values)
        division = None if groups is None else GivenDivision.of_groups(_arrays.whole_numbers(groups), tested)
        samples = Samples(scaled, classes, shape, names, tested=tested, blocks=staying.blocks, given=division)
        if classes.ndim > 1:
            samples = replace(samples, labels=classes[:, -1], step_labels=classes)
        if wanted is not None:
            series = Scaled(cls._numbers(wanted, values, told)[0], 0.0, 1.0)
            samples = replace(samples, names=(), series=series)
        return _blocks.staying(samples, numbers, beside=wanted)

    @classmethod
    def _numbers(
        cls,
        staying: _blocks.ReadInBlocks,
        values: Mapping[str, Any],
        arrays: Named,
        each: tuple[int, ...] | None = None,
    ) -> tuple[_blocks.ReadInBlocks | NDArray[Any], NDArray[np.float64], NDArray[np.float64]]:
        """The numbers of ``arrays`` where they stay or read now, with their extremes, as ``extremes`` finds them.

        Raises :class:`Unreadable`.
        """
        file = _files.chosen_path(values, "file").name
        numbers = staying if cls.goes_in_pieces(values) else staying.at_once()
        low, high = _blocks.extremes(numbers, each)
        if not np.isfinite(low).all() or not np.isfinite(high).all():
            raise _arrays.not_finite(arrays, file)
        staying.keep_within(low, high, Unreadable(_file_rows.CHANGED, "file", file=file))
        return numbers, low.astype(np.float64), high.astype(np.float64)


def _staying(arrays: Named, sample: tuple[int, ...], axes: tuple[int, ...] = ()) -> _blocks.ReadInBlocks:
    """The numbers of arrays, one after another; raises :class:`Unreadable`."""
    return _blocks.ReadInBlocks([array.rows() for _, array in arrays], sample, axes)
