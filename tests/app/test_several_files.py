"""Several files on the command line: each has a window of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import process
from app.command_line import main as command_line
from app.document.file.file_format import EXTENSION


def named(folder: Path, count: int) -> list[str]:
    paths = [folder / f"{number}{EXTENSION}" for number in range(count)]
    for path in paths:
        path.touch()
    return [str(path) for path in paths]


def test_files_are_handed_over_in_their_order_and_each_once(tmp_path: Path) -> None:
    paths, asked = named(tmp_path, 3), []
    assert command_line.main([*paths, paths[0]], lambda given: asked.append(given) or 0) == 0
    assert asked == [paths]


def test_more_files_than_windows_are_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Any] = []
    paths = named(tmp_path, command_line.MOST_WINDOWS + 1)
    assert command_line.main(paths, lambda given: asked.append(given) or 0) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not asked


def test_a_further_file_is_begun_as_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begun, words = tmp_path / "begun", f"open({str(tmp_path / 'begun')!r}, 'w').write(repr((argv[1:], environ[PLACE])))"
    start = tmp_path / "start.py"
    start.write_text(f"from sys import argv\nfrom os import environ\nPLACE = {process.PLACE!r}\n{words}\n")
    monkeypatch.setattr(process, "START", start)
    assert process.open_beside("second.spikeloom", 1)
    qtbot.waitUntil(lambda: begun.exists() and begun.read_text() != "")
    assert begun.read_text() == repr(([str(Path("second.spikeloom").absolute())], "1"))
    assert process.PLACE not in os.environ
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no such program"))
    assert not process.open_beside("second.spikeloom", 1)


@pytest.mark.parametrize(("told", "place"), [("3", 3), ("", 0), ("first", 0), ("-1", 0), ("9" * 30, 0), ("²", 0)])
def test_what_is_no_place_of_a_window_keeps_none_from_opening(
    told: str, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(process.PLACE, told)
    assert process.own_place() == place
