"""Networks as modules of PyTorch, in an environment that has it: what stands in ``tests/engine/pytorch`` runs there."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.peers.environments import python_of

ROOT = Path(__file__).parents[2]
WITHOUT_A_WINDOW = ("-c", os.devnull, "--rootdir", str(ROOT), "--noconftest", "-p", "no:cacheprovider")
"""Neither Qt nor the settings of the project's own tests are there."""


@pytest.mark.peers
@pytest.mark.timeout(1800)
def test_modules_of_pytorch_have_the_spikes_and_the_gradients_of_the_engine() -> None:
    python = python_of("torch")
    if python is None:
        pytest.skip("make its environment: python -m tests.peers.environments torch")
    command = [python, "-m", "pytest", "-q", *WITHOUT_A_WINDOW, "tests/engine/pytorch"]
    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0 and " passed" in run.stdout, run.stdout + run.stderr
