"""Runs Python with CuPy on a device that the processor is: ``python -m tests.peers.processor_device [words ...]``.

Without words it runs the tests that need a device: ``-m pytest -m gpu``. Makes the device first where it is not there
(Linux with g++; a minute, and CuPy from PyPI).
"""

from __future__ import annotations

import subprocess
import sys

from tests.peers.processor_device.making import environment, made

if __name__ == "__main__":
    made()
    words = sys.argv[1:] or ["-m", "pytest", "-m", "gpu"]
    sys.exit(subprocess.run([sys.executable, *words], env=environment()).returncode)
