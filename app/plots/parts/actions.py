"""Entries of the menus of views."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


def callback(words: str, act: Callable[[], object], parent: QObject) -> QAction:
    """An action that does something when it is chosen."""
    action = QAction(words, parent)
    action.triggered.connect(lambda _checked=False: act())
    return action


def checkable(words: str, checked: bool, act: Callable[..., object], parent: QWidget) -> QAction:
    """A choice in a view's menu."""
    action = QAction(words, parent)
    action.setCheckable(True)
    action.setChecked(checked)
    action.triggered.connect(act)
    return action
