"""Folders of samples: a file for each, in a folder for each class, perhaps in a folder for each part."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.model import loading
from engine.model.data import Samples, Unreadable, Values
from engine.model.declaration import Choice, Location, count_setting
from engine.model.division import GivenDivision
from engine.model.stored import Scaled
from engine.model.variation import TimeVariation, Variation
from engine.problems import declare
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples import large as _large

T = TypeVar("T")
TRAINED = ("train", "training")
TESTED = ("test", "testing", "val", "validation")
MOST_CLASSES = 10_000
MOST_TOLD = 5  # folders without samples, each in a sentence
UNTOLD, BY_FOLDERS = "not told", "folders within a class"
FILE = 512  # bytes that are kept of the name of a file
BLOCK = 1 << 16  # bytes of the samples of a block: of a class each, so a thousand of them are shuffled together

NO_CLASSES = declare(
    "data.no-classes",
    "{file}, which {element} reads, has no folders of classes with files {endings}.",
    "Choose a folder that has one folder for each class, or folders train and test that have them.",
)
OTHER_AMONG = declare(
    "data.other-among", "{file}, which {element} reads, is no {kind}.", "Copy it again, or take it out of the folder."
)
EMPTY = declare(
    "data.empty", "{file}, which {element} reads, is empty.", "Copy it again, or take it out of the folder."
)
FIRST_OF_CLASSES = declare(
    "data.first-of-classes",
    "{file} holds {count} {count:file|files} of samples; {element} reads {read}, at most {most} of each class.",
    "Set a larger number in the properties of {element} to read more.",
)
EMPTY_CLASS = declare(
    "data.empty-class",
    "The folder {label} of {file} has no samples, so {element} has no such class.",
    "Put files {endings} into it, or take it out of the folder.",
)
UNKNOWN_CLASS = declare(
    "data.unknown-class",
    "The class {label} of {file} is tested but not trained by {element}.",
    "Choose a folder whose parts have the same classes.",
)


@dataclass(frozen=True)
class FolderListing:
    """The files of all samples, the test part last; the label of each, (files,); the names of the classes.

    There are ``there`` files, perhaps more than are read. ``people`` are the folder within its class that each file is
    in, "" of those in none; none where they are not told. ``empty`` are folders
    beside those of classes, without samples.
    """

    files: tuple[Path, ...]
    labels: NDArray[np.int64]
    names: tuple[str, ...]
    tested: int
    there: int
    people: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()

    @property
    def given(self) -> GivenDivision | None:
        """The people of the samples as groups; None where those that are trained are of one."""
        if len(set(self.people[: len(self.people) - self.tested])) < 2:
            return None
        return GivenDivision(groups=np.unique(self.people, return_inverse=True)[1].astype(np.int64))

    def cut(self, root: Path, most: int, endings: Sequence[str]) -> Iterator[_large.Remark]:
        """Remark on files that are not read, more than ``most`` of a class, and on folders that are no class."""
        if len(self.files) < self.there:
            words = {"count": f"{self.there:,}", "read": f"{len(self.files):,}", "most": f"{most:,}"}
            yield FIRST_OF_CLASSES, {"file": root.name, **words}, "most"
        for label in self.empty[:MOST_TOLD]:
            yield EMPTY_CLASS, {"file": root.name, "label": label, "endings": ", ".join(endings)}, "folder"


class FolderData(_large.LargeData, abstract=True):
    """One sample a file, of which the name of its folder is the class; ``endings`` are those of the files' names.

    Where people are told by folders, each class has a folder for each person, of the same name in all classes.
    Read in pieces, files that follow one another are a block, as those of a class most often lie on a disk.
    """

    endings: ClassVar[tuple[str, ...]]
    folder: ClassVar[Location]

    most = count_setting("n_{max}", "most files of a class", 100.0)
    people = Choice(
        (UNTOLD, BY_FOLDERS), "people", default=UNTOLD,
        detail="So that nobody who is trained is tested: each class has a folder for each person, of one name in all "
        "classes.",
    )  # fmt: skip

    @classmethod
    def recognises(cls, path: Path) -> bool:
        try:
            return path.is_dir() and bool(cls.listing({"folder": str(path), "most": 1.0}).files)
        except Unreadable:
            return False

    @classmethod
    def found(cls, values: Mapping[str, Any]) -> Sequence[Path]:
        root = _files.chosen_path(values, "folder")
        parts = [root, *(part for part in _parts(root) if part != root)]
        classes = [folder for part in _parts(root) for folder in _folders(part)]
        return [*parts, *classes, *(own for folder in classes if cls._tells_people(values) for own in _folders(folder))]

    @classmethod
    def read_from(cls, values: Mapping[str, Any]) -> Sequence[Path]:
        """The folders, which change where files come and go, and the files."""
        return [*cls.found(values), *cls.listing(values).files]

    @classmethod
    def _tells_people(cls, values: Mapping[str, Any]) -> bool:
        return bool(cls.chosen(values, "people") == BY_FOLDERS)

    @classmethod
    def listing(cls, values: Mapping[str, Any]) -> FolderListing:
        """The files that are read; raises :class:`Unreadable`."""
        root = _files.chosen_path(values, "folder")
        most = round(float(cls.chosen(values, "most")))
        told, roots = cls._tells_people(values), _parts(root)
        whole = [_of_part(part, cls.endings, told) for part in roots]
        parts = [{name: files[:most] for name, files in part.items()} for part in whole]
        folders = sorted(parts[0], key=_natural)
        names = [name for name in folders if parts[0][name]]
        if not names or len(names) > MOST_CLASSES:
            raise Unreadable(NO_CLASSES, "folder", file=root.name, endings=", ".join(cls.endings))
        files: list[Path] = []
        labels: list[int] = []
        for part in parts:
            if unknown := sorted({name for name, own in part.items() if own} - set(names)):
                raise Unreadable(UNKNOWN_CLASS, "folder", file=root.name, label=unknown[0])
            for label, name in enumerate(names):
                files += part.get(name, [])
                labels += [label] * len(part.get(name, []))
        tested = sum(map(len, parts[1].values())) if len(parts) > 1 else 0
        there = sum(len(files) for part in whole for files in part.values())
        people = tuple("" if path.parents[1] in roots else path.parent.name for path in files) if told else ()
        empty = tuple(name for name in folders if not parts[0][name])
        return FolderListing(tuple(files), np.array(labels, np.int64), tuple(names), tested, there, people, empty)

    @classmethod
    def extent_of(cls, values: Mapping[str, Any], need: float, each: int) -> _large.Extent:
        """The extent of samples that ``need`` so many bytes at once, ``each`` so many while it is read by itself."""
        found, root = cls.listing(values), _files.chosen_path(values, "folder")
        held = _blocks.held_bytes(each * files_together(each), len(found.files)) + FILE * len(found.files)
        most = round(float(cls.chosen(values, "most")))
        return _large.Extent(need, held, tuple(found.cut(root, most, cls.endings)))

    @classmethod
    def samples(
        cls, found: FolderListing, values: Values, shape: tuple[int, ...], dtype: type[np.generic],
        variation: Variation | TimeVariation | None,
    ) -> Samples:  # fmt: skip
        """The samples of all files, whose numbers are ``dtype`` where they stay in these."""
        each = math.prod(shape) * np.dtype(dtype).itemsize
        blocks = _blocks.file_blocks(each, [len(found.files)], [files_together(each)])
        samples = Samples(
            values, found.labels, shape, found.names, tested=found.tested, variation=variation, given=found.given,
            blocks=blocks,
        )  # fmt: skip
        return _blocks.staying(samples, values.numbers) if isinstance(values, Scaled) else samples

    @classmethod
    def in_files(
        cls, found: FolderListing, sample: tuple[int, ...], dtype: type[np.generic],
        read: Callable[[Path], NDArray[Any]],
    ) -> _blocks.ReadInBlocks:  # fmt: skip
        """The numbers of all files, each of which ``read`` gives as ``sample`` says when it is asked for."""
        known = [_file_rows.KnownFile.of(path, "folder") for path in loading.pieces(found.files)]
        return _blocks.ReadInBlocks([_FileRows(known, sample, np.dtype(dtype), read)], sample, alone=True)


class _FileRows:
    """Samples of a file each."""

    held = 0

    def __init__(
        self, files: Sequence[_file_rows.KnownFile], sample: tuple[int, ...], dtype: np.dtype[Any],
        read: Callable[[Path], NDArray[Any]],
    ) -> None:  # fmt: skip
        self.shape, self.dtype = (len(files), *sample), dtype
        self.together = files_together(math.prod(sample) * dtype.itemsize)
        self._files, self._read = files, read

    def read(self, first: int, last: int) -> NDArray[Any]:
        found = np.empty((last - first, *self.shape[1:]), self.dtype)
        for place, known in enumerate(self._files[first:last]):
            with of_class(known.path):
                known.demand_same()
                found[place] = self._read(known.path).reshape(self.shape[1:])
        return found


def files_together(each: int) -> int:
    """Files of a block, where a sample has ``each`` bytes."""
    return max(BLOCK // max(each, 1), 1)


@contextmanager
def of_class(path: Path) -> Iterator[None]:
    """Name a faulty file behind its folders in what is said of it: others are often called like it."""
    try:
        yield
    except Unreadable as error:
        code = OTHER_AMONG if error.code == _files.OTHER_KIND else error.code
        raise Unreadable(code, error.quantity, **error.words | {"file": _named(path)}) from error


def read_each(files: Sequence[Path], read: Callable[[Path], T]) -> Iterator[T]:
    """Yield what is read of one file after another, telling how many are; raises :class:`Unreadable`."""
    for path in loading.pieces(files):
        with of_class(path):
            found = read(path)
        yield found


def file_sizes(files: Iterable[Path]) -> list[int]:
    """Bytes of each file, of which none is empty; raises :class:`Unreadable`."""
    found = []
    for path in files:
        try:
            found.append(path.stat().st_size)
        except OSError:
            raise Unreadable(_files.UNOPENED, "folder", file=_named(path)) from None
        if not found[-1]:
            raise Unreadable(EMPTY, "folder", file=_named(path))
    return found


def _named(path: Path) -> str:
    part = path.parents[1].name
    return "/".join([*([part] if part.casefold() in (*TRAINED, *TESTED) else []), path.parent.name, path.name])


def _parts(root: Path) -> list[Path]:
    """The folders of the training and of the test part, or what has classes itself."""
    by_name = {folder.name.casefold(): folder for folder in _folders(root)}
    train = next((by_name[name] for name in TRAINED if name in by_name), None)
    test = next((by_name[name] for name in TESTED if name in by_name), None)
    if train is None:
        return [root]
    return [train] if test is None else [train, test]


def _folders(root: Path) -> list[Path]:
    try:
        return [path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []


def _of_part(part: Path, endings: tuple[str, ...], tells_people: bool) -> dict[str, list[Path]]:
    """The files of every class, by its name; those in folders of people after those in none."""
    found = {}
    for folder in _folders(part):
        people = sorted(_folders(folder), key=lambda own: _natural(own.name)) if tells_people else []
        found[folder.name] = [path for own in (folder, *people) for path in _files_in(own, endings)]
    return found


def _files_in(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    try:
        names = [p.name for p in folder.iterdir() if p.name.casefold().endswith(endings) and p.name[0] != "."]
    except OSError:
        names = []
    return [folder / name for name in sorted(names, key=_natural)]


def _natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """Numbers in names by their size: 2 before 10."""
    parts = re.split(r"(\d{1,18})", name.casefold())
    return tuple((0, int(part)) if part.isascii() and part.isdigit() else (1, part) for part in parts if part)
