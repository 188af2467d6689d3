"""A window is opened, used, closed and deleted many times in one process; nothing of it stays."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.document.example import examples
from app.export.dialog import ExportDialog
from app.preferences import Preferences
from tests.app.window.answers import Answers

FEW, MANY = 2, 20  # lives with every view in each: few find what stays, each for itself, many what gathers slowly


def use(made: Composition, qtbot: QtBot) -> None:
    """A little of everything that has threads, timers, dialogs or docks."""
    window = made.window
    window.show()
    window.open_example(next(e for e in examples() if e.title == "Digits"))
    made.preferences.set(backend="numpy")
    made.control.toggle()
    qtbot.waitUntil(lambda: made.run.frames.latest_step > 0)
    for kind in window.views.kinds():
        window.views.add(kind)
    for side in ("learn", "equations", "properties"):
        made.workspace.open_side(side)
    made.editor.selection.set(made.editor.document.nodes)
    for action in ("edit.delete", "edit.undo", "edit.redo", "edit.undo"):
        window.actions_[action].trigger()
    window.dialogs.open_preferences()
    window.dialogs.export()
    qtbot.wait(20)


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("lives", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_window_that_is_closed_can_be_deleted_again_and_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, capfd: pytest.CaptureFixture[str], lives: int
) -> None:
    preferences = Preferences(tmp_path)
    before = {widget for widget in qapp.topLevelWidgets() if shiboken6.isValid(widget)}
    threads = threading.active_count()
    for _ in range(lives):
        made = Composition(preferences, Answers(), tmp_path / "recovery")
        use(made, qtbot)
        window, gone = made.window, (weakref.ref(made), weakref.ref(made.editor))
        window.close()
        made.close()
        qtbot.waitUntil(lambda window=window: not shiboken6.isValid(window))
        del made, window
        gc.collect()
        assert [reference() for reference in gone] == [None, None]
        assert {w for w in qapp.topLevelWidgets() if shiboken6.isValid(w)} <= before
    qtbot.waitUntil(lambda: threading.active_count() <= threads)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.usefixtures("dressed")
def test_a_window_that_was_closed_leaves_no_widget_that_holds_it(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """The strip of a narrow window and the task of a lesson had no parent, and with them stayed all of the drawing."""
    before = set(qapp.allWidgets())
    made = Composition(Preferences(tmp_path), Answers(), tmp_path / "recovery")
    made.window.show()
    gone = weakref.ref(made.editor), weakref.ref(made.canvas.drawing)
    window = made.window
    window.close()
    made.close()
    qtbot.waitUntil(lambda window=window: not shiboken6.isValid(window))
    del made, window
    gc.collect()
    left = [widget for widget in qapp.allWidgets() if widget not in before]
    assert not left, [(type(widget).__name__, widget.objectName()) for widget in left]
    assert [ref() for ref in gone] == [None, None]


def test_an_export_dialog_is_deleted_when_it_is_closed(qtbot: QtBot, tmp_path: Path) -> None:
    made = Composition(Preferences(tmp_path), Answers(), tmp_path / "recovery")
    made.window.open_example(next(e for e in examples() if e.title == "Digits"))
    for _ in range(3):
        made.window.dialogs.export()
        (dialog,) = made.window.findChildren(ExportDialog)
        dialog.close_button.click()
        qtbot.waitUntil(lambda dialog=dialog: not shiboken6.isValid(dialog))
        assert made.window.findChildren(ExportDialog) == []
    made.close()


def test_a_closed_window_no_longer_listens_to_the_preferences(qtbot: QtBot, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    listening = len(preferences.changed)
    made = Composition(preferences, Answers(), tmp_path / "recovery")
    assert len(preferences.changed) > listening
    made.window.close()
    made.close()
    assert len(preferences.changed) == listening
