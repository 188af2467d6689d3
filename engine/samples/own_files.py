"""A person's own samples in files of their own: one that is learnt from, one that chooses, one that tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
    first = next(iter(files.values()))
    shape = np.shape(next(iter(read.values()))["x"])[1:]
    joined: Read = {}
    for part, values in read.items():
        if np.shape(values["x"])[1:] != shape:
            raise ImportProblem(
                "Samples of {file} are {shape}, and those of {first} {wanted}.", file=files[part].name,
                shape=_extent(np.shape(values["x"])[1:]), first=first.name, wanted=_extent(shape),
            )  # fmt: skip
    for name, names in WORDED.items():
        _demand_alike(name, files, read)
        if all(name in values for values in read.values()):
            joined |= _same_words(name, names, read.values())
    arrays = [np.asarray(values["x"]) for values in read.values()]
    joined["x"] = np.concatenate(arrays)
    joined["part"] = np.concatenate([np.full(len(x), float(part)) for part, x in zip(read, arrays, strict=True)])
    return joined


def _extent(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def _demand_alike(name: str, files: Mapping[int, Path], read: Mapping[int, Read]) -> None:
    """Refuse a series that some files have and others lack."""
    lacking = [files[part].name for part, values in read.items() if name not in values]
    if lacking and len(lacking) < len(files):
        raise ImportProblem("{file} has no column of {name}, which another file has.", file=lacking[0], name=name)


def _same_words(name: str, names: str, read: Any) -> Read:
    """The series of all files, numbered by the words of all where they have any."""
    if not any(names in values for values in read):
        return {name: np.concatenate([values[name] for values in read])}
    called = []
    for values in read:
        words = dict(enumerate(NameList.listed(str(values.get(names, "")))))
        called.append([words.get(int(number), f"{number:g}") for number in np.asarray(values[name]).tolist()])
    found, numbers = np.unique(np.concatenate([np.array(words, np.str_) for words in called]), return_inverse=True)
    return {name: numbers.astype(np.float64), names: NameList.written(found.tolist())}
