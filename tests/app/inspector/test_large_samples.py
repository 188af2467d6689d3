"""Samples that stay in their files, as a person meets them: dropped, looked at page by page, and said to be so."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.commands.files import read_file, take_file
from app.document.meaning.meaning import meaning
from app.i18n.translation import problem_words
from app.inspector.samples.sample_panel import COLUMNS, ROWS
from app.widgets.pictures.sample_picture import Grey, Points
from engine.samples import blocks as _blocks
from engine.samples import files as _files
from tests.app.inspector.test_samples import Bench
from tests.engine.datasets.files import mnist


@pytest.fixture(autouse=True)
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_files, "fits", lambda need: False)
    monkeypatch.setattr(_blocks, "BLOCK", 200)
    monkeypatch.setattr(_blocks, "MIXED", 800)
    _files.forget()


def hdf5(path: Path, shape: tuple[int, ...], count: int = 3000) -> Path:
    with h5py.File(path, "w") as file:
        file["x"] = np.random.default_rng(1).random((count, *shape))
        file["y"] = np.sort(np.arange(count) % 3)
    return path


def said(bench: Bench) -> list[str]:
    found = meaning(bench.editor.document).problems
    return [problem_words(problem) for problem in found if problem.place == bench.data]


def test_pictures_are_read_page_by_page_and_the_node_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot, "idx_files", file=str(mnist(tmp_path, test=60)))
    found = bench.look(bench.data)
    assert found.contents.samples.in_pieces and len(found.page) == COLUMNS * ROWS and isinstance(found.sample, Grey)
    assert any("are read in pieces" in words for words in said(bench))
    bench.click(bench.samples.forth)
    assert bench.seen().number == 1 and bench.look(bench.code).made is not None
    intentions.set_parameter(bench.editor, [bench.data], "reading", "in pieces")
    bench.look(bench.data)
    assert not any("are read in pieces" in words for words in said(bench)), "it was asked for"


def test_files_of_a_folder_are_read_page_by_page_too(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("猫", "狗"):
        (tmp_path / name).mkdir()
        for number in range(40):
            Image.fromarray(np.full((4, 4), number, np.uint8)).save(tmp_path / name / f"{number}.png")
    bench = Bench(qtbot, "image_folders", folder=str(tmp_path), split="all")
    found = bench.look(bench.data)
    assert found.contents.samples.by_blocks and found.contents.samples.names == ("狗", "猫")
    assert any("are read in pieces" in words for words in said(bench))
    bench.click(bench.samples.forth)
    assert bench.seen().number == 1 and isinstance(found.sample, Grey)


def test_rows_are_points_from_a_few_places_of_the_file(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot, "array_files", file=str(hdf5(tmp_path / "a.h5", (5,))), split="all")
    found = bench.look(bench.data)
    assert isinstance(found.sample, Points) and found.contents.samples.names == ("0", "1", "2")
    assert set(found.sample.labels.tolist()) == {0, 1, 2}, "though the file has one class after another"


def test_a_file_that_goes_while_it_is_looked_at_is_named_and_looked_at_again(qtbot: QtBot, tmp_path: Path) -> None:
    path = mnist(tmp_path, test=60)
    bench = Bench(qtbot, "idx_files", file=str(path))
    bench.look(bench.data)
    path.rename(tmp_path / "away")
    bench.click(bench.samples.forth)
    bench.seen()
    assert f"{path.name}, which" in bench.samples.waiting.words.text()
    (tmp_path / "away").rename(path)
    bench.click(bench.samples.waiting.again)
    assert len(bench.seen().page) == COLUMNS * ROWS


def test_a_dropped_file_of_arrays_becomes_its_node(tmp_path: Path) -> None:
    editor = Editor()
    path = hdf5(tmp_path / "a.h5", (4, 4), 50)
    take_file(editor, path, None, read_file(path, None), (0.0, 0.0))
    (node,) = editor.document.nodes.values()
    assert node.model == "datasets/array_files" and node.parameters["file"] == str(tmp_path / "a.h5")
