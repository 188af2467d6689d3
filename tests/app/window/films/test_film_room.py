"""A film for which there is no room any more while it is made ends there, and can be saved."""

from __future__ import annotations

import errno
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.window.films import film, film_room
from app.window.films.film import Frame, UnkeptFilm, keep_film, write_film
from app.window.films.film_room import FilmRoom
from tests.app.file_answers import answer_with
from tests.app.window.rooms import Room
from tests.app.window.test_films import given, press, waited_for

IN_MEMORY = 3000


class SmallDisk(BytesIO):
    """It takes what it has room for, and then no more."""

    room = 0

    def write(self, data: Any) -> int:
        free = self.room - self.tell()
        if free <= 0 and len(data):
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(memoryview(data)[:free])


class SmallRoom(FilmRoom):
    """It soon needs the disk."""

    def __init__(self) -> None:
        super().__init__(IN_MEMORY)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> type[SmallDisk]:
    class OfThisTest(SmallDisk):
        room = 4000

    def opened(**_how: object) -> IO[bytes]:
        return OfThisTest()

    monkeypatch.setattr(film_room, "TemporaryFile", opened)
    monkeypatch.setattr(film, "FilmRoom", SmallRoom)
    return OfThisTest


@pytest.mark.parametrize("room", [0, 100, 4000, 100_000])
def test_all_that_is_written_is_read_wherever_it_lies(disk: type[SmallDisk], room: int) -> None:
    disk.room = room
    random, plain, kept = np.random.default_rng(room), BytesIO(), FilmRoom(IN_MEMORY)
    for _ in range(200):
        place = int(random.integers(0, len(plain.getvalue()) + 1)) if random.random() < 0.3 else len(plain.getvalue())
        data = random.bytes(int(random.integers(0, 400)))
        for file in (plain, kept):
            file.seek(place)
            assert file.write(data) == len(data)
    kept.seek(0)
    assert kept.read() == plain.getvalue() and len(plain.getvalue()) > IN_MEMORY + 4000
    assert (kept.full is None) == (room == 100_000)


def noise(number: int) -> Frame:
    return Frame(np.random.default_rng(number).integers(0, 255, (120, 160, 3)).astype(np.uint8))


def test_an_mp4_that_outgrows_the_disk_ends_there_and_is_seen_until_then(disk: type[SmallDisk], tmp_path: Path) -> None:
    av = pytest.importorskip("av", reason="MP4 needs PyAV, which is optional")
    disk.room = 200_000
    left = write_film(tmp_path / "a.mp4", given(*map(noise, range(200))), 30.0)
    assert isinstance(left, UnkeptFilm) and left.is_cut and left.reason.errno == errno.ENOSPC
    assert not list(tmp_path.iterdir()), "a person says where to"
    assert keep_film(left.film, tmp_path / "b.mp4") is None
    with av.open(str(tmp_path / "b.mp4")) as container:
        seen = sum(1 for _ in container.decode(video=0))
    assert 10 < seen < 150 and (tmp_path / "b.mp4").stat().st_size > disk.room


def test_a_person_is_asked_where_to_save_what_was_filmed_until_then(
    room: Room, disk: type[SmallDisk], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("av", reason="MP4 needs PyAV, which is optional")
    disk.room = 0
    window = room.window
    window.new()
    filming = window.films.filming
    filming.start(window.canvas, tmp_path / "a.mp4", 20.0, 300)
    (box,) = waited_for(qtbot, window)
    assert box.text() == "The video had to end."
    assert box.informativeText() == "There is no room left for temporary files. Save what was recorded until now."
    assert not filming.is_on, "nothing more is filmed"
    answer_with(monkeypatch, tmp_path / "b")
    with qtbot.waitSignal(filming.ended):
        press(qtbot, window, "Save elsewhere…")
    assert window.notice.words == "Written: b.mp4" and [p.name for p in tmp_path.iterdir()] == ["b.mp4"]
