"""Files of strangers: whole ones with bytes, words or members changed, and what may come of them.

A way to spoil takes the bytes of a whole file and random numbers and gives other bytes. What reads such a file has to
give its values or one sentence, within a time and a room that do not depend on what the file promises.
"""

from __future__ import annotations

import gzip
import io
import random
import signal
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np

Random = random.Random
Spoil = Callable[[bytes, Random], bytes]
Sentences = Callable[[Exception], list[str] | None]

OFTEN, SELDOM = 600, 12
MANY_PROCESSES = 60  # files that another process reads, or looks at first
SLOWEST = 10.0  # s of this process; a whole file of these takes less than one
ROOM = 192 << 20  # bytes of Python's and NumPy's arrays for a file of some kilobytes
LONGEST_SENTENCE = 500  # characters
BORDERS = (0, 1, -1, 127, 128, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**53, 2**63 - 1, 2**63)
WORDS = (
    b"1e999", b"nan", b"-inf", b"-1", b"99999999999999999999", b"9" * 5000, b"1e300", b"", b" ", b'"', b"\x00", b"null",
    b"true", b"[]", b"{}", b'"x"', b"[" * 5000, b'{"a":' * 3000, b"\xff\xfe", b"\xf0\x9f\x98\x80", b"0x10", b"1_000",
    b"__import__('os')", b"../../etc/passwd", b"a" * 200_000, b"\r", b"\n", b",", b";", b"%", b"{file}", b"'",
)  # fmt: skip
ENDLESS = 10**12  # numbers that a file promises and does not hold


def bytes_changed(whole: bytes, chance: Random) -> bytes:
    """Some bytes are other ones, mostly where a file says what it is."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 3, 10, 40))):
        data[_place(data, chance)] = chance.choice((0, 255, chance.randrange(256), data[_place(data, chance)] ^ 1))
    return bytes(data)


def cut(whole: bytes, chance: Random) -> bytes:
    """The end is missing, or the beginning, or a piece in between."""
    at, length = chance.randrange(len(whole) + 1), chance.randint(1, max(len(whole) // 4, 1))
    return chance.choice((whole[:at], whole[:at], whole[at:], whole[:at] + whole[at + length :]))


def grown(whole: bytes, chance: Random) -> bytes:
    """A piece stands twice, or something stands between."""
    at, length = chance.randrange(len(whole) + 1), chance.randint(1, 300)
    between = chance.choice((whole[at : at + length], bytes(length), b"\xff" * length, chance.randbytes(length)))
    return whole[:at] + between + whole[at:]


def promising(whole: bytes, chance: Random) -> bytes:
    """Numbers of 1 to 8 bytes are ones at a border: lengths and counts among them."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 4))):
        width, order = chance.choice((1, 2, 4, 8)), chance.choice(("little", "big"))
        number = chance.choice(BORDERS) % (1 << 8 * width)
        at = _place(data, chance)
        data[at : at + width] = number.to_bytes(width, order)  # type: ignore[arg-type]
    return bytes(data)


def worded(whole: bytes, chance: Random) -> bytes:
    """Words of a text are other ones."""
    data = whole
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(data) + 1)
        ends = [e for e in (data.find(c, at) for c in (b",", b"\n", b"}", b"]", b" ")) if e >= 0]
        end = min(ends, default=at) if chance.random() < 0.8 else at
        start = max(data.rfind(c, 0, at) for c in (b",", b"\n", b"{", b"[", b":", b" ")) + 1
        data = data[: min(start, end)] + chance.choice(WORDS) + data[end:]
    return data


def unpacked(whole: bytes, chance: Random) -> bytes:
    """What gzip holds is spoilt, and packed again."""
    return gzip.compress(chance.choice(BINARY)(gzip.decompress(whole), chance))


