"""A command that is given a file that cannot be read says which and what to do, and leaves every file as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.command_line import main as command_line
from app.document.examples import digits, one_neuron
from app.document.file.file_format import save
from tests.app.unreadable import KINDS, WAYS, demand_clear, like_anybody, unmade

PROJECT = Path("drawn.spikeloom")
OUT = "new.spikeloom"
OPENING = (
    "check {file}",
    "run {file} --duration 1 --out x.npz",
    f"train {{file}} --out {OUT}",
    "draw {file} --out x.png",
    "script {file}",
    "export {file} --to npz --out x.npz",
    "evaluate {file} --out x.csv",
    "compare {file} --methods e_prop --out x.csv",
    "reduce {file} --bits 4 --out x.csv",
    f"import {{file}} --into {PROJECT} --out {OUT}",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    save(one_neuron.draw(), tmp_path / PROJECT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(path: Path) -> list[str]:
    """Every command that reads such a file."""
    found = [f"import {path.name} --out {OUT}", f"import {path.name} --into {PROJECT} --out {OUT}"]
    if path.suffix == PROJECT.suffix:
        found += [line.format(file=path.name) for line in OPENING]
        found.append(f"import none.npz --into {path.name} --out {OUT}")
    return found


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_read_is_told_by_every_command(
    way: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in KINDS:
        path = folder / f"stranger{kind}"
        for line in lines(path):
            WAYS[way](path, kind)
            before = {entry.name: entry.lstat().st_mtime_ns for entry in folder.iterdir()}
            with like_anybody():
                assert command_line.main(line.split(), lambda _: pytest.fail("the window was opened")) == 2, line
            said = capsys.readouterr().err
            assert said.count("\n") == 1, said
            demand_clear(said.strip(), path)
            assert {entry.name: entry.lstat().st_mtime_ns for entry in folder.iterdir()} == before
            unmade(path)


@pytest.mark.parametrize("way", [w for w in WAYS if w not in {"missing", "a circle of links"}])  # there it begins
def test_a_checkpoint_that_cannot_be_read_is_told_before_a_training_begins(
    way: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(digits.draw(), folder / PROJECT)
    path = folder / "kept.npz"
    WAYS[way](path, path.suffix)
    line = f"train {PROJECT} --epochs 1 --out {OUT} --checkpoint {path.name}"
    with like_anybody():
        assert command_line.main(line.split(), lambda _: pytest.fail("the window was opened")) == 2
    demand_clear(capsys.readouterr().err.strip(), path)
    assert not (folder / OUT).exists()


def test_links_in_a_circle_are_no_reason_to_stop(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands there is replaced, as a file would be."""
    path = folder / "x.npz"
    path.symlink_to(path.name)
    line = f"run {PROJECT} --duration 1 --out {path.name}"
    assert command_line.main(line.split(), lambda _: pytest.fail("the window was opened")) == 0
    assert path.is_file()
