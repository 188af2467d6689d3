"""Words of widgets that show none themselves."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

Widget = TypeVar("Widget", bound=QWidget)


def named(widget: Widget, words: str, tip: str = "") -> Widget:
    """A new widget with the words that are read out in its place, and those that come under the mouse."""
    widget.setAccessibleName(words)
    widget.setToolTip(tip)
    return widget
