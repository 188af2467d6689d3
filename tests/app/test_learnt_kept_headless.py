"""What a training without a window learnt is kept, whatever disk, memory, log and terminal do."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app import platform
from app.command_line import main as command_line
from app.document.document import Document
from app.document.examples import digits
from app.document.file.file_format import open_document
from app.document.file.recovery import Recovery
from engine.learning.training import checkpoint as checkpoints
from tests.app.test_command_line import main, project

__all__ = ["project"]

ROOT = Path(__file__).parents[2]
FEW = ["--epochs", "2", "--batch", "512"]
LOG = ["--tensorboard", "runs"]


@pytest.fixture
def own_state(tmp_path, monkeypatch):
    """The folder of what survives a crash, and a temporary one, of this test alone."""
    for name in ("state", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(platform, "state_folder", lambda: tmp_path / "state")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return tmp_path / "state"


def full(*folders):
    """The act that puts a file in its place, on a disk without room in these folders."""
    usual = platform.put_held

    def put(held, target):
        if any(target.is_relative_to(folder) for folder in folders):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        usual(held, target)

    return put


def kept_in(said, ending="spikeloom"):
    """The file, besides the one that was named, in which one sentence says that something is."""
    assert said.count("\n") == 1 and "Traceback" not in said
    (found,) = re.findall(rf"(/\S*?\.{ending})\b(?= instead| goes on)", said)
    return Path(found)


def has_learnt(path: Path) -> bool:
    return all(link.synapses.trained for link in open_document(path).links.values() if link.synapses)


def fails_later(monkeypatch):
    """Let memory run out when most epochs are whole."""
    from engine.learning.methods.surrogate_gradient import SurrogateGradientLearner

    learn = SurrogateGradientLearner.learn

    def fails(self, batch):
        if batch.share > 0.6:
            raise MemoryError
        return learn(self, batch)

    monkeypatch.setattr(SurrogateGradientLearner, "learn", fails)


def logged(monkeypatch, act):
    """Let the log of a training do this after each report."""
    monkeypatch.setattr("engine.api.logs.TensorBoardLog", lambda _folder: act)


def without_memory(monkeypatch):
    def keep_array(self, array, copied=True):
        raise MemoryError

    monkeypatch.setattr(Document, "keep_array", keep_array)


def test_what_a_full_disk_does_not_take_is_unsaved_work_that_the_window_offers(
    project, tmp_path, capsys, monkeypatch, own_state
):
    out = tmp_path / "out" / "trained.spikeloom"
    out.parent.mkdir()
    drawn = project(digits.draw())
    monkeypatch.setattr(platform, "put_held", full(out.parent))
    assert main(["train", drawn, *FEW, "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{out.parent} has no room left. Make room there, or choose another folder. What was learnt")
    file = kept_in(said)
    assert has_learnt(file) and not list(out.parent.iterdir())
    (found,) = Recovery(own_state / "recovery").found()
    assert (found.path, found.name, found.original) == (file, "trained", out)


def test_what_was_learnt_outlives_the_folder_that_it_was_to_go_to(project, tmp_path, capsys, monkeypatch, own_state):
    out = tmp_path / "a folder" / "trained.spikeloom"
    out.parent.mkdir()
    logged(monkeypatch, lambda _progress: out.parent.exists() and out.parent.rmdir())
    assert main(["train", project(digits.draw()), *FEW, *LOG, "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"There is no folder {out.parent}.") and has_learnt(kept_in(said))


def test_of_two_trainings_into_one_file_the_second_replaces_nothing_unasked(
    project, tmp_path, capsys, monkeypatch, own_state
):
    drawn, out = project(digits.draw()), tmp_path / "trained.spikeloom"
    first = ["train", drawn, *FEW, "--out", str(out)]

    def other(progress):
        if not out.exists():
            assert main([*first, "--seed", "5"]) == 0

    logged(monkeypatch, other)
    assert main([*first, *LOG]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{out} exists already; add --force to replace it. What was learnt is in ")
    assert has_learnt(kept_in(said)) and open_document(kept_in(said)).settings.seed == 1
    assert open_document(out).settings.seed == 5


def test_a_training_that_failed_on_a_full_disk_tells_both(project, tmp_path, capsys, monkeypatch, own_state):
    fails_later(monkeypatch)
    drawn, out = project(digits.draw()), tmp_path / "out" / "trained.spikeloom"
    out.parent.mkdir()
    monkeypatch.setattr(platform, "put_held", full(out.parent, own_state))
    assert main(["train", drawn, "--epochs", "3", "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "Memory ran out in epoch 2, batch " in said and "has no room left" in said
    assert kept_in(said).parent == tmp_path / "temporary" and has_learnt(kept_in(said))


def test_what_memory_cannot_make_a_project_of_goes_on_from_a_checkpoint(
    project, tmp_path, capsys, monkeypatch, own_state
):
    drawn, out = project(digits.draw()), tmp_path / "trained.spikeloom"
    command = ["train", drawn, "--epochs", "3", "--out", str(out)]
    with monkeypatch.context() as scarce:
        fails_later(scarce)
        without_memory(scarce)
        assert main(command) == 2
    said = capsys.readouterr().err
    assert "Memory ran out in epoch 2, batch " in said and f"There was no memory to write {out}." in said
    file = kept_in(said, "npz")
    assert len(checkpoints.read_checkpoint(file).history) == 1 and not out.exists()
    assert main([*command, "--checkpoint", str(file)]) == 0
    assert "Goes on behind epoch 1" in capsys.readouterr().out and has_learnt(out)


def test_what_finds_no_room_anywhere_waits_for_it(project, tmp_path, capsys, monkeypatch, own_state):
    drawn, out = project(digits.draw()), tmp_path / "trained.spikeloom"
    usual, waited = platform.put_held, []

    def wait(seconds):
        waited.append(seconds)
        monkeypatch.setattr(platform, "put_held", usual)

    def nowhere(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(platform, "put_held", full(tmp_path))
    monkeypatch.setattr(checkpoints, "write_checkpoint", nowhere)
    monkeypatch.setattr("app.command_line.keeping.time.sleep", wait)
    assert main(["train", drawn, *FEW, "--out", str(out)]) == 2
    first, last = capsys.readouterr().err.splitlines()
    assert len(waited) == 1 and "waits in memory until there is room; Ctrl+C gives it up" in first
    assert has_learnt(kept_in(f"{last}\n"))


def test_a_disk_that_is_full_before_the_first_epoch_is_told_then(project, tmp_path, capsys, monkeypatch, own_state):
    def no_room(**_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("app.command_line.keeping.tempfile.TemporaryFile", no_room)
    monkeypatch.setattr("engine.learning.training.fitting.fit", lambda *_, **__: pytest.fail("it was trained"))
    assert main(["train", project(digits.draw()), *FEW, "--out", str(tmp_path / "t.spikeloom")]) == 2
    assert f"{tmp_path} has no room left" in capsys.readouterr().err


def test_a_log_that_cannot_be_written_ends_no_training(project, tmp_path, capsys, monkeypatch):
    def log(progress):
        raise OSError(errno.ENOSPC, "No space left on device", "runs/events")

    out = tmp_path / "trained.spikeloom"
    logged(monkeypatch, log)
    assert main(["train", project(digits.draw()), *FEW, *LOG, "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert told.err == "runs/events: No space left on device.\n" and "epoch 2/2" in told.out and has_learnt(out)


@pytest.mark.parametrize("fails", [RuntimeError("of a driver"), MemoryError()])
def test_whatever_ends_a_training_its_whole_epochs_are_kept(project, tmp_path, capsys, monkeypatch, fails):
    def log(progress):
        if len(progress.history) == 1:
            raise fails

    out = tmp_path / "trained.spikeloom"
    logged(monkeypatch, log)
    assert main(["train", project(digits.draw()), *FEW, *LOG, "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.endswith(f"{out} has what was learnt until epoch 1.\n") and has_learnt(out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a device of Linux")
@pytest.mark.parametrize("printed", [True, False])
def test_a_terminal_that_takes_nothing_loses_nothing(project, tmp_path, printed):
    out = tmp_path / "trained.spikeloom"
    command = [sys.executable, "main.py", "train", project(digits.draw()), *FEW, "--out", "-" if printed else str(out)]
    state = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    with Path("/dev/full").open("w", encoding="utf-8") as nowhere:
        done = subprocess.run(
            command, cwd=ROOT, stdout=nowhere, stderr=subprocess.PIPE, text=True, env=state, check=False
        )
    assert "Traceback" not in done.stderr
    if printed:
        assert done.returncode == command_line.BAD
        assert has_learnt(kept_in(f"{done.stderr.splitlines()[-1]}\n"))
    else:
        assert "could not be printed" in done.stderr and has_learnt(out)


def test_a_table_of_trainings_that_finds_no_room_is_kept_elsewhere(project, tmp_path, capsys, monkeypatch, own_state):
    out = tmp_path / "out" / "table.csv"
    out.parent.mkdir()
    replace = platform.replace

    def no_room(temporary, target):
        if target.parent == out.parent:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        replace(temporary, target)

    monkeypatch.setattr(platform, "replace", no_room)
    asked = ["--methods", "surrogate_gradient", "--seeds", "1", *FEW]
    assert main(["compare", project(digits.draw()), *asked, "--out", str(out)]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert f"{out.parent} has no room left" in said
    assert "surrogate_gradient" in kept_in(f"{said}\n", "csv").read_text(encoding="utf-8")


def test_a_checkpoint_is_written_some_of_an_array_at_a_time(tmp_path, monkeypatch):
    """A whole copy in memory was made before, where there may be none left."""
    weights = np.arange(1 << 22, dtype=np.float64)
    kept = checkpoints.Checkpoint({}, {"w": weights}, {("a", "weight"): weights}, 1, 0.5, (), 1.0)
    monkeypatch.setattr(checkpoints.io, "BytesIO", lambda: pytest.fail("packed in memory"))
    checkpoints.write_checkpoint(tmp_path / "kept.npz", kept)
    monkeypatch.undo()
    assert np.array_equal(checkpoints.read_checkpoint(tmp_path / "kept.npz").best["a", "weight"], weights)
