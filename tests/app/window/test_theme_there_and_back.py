"""Light and back: nothing of the window stands elsewhere than before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import set_theme, theme
from tests.app.window.rooms import Room, show_example

PANELS = ("properties", "equations", "code", "statistics", "learn")


@pytest.fixture
def there_and_back(qapp: QApplication):
    before = theme().name

    def switch() -> None:
        for name in ("light" if theme().dark else "dark", theme().name):
            set_theme(name)
            for _ in range(5):
                qapp.processEvents()

    yield switch
    set_theme(before)


def places(window: QWidget) -> dict[int, tuple[str, QRect]]:
    """Where every widget stands that is to be seen."""
    seen = (widget for widget in window.findChildren(QWidget) if widget.isVisible())
    return {id(w): (f"{type(w).__name__} {w.objectName()} {w.accessibleName()}", w.geometry()) for w in seen}


def at_rest(window: QWidget, qtbot: QtBot) -> dict[int, tuple[str, QRect]]:
    """Where all stands once two looks find it in the same places."""
    found = [places(window)]

    def stays() -> bool:
        found.append(places(window))
        return found[-1] == found[-2]

    qtbot.wait(50)
    qtbot.waitUntil(stays)
    return found[-1]


def moved(window: QWidget, before: dict[int, tuple[str, QRect]]) -> list[tuple[str, QRect, QRect]]:
    now = places(window)
    return [
        (name, place, now[key][1]) for key, (name, place) in before.items() if key in now and now[key] != (name, place)
    ]


def test_no_part_of_the_workspace_moves(quick_room: Room, qtbot: QtBot, there_and_back) -> None:
    """The palette went down by four pixels, and the title of what is selected by two."""
    show_example(quick_room, "stdp")
    for panel in PANELS:
        quick_room.workspace.open_side(panel)
        if panel == "learn":
            qtbot.waitUntil(lambda: quick_room.learn.choosing.facts is not None)
        before = at_rest(quick_room.window, qtbot)
        there_and_back()
        assert len(before) > 30 and moved(quick_room.window, before) == []


def test_nor_does_one_of_the_start_page(quick_room: Room, qtbot: QtBot, there_and_back) -> None:
    quick_room.window.show_start_page()
    before = at_rest(quick_room.window, qtbot)
    there_and_back()
    assert len(before) > 30 and moved(quick_room.window, before) == []
