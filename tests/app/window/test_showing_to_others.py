"""Who shows a lesson to a room has the whole screen and words that are read from its last row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.appearance.theme import BASE_FONT, DENSITIES
from app.window.chooser import matching
from app.window.densities import stand_again
from tests.app.window.rooms import Room


def test_a_key_fills_the_screen_with_the_window_and_brings_its_frame_back(room: Room) -> None:
    for begin in (room.window.show_start_page, room.window.new):
        begin()
        for is_full in (True, False):
            QTest.keyClick(room.window, Qt.Key.Key_F11)
            assert room.window.isFullScreen() == is_full
    (entry,) = matching(room.window._commands(), "beamer")
    assert entry.keys == "F11"


def test_the_density_for_a_projector_is_half_as_large_again_and_is_listed_from_small_to_large(room: Room) -> None:
    room.window.new()
    menu = room.window.actions_._submenus["view.density"]
    menu.aboutToShow.emit()
    words = [action.text() for action in menu.actions()]
    assert words == ["Compact", "Medium", "Large", "For a projector"]
    menu.actions()[-1].trigger()
    assert room.preferences.choices.density == "projector"
    assert list(DENSITIES.values()) == sorted(DENSITIES.values()) and DENSITIES["projector"] >= 1.5 * BASE_FONT
    assert matching(room.window._commands(), "text size")[0].text == "Preferences…"


def test_a_window_that_is_closed_on_the_whole_screen_has_its_frame_the_next_time(room: Room) -> None:
    room.window.new()
    room.window.resize(1100, 700)
    QTest.keyClick(room.window, Qt.Key.Key_F11)
    assert room.window.isFullScreen()
    room.window.close()
    another = QWidget()
    assert stand_again(another, room.preferences.choices.geometry) and not another.isFullScreen()
    assert another.height() == 700, "as it was before it filled the screen"
    assert not stand_again(another, "") and not stand_again(another, "no geometry")
