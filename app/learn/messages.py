"""What the Learn panel has to say above all its sections: one message at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.translation import remedy, sentence, tr
from app.widgets.banner import Banner, Deed
from app.widgets.layout import column
from engine.problems import Problem


class Messages(QWidget):
    """Hidden while there is nothing to say. ``show_wanted`` wants the element to be shown that a message is about."""

    show_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner: Banner | None = None
        self._warned: tuple[Problem, ...] = ()
        self._column = column(self, (12, 10, 12, 0))
        self.hide()

    def say(self, banner: Banner | None) -> None:
        """Show ``banner`` in the place of what was said before; None takes that away."""
        if self.banner is not None:
            self._column.removeWidget(self.banner)
            self.banner.hide()
            self.banner.deleteLater()
        self.banner, self._warned = banner, ()
        self.setVisible(banner is not None)
        if banner is not None:
            self._column.addWidget(banner)

    def tell_failure(self, problem: Problem, deeds: tuple[Deed, ...] = ()) -> None:
        """Say what came to nothing and why; where no ``deeds`` are offered, its place is."""
        self.say(Banner("error", sentence(problem), remedy(problem), deeds or self._showing(problem.place)))

    def warn(self, problems: Sequence[Problem]) -> bool:
        """Say what goes on and should not with every remedy, and whether that is news; the first gives the place.

        What was said otherwise stays.
        """
        told = tuple(problems)
        if told == self._warned or (self.banner is not None and not self._warned):
            return False
        words = " ".join(sentence(problem) for problem in told)
        remedies = " ".join(dict.fromkeys(remedy(problem) for problem in told))  # silent ones have the same
        self.say(Banner("warning", words, remedies, self._showing(told[0].place), primary=False))
        self._warned = told
        return True

    def _showing(self, place: str) -> tuple[Deed, ...]:
        return ((tr("Show"), lambda: self.show_wanted.emit(place)),) if place else ()
