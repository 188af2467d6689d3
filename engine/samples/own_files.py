"""A person's own samples in files of their own: one that is learnt from, one that chooses, one that tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from engine.files.problem import ImportProblem
from engine.files.series import Read, read_model_series
from engine.model.declaration import Model
from engine.model.quantities import NameList

WORDED = {"labels": "classes", "group": "group_names"}
"""Series whose values may be words, and the lists that name these."""


def read_answered(model: type[Model], path: Path, classes: Sequence[str]) -> Read:
    """The series of a file whose labels are among ``classes``, in their order. Raises :class:`ImportProblem`."""
    values = read_model_series(path, model)
    if "classes" not in values:
        return {**values, "classes": NameList.written(classes)}
    words = NameList.listed(str(values["classes"]))
    if unknown := [word for word in words if word not in classes]:
        raise ImportProblem(
            "{file} has the class {name}, which was not learnt; there are {names}.", file=path.name, name=unknown[0],
            names=", ".join(classes),
        )  # fmt: skip
    places = np.array([float(list(classes).index(word)) for word in words])
    labels = places[np.asarray(values["labels"]).astype(np.int64)]
    return {**values, "labels": labels, "classes": NameList.written(classes)}


def read_parts(model: type[Model], files: Mapping[int, Path]) -> Read:
    """The series of all ``files``, by the part that each is, one after another, with ``part`` where there are several.

    Classes and groups that are words are the same ones in all files. Raises :class:`ImportProblem`.
    """
    read = {part: read_model_series(path, model) for part, path in files.items()}
    if len(read) == 1:
        return next(iter(read.values()))
    joined: Read = {}
    lists = set(WORDED.values())
    for name in dict.fromkeys(name for values in read.values() for name in values if name not in lists):
        _demand_alike(name, files, read)
        joined |= _same_words(name, WORDED.get(name, ""), read.values())
    parts = [np.full(len(np.asarray(values["x"])), float(part)) for part, values in read.items()]
    return {**joined, "part": np.concatenate(parts)}


def _extent(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "1"


def _demand_alike(name: str, files: Mapping[int, Path], read: Mapping[int, Read]) -> None:
    """Refuse a series that some files have and others lack, and samples of other shapes in it."""
    lacking = [files[part].name for part, values in read.items() if name not in values]
    if lacking:
        raise ImportProblem("{file} has no column of {name}, which another file has.", file=lacking[0], name=name)
    (first, shape), *others = ((files[part].name, np.shape(values[name])[1:]) for part, values in read.items())
    for file, own in others:
        words = {"file": file, "shape": _extent(own), "first": first, "wanted": _extent(shape)}
        if own != shape and name == "x":
            raise ImportProblem("Samples of {file} are {shape}, and those of {first} {wanted}.", **words)
        if own != shape:
            raise ImportProblem(
                "Samples of {file} have {shape} {name} each, and those of {first} {wanted}.", name=name, **words
            )


def _same_words(name: str, names: str, read: Collection[Read]) -> Read:
    """The series of all files, numbered by the words of all where they have any."""
    if not any(names in values for values in read):
        return {name: np.concatenate([np.asarray(values[name]) for values in read])}
    called = []
    for values in read:
        words = dict(enumerate(NameList.listed(str(values.get(names, "")))))
        numbers = np.asarray(values[name])
        flat = [words.get(int(number), f"{number:g}") for number in numbers.reshape(-1).tolist()]
        called.append(np.array(flat, np.str_).reshape(numbers.shape))
    found, places = np.unique(np.concatenate(called), return_inverse=True)
    return {name: places.reshape(-1, *called[0].shape[1:]).astype(np.float64), names: NameList.written(found.tolist())}
