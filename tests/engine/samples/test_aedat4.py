"""AEDAT 4: every event comes back, packed or not; what is broken, hostile or lacks a package gets a sentence."""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.datasets.event_folders import EventFolders
from engine.datasets.event_recordings import EventRecordings
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.problems import NetworkError
from engine.samples import aedat4 as _aedat4
from engine.simulation.simulation import Simulation
from tests.engine.datasets.files import INFO, aedat, aedat4, flat, gestures

START = 1_700_000_000_000_000  # µs: times are those of clocks on walls
EVENTS = [(START, 3, 5, 1), (START + 2_500, 345, 259, 0), (START + 9_999, 0, 0, 1), (START + 10_000, 7, 1, 0)]
REASON = "the development group packs recordings by it: uv sync"
BY_FLATBUFFERS = bytes.fromhex(
    "2c0000001000000045565453000006000800040006000000040000000100000000401e18240a06000c00110001000000"
)
"""One event (START, 12, 17, on) as FlatBuffers' own library (25.12.19) lays it out, behind its length."""


def loaded(path: Path, **more: Any) -> Any:
    values = {"file": str(path), "duration": 10.0, **more}
    assert EventRecordings.shape_of(values) or any(EventRecordings.problems(values))
    return Dataset("d", EventRecordings, values, title="Mine").samples()


def channel(x: int, y: int, on: int) -> int:
    return 2 * (y * 346 + x) + on


def test_a_recording_is_cut_into_samples_of_every_pixel_and_polarity(tmp_path: Path) -> None:
    samples = loaded(aedat4(tmp_path / "a.aedat4", EVENTS))
    assert samples.values.shape == (2, 10, 346 * 260 * 2) and samples.labels.tolist() == [-1, -1]
    assert np.argwhere(samples.values[0]).tolist() == [
        [0, channel(3, 5, 1)], [2, channel(345, 259, 0)], [9, channel(0, 0, 1)]
    ]  # fmt: skip
    assert np.argwhere(samples.values[1]).tolist() == [[0, channel(7, 1, 0)]]
    joined = loaded(tmp_path / "a.aedat4", joined=4.0, polarities="together", duration=20.0, interval=2.0)
    assert joined.values.shape == (1, 10, 87 * 65)
    assert np.argwhere(joined.values[0]).tolist() == [[0, 87], [1, 64 * 87 + 86], [4, 0], [5, 1]]


def test_times_columns_rows_and_polarities_are_those_of_the_file(tmp_path: Path) -> None:
    found = _aedat4.events(aedat4(tmp_path / "a.aedat4", EVENTS, packets=3), "file")
    assert list(zip(*(column.tolist() for column in found), strict=True)) == EVENTS


def test_a_flat_buffer_laid_out_by_its_own_library_is_read(tmp_path: Path) -> None:
    content = BY_FLATBUFFERS
    whole = aedat4(tmp_path / "a.aedat4", [], packets=0).read_bytes()
    (tmp_path / "b.aedat4").write_bytes(
        whole[: _aedat4.header(tmp_path / "a.aedat4", "file").begin] + struct.pack("<ii", 1, len(content)) + content
    )
    (tmp_path / "b.aedat4").write_bytes(_without_table((tmp_path / "b.aedat4").read_bytes()))
    assert [column.tolist() for column in _aedat4.events(tmp_path / "b.aedat4", "file")] == [[START], [12], [17], [1]]


def _without_table(data: bytes) -> bytes:
    """The same file, which does not say where its packets end, as one whose recording was broken off."""
    (length,) = struct.unpack_from("<I", data, 14)
    info = INFO.format(x=346, y=260).encode()
    head = flat(b"IOHE", [bytes(4), struct.pack("<q", -1), bytes(4)], struct.pack("<I", len(info)) + info + b"\0")
    return data[:14] + head + data[18 + length :]


@pytest.mark.parametrize("packing", [1, 2, 3, 4])
def test_packed_recordings_are_unpacked(tmp_path: Path, packing: int) -> None:
    if packing in _aedat4.LZ4:
        pack = pytest.importorskip("lz4.frame", reason=REASON).compress
    else:
        pack = pytest.importorskip("zstandard", reason=REASON).ZstdCompressor().compress
    path = aedat4(tmp_path / "a.aedat4", EVENTS, packing, pack)
    assert [column.tolist() for column in _aedat4.events(path, "file")] == [list(c) for c in zip(*EVENTS, strict=True)]
    data = bytearray(path.read_bytes())
    at = _aedat4.header(path, "file").begin
    data[at + 8 : at + 40] = bytes(32)  # the first packet, of frames, which nobody reads
    path.write_bytes(data)
    assert len(_aedat4.events(path, "file")[0]) == 4


@pytest.mark.parametrize(("packing", "package"), [(1, "lz4"), (3, "zstandard")])
def test_a_package_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: int, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(NetworkError) as error:
        loaded(aedat4(tmp_path / "a.aedat4", EVENTS, packing))
    assert f"and the Python package {package} is not there." in str(error.value)
    assert f"pip install {package}" in str(error.value)


@pytest.mark.parametrize("packing", [1, 3])
def test_a_packet_that_unpacks_to_more_than_it_may_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: int
) -> None:
    module = pytest.importorskip("lz4.frame" if packing == 1 else "zstandard", reason=REASON)
    pack = module.compress if packing == 1 else module.ZstdCompressor().compress
    path = aedat4(tmp_path / "a.aedat4", EVENTS, packing, lambda content: pack(content + bytes(1 << 20)))
    monkeypatch.setattr(_aedat4, "MOST_PACKET", 1 << 16)
    with pytest.raises(NetworkError, match="is too long"):
        loaded(path)


