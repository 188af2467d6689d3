"""Keyboard focus when controls that may have it are about to go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def hold_focus(holder: QWidget, part: QWidget) -> None:
    """Give ``holder`` the keyboard if something in ``part`` has it, lest it jumps to another panel's tab."""
    focus = QApplication.focusWidget()
    if focus is not None and part.isAncestorOf(focus):
        holder.setFocus(Qt.FocusReason.OtherFocusReason)
