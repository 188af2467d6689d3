"""What stands on the screen is what a full repaint would draw, whatever was done before."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.canvas.nodes.node_item import SHAPE_UP_TO
from app.canvas.painting.activity import SpikeActivity
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.document.mini_plot import MiniPlot, Shows
from app.widgets.pictures.behaviour import behaviour
from engine.model.registry import discovery
from tests.app.canvas.rest import at_rest

POISSON, NEURON = "stimuli/poisson", "neurons/leaky_integrate_and_fire"
LONG = "Layer 2/3 pyramidal cells"
STEPS = 40
ZOOMS = (0.64, 0.45, 0.9, 0.25, 1.0)
SEEN = 40  # of 255; words look a little different when they come from a kept picture
LEAST = 30  # pixels that differ before it counts


@pytest.fixture(autouse=True)
def known_pictures() -> None:
    """Else the picture of a model comes a moment later, and what shows it is drawn anew."""
    for key in (POISSON, NEURON, "synapses/exponential_current"):
        behaviour(discovery.find(key))


def shown(view: CanvasView) -> np.ndarray:
    """(height, width, 3) from 0 to 255, as it stands on the screen."""
    image = view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[:, :, :3].astype(int)


def leftovers(view: CanvasView, qtbot) -> int:
    """How many pixels a full repaint changes, once every badge hangs and the map is drawn."""
    at_rest(view, qtbot)
    before = shown(view)
    for part in (view.viewport(), *view.findChildren(QWidget)):
        part.update()
    qtbot.wait(1)
    return int((np.abs(before - shown(view)).max(axis=2) > SEEN).sum())


def spikes() -> SpikeActivity:
    rng = np.random.default_rng(1)
    return SpikeActivity(rng.random(50), rng.random(50), rng.random(40), 23.0, 400.0)


def paint_activity_at_once(view: CanvasView, node_id: str) -> None:
    """A frame of a run that is painted before the scene has told what else has changed."""
    view.set_activity(node_id, spikes())
    item = view.drawing.nodes[node_id]
    view.viewport().repaint(view.mapFromScene(item.opaque()).boundingRect())


def test_a_node_that_shrinks_and_goes_during_a_frame_of_the_run_leaves_nothing(editor: Editor, view, qtbot):
    view.set_zoom(0.64)
    node = intentions.add_node(editor, POISSON, (300.0, 50.0))
    intentions.rename(editor, node, LONG)
    assert leftovers(view, qtbot) < LEAST
    editor.undo_stack.undo()
    paint_activity_at_once(view, node)
    assert leftovers(view, qtbot) < LEAST
    editor.undo_stack.redo()
    qtbot.wait(20)
    editor.undo_stack.undo()
    paint_activity_at_once(view, node)
    editor.undo_stack.undo()
    assert not view.drawing.nodes
    assert leftovers(view, qtbot) < LEAST


def lay_over(view: CanvasView) -> None:
    """A panel floats over a part of the view, so that no frame paints all of it."""
    panel = QWidget(view, autoFillBackground=True)
    panel.setGeometry(900, 0, 200, 700)
    panel.show()


def linked(editor: Editor) -> str:
    """Two nodes far from each other, a link between them, and one that stands upon it; gives its id."""
    ends = [intentions.add_node(editor, NEURON, (x, 0.0)) for x in (0.0, 700.0)]
    intentions.connect(editor, ends[0], "out", ends[1], "in")
    return intentions.add_node(editor, NEURON, (350.0, 0.0))


def test_another_drawing_is_painted_whole_where_nodes_of_the_one_before_had_changed(editor: Editor, view, qtbot):
    """Links of a project that was opened over another had gaps where its nodes had stood."""
    other = Editor()
    intentions.delete(other, (linked(other),))
    node = linked(editor)
    lay_over(view)
    at_rest(view, qtbot)
    view.set_activity(node, spikes())
    editor.load(other.document)
    assert leftovers(view, qtbot) < LEAST


def test_a_node_that_goes_with_new_activity_leaves_no_gap(editor: Editor, view, qtbot):
    node = linked(editor)
    lay_over(view)
    at_rest(view, qtbot)
    view.set_activity(node, spikes())
    intentions.delete(editor, (node,))
    assert leftovers(view, qtbot) < LEAST


def test_a_plot_lies_over_a_note_in_a_frame_of_the_run_as_in_any_other(editor: Editor, view, pair, qtbot):
    beside = (0.0, 216.0, 192.0, 120.0)
    intentions.put_plot(editor, pair[0], MiniPlot(Shows.RATE, beside=beside))
    intentions.add_note(editor, (60.0, 240.0), "A note beneath the plot")
    at_rest(view, qtbot)
    view.set_plot(pair[0], spikes())
    view.viewport().repaint(view.mapFromScene(view.drawing.nodes[pair[0]].opaque_plot()).boundingRect())
    assert leftovers(view, qtbot) < LEAST


def test_a_link_that_moves_during_a_frame_of_the_run_leaves_nothing(editor: Editor, view, pair, qtbot):
    intentions.connect(editor, pair[0], "out", pair[1], "in")
    assert leftovers(view, qtbot) < LEAST
    intentions.move(editor, {pair[1]: (480.0, 192.0)})
    paint_activity_at_once(view, pair[0])
    assert leftovers(view, qtbot) < LEAST


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_and_moves_of_the_view_a_full_repaint_changes_nothing(editor: Editor, view, qtbot, seed):
    chance = random.Random(seed)
    notice = QWidget(view, autoFillBackground=True)
    notice.setGeometry(300, 60, 400, 44)

    def place() -> tuple[float, float]:
        return chance.uniform(0, 800), chance.uniform(-150, 350)

    def some() -> str:
        return chance.choice(list(view.drawing.nodes))

    def connect() -> None:
        try:
            intentions.connect(editor, some(), "out", some(), "in")
        except intentions.Refused:
            return

    def undo_all() -> None:
        while editor.undo_stack.can_undo:
            editor.undo_stack.undo()

    anywhere = (
        lambda: intentions.add_node(editor, chance.choice((POISSON, NEURON)), place()),
        editor.undo_stack.undo,
        editor.undo_stack.redo,
        undo_all,
        lambda: view.pan_by(QPoint(chance.randint(-40, 40), chance.randint(-40, 40))),
        lambda: view.set_zoom(chance.choice(ZOOMS)),
        lambda: notice.setVisible(not notice.isVisible()),
    )
    with_nodes = (
        lambda: intentions.rename(editor, some(), LONG[: chance.randint(1, len(LONG))]),
        lambda: intentions.move(editor, {some(): place()}),
        lambda: paint_activity_at_once(view, some()),
        lambda: intentions.delete(editor, (some(),)),
        connect,
    )
    done: list[int] = []
    for step in range(STEPS):
        buttons = anywhere + with_nodes * 2 if view.drawing.nodes else anywhere
        done.append(chance.randrange(len(buttons)))
        buttons[done[-1]]()
        if chance.random() < 0.5:
            qtbot.wait(1)
        if step % 8 == 7:
            assert leftovers(view, qtbot) < LEAST, done


def test_what_came_into_sight_far_away_shows_that_it_is_chosen(editor: Editor, view: CanvasView, qtbot) -> None:
    """What Qt once found outside it paints no more for an update, unless it has painted it itself since."""
    ids = [intentions.add_node(editor, NEURON, (400.0 * i, 0.0)) for i in range(12)]
    editor.selection.clear()
    assert leftovers(view, qtbot) == 0
    editor.selection.set(tuple(ids))
    assert leftovers(view, qtbot) == 0
    editor.selection.clear()
    view.fit()
    assert view.zoom < SHAPE_UP_TO
    assert leftovers(view, qtbot) == 0
    before = shown(view)
    editor.selection.set(tuple(ids))
    assert leftovers(view, qtbot) < LEAST
    assert (shown(view) != before).any(axis=2).sum() > 100 * len(ids)