def test_a_folder_of_such_recordings_is_divided_into_classes_and_says_its_sensor(tmp_path: Path) -> None:
    root = gestures(tmp_path, aedat4, ".aedat4")
    assert EventFolders.recognises(root) and EventFolders.suggested(root) == {"width": 346.0, "height": 260.0}
    values = {"folder": str(root), "duration": 20.0, **EventFolders.suggested(root)}
    samples = Dataset("d", EventFolders, values).samples()
    assert samples.values.shape == (18, 20, 346 * 260 * 2) and samples.names == ("0", "2", "10")
    assert np.argwhere(samples.values[4])[:, 1].tolist() == [channel(2, 1, on) for on in (0, 1, 0, 1)]


def test_older_recordings_are_read_one_by_one_too(tmp_path: Path) -> None:
    path = aedat(tmp_path / "a.aedat", [(100, 3, 5, 1), (1100, 127, 127, 0)])
    assert EventRecordings.recognises(path)
    samples = loaded(path)
    assert samples.values.shape == (1, 10, 128 * 128 * 2)
    assert np.argwhere(samples.values[0]).tolist() == [[0, 2 * (5 * 128 + 3) + 1], [1, 2 * (127 * 128 + 127)]]


def test_a_recording_runs_through_a_network_and_asks_for_no_labels(tmp_path: Path) -> None:
    values = {"file": str(aedat4(tmp_path / "a.aedat4", EVENTS)), "duration": 10.0, "joined": 32.0}
    dataset = Dataset("d", EventRecordings, values, sample_time=10.0, split="all")
    network = NetworkDescription(
        0.5, datasets=(dataset,), encoders=(Encoder("e", find("encoders/regular"), "d", {"max_rate": 1000.0}),)  # type: ignore[arg-type]
    )  # fmt: skip
    assert [p for p in check(network) if p.is_fatal] == []
    spikes = Simulation(network, backend="numpy").advance(40).spikes["e"]
    assert spikes.neurons.tolist() == [1, 2 * (8 * 11 + 10), 1, 0]


WRONG = {
    "cut in the header": (lambda data: data[:40], "promises"),
    "cut in a packet": (lambda data: data[:-200], "a.aedat4, which Mine reads, promises"),
    "no such thing": (lambda data: b"\0" * 300, "is no AEDAT recording"),
    "version 3": (lambda data: b"#!AER-DAT3.0\r\n" + data[14:], "is AEDAT 3.0"),
    "strange packing": (lambda data: data.replace(struct.pack("<ii", 0, 0), b""), "a.aedat4, which Mine reads"),
    "no sensor": (None, "does not say how many pixels its sensor has"),
    "entities": (None, "does not say how many pixels its sensor has"),
    "off the sensor": (None, "has an event at (345, 259), outside its sensor of 20 × 20"),
    "centuries": (None, "Show a sample for longer"),
}


@pytest.mark.parametrize("change", WRONG)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, change: str) -> None:
    spoil, sentence = WRONG[change]
    info, events = None, EVENTS
    if change == "no sensor":
        info = INFO.format(x=0, y=0)
    elif change == "entities":
        info = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaa">]>' + INFO.format(x=346, y=260)
    elif change == "off the sensor":
        info = INFO.format(x=20, y=20)
    elif change == "centuries":
        events = [(0, 1, 1, 0), (START, 1, 1, 0)]
    path = aedat4(tmp_path / "a.aedat4", events, info=info)
    if spoil is not None:
        path.write_bytes(spoil(_without_table(path.read_bytes()) if "packet" in change else path.read_bytes()))
    with pytest.raises(NetworkError) as error:
        loaded(path)
    assert len(error.value.problems) == 1 and sentence in str(error.value), str(error.value)


@pytest.mark.parametrize(("name", "lost"), [("a.aedat4", 60), ("a.aedat", 3)])
def test_a_recording_that_was_cut_is_told_before_it_is_read(tmp_path: Path, name: str, lost: int) -> None:
    small = [(time, x % 128, y % 128, on) for time, x, y, on in EVENTS]
    path = (aedat4 if name == "a.aedat4" else aedat)(tmp_path / name, small if name == "a.aedat4" else [(9, 1, 1, 1)])
    values = {"file": str(path)}
    assert not list(EventRecordings.problems(values))
    path.write_bytes(path.read_bytes()[:-lost])
    assert len(list(EventRecordings.problems(values))) == 1


def test_a_recording_without_events_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"a\.aedat, which Mine reads, holds no events\."):
        loaded(aedat(tmp_path / "a.aedat", []))


def test_any_bytes_give_samples_or_one_sentence(tmp_path: Path) -> None:
    path = aedat4(tmp_path / "a.aedat4", EVENTS)
    whole = path.read_bytes()
    for seed in range(60):
        random, data = np.random.default_rng(seed), bytearray(whole)
        for place in random.integers(14, len(data) if seed % 2 else 60, 3):
            data[place] = random.integers(256)
        path.write_bytes(bytes(data[: random.integers(14, len(data))] if seed % 5 == 0 else data))
        try:
            samples = loaded(path, joined=16.0)
        except NetworkError as error:
            assert len(error.problems) == 1 and "{" not in str(error), seed
        else:
            assert samples.values.ndim == 3, seed
