"""Images in IDX files: MNIST and what was made like it."""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model import loading
from engine.model.data import Samples, Unreadable
from engine.model.declaration import Choice, Location, count_setting
from engine.model.division import GivenDivision
from engine.model.stored import Scaled
from engine.model.variation import Varied
from engine.problems import Phrase, declare
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples import large as _large

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MOST_AXES = 3
ALL = 1e9  # images of a file
BRIGHTEST = 255.0
AS_STORED, SWAPPED = "as stored", "swapped"
IMAGES, LABELS, GROUPS = "images", "labels", "groups"  # words in the names of files
ROOM = 3  # times a byte: what is read, what is kept, and labels

KIND = Phrase("IDX file of images")
PARTS = (("train", "t10k"), ("train", "test"), ("training", "testing"))
"""What the names of the files of the two parts differ by."""

TYPES_DIFFER = declare(
    "data.types-differ",
    "The numbers of {file} are of another type than the others that {element} reads in pieces.",
    "Choose files that belong together.",
)


class IdxFiles(Varied, _large.LargeData):
    """Images of MNIST and its relatives (Fashion-MNIST, EMNIST, KMNIST, QMNIST), from IDX files, packed or not.

    Choose the file of training images: its labels, and the test images and labels, are found beside it by their names.
    Without test files, test samples are drawn from each class in proportion. A file of whole numbers beside it that is
    called as its labels are, with *groups* in the place of *labels*, tells who wrote each training image: whole groups
    are held back for validation and, without test files, for the test. Nothing is copied into the project; what
    memory has no room for is read while it is shown.

    Source: LeCun, Cortes & Burges (1998), The MNIST database of handwritten digits: the IDX file format.
    """

    title = "IDX images"
    category = "Images"
    aliases = ("MNIST", "Fashion-MNIST", "EMNIST", "KMNIST", "QMNIST", "ubyte", "digits")

    file = Location("file of training images", ("ubyte", ".idx", ".gz"))
    most = count_setting("n_{max}", "most images of a file", ALL)
    axes = Choice((AS_STORED, SWAPPED), "rows and columns", default=AS_STORED)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return path.is_file() and path.name.casefold().removesuffix(".gz").endswith(("ubyte", ".idx"))

    @classmethod
    def found(cls, values: Mapping[str, Any]) -> Sequence[Path]:
        images = _files.chosen_path(values, "file")
        others = [_beside(images, *other) for other in ((0, LABELS), (1, IMAGES), (1, LABELS), (0, GROUPS))]
        return [images, *(path for path in others if path is not None)]

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        shape: tuple[int, ...] = ()
        for images, labels in _pairs(values):
            count, *size = _header(images)
            (labelled, *_) = _header(labels, labels=True)
            if count != labelled:
                raise Unreadable(_files.LABELS_DIFFER, "file", file=labels.name, labels=labelled, samples=count)
            if shape and tuple(size) != shape:
                own, other = (" × ".join(map(str, lengths)) for lengths in (size, shape))
                raise Unreadable(_files.SHAPES_DIFFER, "file", file=images.name, shape=own, other=other)
            shape = tuple(size)
        if (groups := _beside(_files.chosen_path(values, "file"), 0, GROUPS)) is not None:
            count, numbers = _header(_pairs(values)[0][0])[0], _header(groups, labels=True)
            if numbers != (count,):
                raise Unreadable(_files.GROUPS_DIFFER, "file", file=groups.name, samples=count)
        cls.demand_room(values, "file")
        return shape[::-1] if values.get("axes") == SWAPPED else shape

    @classmethod
    def extent(cls, values: Mapping[str, Any]) -> _large.Extent:
        files = [_Images.of(images, _most(values)) for images, _ in _pairs(values)]
        block = max(file.each * file.together for file in files)
        held = _blocks.held_bytes(block, sum(file.read for file in files)) + sum(file.held for file in files)
        cut = tuple(remark for file in files for remark in _large.first_only(file.path.name, file.count, file.read))
        return _large.Extent(sum(ROOM * file.each * file.read for file in files), held, cut)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        shape, in_pieces = cls.look(values), cls.goes_in_pieces(values)
        labels = [own if own.ndim == 1 else own[:, 0] for own in _all_labels(values)]
        classes = np.concatenate(labels).astype(np.int64)
        if classes.size and not 0 <= classes.min() <= classes.max() < len(classes) + 10:
            raise Unreadable(_files.DAMAGED, "file", file=_pairs(values)[0][1].name)
        pixels = _in_files(values) if in_pieces else _in_memory(values)
        low, high = (0.0, BRIGHTEST) if pixels.dtype == np.uint8 else map(float, _lowest_and_highest(pixels))
        if not np.isfinite(high - low):
            raise Unreadable(_files.DAMAGED, "file", file=_pairs(values)[0][0].name)
        names = tuple(str(number) for number in range(int(classes.max(initial=-1)) + 1))
        tested = len(labels[1]) if len(labels) > 1 else 0
        groups, given = _beside(_files.chosen_path(values, "file"), 0, GROUPS), None
        if groups is not None:
            given = GivenDivision.of_groups(_array(groups, _most(values), labels=True), tested)
        found = Samples(
            Scaled(pixels, low, high - low), classes, shape, names, tested=tested,
            variation=cls.varied(shape, values), given=given,
        )  # fmt: skip
        if isinstance(pixels, _blocks.ReadInBlocks):
            return _blocks.staying(found, pixels)
        files = [_Images.of(images, _most(values)) for images, _ in _pairs(values)]
        together = [file.together for file in files]
        return replace(found, blocks=_blocks.file_blocks(files[0].each, [file.read for file in files], together))


