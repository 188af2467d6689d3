"""A population, or a link, that becomes inhibitory while its network runs."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from engine.network.description import Sign
from tests.app.window.rooms import Room, draw_neuron


@pytest.mark.parametrize("of", ["population", "link"])
def test_links_take_another_sign_while_the_network_runs(qtbot: QtBot, quick_room: Room, of: str) -> None:
    """“is excitatory, but its weight is −50” ended the run."""
    room = quick_room
    room.window.new()
    a, b = draw_neuron(room), draw_neuron(room)
    intentions.connect(room.editor, a, "out", b, "in")
    link = next(iter(room.editor.document.links))
    intentions.set_weight(room.editor, [link], 50.0)
    room.control.start()
    qtbot.waitUntil(lambda: room.run.state == "running")
    if of == "population":
        intentions.set_population_sign(room.editor, [a], Sign.INHIBITORY)
    else:
        intentions.set_sign(room.editor, [link], Sign.INHIBITORY)
    qtbot.waitUntil(lambda: sign_of_what_runs(room) is Sign.INHIBITORY)
    seen = room.run.status().time_ms

    def goes_on() -> bool:
        return room.run.state == "running" and room.run.status().time_ms > seen + 20.0

    qtbot.waitUntil(lambda: room.run.state == "failed" or goes_on())
    assert room.run.state == "running" and not room.run.problems


def sign_of_what_runs(room: Room) -> Sign | None:
    return None if room.run.description is None else room.run.description.projections[0].sign
