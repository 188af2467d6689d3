"""The memory that a training with the present settings will take, said before it starts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.i18n.memory_words import Needed, ask_memory_demand, demand_words
from app.running.background import Background
from app.widgets.text import SECONDARY, Text
from engine.network.description import NetworkDescription

PAUSE = 150  # ms without a change of a setting


class MemoryLine(Text):
    """One line beneath the settings; hidden while nothing is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", size=SECONDARY, tone="text2", wrapped=True, parent=parent)
        self._wanted: tuple[NetworkDescription, str, Mapping[str, float | str]] | None = None
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
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
            self._background.start(lambda _tell: ask_memory_demand(description, method, settings))

    def show_needed(self, needed: Needed | None) -> None:
        """Say it; None where there is nothing to say."""
        self.setVisible(needed is not None)
        if needed is not None:
            self.set_tone("text2" if needed.fits else "error")
            self.say(demand_words(needed))
