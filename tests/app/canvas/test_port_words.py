"""What is written at the ports of a group."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.canvas.painting import ink
from app.canvas.painting.ports import LEAST_WORDS, WORDS_GAP, WORDS_ROOM, PlacedPort, door_words_area, paint_door_words
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.document.connecting import Port
from engine.model.declaration import Payload


@pytest.mark.parametrize("is_output", [False, True])
@pytest.mark.parametrize("words", ["Excitatory: spikes", "A population whose name is very long indeed: spikes"])
def test_no_thread_strikes_through_what_is_written_at_a_port(qapp: QApplication, is_output: bool, words: str) -> None:
    image = QImage(300, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)  # a thread everywhere
    painter = QPainter(image)
    placed = PlacedPort(Port("out", Payload.SPIKES), QPointF(150, 40), is_output, "1", words)
    paint_door_words(painter, placed)
    painter.end()
    pixels = np.array([[image.pixel(x, y) for x in range(300)] for y in range(60)])
    ground = pixels != image.pixel(0, 0)
    columns = np.flatnonzero(ground.any(axis=0))
    taken = min(ink.text_width(words, 11), WORDS_ROOM)
    assert taken - 12 < columns[-1] - columns[0] <= WORDS_ROOM + 8
    assert (columns > 150 + WORDS_GAP - 5).all() if is_output else (columns < 150 - WORDS_GAP + 5).all()
    rows = slice(40 - 7 - 8, 40 - 7)  # where the letters stand
    assert ground[rows, columns[0] + 2 : columns[-1] - 1].all()


NEURON = "neurons/leaky_integrate_and_fire"


@pytest.fixture
def beside(editor: Editor, view: CanvasView) -> tuple[str, str]:
    """A group that sends to a node which stands close to its right, and that node."""
    sender = intentions.add_node(editor, NEURON, (0.0, 0.0), title="Excitatory cells of the layer")
    other = intentions.add_node(editor, NEURON, (0.0, 200.0))
    target = intentions.add_node(editor, NEURON, (700.0, 0.0))
    intentions.connect(editor, sender, "out", target, "in")
    group = intentions.group(editor, (sender, other), (0.0, 0.0))
    assert group is not None
    intentions.move(editor, {target: (view.drawing.nodes[group].area.width() + 90.0, 0.0)})
    view.centerOn(200, 100)
    return group, target


def words_of(view: CanvasView, group: str, right: bool = True) -> list[QRectF]:
    """Where words stand at the ports of a group at its right or left, in the scene."""
    item = view.drawing.nodes[group]
    areas = [door_words_area(placed).translated(item.pos()) for placed in item.ports if placed.is_output is right]
    return [area for area in areas if area.width() > 0]


def test_words_at_a_port_end_before_a_node_that_stands_near(editor, view, hand, beside, qtbot):
    group, target = beside
    near = words_of(view, group)
    assert len(near) == 2 and near[0].width() >= LEAST_WORDS
    assert max(area.right() for area in near) < view.drawing.nodes[target].scene_area().left()
    hand.drag(hand.middle(target), hand.middle(target) + QPointF(200, 0))
    far = words_of(view, group)
    assert far[0].width() > near[0].width() + 30
    editor.undo_stack.undo()
    assert words_of(view, group) == near
    hand.drag(hand.middle(target), hand.middle(target) - QPointF(72, 0), modifiers=Qt.KeyboardModifier.AltModifier)
    assert not words_of(view, group), "so close that nothing could be read"


def test_two_groups_share_what_is_between_them(editor, view, beside):
    group, target = beside
    second = intentions.add_node(editor, NEURON, (700.0, 300.0))
    other = intentions.group(editor, (target, second), (view.drawing.nodes[group].area.width() + 150.0, 0.0))
    assert other is not None
    left, right = words_of(view, group), words_of(view, other, right=False)
    assert len(left) == len(right) == 2
    assert max(area.right() for area in left) <= min(area.left() for area in right)
