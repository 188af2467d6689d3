"""Elements are taken out of the network by one key while it runs, and put back with what they were."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.document.elements import Link, Node, NodeKind
from app.document.making.sketch import Sketch
from tests.app.window.rooms import Room, show, show_example

LEFT, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
LIF = "neurons/leaky_integrate_and_fire"
DRIVEN = {"bias": 800.0}


@pytest.fixture
def three(quick_room: Room) -> tuple[str, str, str]:
    """Two driven populations side by side, and one that the first drives."""
    sketch = Sketch("Three", resolution=1.0)
    first = sketch.node(LIF, "First", (0, 0), 3, parameters=DRIVEN)
    second = sketch.node(LIF, "Second", (0, 300), 3, parameters=DRIVEN)
    third = sketch.node(LIF, "Third", (500, 0), 3)
    sketch.link(first, third, weight=2000.0, delay=1.0)
    show(quick_room, sketch.document)
    return first, second, third


def _press_on(room: Room, element: str) -> None:
    """Choose it and press the key."""
    room.editor.selection.set((element,))
    room.canvas.setFocus()
    QTest.keyClick(room.canvas, Qt.Key.Key_M, ALT)


def _elements(room: Room) -> list[Node | Link]:
    return [*room.editor.document.nodes.values(), *room.editor.document.links.values()]


def _pixels(room: Room, element: str) -> np.ndarray:
    """The node as it is painted, in grey."""
    QApplication.processEvents()
    item = room.canvas.drawing.nodes[element]
    place = room.canvas.mapFromScene(item.mapToScene(item.area).boundingRect()).boundingRect()
    image = room.canvas.grab(place).toImage()
    grey = [[QColor(image.pixel(x, y)).lightnessF() for x in range(image.width())] for y in range(image.height())]
    return np.array(grey)


def test_the_run_goes_on_without_it_and_it_comes_back_with_its_spikes(qtbot: QtBot, quick_room: Room, three) -> None:
    room, (first, second, third) = quick_room, three
    room.control.set_speed(1.0)
    room.control.start()
    qtbot.waitUntil(lambda: len(room.run.frames.spikes(third).steps) > 5)
    _press_on(room, first)
    qtbot.waitUntil(lambda: room.run.frames.size_of(first) is None and room.run.state == "running")
    assert room.editor.undo_stack.undo_text == "Mute First"
    step = room.run.status().step
    known = room.run.frames.spikes(second).steps
    assert step > 0 and len(known) > 5, "it was not begun anew"
    qtbot.waitUntil(lambda: len(room.run.frames.spikes(second).steps) > len(known) + 10)
    assert room.run.frames.spikes(third).steps[-1] < step + 20, "nothing drives it"
    QTest.keyClick(room.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.run.frames.size_of(first) is not None and room.run.state == "running")
    back = room.run.status().step
    qtbot.waitUntil(lambda: len(room.run.frames.spikes(third, back).steps) > 5)
    assert room.run.state == "running" and len(room.run.frames.spikes(first, 0, step).steps) > 5
    room.run.pause()
    fired = room.run.frames.spikes(second)
    assert len(set(np.diff(fired.steps[fired.neurons == 0]))) == 1, "what was left alone fires on as evenly as before"


def test_the_key_puts_back_what_it_took_and_the_menu_says_which(quick_room: Room, three) -> None:
    room, (first, *_) = quick_room, three
    link = next(iter(room.editor.document.links))
    canvas = room.canvas

    def offered(element: str) -> str:
        room.editor.selection.set((element,))
        hit = Hit(node=canvas.drawing.nodes.get(element), link=canvas.drawing.links.get(element))
        words = [action.text().partition("\t")[0] for action in menu_for(canvas, hit, QPointF()).actions()]
        return next(word for word in words if word in ("Mute", "Put back into the network"))

    for element in (first, link):
        assert offered(element) == "Mute"
        _press_on(room, element)
        assert room.editor.document.element(element).muted  # type: ignore[union-attr]
        assert offered(element) == "Put back into the network"
        _press_on(room, element)
        assert offered(element) == "Mute"
    room.editor.selection.clear()
    QTest.keyClick(canvas, Qt.Key.Key_M, ALT)
    assert not any(element.muted for element in _elements(room))


def test_it_is_pale_with_all_that_goes_with_it_and_has_a_sign_itself(quick_room: Room, three) -> None:
    room, (first, second, third) = quick_room, three
    room.canvas.fit()
    link = next(iter(room.editor.document.links))
    before = _pixels(room, first), _pixels(room, third)
    _press_on(room, first)
    room.editor.selection.clear()
    drawing = room.canvas.drawing
    assert drawing.nodes[first].is_left_out and drawing.links[link].is_left_out
    assert not drawing.nodes[second].is_left_out and not drawing.nodes[third].is_left_out
    after = _pixels(room, first), _pixels(room, third)
    assert after[0].max() < before[0].max() * 0.9, "pale"
    assert after[0][:20, :20].max() > after[0][:20, 20:].max() * 1.1, "its sign in the corner is not"
    assert np.array_equal(after[1], before[1])
    room.editor.undo_stack.undo()
    assert not drawing.nodes[first].is_left_out and np.array_equal(_pixels(room, first), before[0])


def test_the_inspector_says_it_and_takes_it_back(qtbot: QtBot, quick_room: Room, three) -> None:
    room, (first, *_) = quick_room, three
    _press_on(room, first)
    room.workspace.open_side("properties")
    field = room.inspector.rows["muted"].field
    assert field.currentText() == "muted: left out"  # type: ignore[attr-defined]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field.view(), Qt.Key.Key_Home)  # type: ignore[attr-defined]
    QTest.keyClick(field.view(), Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert not room.editor.document.nodes[first].muted
    assert room.inspector.rows["muted"].field.currentText() == "in the network"  # type: ignore[attr-defined]


@pytest.mark.parametrize("example", ["rewarded-actions", "digits", "balanced-network", "stdp", "gap-junctions"])
def test_every_element_of_an_example_is_muted_and_put_back_while_it_runs(
    qtbot: QtBot, quick_room: Room, example: str
) -> None:
    room = quick_room
    show_example(room, example)
    room.control.start()
    qtbot.waitUntil(lambda: room.run.state == "running" and room.run.status().step > 0)
    for element in _elements(room):
        if getattr(element, "kind", None) == NodeKind.NOTE:
            continue
        intentions.set_muted(room.editor, (element.id,), True)
        qtbot.wait(40)
        room.editor.undo_stack.undo()
        qtbot.wait(20)
    assert not [problem for problem in room.problems.problems if problem.is_fatal]
    step = room.run.status().step
    qtbot.waitUntil(lambda: room.run.state == "running" and room.run.status().step > step)


def test_a_network_that_lacks_what_a_rule_hears_waits_and_the_last_sound_one_runs_on(
    qtbot: QtBot, quick_room: Room
) -> None:
    room = quick_room
    show_example(room, "rewarded-actions")
    room.control.start()
    qtbot.waitUntil(lambda: room.run.state == "running" and room.run.status().step > 0)
    learning = [link.synapses for link in room.editor.document.links.values() if link.synapses]
    source = next(str(heard) for each in learning if (heard := each.plasticity_parameters.get("reward")))
    intentions.set_muted(room.editor, (source,), True)
    qtbot.waitUntil(lambda: any(problem.is_fatal for problem in room.problems.problems))
    step = room.run.status().step
    qtbot.waitUntil(lambda: room.run.state == "running" and room.run.status().step > step + 20)
    room.editor.undo_stack.undo()
    step = room.run.status().step
    qtbot.waitUntil(lambda: room.run.state == "running" and room.run.status().step > step + 20)
    qtbot.waitUntil(lambda: not any(problem.is_fatal for problem in room.problems.problems))
