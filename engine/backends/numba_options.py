"""Numba's hidden ``noalias`` flag, and a private folder for the machine code that it keeps.

Numba knows ``noalias`` but does not expose it. The arrays of one kernel never overlap; without the flag
LLVM gives up vectorising loops that write more than about sixteen arrays.
"""

from __future__ import annotations

import numba
from numba.core.cpu import CPUTargetOptions
from numba.core.options import _mapping

from engine.backends.source_cache import folder

CPUTargetOptions.noalias = _mapping("noalias")

if not numba.config.CACHE_DIR:
    numba.config.CACHE_DIR = str(folder() / "machine_code")  # pickles: private to this user, never in a project
