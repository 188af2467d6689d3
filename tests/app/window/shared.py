"""One window for all tests of a file: each of them finds it as it would find a new one, in a tenth of the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.preferences import Choices, Preferences
from app.window.frame.floating_box import FloatingBox
from tests.activation import activate
from tests.app.window.rooms import Room, leave, show_on_screen
from tests.patience import PATIENCE
from tests.windows import kept_for_others


@contextmanager
def kept_open(folder: Path) -> Iterator[Room]:
    """A window of 1600 × 1000 that tests find one after the other, each of them ``as_new``."""
    room = Room(Preferences(folder), folder)
    show_on_screen(room)
    assert QTest.qWaitForWindowExposed(room.window, PATIENCE)
    with kept_for_others(room.window):
        yield room
    leave(room)


def as_new(qtbot: QtBot, room: Room) -> None:
    """Bring it back to where a new window begins: the start page before an empty drawing, all choices the usual ones.

    What stays is what was chosen within a panel, such as the span of the statistics or which parts are folded.
    """
    room.window.show_start_page()  # what is hidden is not filled anew
    _end_what_computes(qtbot, room)
    _close_what_stands_over(room)
    room.answers.forget()
    room.code.give_up()
    room.project.new()
    _put_panels_back(room)
    room.preferences.set(**{name: getattr(Choices(), name) for name in Choices.__struct_fields__})
    show_on_screen(room)
    activate(qtbot, room.window)
    room.window.show_start_page()
    room.start_page.begin.show_drawing("")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def _end_what_computes(qtbot: QtBot, room: Room) -> None:
    room.learn.endings.cancel()
    room.fitting_read_outs.cancel()
    qtbot.waitUntil(lambda: not room.learn.is_busy)
    room.training.state_changed.emit(room.training.state)  # a test may have told of one that never was
    room.control.stop()
    room.run.forget()


def _close_what_stands_over(room: Room) -> None:
    if room.window.tour.spotlight is not None:
        room.window.tour.spotlight.leave()
    room.course.leave()
    room.window.quitting.close_dialogs()
    for menu in room.window.findChildren(QMenu):
        menu.close()
    for box in room.window.findChildren(FloatingBox):
        box.hide()


def _put_panels_back(room: Room) -> None:
    room.views.close_all()
    room.views.were_opened = False
    room.problems_dock.close()
    room.palette.search.clear()
    room.palette.put_in_order(())
    room.workspace.open_side("properties")
    room.workspace.restore_layout("")
    room.time_range.select_nothing()
    room.time_range.point_at(None)
    room.time_range.fit()
    room.window.notice.hide()
