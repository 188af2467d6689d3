"""Digits by conversion, in the window: choose the method, train, run the spikes, take it back; be refused elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Composition
from tests.person.test_learning_story import (
    RIGHT,
    SAMPLES,
    open_example,
    press,
    same,
    share_right,
    train,
    weights,
)

EPOCHS = "8"


def open_learn(window: Composition, qtbot: QtBot) -> None:
    window.workspace.open_side("learn")
    qtbot.waitUntil(lambda: "epochs" in window.learn.settings.fields)


@pytest.mark.timeout(600)
def test_rectified_units_are_trained_and_run_as_spikes(qtbot: QtBot, window: Composition) -> None:
    open_example(window, qtbot, "Digits by conversion")
    drawn = weights(window)
    window.control.set_speed(1.0)  # here, so that the last step to undo is the training
    open_learn(window, qtbot)
    press(window.learn.methods.buttons["conversion"])
    assert window.learn.methods.value == "conversion"
    qtbot.waitUntil(lambda: "percentile" in window.learn.settings.fields)
    train(window, qtbot, EPOCHS, lambda: bool(window.learn.runs) and not window.training.is_running)
    qtbot.waitUntil(lambda: window.learn.runs[-1].is_applied)
    run = window.learn.runs[-1]
    assert run.test_accuracy is not None and run.test_accuracy > 0.9
    starts = {n.title: n.start for n in window.editor.document.nodes.values() if n.kind == "population"}
    assert starts == {"Hidden": {"V": 0.5}, "Output": {"V": 0.5}}
    assert share_right(window, qtbot, SAMPLES) > RIGHT
    QTest.keySequence(window.canvas, QKeySequence.StandardKey.Undo)
    assert same(weights(window), drawn)
    assert all(not n.start for n in window.editor.document.nodes.values() if n.kind == "population")


def test_neurons_that_are_reset_to_a_value_are_refused_with_one_that_fits(qtbot: QtBot, window: Composition) -> None:
    open_example(window, qtbot, "Digits")
    open_learn(window, qtbot)
    button = window.learn.methods.buttons["conversion"]
    qtbot.waitUntil(lambda: not button.isEnabled())
    assert "Discrete integrate-and-fire, subtractive" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.learn.methods.value != "conversion"
