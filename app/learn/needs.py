"""What a training with the present settings will take of memory, said before it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.running.background import Background
from app.translation import tr
from app.widgets.text import SECONDARY, Text
from engine.network.description import NetworkDescription

if TYPE_CHECKING:
    from engine.learning.memory import Demand

PAUSE = 150  # ms without a change of a setting


@dataclass(frozen=True)
class Needed:
    """The ways to train, the one that is chosen, the bytes that may be used, and those that are free now."""

    ways: Sequence[Demand]
    chosen: Demand
    most: int
    free: int


class Needs(Text):
    """One line beneath the settings; hidden while nothing is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", size=SECONDARY, tone="text2", wrapped=True, parent=parent)
        self._wanted: tuple[NetworkDescription, str, Mapping[str, float | str]] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self._ask)
        self._background = Background("needs", self)
        self._background.ended.connect(self.show_needed)
        self._background.failed.connect(lambda _error: self.hide())
        self.hide()

    def ask(self, description: NetworkDescription, method: str, settings: Mapping[str, float | str]) -> None:
        """Find out in the background, as soon as nothing has changed for a moment."""
        self._wanted = description, method, settings
        self._soon.start()

    def _ask(self) -> None:
        if self._wanted is not None:
            description, method, settings = self._wanted
            self._background.start(lambda _tell: find_out(description, method, settings))

    def show_needed(self, needed: Needed | None) -> None:
        """Say it; None where there is nothing to say."""
        self.setVisible(needed is not None)
        if needed is not None:
            self.set_tone("text2" if needed.chosen.memory <= min(needed.most, needed.free) else "error")
            self.say(words_of(needed))


def find_out(description: NetworkDescription, key: str, settings: Mapping[str, float | str]) -> Needed | None:
    """Ask a method that fits; None of one that does not."""
    from engine.learning import methods
    from engine.learning.circuit import circuit
    from engine.learning.memory import BUDGET, allowed, chosen

    method = methods().get(key)
    if method is None or any(problem.is_fatal for problem in method.fits(description)):
        return None
    found, complete = circuit(description), method.complete(settings)
    ways, most = method.demands(found, complete), allowed(found, complete)
    free = most if complete.get(BUDGET) else found.device.free()
    return Needed(ways, chosen(ways, most), most, free)


def words_of(needed: Needed) -> str:
    """What is needed in the way that is chosen, then in the others."""
    from engine.learning.memory import size_words

    first = needed.chosen
    text = tr("Needs {size}", size=size_words(first.memory))
    if first.steps:
        text = tr("{needs}: {way}", needs=text, way=_way(first))
    for way in needed.ways:
        if way != first:
            other = tr("{way}: {size}", way=_beside(way), size=size_words(way.memory))
            text = f"{text}; {_with_time(other, way)}"
    if first.memory > needed.most:
        return tr("{needs}. That is more than the budget of {budget}.", needs=text, budget=size_words(needed.most))
    if first.memory > needed.free:
        return tr("{needs}. Only {free} is free now.", needs=text, free=size_words(needed.free))
    return f"{text}."


def _way(way: Demand) -> str:
    steps = f"{way.steps:,}"
    if way.held == way.steps:
        return tr("{steps} steps", steps=steps)
    if way.pace == 1:
        return tr("{held} of {steps} steps at a time", held=f"{way.held:,}", steps=steps)
    return _with_time(tr("{steps} steps in segments of {held}", steps=steps, held=f"{way.held:,}"), way)


def _beside(way: Demand) -> str:
    return tr("all at once") if way.held == way.steps else tr("in segments of {held}", held=f"{way.held:,}")


def _with_time(words: str, way: Demand) -> str:
    return words if way.pace == 1 else tr("{what}, about {pace} × the time", what=words, pace=f"{way.pace:.1f}")
