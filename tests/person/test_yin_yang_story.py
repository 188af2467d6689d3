"""Yin-Yang, in the window: press Start, change one's mind, go on, and have each run's weights back by a click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Composition
from tests.app.learn.bench import row_of
from tests.patience import outwait_double_click
from tests.person.test_learning_story import open_example, press, same, train, train_and_cancel, weights

METHOD, EPOCHS = "event_prop", 3


@pytest.mark.timeout(600)
def test_a_person_cancels_goes_on_and_goes_back_to_the_weights_of_another_run(
    qtbot: QtBot, window: Composition
) -> None:
    open_example(window, qtbot, "Yin-Yang")
    drawn = weights(window)
    window.workspace.open_side("learn")
    learn = window.learn
    qtbot.waitUntil(lambda: learn.methods.value == METHOD)  # the example says which
    qtbot.waitUntil(lambda: "tau" in learn.settings.fields)
    press(learn.settings.more)
    idle = learn.settings.fields["tau"]  # of wanted trains, which points have none of
    assert not idle.isEnabled() and learn.settings.fields["tau_first"].isEnabled()

    train_and_cancel(window, qtbot, str(EPOCHS))
    first = learn.runs[0]
    assert first.can_resume and 1 <= first.epoch < EPOCHS
    cancelled = weights(window)
    assert first.is_applied and not same(cancelled, drawn)

    outwait_double_click()
    press(learn.status.resume)
    qtbot.waitUntil(lambda: first.epoch == EPOCHS and not learn.is_busy)
    assert first.test_accuracy is not None and first.test_accuracy > 0.6
    finished = weights(window)

    train(window, qtbot, "1", lambda: len(learn.runs) == 2 and not learn.is_busy)
    assert not same(weights(window), finished)
    index = row_of(learn.list, first.number)
    place = learn.list.visualRect(index).center()
    QTest.mouseClick(learn.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: first.is_applied)
    assert same(weights(window), finished)
