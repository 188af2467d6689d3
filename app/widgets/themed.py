"""Widgets paint from the theme; this ties their repainting to its change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.appearance.theme import signals


def follow(widget: QWidget, restyle: Callable[[], None]) -> None:
    """Call ``restyle``, a method of ``widget``, whenever the theme changes, as long as the widget lives."""
    signals.theme_changed.connect(restyle)
    signals.size_changed.connect(widget.updateGeometry)
