"""A panel that is filled anew stays where it was scrolled to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollBar
from pytestqt.qtbot import QtBot

from app.widgets.kept_place import KeptPlace


@pytest.fixture
def bar(qtbot: QtBot) -> QScrollBar:
    made = QScrollBar()
    qtbot.addWidget(made)
    KeptPlace(made)
    made.setRange(0, 600)
    made.setValue(500)
    return made


def test_it_comes_back_once_there_is_room_again(bar: QScrollBar) -> None:
    for high in (80, 40, 300):
        bar.setRange(0, high)
        assert bar.value() == min(high, 500)
    bar.setRange(0, 700)
    assert bar.value() == 500
    bar.setRange(0, 900)
    assert bar.value() == 500


def test_what_a_hand_has_moved_since_stays(bar: QScrollBar) -> None:
    bar.setRange(0, 80)
    bar.setValue(30)
    bar.setRange(0, 700)
    assert bar.value() == 30


def test_what_has_gone_for_long_stays_away(bar: QScrollBar) -> None:
    bar.setRange(0, 80)
    kept = bar.findChild(KeptPlace)
    assert kept is not None
    patience = kept.findChild(QTimer)
    assert patience.isActive()
    patience.timeout.emit()
    bar.setRange(0, 700)
    assert bar.value() == 80
