from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.document.file.file_format import clean, open_document

ROOT = Path(__file__).parents[3]


def kill_while_saving(path: Path, wait: float) -> int:
    """Version of the last save that was reported before the process died."""
    command = [sys.executable, "-m", "tests.app.document.saving_forever", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        reported = [process.stdout.readline()]
        time.sleep(wait)
        process.kill()
        reported += process.stdout.readlines()
    return int([line for line in reported if line.endswith("\n")][-1])


def lost(kills: int, folder: Path) -> list[str]:
    """What went wrong in any of the kills."""
    random_ = random.Random(3)
    wrong = []
    for number in range(kills):
        path = folder / f"{number}.spikeloom"
        version = kill_while_saving(path, random_.uniform(0.0, 0.1))
        document = open_document(path)
        (bias,) = (node.parameters["bias"] for node in document.nodes.values())
        found = document.array(bias)[0]
        if found < version:
            wrong.append(f"kill {number}: saved {version}, found {found}")
        clean(path)
    left = [file.name for file in folder.iterdir() if file.suffix != ".spikeloom"]
    return wrong + left


def test_no_project_is_lost_when_the_process_is_killed_during_a_save(tmp_path):
    assert lost(5, tmp_path) == []


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_no_project_is_lost_in_sixty_kills(tmp_path):
    assert lost(60, tmp_path) == []
