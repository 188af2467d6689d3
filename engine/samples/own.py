"""Common parts of a person's own data: the range of the values, the labels, and the samples that are a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model import division
from engine.model.data import DatasetModel, Samples, Wrong
from engine.model.declaration import Choice, NameList, Series, Setting
from engine.model.quantities import SeriesTable
from engine.problems import Phrase, declare

STRETCHED, EACH, AS_THEY_ARE = "from lowest to highest", "each channel from lowest to highest", "as they are"
SCALES = (STRETCHED, EACH, AS_THEY_ARE)
WASHOUT = Setting(
    "ms", "t_0", "washout: first time of a sample, which does not count", default=0.0, at_least=0.0,
)  # fmt: skip
"""The time in which a network may take in what it is shown, where values or labels are wanted at every step."""
TEST_SHARE = 0.2  # of each label's samples
UNLABELLED = -1
MOST_CLASSES = 100_000  # each has a name
LABELS = ("label", "class", "target", "y")
"""What columns of labels are called."""
PARTS = ("part", "split", "subset")
GROUPS = ("group", "speaker", "subject", "person", "writer", "session")
"""What columns of parts and of groups are called."""
PART_WORDS = {
    "train": division.TRAINS, "training": division.TRAINS,
    "validation": division.CHOOSES, "valid": division.CHOOSES, "val": division.CHOOSES, "dev": division.CHOOSES,
    "test": division.TESTS, "testing": division.TESTS,
}  # fmt: skip
"""What parts are called where they are words."""
PART_NEEDED = {"training": division.TRAINS, "test": division.TESTS}
GIVEN_WORDS = {"part": Phrase("parts of samples"), "group": Phrase("groups of samples")}
MOST_TOLD = 12  # names of groups in a sentence

NO_VALUES = declare("own-data.empty", "{element} holds no values.", "Read them from a file, or type them.")
DIMENSIONS = declare(
    "own-data.dimensions",
    "The values of {element} have {count} {count:dimension|dimensions}; {meaning} have at most {most}.",
    "Give it a table of numbers.",
)
RANGE = declare(
    "own-data.range",
    "{element} has values from {low} to {high}, and encoders read from 0 to 1.",
    "Take them from lowest to highest, or scale them beforehand.",
)
NOTHING_AT_STEPS = declare(
    "own-data.nothing-at-steps",
    "{element} has a washout, and wants neither values nor labels at every step.",
    "Set the washout to 0, or give a label or a wanted value to each time.",
)
LABEL_COUNT = declare(
    "own-data.label-count",
    "{element} has {count} {count:label|labels} for {samples} {samples:sample|samples}.",
    "Give every sample one label, or none to all.",
)
LABEL = declare(
    "own-data.label",
    "{element} has the label {label}.",
    "Number the classes with whole numbers from 0 on, without gaps.",
)

PART_COUNT = declare(
    "own-data.part-count",
    "{element} has {count} {what} for {samples} {samples:sample|samples}.",
    "Say it of every sample, or of none.",
)
PART = declare(
    "own-data.part",
    "{element} has the part {part}.",
    "Write 0 or train, 1 or validation, 2 or test.",
)
NO_PART = declare(
    "own-data.no-part",
    "No sample of {element} is for the {part}.",
    "Leave some for it; a part that is said of samples holds for all of them.",
)
NO_GROUP = declare(
    "own-data.no-group",
    "{element} has no group {group}.",
    "Name one of {groups}.",
)

Floats = NDArray[np.float64]


def given_series(values: Mapping[str, Any], name: str, default: tuple[float, ...]) -> Floats:
    """A series as an array; what it begins with where nothing is given."""
    array = values.get(name)
    return np.atleast_1d(np.asarray(default if array is None else array, np.float64))


def in_range(array: Floats, scale: str, moves: bool) -> Floats:
    """Values within [0, 1]; where all that are stretched together are equal, 0. Signals have their times in axis 1."""
    if scale == AS_THEY_ARE:
        return array
    together = None if scale == STRETCHED else (0, 1) if moves else 0
    low, span = array.min(axis=together, keepdims=True), np.ptp(array, axis=together, keepdims=True)
    result: Floats = np.divide(array - low, span, out=np.zeros_like(array), where=span > 0.0)
    return result


def labels_of(labels: Floats, samples: int, classes: Sequence[str] = ()) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Labels (samples,), of which each is unknown where none is given, and the names of the classes.

    A class that has none among ``classes`` is called by its number.
    """
    if not labels.size:
        return np.full(samples, UNLABELLED, np.int64), ()
    whole = labels.astype(np.int64)
    known = dict(enumerate(classes))
    return whole, tuple(known.get(n) or str(n) for n in range(max(int(whole.max()) + 1, len(classes))))


