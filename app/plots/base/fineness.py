"""The fineness of counting in a view: chosen in its menu, written beside what it shows, and kept with the view."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import msgspec
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.i18n.translation import tr
from app.plots.base.panel import PlotPanel
from app.plots.parts.header import NOTE, Chip
from app.preferences import ViewContent
from app.widgets.actions import checkable

AUTOMATIC = 0.0


class FineView(PlotPanel):
    """Counts as finely as a person has chosen. ``fineness_called`` is the title of the menu, ``kept_as`` an option."""

    fineness_called: ClassVar[str]
    kept_as: ClassVar[str]
    fineness = AUTOMATIC

    @abstractmethod
    def finenesses(self) -> Sequence[tuple[float, str]]:
        """List values with their words, after what the view finds by itself."""

    def choose_fineness(self, value: float) -> None:
        """Count so finely from now on; AUTOMATIC for what suits what is shown."""
        self.fineness = value
        self.refresh()

    def own_actions(self) -> Sequence[QAction]:
        menu = QMenu(self)
        for value, words in ((AUTOMATIC, tr("Automatic")), *self.finenesses()):
            is_chosen = value == self.fineness
            menu.addAction(checkable(words, is_chosen, lambda _on, value=value: self.choose_fineness(value), self))
        action = QAction(tr(self.fineness_called), self)
        action.setMenu(menu)
        return [*super().own_actions(), action]

    def content(self) -> ViewContent:
        return with_options(super().content(), option_of(self.kept_as, self.fineness))

    def show_content(self, content: ViewContent) -> None:
        self.fineness = value_in(content.options, self.kept_as)
        super().show_content(content)


def with_options(content: ViewContent, options: tuple[str, ...]) -> ViewContent:
    """Add options to those that are kept already."""
    return msgspec.structs.replace(content, options=(*content.options, *options))


def note(words: str, short: str = "") -> Chip:
    """Make the chip that is written beside the names of what is shown, without a mark."""
    return (NOTE, words, short or words)


def option_of(name: str, value: float) -> tuple[str, ...]:
    """Give the form in which a chosen value is kept."""
    return (f"{name} {value:g}",) if value != AUTOMATIC else ()


def value_in(options: Sequence[str], name: str) -> float:
    """Read what :func:`option_of` kept, or automatic; a file may hold anything."""
    for option in options:
        kept, _, value = option.rpartition(" ")
        if kept == name:
            try:
                return max(float(value), AUTOMATIC)
            except ValueError:
                return AUTOMATIC
    return AUTOMATIC
