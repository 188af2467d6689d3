"""A whole frame from far away is painted in a loop of its own: what is seen is what Qt would have painted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QRegion

from app.canvas import view as view_module
from app.canvas.far_frame import paint_far_frame
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.document.mini_plot import MiniPlot, Shows
from app.widgets.behaviour import behaviour
from engine.model import discovery
from engine.problems import Problem, Severity
from tests.app.canvas.rest import at_rest
from tests.app.canvas.test_mini_plots import BESIDE
from tests.app.canvas.test_repainting import shown

NEURON, POISSON = "neurons/leaky_integrate_and_fire", "stimuli/poisson"


@pytest.fixture
def nodes(editor: Editor, view: CanvasView) -> list[str]:
    """A field of populations and stimuli, each linked with the next; a note beneath some of them, a group, a plot."""
    for model in (NEURON, POISSON, "synapses/exponential_current"):
        behaviour(discovery.find(model))
    ids = [
        intentions.add_node(editor, (POISSON, NEURON)[i % 3 > 0], (i % 4 * 400.0, i // 4 * 300.0)) for i in range(12)
    ]
    for source, target in ((0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (7, 8), (9, 10), (10, 11), (1, 5), (2, 2)):
        intentions.connect(editor, ids[source], "out", ids[target], "in")
    intentions.add_note(editor, (200.0, 150.0), "Said of these")
    intentions.group(editor, ids[9:11], (400.0, 900.0))
    intentions.put_plot(editor, ids[5], MiniPlot(Shows.RATE, beside=BESIDE))
    view.set_zoom(0.25)
    view.centerOn(600.0, 400.0)
    return ids


def by_qt(view: CanvasView, monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(view_module, "paint_far_frame", lambda *_given: False)
        do()


def differs(view: CanvasView, qtbot, monkeypatch) -> int:
    """Pixels that Qt would have painted otherwise; what is looked at comes from kept pictures in both frames."""
    at_rest(view, qtbot)
    for _ in range(3):
        view.viewport().repaint()
    before = shown(view)
    by_qt(view, monkeypatch, view.viewport().repaint)
    return int((before != shown(view)).any(axis=2).sum())


def chosen(editor: Editor, view: CanvasView, nodes: list[str]) -> None:
    editor.selection.set((nodes[1], nodes[5], *editor.document.links))


def marked(editor: Editor, view: CanvasView, nodes: list[str]) -> None:
    view.drawing.set_problems(
        Problem(node, "", severity=severity) for node, severity in zip(nodes, Severity, strict=False)
    )


def at_the_keyboard(editor: Editor, view: CanvasView, nodes: list[str]) -> None:
    view.drawing.set_focus(nodes[4])


def dimmed(editor: Editor, view: CanvasView, nodes: list[str]) -> None:
    for item in view.drawing.nodes.values():
        item.set_wiring(True, frozenset())
    view.drawing.links[next(iter(editor.document.links))].set_dimmed(True)


def within_a_group(editor: Editor, view: CanvasView, nodes: list[str]) -> None:
    editor.enter(next(i for i, node in editor.document.nodes.items() if node.kind == "group"))
    view.set_zoom(0.25)
    view.centerOn(next(iter(view.drawing.nodes.values())))


def moved_and_back_on_top(editor: Editor, view: CanvasView, nodes: list[str]) -> None:
    intentions.move(editor, {nodes[0]: (40.0, 30.0), nodes[1]: (90.0, 60.0)})
    intentions.delete(editor, [nodes[0]])
    editor.undo_stack.undo()


def nearly_near(editor: Editor, view: CanvasView, nodes: list[str]) -> None:
    view.set_zoom(0.299)


@pytest.mark.parametrize(
    "state",
    [chosen, marked, at_the_keyboard, dimmed, within_a_group, moved_and_back_on_top, nearly_near],
)
def test_it_is_what_qt_would_paint(editor: Editor, view: CanvasView, nodes, state, qtbot, monkeypatch) -> None:
    state(editor, view, nodes)
    assert differs(view, qtbot, monkeypatch) == 0
    assert len(np.unique(shown(view).reshape(-1, 3), axis=0)) > 10


def test_so_is_a_wire(editor: Editor, view: CanvasView, hand, nodes, qtbot, monkeypatch) -> None:
    hand.press(hand.port(nodes[1]))
    for step in (30.0, 60.0, 90.0):
        hand.move(hand.port(nodes[1]) + QPointF(step, step))
    assert differs(view, qtbot, monkeypatch) == 0


def painted_so(view: CanvasView, area: QRect) -> bool:
    """Whether a frame that paints this part of the viewport is painted in the loop."""
    return paint_far_frame(view, QRegion(area))


def test_only_whole_frames_from_far_away_are(editor: Editor, view: CanvasView, nodes, qtbot) -> None:
    at_rest(view, qtbot)
    whole = view.viewport().rect()
    assert painted_so(view, whole)
    assert not painted_so(view, whole.adjusted(0, 0, -whole.width() // 2, -10))
    view.set_zoom(0.3)
    assert not painted_so(view, whole)
    view.set_zoom(0.29)
    assert painted_so(view, whole)
    before = {nodes[0]: QPointF(-300.0, 0.0)}
    view.drawing.gliding.start(before)
    assert not painted_so(view, whole)
    view.drawing.gliding.stop()
    assert painted_so(view, whole)


def test_a_frame_as_a_person_has_it_is(editor: Editor, view: CanvasView, nodes, qtbot, monkeypatch) -> None:
    """Of which Qt leaves out what the bars and the map over the drawing hide."""
    at_rest(view, qtbot)
    done: list[bool] = []
    monkeypatch.setattr(
        view_module, "paint_far_frame", lambda *given: (done.append(paint_far_frame(*given)), done[-1])[1]
    )
    view.viewport().update()
    qtbot.waitUntil(lambda: bool(done))
    assert all(done)