def wrong_values(array: Floats, most: int, meaning: str, scale: str) -> Wrong:
    """Find what is wrong with values: none, too many dimensions, or beyond what encoders read."""
    if not array.size:
        yield NO_VALUES, {}, "x"
    elif array.ndim > most:
        yield DIMENSIONS, {"count": array.ndim, "most": most, "meaning": meaning}, "x"
    elif scale == AS_THEY_ARE and (array.min() < 0.0 or array.max() > 1.0):
        yield RANGE, {"low": f"{array.min():g}", "high": f"{array.max():g}"}, "scale"


def wrong_labels(labels: Floats, samples: int) -> Wrong:
    """Find what is wrong with labels: their number, or one of them."""
    if labels.size and labels.shape != (samples,):
        yield LABEL_COUNT, {"count": labels.size, "samples": samples}, "labels"
    elif (odd := labels[(labels < 0.0) | (labels != np.floor(labels)) | (labels >= MOST_CLASSES)]).size:
        yield LABEL, {"label": f"{odd[0]:g}"}, "labels"


class OwnData(DatasetModel, abstract=True):
    """Samples that a person gives, an array ``x`` of at most ``dimensions``, with ``labels`` or without.

    ``part`` says of each sample whether it is trained (0), chooses the best epoch (1) or tests (2). Else samples of one
    ``group`` stay together: the groups that are named test or choose, or the last fifth tests.
    """

    category = "Own data"
    dimensions = 3

    x = SeriesTable("1", "x", "values, a row for each sample", default=(0.2, 0.8))
    labels = Series("1", "y", "label of each sample", known_as=LABELS, in_words="classes")
    classes = NameList("names of the classes")
    part = Series("1", "s", "part (0 train, 1 validation, 2 test)", known_as=PARTS, words=PART_WORDS)
    group = Series("1", "g", "group of each sample", known_as=GROUPS, in_words="group_names")
    group_names = NameList("names of the groups", of="group")
    test_groups = NameList("groups for the test", of="group")
    validation_groups = NameList("groups for validation", of="group")
    scale = Choice(SCALES, "values", default=STRETCHED)

    @classmethod
    def shaped(cls, array: Floats) -> Floats:
        """Give the array with an axis for samples first and one for channels last."""
        raise TypeError(f"{cls.__name__} does not say how its samples lie in an array")

    @classmethod
    def _arrays(cls, values: Mapping[str, Any]) -> tuple[Floats, Floats, str]:
        labels = given_series(values, "labels", cls.labels.default)
        return cls.shaped(given_series(values, "x", cls.x.default)), labels, str(cls.chosen(values, "scale"))

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        x, labels, scale = cls._arrays(values)
        yield from wrong_values(x, cls.dimensions, cls.x.meaning, scale)
        yield from wrong_labels(labels, len(x))
        yield from cls._wrong_division(values, len(x))

    @classmethod
    def _wrong_division(cls, values: Mapping[str, Any], samples: int) -> Wrong:
        """Find what is wrong with parts and groups: their number, what they say, or names that are none of theirs."""
        for what, series in (("part", cls.part), ("group", cls.group)):
            given = given_series(values, what, series.default)
            if given.size and given.shape != (samples,):
                yield PART_COUNT, {"count": given.size, "samples": samples, "what": GIVEN_WORDS[what]}, what
                return
        part = given_series(values, "part", ())
        if part.size:
            odd = next((role for role in part.tolist() if role not in PART_WORDS.values()), None)
            if odd is not None:
                yield PART, {"part": f"{odd:g}"}, "part"
            elif missing := next((n for n, p in PART_NEEDED.items() if p not in part), None):
                yield NO_PART, {"part": Phrase(missing)}, "part"
            return
        group, names = cls._groups(values)
        for which in ("test_groups", "validation_groups"):
            for name in cls._list(values, which):
                if name not in set(group.tolist()):
                    yield NO_GROUP, {"group": name, "groups": ", ".join(names[:MOST_TOLD]) or "–"}, which
                    return
        given_parts = cls._division(values).parts
        if given_parts is not None:
            missing = next((n for n, p in PART_NEEDED.items() if p not in given_parts), None)
            if missing is not None:
                yield NO_PART, {"part": Phrase(missing)}, "test_groups"

    @classmethod
    def _list(cls, values: Mapping[str, Any], name: str) -> tuple[str, ...]:
        return NameList.listed(str(cls.chosen(values, name)))

    @classmethod
    def _groups(cls, values: Mapping[str, Any]) -> tuple[NDArray[np.str_], tuple[str, ...]]:
        """The name of each sample's group, its number where it has none; and each of them once."""
        given = given_series(values, "group", ())
        words = dict(enumerate(cls._list(values, "group_names")))
        named = {number: words.get(int(number), f"{number:g}") for number in np.unique(given).tolist()}
        return np.array([named[number] for number in given.tolist()], np.str_), tuple(named.values())

    @classmethod
    def _division(cls, values: Mapping[str, Any]) -> division.GivenDivision:
        """The division that was given, what was given being right."""
        part = given_series(values, "part", ())
        group, names = cls._groups(values)
        numbers = np.array([names.index(name) for name in group.tolist()], np.int64) if group.size else None
        if part.size:
            return division.GivenDivision(part.astype(np.int64), numbers)
        if numbers is None:
            return division.GivenDivision()
        test, chooses = (cls._list(values, f"{which}_groups") for which in ("test", "validation"))
        if not test and not chooses:
            return division.GivenDivision(groups=numbers)
        parts = np.full(len(group), division.TRAINS, np.int64)
        parts[np.isin(group, chooses)] = division.CHOOSES
        if test:
            parts[np.isin(group, test)] = division.TESTS
        else:
            rest = np.flatnonzero(parts == division.TRAINS)
            last = division.mark_groups_held_back(numbers[rest][::-1], TEST_SHARE)[::-1]
            parts[rest[last]] = division.TESTS
        return division.GivenDivision(parts, numbers)

    @classmethod
    def suited(cls, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Channels whose lowest values differ are taken for measurements in units of their own; pixels share black."""
        if "x" not in values:
            return {}
        x = cls.shaped(np.atleast_1d(np.asarray(values["x"], np.float64)))
        if not x.size or x.ndim > (3 if cls.moves else 2):  # nothing, or pictures
            return {"scale": STRETCHED}
        lowest = x.reshape(-1, x.shape[-1]).min(axis=0)
        return {"scale": STRETCHED if np.all(lowest == lowest[0]) else EACH}

    @classmethod
    def is_labelled(cls, values: Mapping[str, Any]) -> bool:
        return bool(cls._arrays(values)[1].size)

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        x, labels, scale = cls._arrays(values)
        whole, names = labels_of(labels, len(x), NameList.listed(str(cls.chosen(values, "classes"))))
        scaled = in_range(x, scale, cls.moves)
        shown = scaled.reshape(*x.shape[: 2 if cls.moves else 1], -1)
        return Samples(shown, whole, x.shape[1:], names, given=cls._division(values))

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        given = samples.given or division.GivenDivision()
        return given.tested(samples.labels, TEST_SHARE)
