"""What every writer of a script for another simulator does: put elements one after another, and finish the program."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from engine.network.description import NetworkDescription
from engine.scripts.layout import Group, lines
from engine.scripts.names import TAKEN, names
from engine.scripts.script import Archive, Script
from engine.scripts.writing import quoted

MS_PER_S = 1000.0
REGULAR_TIMES = """
def regular(rate, phase):
    \"\"\"Spikes at equal intervals, at the end of the step in which each falls.\"\"\"
    times = np.arange(phase, {duration!r}, 1000 / rate)
    times = np.ceil(times / {h!r} - 1e-6) * {h!r}
    return np.round(times[times > 0], 6)

"""
"""A function of a script that has regular trains."""


class Composer(ABC):
    """The text of a script as it grows, for ``duration`` ms; ``taken`` are names that the program has for itself."""

    taken: ClassVar[frozenset[str]]

    def __init__(self, description: NetworkDescription, duration: float) -> None:
        self._network, self._duration = description, duration
        self._names = names(description, TAKEN | self.taken)
        self._archive = Archive()
        self._found: dict[str, range] = {}
        self._text: list[str] = []
        self._regular = False

    @abstractmethod
    def script(self, seed: int, title: str) -> Script:
        """The program; raises TypeError or KeyError where the simulator cannot say the network."""

    def _put(self, id: str, made: list[str]) -> None:
        """Add the lines of one element."""
        at = len(self._text)
        self._text += made
        self._found[id] = range(at, at + len(made))

    def _regular_times(self) -> list[str]:
        """The function of regular trains, where one is used."""
        if not self._regular:
            return []
        return REGULAR_TIMES.format(duration=self._duration, h=self._network.resolution).split("\n")

    def _finished(self, head: list[str], run: str) -> Script:
        """All of it: ``head``, the elements, the populations that fire, and ``run``, which counts their spikes."""
        firing = [p for p in self._network.populations if p.model.fires()]
        groups = [f"{quoted(p.title or p.id)}: {self._names[p.id]}" for p in firing]
        body = [*head, *self._text, *lines(Group("{", groups, "}"), "groups = ")]
        found = {id: range(r.start + len(head), r.stop + len(head)) for id, r in self._found.items()}
        counted = run.format(duration=self._duration, seconds=self._duration / MS_PER_S)
        return Script("\n".join(body) + counted, self._archive.arrays, found)
