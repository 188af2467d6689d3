"""A training without a window that a signal reaches leaves what it learnt."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.document.examples import digits
from app.document.file.file_format import open_document
from tests.app.test_command_line import project
from tests.patience import PATIENCE

__all__ = ["project"]

ROOT = Path(__file__).parents[2]


def asked_while_it_trains(project, out, asked):
    """Exit code, output and errors of a training that a signal reaches when its first epoch is whole."""
    command = [
        sys.executable,
        "-u",
        "main.py",
        "train",
        project(digits.draw()),
        "--epochs",
        "9999",
        "--out",
        str(out),
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

    def heed() -> None:
        signal.signal(asked, signal.SIG_DFL)  # suites in the background ignore interruptions, and so would the process

    with subprocess.Popen(command, cwd=ROOT, text=True, preexec_fn=heed, **pipes) as process:
        try:
            assert process.stdout.readline().startswith("epoch 1/")
            process.send_signal(asked)
            told, said = process.communicate(timeout=PATIENCE / 1000)
        finally:
            process.kill()
    assert said.count("\n") == 1 and "Traceback" not in said
    return process.returncode, told, said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("asked", ["SIGTERM", "SIGHUP"])
def test_a_training_that_is_told_to_end_writes_the_best_weights_so_far(project, tmp_path, asked):
    """All that it had learnt went with its terminal, or with the time that a cluster gave it."""
    out = tmp_path / "out.spikeloom"
    code, _, said = asked_while_it_trains(project, out, getattr(signal, asked))
    assert code == 130 and said.startswith(f"Stopped. {out} has what was learnt until epoch ")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.spikeloom", "李 雷's"]
    assert all(link.synapses.trained for link in open_document(out).links.values() if link.synapses)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
def test_a_training_that_ctrl_c_ends_writes_the_best_weights_so_far(project, tmp_path):
    out = tmp_path / "out.spikeloom"
    code, told, said = asked_while_it_trains(project, out, signal.SIGINT)
    assert code == 0 and "Ctrl+C once more stops at once" in said
    assert "Ended early as you wished, after epoch" in told and told.splitlines()[-1].startswith("accuracy ")
    assert any(link.synapses is not None for link in open_document(out).links.values())
