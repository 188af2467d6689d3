"""One window for all tests of a file: each of them finds it as it would find a new one, in a tenth of the time."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from app.preferences import Choices, Preferences
from app.window.frame.floating_box import FloatingBox
from tests.activation import activate
from tests.app.window.rooms import Room, leave, show_on_screen
from tests.patience import PATIENCE
from tests.windows import kept_for_others


class PartLost(UserWarning):
    """PySide takes a part of a window for deleted that is in use."""


class SharedRoom:
    """A window of 1600 × 1000 that the tests of a file find one after the other.

    Once in some thousand windows PySide takes a part for deleted that is in use. That is told as a warning which names
    the part, and a new window is opened: else every test that is left in the file would fail for it. All other warnings
    are errors; this one stands in the summary of the tests.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._open = folder, ExitStack()
        self._room = self._open.enter_context(_opened(folder))

    def as_new(self, qtbot: QtBot) -> Room:
        """The window, as it would begin."""
        try:
            as_new(qtbot, self._room)
        except RuntimeError as gone:
            if "already deleted" not in str(gone):
                raise
            with warnings.catch_warnings():
                warnings.simplefilter("always", PartLost)
                lost = ", ".join(_deleted(self._room))
                warnings.warn(f"{gone} Of the window: {lost}. It is opened anew.", PartLost, stacklevel=2)
            self.close()
            self._room = self._open.enter_context(_opened(self._folder))
            as_new(qtbot, self._room)
        return self._room

    def close(self) -> None:
        """End the threads and take the window from the screen."""
        self._open.close()


@contextmanager
def _opened(folder: Path) -> Iterator[Room]:
    room = Room(Preferences(folder), folder)
    show_on_screen(room)
    assert QTest.qWaitForWindowExposed(room.window, PATIENCE)
    with kept_for_others(room.window):
        yield room
    leave(room)


def _deleted(room: Room) -> list[str]:
    """Names of the parts, and of their parts, that are there no more."""
    parts = {f"{name}.{inner}": part for name, whole in vars(room).items() for inner, part in _vars(whole).items()}
    parts |= vars(room)
    return sorted(
        name for name, part in parts.items() if isinstance(part, Shiboken.Object) and not Shiboken.isValid(part)
    )


def _vars(whole: object) -> dict[str, object]:
    return dict(getattr(whole, "__dict__", {}))


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
