"""Entries of menus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction


def callback(words: str, act: Callable[[], object], parent: QObject) -> QAction:
    """An action that does something when it is chosen."""
    action = QAction(words, parent)
    action.triggered.connect(lambda _checked=False: act())
    return action


def checkable(words: str, checked: bool, act: Callable[..., object], parent: QObject) -> QAction:
    """A choice in a menu; ``act`` hears whether it is ticked now."""
    action = QAction(words, parent, checkable=True, checked=checked)
    action.triggered.connect(act)
    return action
