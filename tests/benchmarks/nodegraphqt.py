"""NodeGraphQt in a process of its own, which takes turns with the canvas."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers.environments import python_of

SCRIPT = Path(__file__).parents[1] / "peers" / "nodegraphqt_frames.py"


class NodeGraphQt:
    """What it took in each of its turns: CPU ms of a pan and of a drag."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.turns: list[tuple[float, float]] = []
        self._line(1)

    def turn(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        pan, drag = self._line(2)
        self.turns.append((float(pan), float(drag)))

    def words(self) -> tuple[str, str, str]:
        """The medians for a row of the table: pan, drag, and that it shows no activity."""
        pan, drag = (statistics.median(column) for column in zip(*self.turns, strict=True))
        return f"{pan:.1f}", f"{drag:.1f}", "–"

    def _line(self, count: int) -> list[str]:
        assert self._process.stdout is not None
        while line := self._process.stdout.readline():
            if len(words := line.split()) == count:
                return words
        raise RuntimeError("NodeGraphQt ended before it had answered")


@contextmanager
def nodegraphqt() -> Iterator[NodeGraphQt | None]:
    """Start it with its drawing, and end it; None where its environment has not been made."""
    python = python_of("nodegraphqt")
    if python is None:
        yield None
        return
    with subprocess.Popen(
        [python, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        peer = NodeGraphQt(process)
        try:
            yield peer
        finally:
            process.kill()
