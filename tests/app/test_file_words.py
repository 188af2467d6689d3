"""A folder into which nothing may be written is told in one sentence, with what to do, wherever a file is written."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop
from pytestqt.qtbot import QtBot

from app.command_line.arguments import Refusal
from app.command_line.files import written_to
from app.document.document import Document
from app.document.file.file_format import FileProblem, content_of, save
from app.document.file.recovery import Recovery
from app.document.meaning.meaning import meaning
from app.export import writing
from app.i18n.file_words import not_written
from app.learn.comparison.comparison_table import ComparisonTable
from engine.files import atomic
from tests.app.export.test_export import classifier
from tests.app.file_answers import answer_with

DENIED = PermissionError(13, "Permission denied")


def refuse(*_given: Any, **_more: Any) -> Any:
    raise DENIED


def by_saving(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileProblem) as told:
        save(Document(), path)
    return str(told.value)


def by_keeping(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(FileProblem) as told:
        Recovery(path.parent).keep(content_of(Document()), "", None)
    return str(told.value)


def by_exporting(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(atomic.tempfile, "mkstemp", refuse)
    order = writing.WriteRequest("npz", meaning(classifier().document).description, path, {}, 1)
    loop, ended, made = QEventLoop(), [], writing.Writing()
    made.ended.connect(lambda how: (ended.append(how), loop.quit()))
    made.start(order)
    loop.exec()
    (failed,) = ended
    assert isinstance(failed, writing.Failure)
    return failed.sentence


def by_comparing_headless(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    @contextmanager
    def put(_out: Path) -> Any:
        refuse()
        yield path

    with (
        pytest.raises(Refusal) as told,
        written_to(argparse.Namespace(out=path), path, put),
    ):
        raise AssertionError("nothing can be written")
    return str(told.value)


def by_saving_a_comparison(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(Path, "write_text", refuse)
    table = ComparisonTable()
    answer_with(monkeypatch, path)
    table.save.click()
    return table.said.words


WAYS = [by_saving, by_keeping, by_exporting, by_comparing_headless, by_saving_a_comparison]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_folder_that_may_not_be_written_into_is_named(
    way: Callable[[Path, pytest.MonkeyPatch], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert way(tmp_path / "result.npz", monkeypatch) == (
        f"Nothing may be written into {tmp_path}. Choose another folder."
    )


def test_a_folder_that_is_not_there_and_a_full_disk_are_told_apart(tmp_path: Path) -> None:
    gone = not_written(tmp_path / "gone" / "a.csv", FileNotFoundError(2, "No such file"))
    assert gone == f"There is no folder {tmp_path / 'gone'}. Choose one that is there."
    assert not_written(tmp_path / "a.csv", OSError(5, "Input/output error")) == (
        "a.csv could not be written: Input/output error."
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EROFS, "Nothing may be written into {folder}. Choose another folder."),
        (errno.ENOSPC, "{folder} has no room left. Make room there, or choose another folder."),
        (errno.EDQUOT, "{folder} has no room left. Make room there, or choose another folder."),
        (errno.ENAMETOOLONG, "The name of the file is too long. Choose a shorter one."),
        (errno.EIO, "net.nir could not be written: Input/output error."),
    ],
)
def test_what_a_disk_refuses_is_told_in_the_words_of_the_window(tmp_path: Path, number: int, said: str) -> None:
    """“Read-only file system” stood in a Chinese window, and not what to do."""
    assert not_written(tmp_path / "net.nir", OSError(number, os.strerror(number))) == said.format(folder=tmp_path)


def test_a_folder_of_the_wanted_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "net.nir").mkdir()
    error = IsADirectoryError(errno.EISDIR, "Is a directory")
    assert not_written(tmp_path / "net.nir", error) == "net.nir is a folder. Choose another name."
