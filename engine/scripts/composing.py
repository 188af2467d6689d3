"""The common part of all writers of scripts for other simulators: elements one after another, and the program's end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine.network.description import NetworkDescription, Population, Recording
from engine.network.values import Distribution, LogNormal, Normal, Uniform
from engine.scripts.layout import BracketGroup, bracketed
from engine.scripts.names import TAKEN, identifiers
from engine.scripts.script import Archive, Script
from engine.scripts.values import NAMES_OF_DRAWS, draw_numbers
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


def drawn_by_numpy(value: Distribution, count: int) -> str:
    """The call of NumPy's generator that draws ``count`` values."""
    return f"rng.{NAMES_OF_DRAWS[type(value)]}" + "({!r}, {!r}, {})".format(*draw_numbers(value), count)


class Composer(ABC):
    """The text of a script as it grows, for ``duration`` ms; ``taken`` are names that the program has for itself.

    The program ends by ``run``, and by ``told`` where it records more than spikes.
    """

    taken: ClassVar[frozenset[str]]
    run: ClassVar[str]
    told: ClassVar[str]

    def __init__(self, description: NetworkDescription, duration: float) -> None:
        self._network, self._duration = description, duration
        self._names = identifiers(description, TAKEN | self.taken)
        self._variables = self.variables(description)
        self._archive = Archive()
        self._found: dict[str, range] = {}
        self._text: list[str] = []
        self._regular = False
        self._chance = False  # whether numbers are drawn by a generator of NumPy

    @abstractmethod
    def script(self, seed: int, title: str) -> Script:
        """The program; raises TypeError or KeyError where the simulator cannot say the network."""

    @classmethod
    @abstractmethod
    def variables(cls, description: NetworkDescription) -> dict[str, str]:
        """The simulator's name of the state of each recording that the script makes, by the recording's id."""

    @abstractmethod
    def _record(self, recording: Recording, variable: str) -> list[str]:
        """Lines that record a state; what they make has the name of the recording."""

    @abstractmethod
    def _drawn(self, value: Distribution) -> str:
        """The expression that draws values of a distribution."""

    def _value(self, value: Any, key: str) -> str:
        """A value as an expression; arrays are kept in the archive under ``key``."""
        if isinstance(value, Uniform | Normal | LogNormal):
            return self._drawn(value)
        return self._archive.text(key, value) if isinstance(value, np.ndarray) else repr(float(value))

    def _put_recordings(self) -> None:
        """Add every recording that the simulator can make."""
        for recording in self._recorded():
            self._put(recording.id, self._record(recording, self._variables[recording.id]))

    def _recorded(self) -> list[Recording]:
        return [r for r in self._network.recordings if r.id in self._variables]

    def _part(self, recording: Recording) -> str:
        """The neurons that are recorded, as a part of their population; "" where all are."""
        if recording.indices is None:
            return ""
        chosen = sorted(set(recording.indices))
        if len(chosen) > 2 and chosen == list(range(chosen[0], chosen[-1] + 1)):
            return f"{chosen[0]}:{chosen[-1] + 1}"
        return repr(chosen)

    def _put(self, id: str, made: list[str]) -> None:
        """Add the lines of one element."""
        at = len(self._text)
        self._text += made
        self._found[id] = range(at, at + len(made))

    def _table_expression(self, name: str, element: Population | Recording) -> str:
        """The expression of an element in the table of those that are told of."""
        return name

    @property
    def _uses_numpy(self) -> bool:
        return bool(self._archive.arrays or self._archive.is_used or self._regular or self._chance)

    def _beginning(self, seed: int) -> list[str]:
        """The generator that draws currents, and the function of regular trains, where they are used."""
        found = [f"rng = np.random.default_rng({seed})", ""] if self._chance else []
        if self._regular:
            found += REGULAR_TIMES.format(duration=self._duration, h=self._network.resolution).split("\n")
        return found

    def _finished(self, head: list[str]) -> Script:
        """All of it: ``head``, the elements, the populations that fire, what is recorded, and the run."""
        firing = [p for p in self._network.populations if p.model.fires()]
        body = [*head, *self._text, *self._by_title("groups", firing)]
        if recorded := self._recorded():
            body += self._by_title("traces", recorded)
        found = {id: range(r.start + len(head), r.stop + len(head)) for id, r in self._found.items()}
        text = "\n".join(body) + self._counted() + (self.told if recorded else "")
        return Script(text, self._archive.arrays, found)

    def _each(self, value: Any, count: int, key: str) -> str:
        """A value of each of some connections: what is drawn is drawn by NumPy."""
        match value:
            case np.ndarray():
                return self._archive.text(key, value)
            case Uniform() | Normal() | LogNormal():
                self._chance = True
                return drawn_by_numpy(value, count)
        self._archive.is_used = True
        return f"np.full({count}, {float(value)!r})"

    def _counted(self) -> str:
        """The end of the program, which runs it and tells the rates."""
        return self.run.format(duration=self._duration, seconds=self._duration / MS_PER_S)

    def _by_title(self, name: str, elements: Sequence[Population] | Sequence[Recording]) -> list[str]:
        """A table of elements by their titles; two of one title have their names in the program beside it."""
        titles = [element.title or element.id for element in elements]
        times, made = Counter(titles), [self._names[element.id] for element in elements]
        keys = [t if times[t] == 1 else f"{t} ({own})" for t, own in zip(titles, made, strict=True)]
        told = [self._table_expression(self._names[element.id], element) for element in elements]
        rows = [f"{quoted(key)}: {words}" for key, words in zip(keys, told, strict=True)]
        return bracketed(BracketGroup("{", rows, "}"), f"{name} = ")