def members(whole: bytes, chance: Random) -> bytes:
    """Members of an archive are spoilt, and the archive is a whole one."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(content))
    way = chance.randrange(10)
    if way == 0:
        del content[name]
    elif way == 1:
        content[name] = chance.choice(list(content.values()))
    elif way == 2:
        content[chance.choice(("x.npy", "../x.npy", "a" * 300, name.upper()))] = content[name]
    else:
        content[name] = chance.choice(BINARY + TEXT)(content[name], chance)
    out = io.BytesIO()
    packing = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(out, "w", packing) as archive:
        for member, inner in content.items():
            archive.writestr(member, inner)
    return out.getvalue()


def structured(whole: bytes, chance: Random) -> bytes:
    """What an HDF5 file holds has another shape, kind, place or number, and the file is a whole one."""
    content = io.BytesIO(whole)
    with h5py.File(content, "r+") as file:
        places: list[str] = []
        file.visit(places.append)
        for _ in range(chance.choice((1, 1, 2, 3))):
            place = chance.choice(places)
            if place not in file:
                continue
            if chance.random() < 0.15:
                del file[place]
            elif isinstance(file[place], h5py.Dataset) and file[place].size != ENDLESS:
                value = _another(file[place][()], chance)
                del file[place]
                if value is None:
                    file.create_dataset(place, (ENDLESS,), "f8", chunks=(1000,))
                else:
                    file[place] = value
            elif chance.random() < 0.3:
                kind = h5py.ExternalLink("/etc/hostname", "/") if chance.random() < 0.5 else h5py.SoftLink("/")
                del file[place]
                file[place] = kind
    return content.getvalue()


def _another(value: Any, chance: Random) -> Any:
    array = np.asarray(value)
    array = np.zeros(array.shape) if array.dtype.kind == "O" else array  # of texts and of lists of unequal lengths
    numbers = array.dtype.kind in "iuf"
    odd = chance.choice((np.nan, np.inf, -1.0, 0.0, 1e300, 1e-300, 1e18))
    return chance.choice((
        None, odd, "LIF", b"\xff\xff", np.zeros((0,)), np.zeros((3, 0, 2)), array.ravel()[:1], array[None],
        np.full(array.shape, odd) if numbers else "x" * 300, -array if numbers else 7, b"x",
        np.full(array.shape, odd) if numbers else np.arange(3), np.ones(array.shape, "i1") if numbers else "NIRGraph",
    ))  # fmt: skip


def _place(data: bytes | bytearray, chance: Random) -> int:
    return chance.randrange(min(len(data), 300)) if chance.random() < 0.6 else chance.randrange(len(data))


BINARY: tuple[Spoil, ...] = (bytes_changed, cut, grown, promising)
TEXT: tuple[Spoil, ...] = (worded, worded, bytes_changed, cut, grown)


class TooSlow(Exception):
    """Not one of ``Exception``s that readers expect."""


@contextmanager
def at_most(seconds: float, room: int) -> Iterator[None]:
    """Fail where what stands within takes longer or more memory than a small file may ask for."""

    def late(*_: Any) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    tracemalloc.start()
    try:
        yield
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert peak < room, f"{peak >> 20} MB for a small file"


def refused(
    whole: bytes, spoils: tuple[Spoil, ...], count: int, seed: int, path: Path,
    ask: Callable[[Path], object], sentences: Sentences,
) -> int:  # fmt: skip
    """How many of ``count`` spoilt files ``ask`` refuses; raises whatever is neither a value nor one sentence.

    ``sentences`` tells those of an exception that is a refusal, None of any other. A file that a test must be able to
    look at stays at ``path``.
    """
    chance, found = random.Random(seed), 0
    for number in range(count):
        path.write_bytes(chance.choice(spoils)(whole, chance))
        try:
            with at_most(SLOWEST, ROOM):
                ask(path)
        except Exception as error:
            told = sentences(error)
            assert told is not None, f"spoilt file {number} of seed {seed}, {path}: {error!r}"
            assert len(told) == 1 and is_one_sentence(told[0]), f"spoilt file {number} of seed {seed}: {told}"
            found += 1
    return found


class Case(NamedTuple):
    """How a whole file is made, how it is spoilt, who is asked about it, and how often."""

    make: Callable[[Path], Path]
    spoils: tuple[Spoil, ...]
    ask: Callable[[Path], object]
    count: int = OFTEN
    is_taken: bool = True  # as long as it is whole

    def refused(self, share: float, seed: int, folder: Path, sentences: Sentences) -> int:
        """As :func:`refused`, of a ``share`` of the files."""
        path = self.make(folder)
        if self.is_taken:
            self.ask(path)
        count = max(round(share * self.count), 1)
        return refused(path.read_bytes(), self.spoils, count, seed, path, self.ask, sentences)


def is_one_sentence(words: str) -> bool:
    return words.endswith(".") and "\n" not in words and len(words) < LONGEST_SENTENCE and words.isprintable()
