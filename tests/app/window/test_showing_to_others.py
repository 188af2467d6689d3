"""Who shows a lesson to a room has the whole screen and words that are read from its last row."""

from __future__ import annotations

from functools import partial
from itertools import pairwise, product

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import BASE_FONT, DENSITIES, set_density
from app.plots.transport.bar import TransportBar
from app.window.frame.densities import restore_geometry
from tests.app.seen import commands, submenu
from tests.app.window.rooms import Room

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def test_a_key_fills_the_screen_with_the_window_and_brings_its_frame_back(room: Room) -> None:
    for begin in (room.window.show_start_page, room.window.new):
        begin()
        for is_full in (True, False):
            QTest.keyClick(room.window, Qt.Key.Key_F11)
            assert room.window.isFullScreen() == is_full
    (entry,) = commands(room.window, "beamer")
    assert entry.keys == "F11"


def test_the_density_for_a_projector_is_half_as_large_again_and_is_listed_from_small_to_large(room: Room) -> None:
    room.window.new()
    menu = submenu(room.window, "view.density")
    words = [action.text() for action in menu.actions()]
    assert words == ["Compact", "Medium", "Large", "For a projector"]
    menu.actions()[-1].trigger()
    assert room.preferences.choices.density == "projector"
    assert list(DENSITIES.values()) == sorted(DENSITIES.values()) and DENSITIES["projector"] >= 1.5 * BASE_FONT
    assert commands(room.window, "text size")[0].text == "Preferences…"


def test_nothing_in_the_bar_for_a_projector_touches_what_stands_beside_it(qtbot: QtBot, room: Room) -> None:
    """At 1024 the speed stood in the ribbon, and what computes was cut at both ends."""
    bar = room.workspace.transport
    assert isinstance(bar, TransportBar)
    room.window.new()
    set_density("projector")

    def is_apart(width: int) -> bool:
        parts = [part for part in bar.findChildren(QWidget, options=DIRECT) if part.isVisible()]
        parts.sort(key=QWidget.x)
        beside = all(one.geometry().right() < other.x() for one, other in pairwise(parts))
        whole = all(w.width() >= w.sizeHint().width() for w in (bar.problems_button, bar.backend_button, bar.clock))
        return bar.width() == width and beside and parts[-1].geometry().right() < width and whole

    for width, compiling in product((1600, 1024, 880), (False, True)):
        room.window.resize(width, 640)
        bar.set_problems(0, 0)
        bar.backend_button.show_backend("numba", compiling)
        qtbot.waitUntil(partial(is_apart, width))
        assert bar.speed.isVisible() == (width >= 1024)
        bar.set_problems(2, 0)
        assert (bar.problems_button.text() == "2 warnings") is (width == 1600)
        assert "2 warnings" in (bar.problems_button.toolTip(), bar.problems_button.accessibleName())


def test_a_window_that_is_closed_on_the_whole_screen_has_its_frame_the_next_time(own_room: Room) -> None:
    own_room.window.new()
    own_room.window.resize(1100, 700)
    QTest.keyClick(own_room.window, Qt.Key.Key_F11)
    assert own_room.window.isFullScreen()
    own_room.window.close()
    another = QWidget()
    assert restore_geometry(another, own_room.preferences.choices.geometry) and not another.isFullScreen()
    assert another.height() == 700, "as it was before it filled the screen"
    assert not restore_geometry(another, "") and not restore_geometry(another, "no geometry")
