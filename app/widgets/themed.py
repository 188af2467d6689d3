"""Widgets paint from the theme; this ties their repainting to its change."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from app.appearance.theme import signals, theme

Role = QPalette.ColorRole


def follow(widget: QWidget, restyle: Callable[[], None]) -> None:
    """Call ``restyle``, a method of ``widget``, whenever the theme changes, as long as the widget lives."""
    signals.theme_changed.connect(restyle)
    signals.size_changed.connect(widget.updateGeometry)


def apply_and_follow(widget: QWidget, restyle: Callable[[], None]) -> None:
    """Call ``restyle`` now and whenever the theme changes."""
    follow(widget, restyle)
    restyle()


def recolour(widget: QWidget, tones: Mapping[QPalette.ColorRole, str]) -> None:
    """Give roles of a widget's palette colours of the theme; its text is fainter while it is off."""
    palette = QPalette(widget.palette())
    for role, tone in tones.items():
        palette.setColor(role, theme().color(tone))
    if Role.Text in tones:
        palette.setColor(QPalette.ColorGroup.Disabled, Role.Text, theme().color("text2"))
    widget.setPalette(palette)
