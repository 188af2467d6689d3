"""AEDAT 3.1: every valid polarity event comes back; what is broken or hostile gets one sentence."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets.event_folders import EventFolders
from engine.datasets.event_recordings import EventRecordings
from engine.network.description import Dataset
from engine.problems import NetworkError
from engine.samples import aedat3 as _aedat3
from tests.engine.datasets.files import aedat3, gestures

LATE = 5 << 31  # µs, which take more than 31 bits
EVENTS = [(LATE, 3, 5, 1), (LATE + 2_500, 127, 127, 0), (LATE + 9_999, 0, 0, 1), (LATE + 10_000, 7, 1, 0)]


def loaded(path: Path, **more: Any) -> Any:
    return Dataset("d", EventRecordings, {"file": str(path), "duration": 10.0, **more}, title="Mine").samples()


def test_events_come_back_by_their_bits_and_overflows_without_invalid_ones(tmp_path: Path) -> None:
    path = aedat3(tmp_path / "a.aedat", EVENTS)
    assert [column.tolist() for column in _aedat3.events(path, "file")] == [list(c) for c in zip(*EVENTS, strict=True)]
    assert EventRecordings.recognises(path) and _aedat3.sensor(path, "file") == (128, 128)
    samples = loaded(path)
    assert samples.values.shape == (2, 10, 2 * 128 * 128)
    assert [np.flatnonzero(row).tolist() for row in samples.values[1][:1]] == [[2 * (1 * 128 + 7)]]


def test_the_source_with_the_lowest_number_is_read(tmp_path: Path) -> None:
    other = struct.pack("<2h6iIi", 1, 0, 8, 4, 0, 1, 1, 1, 20 << 17 | 30 << 2 | 3, 77)
    path = aedat3(tmp_path / "a.aedat", EVENTS, extra=other)
    assert [column.tolist() for column in _aedat3.events(path, "file")] == [[77], [20], [30], [1]]


def test_folders_of_classes_take_their_sensor_from_the_first_recording(tmp_path: Path) -> None:
    root = gestures(tmp_path, lambda path, events: aedat3(path, events, "DAVIS346B"), ".aedat")
    assert EventFolders.suggested(root) == {"width": 346.0, "height": 260.0}
    values = {"folder": str(root), "duration": 20.0, **EventFolders.suggested(root)}
    samples = Dataset("d", EventFolders, values).samples()
    assert samples.values.shape == (18, 20, 2 * 346 * 260) and samples.values[:].sum() == 18 * 4


def head(kind: int = 1, each: int = 8, stamp: int = 4, overflow: int = 0, count: int = 1) -> bytes:
    return struct.pack("<2h6i", kind, 1, each, stamp, overflow, count, count, count)


def test_packets_are_looked_at_together_however_many_are_empty_or_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each was read by itself: millions of them took minutes, as long again when a folder was looked at."""
    path = aedat3(tmp_path / "a.aedat", EVENTS)
    one = head(overflow=6) + struct.pack("<Ii", 4 << 17 | 9 << 2 | 3, 12)
    other = head(kind=5, each=16, stamp=8) + bytes(16)
    path.write_bytes(path.read_bytes() + (head(count=0) + other + one + one) * 20_000)
    reads: list[object] = []
    sys.setprofile(lambda _, event, arg: reads.append(arg) if event == "c_call" and arg.__name__ == "read" else None)
    try:
        _aedat3.demand_whole(path, "file")
        found = _aedat3.events(path, "file")
    finally:
        sys.setprofile(None)
    assert len(reads) < 5 * (path.stat().st_size // _aedat3.BLOCK + 2)
    late = (12 + (6 << 31), 4, 9, 1)
    assert [column.tolist() for column in found] == [
        [*c, *[more] * 40_000] for c, more in zip(zip(*EVENTS, strict=True), late, strict=True)
    ]


@pytest.mark.parametrize("block", [29, 64, 1000])
def test_a_packet_may_end_behind_what_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    many = [(LATE + 10 * k, k % 128, k % 64, k % 2) for k in range(300)]
    path = aedat3(tmp_path / "a.aedat", many)
    wanted = [column.tolist() for column in _aedat3.events(path, "file")]
    assert wanted == [list(c) for c in zip(*many, strict=True)]
    monkeypatch.setattr(_aedat3, "BLOCK", block)
    _aedat3.demand_whole(path, "file")
    assert [column.tolist() for column in _aedat3.events(path, "file")] == wanted


WRONG: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no bytes": (lambda data: b"", "a.aedat, which Mine reads, is no AEDAT recording."),
    "no end of lines": (lambda data: data.replace(b"END-HEADER", b"end"), "is damaged."),
    "no events": (lambda data: data[: data.index(b"END-HEADER") + 12], "holds no events."),
    "cut in a head": (lambda data: data + head()[:20], "bytes and holds fewer."),
    "cut in a packet": (lambda data: data[:-3], "bytes and holds fewer."),
    "absurd count": (lambda data: data + head(count=2**31 - 1) + bytes(8), "bytes and holds fewer."),
    "negative count": (lambda data: data + head(count=-1), "is damaged."),
    "wrong size of an event": (lambda data: data + head(each=12) + bytes(12), "is damaged."),
    "wrong place of the time": (lambda data: data + head(stamp=0) + bytes(8), "is damaged."),
    "negative time": (lambda data: data + head() + struct.pack("<Ii", 1, -5), "is damaged."),
    "packed packet": (lambda data: data + head(kind=-32767) + bytes(8), "is damaged."),
    "packed": (lambda data: data.replace(b"RAW", b"SerializedTS"), "is AEDAT 3.1 (SerializedTS)."),
    "no camera": (lambda data: data.replace(b"DVS128", b"Network"), "does not say how many pixels its sensor has."),
    "off the sensor": (
        lambda data: data + head() + struct.pack("<Ii", 32767 << 17 | 4 << 2 | 1, 9), "has an event at (32767, 4)"
    ),
    "centuries": (lambda data: data + head(overflow=2**31 - 1) + struct.pack("<Ii", 1, 9), "Show a sample for longer"),
}  # fmt: skip


@pytest.mark.parametrize("change", WRONG)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, change: str) -> None:
    spoil, sentence = WRONG[change]
    path = aedat3(tmp_path / "a.aedat", EVENTS)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(NetworkError) as error:
        loaded(path)
    assert len(error.value.problems) == 1 and sentence in str(error.value), str(error.value)


def test_a_recording_that_was_cut_is_told_before_it_is_read(tmp_path: Path) -> None:
    path = aedat3(tmp_path / "a.aedat", EVENTS)
    values = {"file": str(path)}
    assert not list(EventRecordings.problems(values))
    path.write_bytes(path.read_bytes()[:-3])
    assert len(list(EventRecordings.problems(values))) == 1


def test_any_bytes_give_samples_or_one_sentence(tmp_path: Path) -> None:
    path = aedat3(tmp_path / "a.aedat", EVENTS)
    whole = path.read_bytes()
    lines, told = whole.index(b"END-HEADER") + 12, 0
    for seed in range(80):
        random, data = np.random.default_rng(seed), bytearray(whole)
        for place in random.integers(lines if seed % 4 else 14, len(data), 3):
            data[place] = random.integers(256)
        path.write_bytes(bytes(data[: random.integers(14, len(data))] if seed % 5 == 0 else data))
        try:
            samples = loaded(path, joined=16.0)
        except NetworkError as error:
            assert len(error.problems) == 1 and "{" not in str(error), seed
            told += 1
        else:
            assert samples.values.ndim == 3, seed
    assert 0 < told < 80
