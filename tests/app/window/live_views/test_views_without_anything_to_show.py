"""A drawing that was never run opens no view that has nothing to show of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.example import EXAMPLES, examples
from app.document.examples import digits
from app.plots.base.panel import OF_A_RUN, OF_TRAININGS
from app.plots.views import plots
from app.preferences import Arrangement, ViewContent
from app.running.trainings.known_trainings import ShownTraining
from app.window.live_views.view_dock import BREATH, ViewDock
from engine.learning.components.figures import Metric
from tests.app.window.rooms import Room
from tests.patience import outwait_double_click

MANY = ("raster", "traces", "weight_matrix", "receptive_fields", "decoder_output", "input_spikes", "loss")


def in_sight(room: Room) -> set[str]:
    return {dock.kind for dock in room.workspace.frame.findChildren(ViewDock) if not dock.isHidden()}


def draw_a_neuron(room: Room) -> None:
    room.window.new()
    intentions.add_node(room.editor, "neurons/leaky_integrate_and_fire", (0, 0))


def test_of_the_views_of_the_last_drawing_those_open_that_have_something_to_show(qtbot: QtBot, own_room: Room) -> None:
    """A neuron without links opened weights, receptive fields, answers, an input and a loss, all of them empty."""
    own_room.preferences.set(desk=Arrangement(tuple(f"{kind}#1" for kind in MANY)))
    draw_a_neuron(own_room)
    own_room.window.show_views(OF_A_RUN)
    assert in_sight(own_room) == {"raster", "traces"}


def test_where_none_of_them_has_the_first_ones_open(qtbot: QtBot, own_room: Room) -> None:
    own_room.preferences.set(desk=Arrangement(("decoder_output#1", "input_spikes#1")))
    draw_a_neuron(own_room)
    own_room.window.show_views(OF_A_RUN)
    qtbot.waitUntil(lambda: in_sight(own_room) == {"raster", "traces"})


def test_views_of_trainings_open_where_a_training_begins(qtbot: QtBot, own_room: Room) -> None:
    own_room.preferences.set(desk=Arrangement(("loss#1", "decoder_output#1")))
    draw_a_neuron(own_room)
    intentions.add_node(own_room.editor, "datasets/mackey_glass", (300, 0))
    own_room.window.show_views(OF_TRAININGS)
    assert in_sight(own_room) == {"loss"}


def test_a_new_drawing_has_no_views_until_it_runs(own_room: Room) -> None:
    """All of those of the drawing before stayed, and none could show anything."""
    draw_a_neuron(own_room)
    for kind in ("raster", "rates", "loss"):
        own_room.views.add(kind)
    for _ in range(2):
        own_room.window.new()
        assert in_sight(own_room) == set()
    draw_a_neuron(own_room)
    own_room.window.show_views(OF_A_RUN)
    assert in_sight(own_room) == {"raster", "rates"}


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize(("stem", "has_classes"), [("following-a-series", False), ("digits", True)])
def test_a_drawing_without_classes_has_no_matrix_of_them_though_it_was_left_open(
    own_room: Room, tmp_path: Path, stem: str, has_classes: bool, is_open: bool
) -> None:
    """It came back with the views of its own, and stayed empty; the others show what they showed."""
    path = tmp_path / "mine.spikeloom"
    path.write_bytes((EXAMPLES / f"{stem}.spikeloom").read_bytes())
    own_room.preferences.remember(path)
    contents = (ViewContent(), ViewContent(), ViewContent(left_out=("Hidden",)))
    own_room.preferences.keep_desk(path, Arrangement(("loss#1", "confusion#1", "raster#1"), contents=contents))
    if is_open:
        own_room.views.add("traces")
    own_room.window.open_path(path)
    own_room.window.show_views(OF_A_RUN)
    assert set(own_room.views.open_kinds) == {"loss", "raster"} | ({"confusion"} if has_classes else set())
    assert own_room.views.arrangement.contents[-1] == contents[-1]


def test_views_of_the_drawing_before_go_where_they_have_nothing_to_show(own_room: Room) -> None:
    own_room.window.new()
    for kind in MANY:
        own_room.views.add(kind)
    assert in_sight(own_room) == set(MANY), "who opens one by hand has it"
    own_room.window.open_example(next(each for each in examples() if each.title == "One neuron"))
    assert in_sight(own_room) == {"raster", "traces", "weight_matrix"}


def show_training(room: Room, merit: Metric) -> None:
    """As the *Learn* panel does when one begins."""
    room.learn.looked_at.trainings.show([ShownTraining(1, merit=merit, is_running=True)])


def test_a_training_that_is_taken_back_while_its_drawing_opens_keeps_its_views(own_room: Room) -> None:
    """It begins before the views of the drawing before are looked through, and those of it were closed, too."""
    own_room.window.new()
    for kind in ("raster", "loss", "confusion"):
        own_room.views.add(kind)
    own_room.editor.loaded.connect(lambda _document: show_training(own_room, Metric.EXPLAINED))
    own_room.window.open_example(next(each for each in examples() if each.title == "A series foretold"))
    assert in_sight(own_room) == {"raster", "loss"}


def test_a_training_of_values_opens_no_matrix_of_classes(qtbot: QtBot, own_room: Room) -> None:
    """An empty *Confusion* stood beside its loss for as long as it lasted."""
    own_room.window.open_example(next(each for each in examples() if each.title == "A series foretold"))
    own_room.workspace.open_side("learn")
    start = own_room.learn.status.start
    qtbot.waitUntil(lambda: start.isVisible() and start.isEnabled() and not own_room.learn.asking.is_unknown)
    outwait_double_click()
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: in_sight(own_room) >= {"loss", "accuracy"})
    qtbot.wait(3 * BREATH)  # until one more would have opened
    assert in_sight(own_room) == {"loss", "accuracy"}
    own_room.training.cancel()
    qtbot.waitUntil(lambda: not own_room.learn.is_busy)


@pytest.mark.parametrize("merit", [Metric.EXPLAINED, Metric.CORRELATION])
def test_nor_does_one_that_was_left_open_or_set_aside_come_back_beside_it(own_room: Room, merit: Metric) -> None:
    own_room.preferences.set(desk=Arrangement(("loss#1", "confusion#1")))
    draw_a_neuron(own_room)
    show_training(own_room, merit)
    own_room.window.show_views(OF_TRAININGS)
    assert in_sight(own_room) == {"loss"}
    own_room.views.add("confusion")
    own_room.window.show_views(OF_TRAININGS)
    assert in_sight(own_room) == {"loss", "confusion"}, "who opens one by hand is told why it is empty"
    own_room.views.add("raster")
    for dock in own_room.workspace.frame.findChildren(ViewDock):
        dock.setVisible(dock.kind == "raster")
    own_room.window.show_views(OF_TRAININGS)
    assert in_sight(own_room) == {"loss"}
    show_training(own_room, Metric.ACCURACY)
    own_room.views.add("confusion")
    assert in_sight(own_room) == {"loss", "confusion"}


@pytest.mark.parametrize("kind", ["raster", "traces", "weight_matrix", "receptive_fields", "decoder_output"])
def test_digits_have_something_for_every_view_but_those_of_trainings(kind: str) -> None:
    document = digits.draw()
    assert plots()[kind].fits(document) and not plots()["loss"].fits(document)
