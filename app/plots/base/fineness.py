"""The fineness of counting in a view: chosen in its menu, written beside what it shows, and kept with the view."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n.translation import tr
from app.plots.parts.header import NOTE, Chip
from app.widgets.actions import checkable

AUTOMATIC = 0.0


def choice(
    title: str, options: Sequence[tuple[float, str]], chosen: float, choose: Callable[[float], None], parent: QWidget
) -> QAction:
    """A menu of values with their words, after what the view finds by itself."""
    menu = QMenu(parent)
    for value, words in ((AUTOMATIC, tr("Automatic")), *options):
        menu.addAction(checkable(words, value == chosen, lambda _on, value=value: choose(value), parent))
    action = QAction(title, parent)
    action.setMenu(menu)
    return action


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
