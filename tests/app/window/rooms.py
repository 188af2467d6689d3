"""A whole window whose questions the test answers."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.document import Document
from app.document.example import examples
from app.preferences import Preferences
from app.running.trainings.fitting import fit_network
from tests.app.window.answers import Answers

LIF = "neurons/leaky_integrate_and_fire"


class Room(Composition):
    """The window with all that it is composed of.

    ``answers`` are given to its questions, ``folder`` has what is kept.
    """

    def __init__(self, preferences: Preferences, folder: Path) -> None:
        self.answers, self.folder = Answers(), folder
        super().__init__(preferences, self.answers, folder / "recovery", train=fit_network)


def opened(qtbot: QtBot, preferences: Preferences, folder: Path) -> Room:
    """A window of 1600 × 1000 on the screen."""
    made = Room(preferences, folder)
    with qtbot.waitExposed(made.window):
        show_on_screen(made)
    return made


def show_on_screen(room: Room) -> None:
    """As large as the tests have it."""
    room.window.show()
    room.window.showNormal()
    room.window.resize(1600, 1000)


def leave(room: Room) -> None:
    """End the threads and take the window from the screen."""
    room.close()
    room.window.hide()


def with_one_neuron(room: Room) -> Room:
    """The same window, smaller, with a neuron in the middle of its canvas."""
    room.window.resize(1400, 900)
    room.window.new()
    room.canvas.add_at_centre(LIF)
    return room


def draw_neuron(room: Room) -> str:
    """The id of a new population."""
    return intentions.add_node(room.editor, LIF, (0.0, 0.0))


def show(room: Room, document: Document) -> None:
    """Open a drawing that runs as fast as it can."""
    room.editor.load(document)
    room.window.show_workspace()
    room.control.set_speed(0.0)


def show_example(room: Room, stem: str) -> None:
    """Open a copy of the example in a file of this name."""
    room.window.open_example(next(e for e in examples() if e.path.stem == stem))


def run_to(qtbot: QtBot, room: Room, ms: float) -> None:
    """Run on to a time, and wait until it stands still there."""
    assert room.control.run_to(ms) == "", "no reason against it"
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms == ms)
