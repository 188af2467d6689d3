"""A training without a window that is stopped goes on later, and ends as if it had never been stopped."""

from __future__ import annotations

import numpy as np
import pytest

from app.command_line import main as command_line
from app.command_line import report as command_report
from app.document.edits import SetParameter
from app.document.examples import digits
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from tests.app.test_command_line import main, project, refused

__all__ = ["project"]


def arrays(path):
    """The weights and biases of a project."""
    drawn = meaning(open_document(path)).description
    return [np.asarray(p.weight) for p in drawn.projections] + [np.asarray(p.bias) for p in drawn.populations]


def test_a_stopped_training_goes_on_by_the_same_command(project, tmp_path, capsys, monkeypatch):
    drawn, kept = project(digits.draw()), tmp_path / "kept.npz"
    flags = ["--epochs", "4", "--batch", "512", "--validation", "0.1"]
    assert main(["train", drawn, *flags, "--out", str(tmp_path / "whole.spikeloom")]) == 0
    whole = capsys.readouterr().out.splitlines()
    command = ["train", drawn, *flags, "--checkpoint", str(kept), "--out", str(tmp_path / "stopped.spikeloom")]
    say = command_report.say

    def stopped(text=None):
        say(text)
        if text and text.startswith("epoch 2/"):
            raise KeyboardInterrupt

    with monkeypatch.context() as until:
        until.setattr(command_report, "say", stopped)
        assert main(command) == command_line.STOPPED
    assert f"goes on from {kept}" in capsys.readouterr().err
    assert kept.exists() and not (tmp_path / "stopped.spikeloom").exists()
    assert main(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Goes on behind epoch 2 of {kept}"
    told, again = ([line for line in said if "move only" not in line] for said in (whole, lines))
    assert [line.rsplit("  ", 1)[0] for line in again[1:]] == [line.rsplit("  ", 1)[0] for line in told[2:]]
    assert len(lines) - len(again) == 1 == len(whole) - len(told), "so few batches are told, and not after each epoch"
    found, wanted = arrays(tmp_path / "stopped.spikeloom"), arrays(tmp_path / "whole.spikeloom")
    assert len(found) == len(wanted) and found[0].size > 1 and all(map(np.array_equal, found, wanted))


def test_a_training_stopped_in_its_first_epoch_has_kept_nothing(project, tmp_path, capsys, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.learning.training.fitting.fit", stopped)
    kept = tmp_path / "kept.npz"
    out = ["--out", str(tmp_path / "t.spikeloom")]
    assert main(["train", project(digits.draw()), "--checkpoint", str(kept), *out]) == command_line.STOPPED
    assert "nothing was written" in capsys.readouterr().err


def test_a_checkpoint_is_kept_by_one_training_at_a_time(project, tmp_path, capsys, monkeypatch):
    """Two wrote it in turns, and whoever was stopped went on from the other's epochs."""
    drawn, kept = project(digits.draw()), tmp_path / "kept.npz"
    command = ["train", drawn, "--checkpoint", str(kept), "--out"]

    def stopped(*_):
        if not said:
            said.append(refused(capsys, *command, tmp_path / "second.spikeloom"))
        raise KeyboardInterrupt

    said: list[str] = []
    monkeypatch.setattr("engine.learning.training.checkpoint.write_checkpoint", stopped)
    assert main([*command, str(tmp_path / "first.spikeloom")]) == command_line.STOPPED
    assert said == [f"Another training keeps itself in {kept}; wait until it ends, or name another file.\n"]
    assert main([*command, str(tmp_path / "first.spikeloom")]) == command_line.STOPPED, "that one has ended"
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize("flag", [("--seed", "5"), ("--epochs", "2"), ("--method", "e-prop")])
def test_the_checkpoint_of_another_training_is_refused_and_kept(flag, project, tmp_path, capsys):
    drawn, kept = project(digits.draw()), tmp_path / "kept.npz"
    command = ["train", drawn, "--epochs", "1", "--batch", "1437", "--checkpoint", str(kept)]
    assert main([*command, "--out", str(tmp_path / "first.spikeloom")]) == 0
    capsys.readouterr()
    before = kept.read_bytes()
    said = refused(capsys, *command, *flag, "--out", tmp_path / "second.spikeloom")
    assert "another training" in said and kept.read_bytes() == before


@pytest.mark.parametrize(("element", "name", "value"), [("e2", "max_rate", 20.0), ("e3", "beta", 0.1)])
def test_the_checkpoint_of_a_drawing_that_was_changed_is_refused_and_kept(
    element, name, value, project, tmp_path, capsys
):
    """It went on with weights that another network had learnt, and said nothing."""
    drawn, kept = digits.draw(), tmp_path / "kept.npz"
    more = ["--epochs", "1", "--batch", "1437", "--checkpoint", str(kept)]
    assert main(["train", project(drawn), *more, "--out", str(tmp_path / "first.spikeloom")]) == 0
    before = kept.read_bytes()
    SetParameter(element, name, value).apply(drawn)
    assert "another training" in refused(capsys, "train", project(drawn), *more, "--out", tmp_path / "second.spikeloom")
    assert kept.read_bytes() == before and not (tmp_path / "second.spikeloom").exists()
    assert main(["train", project(digits.draw()), *more, "--out", str(tmp_path / "second.spikeloom")]) == 0


def test_what_cannot_be_a_checkpoint_is_one_sentence(project, tmp_path, capsys):
    drawn, out = project(digits.draw()), tmp_path / "t.spikeloom"
    precious = tmp_path / "notes.npz"
    precious.write_bytes(b"precious")
    for wrong, words in (
        (precious, "no checkpoint that can be read"),
        (tmp_path, "a folder that is there"),
        (tmp_path / "gone" / "kept.npz", "a folder that is there"),
        (out, "project and checkpoint at once"),
        (drawn, "project and checkpoint at once"),
    ):
        assert words in refused(capsys, "train", drawn, "--checkpoint", wrong, "--out", out)
    assert precious.read_bytes() == b"precious" and not out.exists()
