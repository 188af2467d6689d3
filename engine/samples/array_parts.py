"""The values and labels of a part of the samples in arrays of a file, and what is wrong with them in a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.model import loading
from engine.model.data import Unreadable
from engine.problems import declare
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples import own as _own
from engine.samples.array_in_file import ArrayInFile
from engine.samples.blocks import Rows

LARGEST_BLOCK = 1 << 28  # bytes that have to be read together
ARRAY_SHAPE = declare(
    "data.array-shape",
    "The array {name} of {file}, which {element} reads, is {shape}; samples are rows of numbers, or pictures.",
    "Name another array in the properties of {element}, or save it with its samples first.",
)
SEQUENCE_SHAPE = declare(
    "data.sequence-shape",
    "The array {name} of {file}, which {element} reads, is {shape}; sequences are samples × times × channels.",
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
LABEL_SHAPE = declare(
    "data.array-labels-shape",
    "The labels {name} of {file}, which {element} reads, are {shape}, and not one for each of the {samples} samples.",
    "Save the number of its class for each sample, or name another array of labels in the properties of {element}.",
)
STEP_LABEL_SHAPE = declare(
    "data.step-labels",
    "The labels {name} of {file}, which {element} reads, are {shape}; {samples} are wanted, one for each sample, or "
    "{steps}, one for each of its times.",
    "Save them so, or name another array of labels in the properties of {element}.",
)
LABELS_UNLIKE = declare(
    "data.labels-unlike",
    "Of the samples in {file}, which {element} reads, some have a label for each time and others one alone: {name} are "
    "{shape}, and {other} {others}.",
    "Save the labels of both for each time, or one for each sample.",
)
NOT_FINITE = declare(
    "data.array-not-finite",
    "The values {name} of {file}, which {element} reads, hold NaN or infinity, first in its sample {sample}, counted "
    "from 0.",
    "Save them with a number in its place, or without that sample.",
)


@dataclass(frozen=True)
class ArrayPart:
    """Values and labels of a part of the samples, each with its name."""

    names: tuple[str, str]
    values: ArrayInFile
    labels: ArrayInFile | None
    moves: bool = False

    @property
    def sample(self) -> tuple[int, ...]:
        """The shape of a sample: of a sequence times and channels, else without axes of 1 at the ends of a picture."""
        shape = self.values.shape[1:] or (1,)
        if self.moves:
            return shape if len(shape) > 1 else (*shape, 1)
        while len(shape) > 2 and 1 in (shape[0], shape[-1]):
            shape = shape[1:] if shape[0] == 1 else shape[:-1]
        return shape

    @property
    def each(self) -> int:
        """Bytes of a sample."""
        return math.prod(self.sample) * self.values.dtype.itemsize

    @property
    def has_step_labels(self) -> bool:
        """True where there is a label for every time of every sample, which is a sequence then."""
        shape, times = () if self.labels is None else self.labels.shape, self.values.shape[1:2]
        return len(shape) == 2 and shape[1] > 1 and shape == (self.values.shape[0], *times)


def demand_samples(part: ArrayPart, file: str) -> None:
    """Refuse arrays that are no samples; raises :class:`Unreadable`."""
    name, array = part.names[0] or file, part.values
    words = {"file": file, "name": name}
    if array.shape and not array.is_numbers:
        raise Unreadable(ARRAY_KIND, "arrays", **words)
    if not array.shape or 0 in array.shape or len(part.sample) > 2:
        code = SEQUENCE_SHAPE if part.moves else ARRAY_SHAPE
        raise Unreadable(code, "arrays", **words, shape=_shape_words(array.shape))
    if array.in_columns:
        raise Unreadable(IN_COLUMNS, "file", **words)
    if array.packing:
        raise Unreadable(_file_rows.OTHER_PACKING, "file", file=file, packing=array.packing)
    if (size := part.each * array.together) > LARGEST_BLOCK:
        raise Unreadable(LARGE_CHUNKS, "file", **words, size=f"{size:,}")
    if part.labels is not None:
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
        words |= {"shape": _shape_words(labels.shape), "samples": f"{samples:,}"}
        if part.moves:
            raise Unreadable(STEP_LABEL_SHAPE, "arrays", **words, steps=_shape_words((samples, part.sample[0])))
        raise Unreadable(LABEL_SHAPE, "arrays", **words)
    if labels.packing:
        raise Unreadable(_file_rows.OTHER_PACKING, "file", file=file, packing=labels.packing)


def unlike_labels(one: ArrayPart, other: ArrayPart, file: str) -> Unreadable:
    """The refusal of parts of which one has a label for each time and the other one for each sample."""
    shapes = [_shape_words(part.labels.shape) if part.labels is not None else "–" for part in (one, other)]
    names = {"name": one.names[1], "other": other.names[1]}
    return Unreadable(LABELS_UNLIKE, "arrays", file=file, **names, shape=shapes[0], others=shapes[1])


def _shape_words(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "–"


def labels_of(part: ArrayPart, file: str) -> NDArray[np.int64]:
    """The labels (samples,), or (samples, times); -1 without any; raises :class:`Unreadable`."""
    if part.labels is None:
        return np.full(part.values.shape[0], _own.UNLABELLED, np.int64)
    each = part.labels.shape[1:] if part.has_step_labels else ()
    rows, whole = part.labels.rows(), np.empty((part.labels.shape[0], *each), np.int64)
    for first in range(0, len(whole), rows.together):
        loading.tell(0.0)
        read = rows.read(first, min(first + rows.together, len(whole))).reshape(-1, *each)
        wrong = read[~((read >= 0) & (read < _own.MOST_CLASSES) & (read == np.floor(read)))]
        if len(wrong):
            words = {"value": f"{float(wrong[0]):g}", "most": f"{_own.MOST_CLASSES - 1:,}", "name": part.names[1]}
            raise Unreadable(LABEL_VALUE, "arrays", file=file, **words)
        whole[first : first + len(read)] = read
    return whole


def not_finite(parts: Sequence[ArrayPart], rows: Sequence[Rows], file: str) -> Unreadable:
    """The refusal of values of which some are no finite number: it names the first sample that has one."""
    words = {"file": file, "name": parts[0].names[0], "sample": 0}
    for part, numbers in zip(parts, rows, strict=True):
        for first in range(0, numbers.shape[0], numbers.together):
            read = numbers.read(first, min(first + numbers.together, numbers.shape[0]))
            wrong = np.flatnonzero(~np.isfinite(read.reshape(len(read), -1)).all(axis=1))
            if len(wrong):
                words |= {"name": part.names[0], "sample": first + int(wrong[0])}
                return Unreadable(NOT_FINITE, "file", **words)
    return Unreadable(NOT_FINITE, "file", **words)
