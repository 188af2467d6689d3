"""The end of the window's process: nothing that waits for work keeps it alive."""

from __future__ import annotations

import subprocess
import sys

PATIENCE = 60  # s
ENDS = """
from engine.learning.passes.blocks import _pool
assert _pool(2).submit(int).result() == 0
from app.process import wait_for_threads
wait_for_threads()
"""


def test_a_process_in_which_blocks_were_trained_ends() -> None:
    """Its window was gone, and it lived on for good once a step of a training had been measured."""
    subprocess.run([sys.executable, "-c", ENDS], check=True, timeout=PATIENCE)