@dataclass(frozen=True)
class _Images:
    """A file of images: how many it has, how many of them are read, (rows, columns) and the type of one."""

    path: Path
    count: int
    read: int
    size: tuple[int, ...]
    dtype: np.dtype[Any]
    is_packed: bool

    @classmethod
    def of(cls, path: Path, most: int) -> _Images:
        with _files.open_file(path, "file") as file:
            dtype, (count, *size) = _head(path, file, labels=False)
            return cls(path, count, min(count, most), tuple(size), dtype, isinstance(file, gzip.GzipFile))

    @property
    def each(self) -> int:
        """Bytes of an image."""
        return self.dtype.itemsize * math.prod(self.size)

    @property
    def together(self) -> int:
        """Images of a block."""
        return _file_rows.packed_together(self.each, self.read) if self.is_packed else _blocks.rows_together(self.each)

    @property
    def held(self) -> int:
        """Bytes that are kept to read by."""
        return _file_rows.PLACE * -(-self.read // self.together) if self.is_packed else 0

    def rows(self, known: _file_rows.KnownFile) -> _blocks.Rows:
        shape, head = (self.read, *self.size), 4 + 4 * MOST_AXES
        if self.is_packed:
            return _file_rows.PackedRows(known, 0, head, shape, self.dtype, is_all=self.read == self.count)
        return _file_rows.StoredRows(known, head, shape, self.dtype)


def _in_memory(values: Mapping[str, Any]) -> NDArray[Any]:
    """All images (samples, pixels)."""
    images, pairs = [], _pairs(values)
    for place, (image_file, _) in enumerate(pairs):
        with loading.part(place / len(pairs), (place + 1) / len(pairs)):
            images.append(_array(image_file, _most(values)))
    pixels = np.concatenate(images) if len(images) > 1 else images[0]
    pixels = pixels.swapaxes(1, 2) if values.get("axes") == SWAPPED else pixels
    kept = np.ascontiguousarray(pixels).reshape(len(pixels), -1)
    kept.setflags(write=False)
    return kept


def _in_files(values: Mapping[str, Any]) -> _blocks.ReadInBlocks:
    """The same, read when they are asked for."""
    rows, pairs = [], _pairs(values)
    for place, (path, _) in enumerate(pairs):
        known = _file_rows.KnownFile.of(path, "file")
        with loading.part(place / len(pairs), (place + 1) / len(pairs)):
            rows.append(_Images.of(path, _most(values)).rows(known))
    if len({part.dtype for part in rows}) > 1:
        raise Unreadable(TYPES_DIFFER, "file", file=pairs[1][0].name)
    axes = (0, 2, 1) if values.get("axes") == SWAPPED else ()
    return _blocks.ReadInBlocks(rows, (math.prod(rows[0].shape[1:]),), axes)


def _all_labels(values: Mapping[str, Any]) -> list[NDArray[Any]]:
    return [_array(labels, _most(values), labels=True) for _, labels in _pairs(values)]


def _lowest_and_highest(pixels: NDArray[Any] | _blocks.ReadInBlocks) -> tuple[Any, Any]:
    return _blocks.extremes(pixels) if isinstance(pixels, _blocks.ReadInBlocks) else (pixels.min(), pixels.max())


def _most(values: Mapping[str, Any]) -> int:
    return round(float(IdxFiles.chosen(values, "most")))


def _pairs(values: Mapping[str, Any]) -> list[tuple[Path, Path]]:
    """Files of images and of labels: the training part, then the test part where there is one."""
    images = _files.chosen_path(values, "file")
    labels = _beside(images, 0, LABELS)
    if labels is None:
        name = re.sub("images", "labels", images.name, flags=re.IGNORECASE)
        if name == images.name:
            raise Unreadable(_files.NO_LABELS, "file", file=name)
        raise Unreadable(_files.NOT_THERE, "file", file=name)
    test, test_labels = _beside(images, 1, IMAGES), _beside(images, 1, LABELS)
    return [(images, labels)] + ([(test, test_labels)] if test is not None and test_labels is not None else [])


def _beside(images: Path, test: int, kind: str) -> Path | None:
    """The file that belongs to one of training images and is called as MNIST's are; None where it is not there."""
    for parts in PARTS if test else ((("", "")),):
        name = images.name
        if test:
            name = re.sub(parts[0], parts[1], name, count=1, flags=re.IGNORECASE)
            if name == images.name:
                continue
        if kind != IMAGES:
            name = re.sub(IMAGES, kind, name, count=1, flags=re.IGNORECASE)
        for axes in ("idx1", "idx2", "idx3") if kind != IMAGES else ("idx3",):
            likely = re.sub("idx3", axes, name, count=1, flags=re.IGNORECASE)
            for other in (likely, likely.removesuffix(".gz"), f"{likely}.gz"):
                path = images.with_name(other)
                if path != images and path.is_file():
                    return path
    return None


def _header(path: Path, labels: bool = False) -> tuple[int, ...]:
    with _files.open_file(path, "file") as file:
        return _head(path, file, labels)[1]


def _head(path: Path, file: _files.Stream, labels: bool) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """The type of the numbers and the shape; raises :class:`Unreadable`."""
    kind = Phrase("IDX file of labels") if labels else KIND
    other = Unreadable(_files.OTHER_KIND, "file", file=path.name, kind=kind)
    if path.is_dir():
        raise other
    magic = bytes(_files.exactly(path, file, 4, "file"))
    axes = magic[3]
    if magic[:2] != b"\0\0" or magic[2] not in TYPES or (axes not in (1, 2) if labels else axes != MOST_AXES):
        raise other
    shape = tuple(int(n) for n in np.frombuffer(_files.exactly(path, file, 4 * axes, "file"), ">u4"))
    if not all(shape):
        raise other
    dtype = np.dtype(TYPES[magic[2]])
    promised = dtype.itemsize * int(np.prod(shape, dtype=object))
    if promised + 4 + 4 * axes > _files.most_bytes(path, file):
        raise Unreadable(_files.CUT_SHORT, "file", file=path.name, promised=f"{promised:,}")
    return dtype, shape


def _array(path: Path, most: int, labels: bool = False) -> NDArray[Any]:
    with _files.open_file(path, "file") as file:
        dtype, (count, *rest) = _head(path, file, labels)
        shape = (min(count, most), *rest)
        data = _files.exactly(path, file, dtype.itemsize * int(np.prod(shape, dtype=object)), "file")
        if count <= most:
            _files.demand_sound(path, file, "file")
    return np.frombuffer(data, dtype).reshape(shape)
