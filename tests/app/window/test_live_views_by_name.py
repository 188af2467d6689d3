"""Every live view is offered by its name in the menu View and by Ctrl+K, and opened from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.plots.discovery import plots
from app.preferences import Preferences
from app.window.live_views import BREATH

NAMES = {"Raster", "Traces", "Population rate", "Weight histogram", "Weight matrix"}


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    made = Composition(Preferences(tmp_path), recovery=tmp_path / "recovery")
    with qtbot.waitExposed(made.window):
        made.window.show()
    made.window.new()
    yield made
    made.close()
    made.window.hide()


def test_the_views_have_the_names_by_which_they_are_known() -> None:
    assert {panel.name() for panel in plots().values()} >= NAMES


@pytest.mark.parametrize("kind", plots())
def test_ctrl_k_opens_a_view_by_its_name(qtbot: QtBot, room: Composition, kind: str) -> None:
    room.window.show_commands()
    field = room.window.chooser.findChild(QLineEdit)
    qtbot.keyClicks(field, plots()[kind].name().lower())
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [dock.partition("#")[0] for dock in room.window.views.names] == [kind]


def test_the_menu_opens_every_view_by_its_name(room: Composition) -> None:
    (menu,) = (m for m in room.window.findChildren(QMenu) if m.title() == "Add a live view")
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [panel.name() for panel in plots().values()]
    for action in menu.actions():
        action.trigger()
    assert {name.partition("#")[0] for name in room.window.views.names} == set(plots())


def kinds_of(room: Composition) -> list[str]:
    return [name.partition("#")[0] for name in room.views.names]


def test_the_first_views_come_one_after_the_other(qtbot: QtBot, room: Composition) -> None:
    room.views.open_first()
    assert kinds_of(room) == ["raster"]
    qtbot.waitUntil(lambda: kinds_of(room) == ["raster", "traces"])


def test_a_view_that_was_still_to_come_stays_away_when_all_are_closed(qtbot: QtBot, room: Composition) -> None:
    room.views.open_first()
    room.views.close_all()
    qtbot.wait(2 * BREATH)
    assert kinds_of(room) == []
