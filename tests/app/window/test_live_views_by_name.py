"""Every live view is offered by its name in the menu View and by Ctrl+K, and opened from there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.document.example import examples
from app.document.examples import digits
from app.plots.base.panel import OF_A_RUN, OF_TRAININGS
from app.plots.views import plots
from app.plots.views.accuracy import Accuracy
from app.plots.views.confusion import ConfusionView
from app.plots.views.loss import Loss
from app.preferences import Preferences
from app.window.live_views.view_dock import BREATH, ViewDock
from tests.app.window.rooms import Room
from tests.held_training import held

NAMES = {"Raster", "Traces", "Population rate", "Weight histogram", "Weight matrix", "Loss", "Accuracy", "Confusion"}


@pytest.fixture
def room(room: Room) -> Room:
    room.window.new()
    return room


def test_the_views_have_the_names_by_which_they_are_known() -> None:
    assert {panel.name() for panel in plots().values()} >= NAMES


def test_ctrl_k_opens_a_view_by_its_name(qtbot: QtBot, room: Room) -> None:
    for kind, panel in plots().items():
        go_to(qtbot, room, panel.name().lower())
        assert kinds_of(room) == [kind]
        room.views.close_all()


def go_to(qtbot: QtBot, room: Room, words: str) -> None:
    room.window.show_commands()
    field = room.window.chooser.findChild(QLineEdit)
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_ctrl_k_goes_to_an_open_view_that_others_hide(qtbot: QtBot, room: Room) -> None:
    """It opened another one beside; a view in a window of its own was found by the desktop alone."""
    frame = room.workspace.frame
    for kind in ("raster", "traces"):
        room.views.add(kind)
    raster, traces = room.views.docks()
    frame.tabifyDockWidget(raster, traces)
    traces.raise_()
    qtbot.waitUntil(lambda: traces.is_in_sight and not raster.is_in_sight)
    go_to(qtbot, room, "raster")
    qtbot.waitUntil(lambda: raster.is_in_sight and not traces.is_in_sight)
    traces.setFloating(True)
    qtbot.waitUntil(lambda: traces.windowType() is Qt.WindowType.Window and traces.isVisible())
    room.window.activateWindow()
    qtbot.waitUntil(room.window.isActiveWindow)
    go_to(qtbot, room, "traces")
    qtbot.waitUntil(traces.isActiveWindow)
    assert kinds_of(room) == ["raster", "traces"], "no second one"
    room.window.activateWindow()
    go_to(qtbot, room, "raster")
    assert kinds_of(room) == ["raster", "traces", "raster"], "of one in sight another is opened"


def test_the_menu_opens_every_view_by_its_name(room: Room) -> None:
    (menu,) = (m for m in room.window.findChildren(QMenu) if m.title() == "Add a live view")
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [panel.name() for panel in plots().values()]
    for action in menu.actions():
        action.trigger()
    assert {name.partition("#")[0] for name in room.window.views.names} == set(plots())


def kinds_of(room: Room) -> list[str]:
    return [name.partition("#")[0] for name in room.views.names]


def test_the_first_views_come_one_after_the_other(qtbot: QtBot, room: Room) -> None:
    room.views.bring(OF_A_RUN)
    assert kinds_of(room) == ["raster"]
    qtbot.waitUntil(lambda: kinds_of(room) == ["raster", "traces"])


def test_a_view_that_was_still_to_come_stays_away_when_all_are_closed(qtbot: QtBot, room: Room) -> None:
    room.views.bring(OF_A_RUN)
    room.views.close_all()
    qtbot.wait(2 * BREATH)
    assert kinds_of(room) == []


def in_sight(room: Room) -> list[str]:
    docks = room.workspace.frame.findChildren(ViewDock)
    return [dock.kind for dock in docks if not dock.isHidden() and dock.objectName() in room.views.names]


def give_way(qtbot: QtBot, room: Room) -> None:
    """The raster is set aside for the views of trainings."""
    room.window.views.add("raster")
    room.views.bring(OF_TRAININGS)
    qtbot.waitUntil(lambda: in_sight(room) == ["loss", "accuracy", "confusion"])


def test_the_views_of_a_run_give_way_to_those_of_trainings_and_come_back(qtbot: QtBot, room: Room) -> None:
    room.views.bring(OF_A_RUN)
    qtbot.waitUntil(lambda: in_sight(room) == ["raster", "traces"])
    room.learn.begun.emit()
    qtbot.waitUntil(lambda: in_sight(room) == ["loss", "accuracy", "confusion"])
    room.run.state_changed.emit("running")
    assert in_sight(room) == ["raster", "traces"]
    room.learn.begun.emit()
    assert in_sight(room) == ["loss", "accuracy", "confusion"]
    assert len(room.views.names) == 5, "nothing was opened twice"


def test_views_of_weights_stay_when_a_training_begins(qtbot: QtBot, room: Room) -> None:
    """Kernels that a note had asked to open beside the training were gone once it began."""
    for kind in ("raster", "kernels", "weight_traces"):
        room.views.add(kind)
    room.learn.begun.emit()
    qtbot.waitUntil(lambda: in_sight(room) == ["kernels", "loss", "accuracy", "confusion"])
    room.run.state_changed.emit("running")
    assert in_sight(room) == ["raster", "kernels", "weight_traces"]
    room.learn.begun.emit()
    assert in_sight(room) == ["kernels", "loss", "accuracy", "confusion"]


def test_one_view_of_trainings_that_is_in_sight_is_enough(qtbot: QtBot, room: Room) -> None:
    room.window.views.add("raster")
    room.window.views.add("accuracy")
    room.learn.begun.emit()
    qtbot.wait(3 * BREATH)
    assert in_sight(room) == ["raster", "accuracy"]


def test_what_was_set_aside_comes_back_by_the_menu_and_when_the_others_are_closed(qtbot: QtBot, room: Room) -> None:
    give_way(qtbot, room)
    room.window.views.add("raster")
    assert in_sight(room) == ["raster", "loss", "accuracy", "confusion"] and len(room.views.names) == 4
    room.run.state_changed.emit("running")  # a run sets nothing aside where one of its views is in sight
    assert "loss" in in_sight(room)
    room.views.close_all()
    assert room.views.names == ()
    give_way(qtbot, room)
    for dock in room.workspace.frame.findChildren(ViewDock):
        if dock.kind != "raster" and dock.objectName() in room.views.names:
            dock.panel.header.close_button.click()
    assert in_sight(room) == ["raster"]


def test_views_of_trainings_are_remembered_with_those_that_were_set_aside(
    qtbot: QtBot, own_room: Room, tmp_path: Path
) -> None:
    own_room.window.new()
    give_way(qtbot, own_room)
    (accuracy,) = (dock for dock in own_room.workspace.frame.findChildren(ViewDock) if dock.kind == "accuracy")
    accuracy.close()
    own_room.window.close()
    for begun, expected, beside in (("training", ["loss", "confusion"], 1), ("run", ["raster"], 0)):
        again = Composition(Preferences(tmp_path), recovery=tmp_path / "recovery")
        with qtbot.waitExposed(again.window):
            again.window.show()
        again.editor.load(digits.draw())
        again.window.show_views(OF_TRAININGS if begun == "training" else OF_A_RUN)
        assert in_sight(again) == expected and len(again.views.names) == len(expected) + beside
        again.window.close()
        again.close()


def test_an_arrangement_comes_back_in_the_same_window_with_what_it_had_set_aside(qtbot: QtBot, room: Room) -> None:
    """All six views stood side by side: the places were given to docks of the same name that were on their way out."""
    give_way(qtbot, room)
    kept = room.views.arrangement
    room.views.arrange(kept)
    assert in_sight(room) == ["loss", "accuracy", "confusion"] and room.views.names == kept.views


def test_a_window_in_which_nothing_was_opened_forgets_no_views(own_room: Room, tmp_path: Path) -> None:
    own_room.window.new()
    own_room.window.views.add("loss")
    own_room.window.close()
    between = Composition(Preferences(tmp_path), recovery=tmp_path / "recovery")
    between.window.show()
    between.window.close()
    between.close()
    assert Preferences(tmp_path).choices.desk.views == ("loss#1",)


@pytest.mark.timeout(180)
def test_a_training_is_watched_in_its_views_and_its_mistakes_are_shown_by_a_click(qtbot: QtBot, room: Room) -> None:
    """From the button to the samples, with the real engine."""
    room.window.open_example(next(e for e in examples() if e.title == "Digits"))
    room.workspace.open_side("learn")
    qtbot.waitUntil(lambda: bool(room.learn.methods.value))
    with held(room.training, 3):
        QTest.mouseClick(room.learn.status.start, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: in_sight(room) == ["loss", "accuracy", "confusion"])
        loss, accuracy, confusion = room.views.panels()
        assert isinstance(loss, Loss) and isinstance(accuracy, Accuracy) and isinstance(confusion, ConfusionView)
        qtbot.waitUntil(lambda: len(room.learn.trainings.shown[0].history) > 2)
        assert room.learn.is_busy and not loss.is_empty()
        assert loss.chips() == [(0, "training", "train"), (1, "validation", "valid.")]
    assert confusion.chips() == [(-1, "validation")] and confusion.trainings.shown[0].counts is not None
    qtbot.waitUntil(lambda: not room.learn.is_busy)
    (shown,) = room.learn.trainings.shown
    assert shown.tested and shown.counts is not None and shown.mistakes is not None
    assert shown.counts.sum() == 360 and len(shown.mistakes) == 360 - np.trace(shown.counts) > 0
    confusion.draw_now()
    _, label, answer = shown.mistakes[0].tolist()
    place = confusion.matrix.area((label, answer), QSizeF(confusion.graph.size())).center().toPoint()
    QTest.mouseClick(confusion.graph.viewport(), Qt.MouseButton.LeftButton, pos=place)
    popup = room.learn.looked_at.mistaken
    qtbot.waitUntil(popup.isVisible)
    found = [int(tile.words) for tile in popup.grid.tiles]
    assert found == shown.mistaken(label, answer).tolist() and popup.title.words == f"{label} answered as {answer}"
    popup.hide()


CALLED = {
    "rates": "rates", "isi": "interval_histogram", "voltage": "traces", "psth": "rates",
    "confusion matrix": "confusion", "weights in time": "weight_traces", "power": "spectrum",
}  # fmt: skip


def test_ctrl_k_finds_a_view_by_what_else_people_call_it(qtbot: QtBot, room: Room) -> None:
    """“rates” added a stimulus of that description."""
    for typed, kind in CALLED.items():
        go_to(qtbot, room, typed)
        assert kinds_of(room) == [kind] and not room.editor.document.nodes, typed
        room.views.close_all()
