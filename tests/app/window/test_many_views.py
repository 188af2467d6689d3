"""More views than there is room for side by side: they stay readable, and a tab away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.plots.panel import OF_TRAININGS
from app.window.live_views import NARROWEST
from tests.app.window.rooms import Room, draw_neuron, show_example

KINDS = ("raster", "traces", "rates", "interval_histogram", "spectrum", "weight_matrix", "weight_histogram")


def test_a_view_more_than_there_is_room_for_comes_onto_the_place_of_another(qtbot: QtBot, room: Room) -> None:
    """Eight views in one row had no room for their names."""
    room.window.new()
    draw_neuron(room)
    made = {kind: room.views.add(kind) for kind in KINDS}
    paired = [made[kind].title for kind in ("interval_histogram", "spectrum", "weight_matrix", "weight_histogram")]

    def tabs() -> list[tuple[QTabBar, int]]:
        bars = (bar for bar in room.workspace.frame.findChildren(QTabBar) if bar.isVisible())
        return [(bar, place) for bar in bars for place in range(bar.count())]

    qtbot.waitUntil(lambda: sorted(bar.tabText(place) for bar, place in tabs()) == sorted(paired))
    assert len(room.views.areas()) == 5
    assert all(area.width() >= theme().px(NARROWEST) for area in room.views.areas())
    assert {made["weight_matrix"], made["weight_histogram"]} < set(room.views.panels_in_sight())
    behind = made["spectrum"]
    assert behind not in set(room.views.panels_in_sight())
    bar, place = next((bar, place) for bar, place in tabs() if bar.tabText(place) == behind.title)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
    qtbot.waitUntil(lambda: behind in set(room.views.panels_in_sight()))


def test_a_tab_says_what_its_view_shows_now(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    draw_neuron(room)
    panel = room.views.add("traces")
    panel.header.set_title("Membrane")
    (dock,) = room.views.docks()
    assert dock.windowTitle() == "Membrane"


def test_the_buttons_of_a_view_have_one_size_in_both_themes(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    header = room.views.add("raster").header
    qtbot.waitUntil(lambda: header.close_button.width() == theme().px(24))
    before = header.close_button.geometry()
    room.window.actions_["view.theme"].trigger()
    qtbot.wait(60)  # until what is laid out anew would have moved
    assert header.close_button.geometry() == before


@pytest.mark.parametrize(
    ("size", "problems"), [((1280, 720), False), ((1600, 1000), False), ((1600, 1000), True)], ids=str
)
def test_views_that_come_back_in_another_window_have_their_room(
    qtbot: QtBot, room: Room, size: tuple[int, int], problems: bool
) -> None:
    """Two of three views of a training were 130 px narrow, as Qt took what was missing from the last ones."""
    window = room.window
    show_example(room, "digits")
    window.resize(2880 - size[0], 1720 - size[1])
    room.workspace.open_side("learn")
    window.show_views(OF_TRAININGS)
    qtbot.waitUntil(lambda: len(room.views.names) == 3)
    window.desk.keep()
    room.views.close_all()
    window.resize(*size)
    if problems:
        room.problems_dock.open()
    window.show_views(OF_TRAININGS)

    def widths() -> list[int]:
        return [area.width() for area in room.views.areas()]

    qtbot.waitUntil(lambda: len(widths()) == 3 and min(widths()) > 0.8 * sum(widths()) / 3)
