"""Common parts of sources that read files: they look before they read, refuse in one sentence, and read once."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import IO, Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.model import division, loading
from engine.model.data import DatasetModel, Samples, Unreadable, Wrong
from engine.model.declaration import Choice, Setting, seed_setting
from engine.problems import declare
from engine.sizes import estimate_words

OF_THE_FILES, STRATIFIED = "of the files", "stratified"
Stream: TypeAlias = IO[bytes] | gzip.GzipFile
T = TypeVar("T")
KEPT = 2  # sets of samples in memory
GZIP = b"\x1f\x8b"
DENSEST = 1032  # bytes that one byte of deflated data can become, at most
PIECE = 1 << 24  # bytes that are read at a time
MOST = 1 << 40  # bytes that no file may promise, whatever memory there is
LOOK = 0.05  # s between two questions whether to go on, while another thread reads the same

NOT_CHOSEN = declare("data.no-file", "{element} has no file.", "Choose one in its properties, or drop one on it.")
NOT_THERE = declare(
    "data.not-there", "{file}, which {element} reads, is not there.", "Choose it again in the properties of {element}."
)
NO_LABELS = declare(
    "data.no-labels",
    "{element} finds no file of labels beside {file}.",
    "Call both as MNIST's are, such as train-images-idx3-ubyte and train-labels-idx1-ubyte.",
)
UNOPENED = declare("data.unopened", "{file}, which {element} reads, cannot be opened.", "Choose another file.")
OTHER_KIND = declare(
    "data.other-kind", "{file}, which {element} reads, is no {kind}.", "Choose a file of that kind, or another source."
)
CUT_SHORT = declare(
    "data.cut-short",
    "{file}, which {element} reads, promises {promised} bytes and holds fewer.",
    "Copy or download it again.",
)
DAMAGED = declare("data.damaged", "{file}, which {element} reads, is damaged.", "Copy or download it again.")
TOO_MUCH = declare(
    "data.too-much",
    "The samples of {element} need {need} of memory; {most} of the {have} that are free may be used.",
    "Read fewer of them, or close other programs.",
)
LABELS_DIFFER = declare(
    "data.labels-differ",
    "{file} has {labels} {labels:label|labels} for {samples} {samples:sample|samples}, which {element} reads.",
    "Choose files that belong together.",
)
GROUPS_DIFFER = declare(
    "data.groups-differ",
    "The groups in {file} are no whole numbers, one for each of the {samples} training "
    "{samples:sample|samples} that {element} reads.",
    "Give every training sample the whole number of its group, or leave groups out.",
)
SHAPES_DIFFER = declare(
    "data.shapes-differ",
    "The samples of {file} are {shape}, and others that {element} reads are {other}.",
    "Choose files that belong together.",
)


class ReadData(DatasetModel, abstract=True):
    """Samples from files that stay where they are; they are read once for all that use them, until they change."""

    @classmethod
    def found(cls, values: Mapping[str, Any]) -> Sequence[Path]:
        """The files or folders that tell what there is, the first being what was chosen; raises :class:`Unreadable`."""
        return [chosen_path(values, name) for name in cls.locations]

    @classmethod
    def read_with(cls, path: Path) -> Sequence[Path]:
        return cls.found({next(iter(cls.locations)): str(path)})

    @classmethod
    def read_from(cls, values: Mapping[str, Any]) -> Sequence[Path]:
        """Every file of which a change makes other samples; raises :class:`Unreadable`."""
        return cls.found(values)

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        """The shape of one sample, from as little of the files as tells it; raises :class:`Unreadable`."""
        raise TypeError(f"{cls.__name__} does not say how it looks at its files")

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        """All samples; raises :class:`Unreadable`."""
        raise TypeError(f"{cls.__name__} does not say how it reads its files")

    @classmethod
    def problems(cls, values: Mapping[str, Any]) -> Wrong:
        try:
            cls.looked(cls.look, values)
        except Unreadable as error:
            yield error.wrong

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        try:
            return cls.looked(cls.look, values)
        except Unreadable:
            return ()

    @classmethod
    def looked(cls, look: Callable[[Mapping[str, Any]], T], values: Mapping[str, Any]) -> T:
        """The answer of ``look``, asked once for each state of the files; raises :class:`Unreadable`."""
        found: T = _once(look, *_known(cls, values, cls.found(values)))
        return found

    @classmethod
    def state(cls, values: Mapping[str, Any]) -> Hashable:
        return _known(cls, values, cls.read_from(values))[1]

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        return _read_once(cls.read, *_known(cls, values, cls.read_from(values)))


class FileData(ReadData, abstract=True):
    """Such samples, divided by the files or by seed."""

    split_rule = Choice((OF_THE_FILES, STRATIFIED), "test samples", default=OF_THE_FILES)
    test_share = Setting("1", "p_{test}", "share of test samples", default=0.2, above=0.0, below=1.0)
    split_seed = seed_setting("s_{split}", "seed of the division")

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        """Divide as the files do; without a test part by groups, where these are told; else each class by seed.

        Parts of samples that are read in pieces are in the order of the files.
        """
        count = len(samples.labels)
        if samples.tested and cls.chosen(values, "split_rule") == OF_THE_FILES:
            return division.last(count, samples.tested)
        if count < 2:
            return division.undivided(count)
        share, given = float(cls.chosen(values, "test_share")), samples.given
        by_files = cls.chosen(values, "split_rule") == OF_THE_FILES and not samples.tested
        if by_files and given is not None and given.groups is not None and given.parts is None:
            return given.tested(samples.labels, share)
        seed = round(float(cls.chosen(values, "split_seed")))
        size = min(max(round(share * count), 1), count - 1)
        return _stratified(_Labels(samples.labels), size, seed, samples.by_blocks)


class _Labels:
    """Labels that are told from others by what they are, not by what they hold."""

    def __init__(self, labels: NDArray[np.int64]) -> None:
        self.labels = labels

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Labels) and other.labels is self.labels

    def __hash__(self) -> int:
        return id(self.labels)


@lru_cache(KEPT)  # of millions of labels it takes seconds, and a window asks often (decision 0220)
def _stratified(labels: _Labels, size: int, seed: int, in_order: bool) -> division.Parts:
    parts = division.stratified(labels.labels, size, seed)
    for part in parts:
        if in_order:
            part.sort()
        part.setflags(write=False)
    return parts


def _known(model: type[ReadData], values: Mapping[str, Any], files: Sequence[Path]) -> tuple[Hashable, Hashable]:
    """The settings and the state of every file: the same as long as none of them changes."""
    states = []
    for path in files:
        try:
            about = path.stat()
        except OSError:
            raise Unreadable(NOT_THERE, next(iter(model.locations)), file=path.name) from None
        states.append((str(path), about.st_mtime_ns, about.st_size))
    numbers_and_words = ((n, v) for n, v in values.items() if isinstance(v, int | float | str))
    return tuple(sorted(numbers_and_words)), tuple(states)


@lru_cache(64)  # looks at a file once for each of its states, at every check of a drawing (decision 0220)
def _once(look: Any, given: Any, states: Any) -> Any:
    return look(dict(given))


@lru_cache(KEPT)  # reads a file once for each of its states: for the panel, the check and the training (decision 0220)
def _kept(read: Any, given: Any, states: Any) -> Any:
    return read(dict(given))


def forget() -> None:
    """Let go of all samples that were read, and of what was seen of files."""
    _kept.cache_clear()
    _once.cache_clear()


_reading: dict[Any, Lock] = {}


def _read_once(read: Any, given: Any, states: Any) -> Samples:
    """Read samples, or give what was read before; wait while another thread reads the same."""
    key = (read, given, states)
    lock = _reading.setdefault(key, Lock())
    while not lock.acquire(timeout=LOOK):
        loading.tell(0.0)
    try:
        samples: Samples = _kept(*key)
    finally:
        lock.release()
        _reading.pop(key, None)
    return samples


def chosen_path(values: Mapping[str, Any], name: str) -> Path:
    """The file or folder that was named; raises :class:`Unreadable` where none was, or where it is not there."""
    words = str(values.get(name, "")).strip()
    if not words:
        raise Unreadable(NOT_CHOSEN, name)
    path = Path(words).expanduser()
    try:
        there = path.exists()
    except (OSError, ValueError):
        there = False
    if not there:
        raise Unreadable(NOT_THERE, name, file=path.name or words)
    return path


def beginning(path: Path, count: int) -> bytes:
    """The first bytes of a file; none of one that cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError:
        return b""


