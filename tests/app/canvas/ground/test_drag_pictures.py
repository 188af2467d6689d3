"""A drag copies pictures of what stands still: a person sees what they would see if all were drawn anew."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF

from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.widgets.pictures.behaviour import behaviour
from engine.model.registry import discovery
from tests.app.canvas.rest import at_rest
from tests.app.canvas.test_repainting import LEAST, SEEN, shown, spikes

NEURON = "neurons/leaky_integrate_and_fire"
FAR = QPointF(40.0, 30.0)


@pytest.fixture
def four(editor: Editor, view: CanvasView, qtbot) -> list[str]:
    """Populations at the corners of a rectangle; the upper two are linked, and the lower two."""
    for model in (discovery.find(NEURON), discovery.find("synapses/exponential_current")):
        behaviour(model)  # else its picture comes later, and what shows it is drawn anew
    places = ((0.0, 0.0), (480.0, 0.0), (0.0, 300.0), (480.0, 300.0))
    ids = [intentions.add_node(editor, NEURON, place, size=100) for place in places]
    for source, target in ((0, 1), (2, 3)):
        intentions.connect(editor, ids[source], "out", ids[target], "in")
    editor.selection.clear()
    view.set_zoom(0.6)
    view.centerOn(300, 200)
    qtbot.waitUntil(lambda: view.drawing.is_settled)
    for _ in range(3):  # from now on words come from kept pictures
        view.viewport().repaint()
    return ids


@pytest.fixture
def direct(view: CanvasView, monkeypatch) -> list[object]:
    """Frames that were painted as always, without pictures."""
    frames: list[object] = []
    begin = view.drawing.cover.begin
    monkeypatch.setattr(view.drawing.cover, "begin", lambda *given: (frames.append(given), begin(*given))[1])
    return frames


def differs(view: CanvasView, qtbot) -> int:
    """Pixels that are seen to be otherwise than if nothing were kept."""
    at_rest(view, qtbot)
    view.viewport().repaint()  # what is asked for a second time comes from kept pictures, as in the other frame
    before = shown(view)
    view.drawing.still.forget()
    view.viewport().repaint()
    return int((np.abs(before - shown(view)).max(axis=2) > SEEN).sum())


def lifted(hand, qtbot, node: str) -> QPointF:
    """Press a node and drag it a little, so that its second frame is painted; where the mouse is."""
    start = hand.middle(node)
    hand.press(start)
    for step in (10.0, 20.0, 30.0):
        hand.move(start + QPointF(step, step))
        qtbot.wait(1)
    return start + FAR


def test_frames_of_a_drag_copy_pictures_and_look_as_if_drawn_anew(view, hand, four, direct, qtbot) -> None:
    place = lifted(hand, qtbot, four[0])
    direct.clear()
    for step in range(5):
        hand.move(place + QPointF(20.0 * step, 12.0 * step))
        qtbot.wait(1)
    assert not direct
    assert differs(view, qtbot) < LEAST
    assert direct
    hand.release(place)
    assert differs(view, qtbot) < LEAST


def test_what_a_run_shows_during_a_drag_is_seen(view, hand, four, direct, qtbot) -> None:
    place = lifted(hand, qtbot, four[0])
    qtbot.wait(1)
    before = shown(view)
    direct.clear()
    view.set_activity(four[3], spikes())
    qtbot.wait(1)
    assert not direct
    assert (shown(view) != before).any()
    assert differs(view, qtbot) < LEAST
    hand.release(place)


def test_the_canvas_may_be_panned_and_zoomed_during_a_drag(view, hand, four, qtbot) -> None:
    place = lifted(hand, qtbot, four[0])
    view.pan_by(QPoint(31, 17))
    qtbot.wait(1)
    assert differs(view, qtbot) < LEAST
    view.set_zoom(0.8)
    hand.move(place)
    qtbot.wait(1)
    assert differs(view, qtbot) < LEAST
    hand.release(place)


def test_what_comes_and_goes_during_a_drag_is_seen(view, editor, hand, four, qtbot) -> None:
    place = lifted(hand, qtbot, four[0])
    intentions.delete(editor, (four[3],))
    qtbot.wait(1)
    assert differs(view, qtbot) < LEAST
    intentions.add_node(editor, NEURON, (480.0, 200.0))
    hand.move(place)
    qtbot.wait(1)
    assert differs(view, qtbot) < LEAST
    hand.release(place)


def test_a_note_lies_beneath_links_also_while_it_is_dragged(view, editor, hand, four, direct, qtbot) -> None:
    note = intentions.add_note(editor, (180.0, 330.0))
    intentions.set_text(editor, note, "Over it goes a link")
    lifted(hand, qtbot, note)
    assert differs(view, qtbot) < LEAST
    direct.clear()
    hand.move(hand.middle(note) + FAR)
    qtbot.wait(1)
    assert direct
