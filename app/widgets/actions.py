"""Menus and their entries."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


def callback(words: str, act: Callable[[], object], parent: QObject, ticked: bool | None = None) -> QAction:
    """An action that does something when it is chosen; with or without a tick where it is a choice."""
    action = QAction(words, parent, checkable=ticked is not None, checked=bool(ticked))
    action.triggered.connect(lambda _checked=False: act())
    return action


def checkable(words: str, checked: bool, act: Callable[..., object], parent: QObject) -> QAction:
    """A choice in a menu; ``act`` hears whether it is ticked now."""
    action = QAction(words, parent, checkable=True, checked=checked)
    action.triggered.connect(act)
    return action


def open_by_right_button(widget: QWidget, menu: Callable[[], QMenu]) -> None:
    """Open the menu of a widget where the right button is pressed."""
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    widget.customContextMenuRequested.connect(lambda at: menu().popup(widget.mapToGlobal(QPoint(at))))


def menu_of(widget: QWidget) -> QMenu:
    """An empty menu, which deletes itself when it closes."""
    menu = QMenu(widget)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
