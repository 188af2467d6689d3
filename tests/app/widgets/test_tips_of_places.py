"""Widgets that say other words about each place of them, beside the mouse that rests there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.lessons.pips import Pips
from app.preferences import Preferences
from app.widgets.pictures.class_bars import ClassBars


def pips() -> Pips:
    made = Pips()
    made.show_steps(("Run it", "Raise the current"), (True, False), 0)
    return made


def bars() -> ClassBars:
    made = ClassBars()
    made.show_counts(np.array([1200, 3]), ("Spiral", "Ring"), -1)
    return made


@pytest.mark.parametrize(
    ("made", "told"), [(pips, ("Run it", "Raise the current")), (bars, ("Spiral: 1,200 samples", "Ring: 3 samples"))]
)
def test_the_words_beside_the_mouse_are_those_of_the_place_it_rests_at(
    qtbot: QtBot, dressed: Preferences, made: Callable[[], Pips | ClassBars], told: tuple[str, str]
) -> None:
    widget = made()
    qtbot.addWidget(widget)
    widget.resize(200, 40)
    widget.show()
    for place, words in enumerate(told):
        at = widget.area(place).center().toPoint()
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        assert QToolTip.text() == words
    QToolTip.hideText()
