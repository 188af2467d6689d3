"""The magnifying glass of a search field stands in its middle."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from app.appearance import style
from app.appearance.icons import icon
from app.appearance.theme import theme


def test_the_icon_of_a_field_is_in_its_middle(qtbot: QtBot, qapp: QApplication) -> None:
    style.apply(qapp, theme())
    field = QLineEdit()
    qtbot.addWidget(field)
    glass = QAction(field)
    glass.setIcon(icon("search", 14))
    field.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
    with qtbot.waitExposed(field):
        field.show()
    button = field.findChild(QToolButton)
    assert abs(button.geometry().center().y() - field.rect().center().y()) <= 1