@contextmanager
def opened(path: Path, quantity: str) -> Iterator[None]:
    """Say of ``path`` that it cannot be opened, where that is so within; raises :class:`Unreadable`."""
    try:
        yield
    except OSError:
        raise Unreadable(UNOPENED, quantity, file=path.name) from None


def open_file(path: Path, quantity: str) -> Stream:
    """A file, unfolded where it is packed by gzip; raises :class:`Unreadable`."""
    with opened(path, quantity):
        return gzip.open(path) if beginning(path, len(GZIP)) == GZIP else path.open("rb")


def most_bytes(path: Path, file: Stream) -> int:
    """The most bytes that a file can hold, unfolded."""
    return path.stat().st_size * (DENSEST if isinstance(file, gzip.GzipFile) else 1)


def exactly(path: Path, file: Stream, count: int, quantity: str) -> bytearray:
    """The next ``count`` bytes, no more room being made than the file can fill; raises :class:`Unreadable`."""
    if count > min(most_bytes(path, file), MOST):
        raise Unreadable(CUT_SHORT, quantity, file=path.name, promised=f"{count:,}")
    found = bytearray()
    try:
        while len(found) < count:
            piece = file.read(min(PIECE, count - len(found)))
            if not piece:
                raise Unreadable(CUT_SHORT, quantity, file=path.name, promised=f"{count:,}")
            found += piece
            if count > PIECE:
                loading.tell(len(found) / count)
    except EOFError:
        raise Unreadable(CUT_SHORT, quantity, file=path.name, promised=f"{count:,}") from None
    except (OSError, zlib.error):
        raise Unreadable(DAMAGED, quantity, file=path.name) from None
    return found


def demand_sound(path: Path, file: Stream, quantity: str) -> None:
    """Read on past what was wanted, where a packed file has its checksum; raises :class:`Unreadable`."""
    try:
        file.read(1)
    except (OSError, EOFError, zlib.error):
        raise Unreadable(DAMAGED, quantity, file=path.name) from None


def fits(need: float) -> bool:
    """Tell whether so many bytes are free, if need be without the sets that were read before."""
    from engine.checking.memory import SHARE, free_memory

    if need > SHARE * free_memory():
        _kept.cache_clear()
    return need <= SHARE * free_memory()


def demand_memory(need: float, quantity: str) -> None:
    """Refuse what does not fit before room is made for it; raises :class:`Unreadable`."""
    from engine.checking.memory import SHARE, free_memory, room_words

    have = free_memory()
    if need > SHARE * have:
        raise Unreadable(TOO_MUCH, quantity, need=estimate_words(need), **room_words(have))
