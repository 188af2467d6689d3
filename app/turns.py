"""How the threads of the process take turns in Python."""

from __future__ import annotations

import sys

SWITCH = 0.001  # s for which a thread keeps Python while the window waits: compiling holds it as long as it may


def take_turns() -> None:
    """From now on no thread keeps the window waiting for longer than it must."""
    sys.setswitchinterval(SWITCH)
