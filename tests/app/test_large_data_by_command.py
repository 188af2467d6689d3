"""Data that memory has no room for, by command: what is said of them, and what is kept where they cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.command_line import main as command_line
from app.document.edits import ReplaceElement
from app.document.examples import digits
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from engine.samples import blocks as _blocks
from engine.samples import files as _files
from tests.engine.datasets.files import idx

CLASSES = 10


def main(*arguments: object) -> int:
    return command_line.main([str(argument) for argument in arguments], lambda paths: pytest.fail("no window"))


@pytest.fixture
def images(tmp_path: Path) -> Path:
    random = np.random.default_rng(2)
    for part, count in (("train", 300), ("t10k", 60)):
        labels = (np.arange(count) % CLASSES).astype("u1")
        idx(tmp_path / f"{part}-images-idx3-ubyte", random.integers(0, 256, (count, 5, 4)).astype("u1"))
        idx(tmp_path / f"{part}-labels-idx1-ubyte", labels)
    return tmp_path / "train-images-idx3-ubyte"


@pytest.fixture
def project(tmp_path: Path, images: Path) -> Path:
    document = digits.draw()
    node = next(node for node in document.nodes.values() if node.kind == "dataset")
    changed = replace(node, model="datasets/idx_files", parameters={"file": str(images)})
    ReplaceElement(changed).apply(document)
    save(document, tmp_path / "net.spikeloom")
    return tmp_path / "net.spikeloom"


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little is free for data that they stay in their files."""
    monkeypatch.setattr(_files, "fits", lambda need: False)
    monkeypatch.setattr(_blocks, "BLOCK", 200)
    monkeypatch.setattr(_blocks, "MIXED", 800)
    monkeypatch.setattr(_blocks, "SPARE", 0)
    _files.forget()


def test_check_train_and_evaluate_say_that_data_are_read_in_pieces(
    project: Path, tmp_path: Path, little_memory: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("check", project) == 0
    said = capsys.readouterr().out
    assert "warning: " in said and "are read in pieces" in said
    out = tmp_path / "learnt.spikeloom"
    assert main("train", project, "--epochs", 2, "--out", out) == 0
    told = capsys.readouterr()
    assert "are read in pieces" in told.err and "beside for samples read in pieces" in told.out
    assert main("evaluate", out, "--split", "test", "--json") == 0
    told = capsys.readouterr()
    assert "are read in pieces" in told.err and json.loads(told.out)["samples"] == 60
    assert main("run", out, "--duration", 50, "--out", tmp_path / "o.npz") == 0
    assert "are read in pieces" in capsys.readouterr().err


def test_a_training_whose_data_go_keeps_what_it_learnt(
    project: Path, images: Path, tmp_path: Path, little_memory: None, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from engine.learning.training import checkpoint

    real = checkpoint.write_checkpoint

    def written(path: Path, kept: checkpoint.Checkpoint) -> None:
        real(path, kept)
        if len(kept.history) == 2:
            images.rename(images.with_name("away"))

    monkeypatch.setattr(checkpoint, "write_checkpoint", written)
    out, kept = tmp_path / "learnt.spikeloom", tmp_path / "kept.npz"
    assert main("train", project, "--epochs", 4, "--out", out, "--checkpoint", kept) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "cannot be opened" in said and f"{out} has what was learnt until epoch 2" in said
    images.with_name("away").rename(images)
    learnt = meaning(open_document(out)).description.projections
    assert all(isinstance(projection.weight, np.ndarray) for projection in learnt), "drawn before, learnt now"
    again = tmp_path / "again.spikeloom"
    assert main("train", project, "--epochs", 4, "--out", again, "--checkpoint", kept) == 0
    assert "Goes on behind epoch 2" in capsys.readouterr().out
