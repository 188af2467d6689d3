"""How much memory a process has, and how fast this machine's memory is; without anything that must be installed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import median

STATUS = Path("/proc/self/statm")
TRIES, AT_LEAST = 7, 0.02  # each so many seconds


def resident() -> int:
    """Bytes of this process that lie in memory; 0 where the system does not say."""
    if not STATUS.exists():
        return 0
    return int(STATUS.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def bandwidth(working_set: float) -> float:
    """Bytes a second that one core reads and writes while it copies one half of so many bytes onto the other.

    So the copy lives where a run with that working set does: in a cache that holds it, or else in main memory.
    """
    import numpy as np

    length = max(int(working_set) // 16, 1)
    source, target = np.ones(length), np.zeros(length)
    found = []
    for _ in range(TRIES):
        copies, began = 0, time.perf_counter()
        while (took := time.perf_counter() - began) < AT_LEAST or not copies:
            np.copyto(target, source)
            copies += 1
        found.append(copies * (source.nbytes + target.nbytes) / took)
    return median(found)
