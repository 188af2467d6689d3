"""More views than there is room for side by side: they stay readable, and a tab away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.plots.base.panel import OF_TRAININGS
from app.plots.base.time_plot import TimePlot
from app.window.live_views.rows_of_views import LOWEST, NARROWEST
from tests.app.window.rooms import Room, draw_neuron, show_example

KINDS = (
    "raster", "traces", "rates", "interval_histogram", "spectrum", "weight_matrix", "weight_histogram", "weight_traces",
    "receptive_fields", "decoder_output",
)  # fmt: skip


def test_a_view_more_than_there_is_room_for_comes_onto_the_place_of_another(qtbot: QtBot, room: Room) -> None:
    """Eight views in one row had no room for their names; two rows hold eight."""
    room.window.new()
    draw_neuron(room)
    made = {kind: room.views.add(kind) for kind in KINDS}
    paired = [made[kind].title for kind in KINDS[6:]]

    def tabs() -> list[tuple[QTabBar, int]]:
        bars = (bar for bar in room.workspace.frame.findChildren(QTabBar) if bar.isVisible())
        return [(bar, place) for bar in bars for place in range(bar.count())]

    qtbot.waitUntil(lambda: sorted(bar.tabText(place) for bar, place in tabs()) == sorted(paired))
    assert len(room.views.areas()) == 8
    assert all(area.width() >= theme().px(NARROWEST) for area in room.views.areas())
    assert {made[kind] for kind in KINDS[8:]} < set(room.views.panels_in_sight())
    behind = made[KINDS[7]]
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


def edges(room: Room) -> list[tuple[int, int]]:
    """Left and upper edges of the views."""
    return [(area.x(), area.y()) for area in room.views.areas()]


def test_four_views_and_more_stand_in_two_rows(qtbot: QtBot, room: Room) -> None:
    """Four of them side by side were too narrow for a rhythm to be seen."""
    room.window.new()
    draw_neuron(room)
    for kind in KINDS[:3]:
        room.views.add(kind)
    qtbot.waitUntil(lambda: len({y for _, y in edges(room)}) == 1)
    wide = max(area.width() for area in room.views.areas())
    room.views.add(KINDS[3])
    qtbot.waitUntil(lambda: (len({x for x, _ in edges(room)}), len({y for _, y in edges(room)})) == (2, 2))
    assert min(area.width() for area in room.views.areas()) > 0.9 * wide
    assert min(area.height() for area in room.views.areas()) >= theme().px(LOWEST)
    room.views.add(KINDS[4])
    room.views.add(KINDS[5])
    qtbot.waitUntil(lambda: len({x for x, _ in edges(room)}) == 3 and len(set(edges(room))) == 6)
    assert room.canvas.height() > 0.5 * room.workspace.frame.height()


@pytest.mark.parametrize("side", ["", "inspector", "learn"])
def test_in_a_small_window_four_views_stand_in_two_rows_too(qtbot: QtBot, room: Room, side: str) -> None:
    """Its views had 240 px, and two rows needed 300: the fourth came behind a tab."""
    room.window.new()
    draw_neuron(room)
    room.window.resize(1024, 640)
    if side:
        room.workspace.open_side(side)
    for kind in KINDS[:4]:
        room.views.add(kind)
    qtbot.waitUntil(lambda: (len({x for x, _ in edges(room)}), len({y for _, y in edges(room)})) == (2, 2))
    assert len(room.views.areas()) == 4 and {*room.views.panels()} == {*room.views.panels_in_sight()}
    assert min(area.height() for area in room.views.areas()) >= theme().px(LOWEST)
    assert room.canvas.height() > 0.4 * room.workspace.frame.height()


def test_views_of_one_column_have_one_time_axis(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    draw_neuron(room)
    made = {kind: room.views.add(kind) for kind in ("raster", "spectrum", "traces", "rates")}
    qtbot.waitUntil(lambda: len({y for _, y in edges(room)}) == 2)
    room.control.start(paused=True)
    room.control.run_to(30.0)
    raster, traces = made["raster"], made["traces"]
    assert isinstance(raster, TimePlot) and isinstance(traces, TimePlot)

    def times(plot: TimePlot) -> list[float]:
        """Where the data begins and ends, in px of the screen."""
        area = plot.data_rect
        return [plot.graph.mapToGlobal(point.toPoint()).x() for point in (area.topLeft(), area.topRight())]

    qtbot.waitUntil(lambda: times(raster) == times(traces))
    assert raster.times.height() < traces.times.height(), "the lower one has the numbers"
    room.window.actions_["view.theme"].trigger()
    qtbot.waitUntil(lambda: times(raster) == times(traces) and raster.times.height() < traces.times.height())
    next(dock for dock in room.views.docks() if dock.panel is traces).close()
    qtbot.waitUntil(lambda: raster.times.height() > theme().px(20))
