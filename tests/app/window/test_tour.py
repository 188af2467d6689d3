"""The tour of the window: once at the first start, from Help at any time; each stop points at its widget."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.preferences import Preferences
from app.widgets.spotlight import Spotlight
from tests.app.window.rooms import Room

STOPS = 7


def tour(room: Room) -> Spotlight:
    found = room.window.tour.spotlight
    assert found is not None
    return found


def test_it_is_shown_once_at_the_first_start(qtbot: QtBot, own_room: Room, tmp_path: Path) -> None:
    own_room.window.begin([])
    QTest.keyClick(tour(own_room).bubble.next, Qt.Key.Key_Escape)
    assert own_room.window.tour.spotlight is None
    own_room.window.begin([])
    assert own_room.window.tour.spotlight is None and Preferences(tmp_path).choices.tour_seen


def test_a_file_that_is_opened_is_not_hidden_by_it(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    room.window.begin([tmp_path / "none.spikeloom"])
    assert room.window.tour.spotlight is None


def test_tab_goes_round_in_the_bubble(qtbot: QtBot, room: Room) -> None:
    """It reached fields that were dimmed, where keys would have written."""
    room.window.actions_["help.tour"].trigger()
    bubble = tour(room).bubble
    QTest.keyClick(bubble.next, Qt.Key.Key_Return)
    bubble.next.setFocus()
    went = []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        QTest.keyClick(room.window.focusWidget(), key)
        went.append(room.window.focusWidget())
    assert went == [bubble.close_button, bubble.back, bubble.next, bubble.back]
    QTest.keyClick(bubble.back, Qt.Key.Key_Return)
    assert tour(room).place == 0
    bubble.close_button.setFocus()
    QTest.keyClick(bubble.close_button, Qt.Key.Key_Return)
    assert room.window.tour.spotlight is None


@pytest.mark.parametrize("size", [(1600, 1000), (1024, 640)], ids=["wide", "narrow"])
def test_every_stop_points_at_its_widget(qtbot: QtBot, room: Room, size: tuple[int, int]) -> None:
    room.window.resize(*size)
    room.window.actions_["help.tour"].trigger()
    titles = []
    for place in range(STOPS):
        shown = tour(room)
        assert shown.place == place and shown.bubble.count.words == f"{place + 1} of {STOPS}"
        qtbot.waitUntil(lambda shown=shown: not shown.light.isEmpty())
        target = shown.stop.target()
        assert target is not None and target.isVisible()
        corner = target.mapTo(room.window, target.rect().topLeft())
        lit = QRectF(corner.x(), corner.y(), target.width(), target.height()) & QRectF(room.window.rect())
        qtbot.waitUntil(lambda shown=shown, lit=lit: shown.light.contains(lit))
        assert QRectF(shown.rect()).contains(QRectF(shown.bubble.geometry())), "the bubble lies in the window"
        titles.append(shown.bubble.title.words)
        QTest.keyClick(shown.bubble.next, Qt.Key.Key_Return)
    assert room.window.tour.spotlight is None and len(set(titles)) == STOPS
    assert room.editor.document.nodes, "an example to look at"


def test_arrows_go_on_and_back(qtbot: QtBot, room: Room) -> None:
    room.window.tour.begin()
    for key, place in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Left, 0)):
        QTest.keyClick(tour(room).bubble.next, key)
        assert tour(room).place == place
    assert not room.window.is_working, "the first stop is on the start page"
    QTest.mouseClick(tour(room).bubble.close_button, Qt.MouseButton.LeftButton)
    assert room.window.tour.spotlight is None


def test_the_drawing_of_somebody_who_asks_for_it_stays(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    room.canvas.add_at_centre("neurons/leaky_integrate_and_fire")
    before = dict(room.editor.document.nodes)
    room.window.tour.begin()
    for _stop in range(STOPS):
        QTest.keyClick(tour(room).bubble.next, Qt.Key.Key_Right)
    assert dict(room.editor.document.nodes) == before and room.window.is_working


def test_the_window_beneath_takes_no_keys(qtbot: QtBot, room: Room) -> None:
    room.window.tour.begin()
    QTest.keyClick(tour(room).bubble.next, Qt.Key.Key_Right)
    QTest.keyClick(tour(room).bubble.back, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert room.editor.document.nodes and tour(room).place == 1
