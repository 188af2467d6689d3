"""The command that draws: an image without a window and without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.command_line import main as command_line
from app.document.examples import one_neuron
from app.document.file.file_format import save
from tests.app.test_command_line import refused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "net.spikeloom"
    save(one_neuron.draw(), path)
    return path


def test_an_image_is_drawn_without_a_display(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "net.svg"
    command = [sys.executable, str(ROOT / "main.py"), "draw", str(project), "--out", str(out), "--width", "120"]
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    told = subprocess.run(command, capture_output=True, env=environment, encoding="utf-8", check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("120 × ") and told.stdout.endswith(f"written to {out}\n")
    assert ElementTree.fromstring(out.read_bytes()).get("width") == "120mm"


def test_what_cannot_be_drawn_leaves_the_file_that_was_there(qapp, project: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "net.png"
    out.write_bytes(b"before")
    assert "--force" in refused(capsys, "draw", project, "--out", out)
    assert "too many" in refused(capsys, "draw", project, "--out", out, "--force", "--dots", 10**12)
    assert "at least 1 mm" in refused(capsys, "draw", project, "--out", out, "--force", "--width", 0.001)
    assert ".svg" in refused(capsys, "draw", project, "--out", tmp_path / "net.gif")
    assert out.read_bytes() == b"before"
    assert command_line.main(["draw", str(project), "--out", str(out), "--force"], lambda paths: 1) == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    assert {path.name for path in tmp_path.iterdir()} == {"net.spikeloom", "net.png"}
