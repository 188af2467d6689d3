"""Buttons look as what they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.widgets.buttons import Button


@pytest.mark.parametrize("is_over", [True, False])
def test_a_button_rises_once_its_menu_is_gone_unless_the_mouse_is_over_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_over: bool
) -> None:
    """A line of the menu was clicked, the mouse went on from there, and *Copy as* looked touched for good."""
    button, menu = Button("Copy as"), QMenu()
    menu.addAction("NEST")
    button.setMenu(menu)
    qtbot.addWidget(button)
    qtbot.addWidget(menu)
    button.move(400, 300)  # where no mouse of the platform is
    button.show()
    at = button.mapToGlobal(QPoint(3, 3) if is_over else QPoint(3, 300))
    monkeypatch.setattr(QCursor, "pos", lambda: at)
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    menu.popup(QPoint(400, 340))
    menu.close()
    qtbot.waitUntil(lambda: button.underMouse() is is_over)
