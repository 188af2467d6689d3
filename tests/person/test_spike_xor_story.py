"""Spike XOR, in the window: read the note, choose the method, write what it says, train, and see all four answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Composition
from tests.person.test_learning_story import open_example, press, same, share_right, train, weights

METHOD = "multilayer_normad"
WRITTEN = {"rate": "1", "first": "15", "interval": "30"}  # of the typical weight; ms
EPOCHS, SAMPLES = "300", 12
SMALL = (1024, 640)


@pytest.mark.timeout(600)
def test_a_person_teaches_both_layers_by_what_the_note_says(qtbot: QtBot, window: Composition, tmp_path: Path) -> None:
    open_example(window, qtbot, "Spike XOR")
    drawn = weights(window)
    window.control.set_speed(1.0)  # here, so that the last step to undo is the training
    window.workspace.open_side("learn")
    qtbot.waitUntil(lambda: METHOD in window.learn.methods.buttons)
    press(window.learn.methods.buttons[METHOD])
    qtbot.waitUntil(lambda: "hidden_rate" in window.learn.settings.fields)
    for name, text in WRITTEN.items():
        field = window.learn.settings.fields[name]
        press(field)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    window.window.grab().save(str(tmp_path / "chosen.png"))
    train(window, qtbot, EPOCHS, lambda: bool(window.learn.runs) and not window.training.is_running)
    qtbot.waitUntil(lambda: window.learn.runs[-1].is_applied)
    assert window.learn.runs[-1].test_accuracy == 1.0
    window.window.grab().save(str(tmp_path / "trained.png"))
    window.window.resize(*SMALL)
    QApplication.processEvents()
    window.window.grab().save(str(tmp_path / "small.png"))
    trained = weights(window)
    assert not same(trained, drawn)
    assert share_right(window, qtbot, SAMPLES) == 1.0
    QTest.keySequence(window.canvas, QKeySequence.StandardKey.Undo)
    assert same(weights(window), drawn)
