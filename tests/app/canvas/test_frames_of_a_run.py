"""A frame of a run paints its activity by itself: it looks as if all were painted, and leaves out what lies beneath."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QApplication

from app.canvas.links.thread import Stroke
from app.canvas.nodes.node_item import NodeItem
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.document.mini_plot import MiniPlot, Shows
from app.widgets.pictures.behaviour import behaviour
from engine.model.registry import discovery
from tests.app.canvas.rest import at_rest, with_kept_pictures
from tests.app.canvas.test_mini_plots import activity_for
from tests.app.canvas.test_repainting import LEAST, leftovers, shown, spikes

NEURON = "neurons/leaky_integrate_and_fire"
ABOVE = (0.0, -96.0, 192.0, 84.0)
OVER_THE_NEXT = (200.0, 60.0, 192.0, 84.0)
SHOWN = (Shows.TRACE, Shows.RASTER, Shows.RATE, Shows.IMAGE)


@pytest.fixture
def four(editor: Editor, view: CanvasView, qtbot) -> list[str]:
    """In a row, linked one with the next and the first with the last behind the others, each with a plate above it."""
    for key in (NEURON, "synapses/exponential_current"):
        behaviour(discovery.find(key))  # else a picture comes later, and what shows it is drawn anew
    ids = [intentions.add_node(editor, NEURON, (264.0 * i, 0.0), size=100) for i in range(4)]
    for source, target in ((0, 1), (1, 2), (2, 3), (0, 3)):
        intentions.connect(editor, ids[source], "out", ids[target], "in")
    for node, shows in zip(ids, SHOWN, strict=True):
        intentions.put_plot(editor, node, MiniPlot(shows, "", 0, ABOVE))
    editor.selection.clear()
    view.set_zoom(0.64)
    view.centerOn(500, 60)
    at_rest(view, qtbot)
    frame(view, ids)
    qtbot.wait(1)
    return ids


def frame(view: CanvasView, ids: list[str]) -> None:
    """New activity in every node, and in the plots beside them."""
    for node in ids:
        view.set_activity(node, spikes())
        shows = view.drawing.nodes[node].node.plot.shows
        view.set_plot(node, activity_for(shows))


class Painted(QObject):
    """What the viewport was asked to paint."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.region = QRegion()
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()  # type: ignore[attr-defined]  # of a paint event
        return False


def test_a_frame_paints_neither_a_link_nor_what_lies_between_a_node_and_its_plate(view, four, qtbot, monkeypatch):
    links: list[object] = []
    monkeypatch.setattr(Stroke, "paint", lambda stroke, _painter: links.append(stroke))
    painted = Painted(view)
    frame(view, four)
    qtbot.wait(1)
    for node in four:
        item = view.drawing.nodes[node]
        for seen in (item.opaque(), item.opaque_plot()):
            assert painted.region.contains(view.mapFromScene(seen.center()))
        assert not painted.region.contains(view.mapFromScene(item.scene_area().center() - QPointF(0, 72)))
    assert not links
    view.viewport().repaint()
    assert links


def test_the_weight_on_a_badge_and_the_activity_come_in_one_frame(view, four, qtbot):
    frame(view, four)
    for number, link in enumerate(view.drawing.links):
        view.drawing.set_weight(link, (7.25 + number, 0.5))
    qtbot.wait(1)
    assert leftovers(view, qtbot) < LEAST


@pytest.mark.parametrize("zoom", [0.35, 0.64, 1.0])
def test_what_lies_over_a_plot_stays_over_it(editor, view, four, qtbot, zoom):
    for node, place in ((four[0], OVER_THE_NEXT), (four[2], OVER_THE_NEXT)):
        intentions.place_plot(editor, node, place)
    intentions.move(editor, {four[1]: (240.0, 40.0)})
    editor.selection.set((four[1], four[2]))
    view.drawing.set_focus(four[3])
    view.set_zoom(zoom)
    view.centerOn(500, 60)
    at_rest(view, qtbot)
    frame(view, four)
    qtbot.wait(1)
    assert leftovers(view, qtbot) < LEAST


def test_a_node_that_came_back_lies_over_the_others(editor, view, four, qtbot):
    intentions.move(editor, {four[1]: (180.0, 30.0)})
    intentions.delete(editor, (four[0],))
    editor.undo_stack.undo()
    in_order = [item for item in reversed(view.drawing.items()) if isinstance(item, NodeItem)]
    assert in_order == list(view.drawing.nodes.values())
    at_rest(view, qtbot)
    frame(view, four)
    qtbot.wait(1)
    assert leftovers(view, qtbot) < LEAST


def test_the_rectangle_that_selects_stays_over_the_activity(view, hand, four, qtbot):
    hand.press((-100.0, -140.0))
    for step in range(1, 5):
        hand.move((-100.0 + 150 * step, -140.0 + 70 * step))
    frame(view, four)
    qtbot.wait(1)
    assert leftovers(view, qtbot) < LEAST
    hand.release((500.0, 140.0))


def test_a_frame_while_the_view_is_moved_leaves_nothing_behind(view, four, qtbot):
    for step in range(6):
        view.pan_by(view.mapFromScene(QPointF(9, 5)) - view.mapFromScene(QPointF()))
        frame(view, four)
        qtbot.wait(1 if step % 2 else 20)
    assert leftovers(view, qtbot) < LEAST


def test_what_is_seen_of_other_activity_is_that_activity(view, four, qtbot):
    at_rest(view, qtbot)
    before = shown(view)
    for node in four:
        view.set_activity(node, None)
        view.set_plot(node, None)
    qtbot.wait(1)
    changed = np.abs(before - shown(view)).max(axis=2) > LEAST
    for node in four:
        item = view.drawing.nodes[node]
        for seen in (item.opaque(), item.opaque_plot()):
            place = view.mapFromScene(seen).boundingRect()
            assert changed[place.top() : place.bottom(), place.left() : place.right()].any()


@pytest.mark.parametrize("zoom", [0.45, 0.6, 1.0])
def test_drawing_only_the_activity_anew_gives_the_same_picture_as_drawing_everything(editor, view, pair, zoom, qtbot):
    crossing = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (120.0, 30.0))
    intentions.connect(editor, pair[0], "out", pair[1], "in")
    view.set_zoom(zoom)
    with_kept_pictures(view, qtbot)
    for _ in range(2):
        for node_id in (*pair, crossing):
            view.set_activity(node_id, spikes())
        QApplication.processEvents()
    assert leftovers(view, qtbot) == 0
