"""A drawing that was never run opens no view that has nothing to show of it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.example import examples
from app.document.examples import digits
from app.plots.base.panel import OF_A_RUN, OF_TRAININGS
from app.plots.views import plots
from app.preferences import Arrangement
from app.window.live_views.view_dock import ViewDock
from tests.app.window.rooms import Room

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
    own_room.window.show_views(OF_TRAININGS)
    assert in_sight(own_room) == {"loss"}


def test_views_of_the_drawing_before_go_where_they_have_nothing_to_show(own_room: Room) -> None:
    own_room.window.new()
    for kind in MANY:
        own_room.views.add(kind)
    assert in_sight(own_room) == set(MANY), "of a drawing without nodes nothing is known yet"
    own_room.window.open_example(next(each for each in examples() if each.title == "One neuron"))
    assert in_sight(own_room) == {"raster", "traces", "weight_matrix", "loss"}, "a training may be taken back"


@pytest.mark.parametrize("kind", ["raster", "traces", "weight_matrix", "receptive_fields", "decoder_output"])
def test_digits_have_something_for_every_view_but_those_of_trainings(kind: str) -> None:
    document = digits.draw()
    assert plots()[kind].fits(document) and not plots()["loss"].fits(document)
