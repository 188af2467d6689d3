"""A private screen with a window manager, and a hand that moves its real mouse and keyboard."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Place = tuple[float, float]
NEEDED = ("Xvfb", "openbox", "xdotool", "import")
PATIENCE = 10.0  # seconds for the screen to appear
HOLD = 0.15  # seconds before the button is let go
DRAG_STEPS = 12
PAUSE = 0.03  # seconds between the small movements of a drag


def missing_tools() -> list[str]:
    """Programs that this machine lacks."""
    return [name for name in NEEDED if shutil.which(name) is None]


@contextmanager
def private_display(width: int, height: int) -> Iterator[str]:
    """Start Xvfb and openbox; yields the name of the display, and ends both afterwards.

    Its keys do not repeat: on a busy machine a key is let go late, and its letter would be written twice.
    """
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-r"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read, encoding="ascii") as pipe:
        display = f":{pipe.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield display
    finally:
        for process in (manager, screen):
            process.terminate()
            process.wait(PATIENCE)


class Hand:
    """Moves the pointer and presses keys of one display; positions are pixels of the screen."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def _xdotool(self, *words: str | float) -> None:
        command = ["xdotool", *(str(word) for word in words)]
        subprocess.run(command, env=self._environment, check=True, capture_output=True)

    def move(self, x: float, y: float) -> None:
        self._xdotool("mousemove", round(x), round(y))

    def click(self, x: float, y: float, times: int = 1, button: int = 1) -> None:
        self.move(x, y)
        self._xdotool("click", "--repeat", times, "--delay", 60, button)

    def key(self, *keys: str) -> None:
        """Keys as X names them, such as ``ctrl+z``."""
        self._xdotool("key", "--delay", 40, *keys)

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", 15, "--", text)

    def drag(self, start: Place, end: Place) -> Iterator[float]:
        """Press at ``start``, move to ``end`` in small steps, let go; yields how long to wait between them."""
        self.move(*start)
        yield PAUSE
        self._xdotool("mousedown", 1)
        yield PAUSE
        for step in range(1, DRAG_STEPS + 1):
            share = step / DRAG_STEPS
            self.move(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            yield PAUSE
        yield HOLD
        self._xdotool("mouseup", 1)
        yield PAUSE

    def photograph(self, path: Path) -> None:
        """A picture of the whole screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self._environment, check=True, capture_output=True)
