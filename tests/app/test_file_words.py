"""A folder into which nothing may be written is told in one sentence, with what to do, wherever a file is written."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.command_arguments import Refusal
from app.command_files import written_to
from app.document.document import Document
from app.document.file_format import FileProblem, content_of, save
from app.document.interpretation import interpret
from app.document.recovery import Recovery
from app.export import writing
from app.file_words import not_written
from app.learn.comparison_table import ComparisonTable
from engine.exporting import atomic
from tests.app.export.test_export import classifier

DENIED = PermissionError(13, "Permission denied")


def refuse(*_given: Any, **_more: Any) -> Any:
    raise DENIED


def by_saving(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(Path, "open", refuse)
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
    order = writing.Order("npz", interpret(classifier().document), path, {}, 1)
    failed = writing._export(order, lambda _share: True)
    assert isinstance(failed, writing.Failure)
    return failed.sentence


def by_comparing_headless(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    @contextmanager
    def put(_out: Path) -> Any:
        refuse()
        yield path

    with (
        pytest.raises(Refusal) as told,
        written_to(argparse.Namespace(out=str(path)), path, put),
    ):
        raise AssertionError("nothing can be written")
    return str(told.value)


def by_saving_a_comparison(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(Path, "write_text", refuse)
    table = ComparisonTable()
    table._save(path, "")
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
    assert not_written(tmp_path / "a.csv", OSError(28, "No space left")) == "a.csv could not be written: No space left."
