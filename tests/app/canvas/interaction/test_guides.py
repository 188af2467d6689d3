"""Guides: a dragged node comes level with its neighbours, or as far from one as these are from each other."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from app.canvas.interaction.guides import boxes_of, guided
from app.commands import intentions

NEURON = "neurons/leaky_integrate_and_fire"
ALT = Qt.KeyboardModifier.AltModifier
FAR = QPointF(1000.0, 2000.0)  # what is taken where no guide is near
REACH = 6.0


def place(wanted: QRectF, *others: QRectF) -> tuple[float, float]:
    corner = guided(wanted, FAR, boxes_of(others), REACH).corner
    return corner.x(), corner.y()


@pytest.mark.parametrize(
    ("x", "comes_to"),
    [(205.0, 200.0), (224.0, 225.0), (245.0, 250.0), (303.0, 300.0), (144.0, 150.0), (260.0, 1000.0)],
)
def test_an_edge_or_the_middle_comes_level_with_one_of_another(x: float, comes_to: float) -> None:
    other = QRectF(200, 0, 100, 60)
    assert place(QRectF(x, 500, 50, 40), other)[0] == comes_to


def test_both_axes_are_found_by_themselves() -> None:
    assert place(QRectF(203, 404, 50, 40), QRectF(200, 0, 100, 60), QRectF(900, 400, 10, 300)) == (200.0, 400.0)


def test_where_nothing_is_near_the_grid_decides() -> None:
    assert place(QRectF(260, 500, 50, 40), QRectF(200, 0, 100, 60)) == (1000.0, 2000.0)
    assert guided(QRectF(260, 500, 50, 40), FAR, boxes_of([]), REACH).lines == ()


def test_a_node_beside_two_others_comes_as_far_from_the_second_as_that_is_from_the_first() -> None:
    first, second = QRectF(0, 0, 100, 100), QRectF(170, 10, 100, 100)  # 70 apart
    found = guided(QRectF(343, 33, 57, 31), FAR, boxes_of([first, second]), REACH)
    assert found.corner.x() == 340.0
    assert {(gap.x1(), gap.x2()) for gap in found.gaps} == {(100.0, 170.0), (270.0, 340.0)}
    before = guided(QRectF(-130, 33, 57, 31), FAR, boxes_of([first, second]), REACH)
    assert before.corner.x() == -127.0
    assert {(gap.x1(), gap.x2()) for gap in before.gaps} == {(-70.0, 0.0), (100.0, 170.0)}


def test_a_node_between_two_others_comes_into_their_middle() -> None:
    above, below = QRectF(0, 0, 100, 40), QRectF(10, 300, 100, 40)
    found = guided(QRectF(23, 152, 57, 30), FAR, boxes_of([above, below]), REACH)
    assert found.corner.y() == 155.0
    assert {(gap.y1(), gap.y2()) for gap in found.gaps} == {(40.0, 155.0), (185.0, 300.0)}


def test_what_stands_in_another_row_has_no_distance() -> None:
    first, second = QRectF(0, 0, 100, 100), QRectF(170, 500, 100, 100)
    assert not guided(QRectF(340, 33, 57, 31), FAR, boxes_of([first, second]), REACH).gaps


def test_a_guide_joins_all_that_is_level() -> None:
    others = [QRectF(200, 0, 90, 60), QRectF(0, 800, 200, 60)]
    found = guided(QRectF(200, 500, 50, 40), QPointF(1000, 500), boxes_of(others), REACH)
    assert found.lines == (QLineF(200.0, -8.0, 200.0, 868.0),)


def test_a_drag_near_a_neighbours_edge_leaves_the_grid_for_it(editor, hand, view, pair) -> None:
    intentions.set_size(editor, pair, 10)  # so that both are equally wide
    intentions.move(editor, {pair[1]: (485.0, 300.0)})  # beside the grid
    start = hand.middle(pair[0])
    hand.press(start)
    for step in range(1, 7):
        hand.move(start + QPointF(387, 0) * step / 6)
    assert editor.document.nodes[pair[0]].position[0] == 485.0
    guide = view.mapFromScene(QPointF(485.0, 250.0))
    accent = view.grab().toImage().pixelColor(guide)
    hand.release(start + QPointF(387, 0))
    assert view.grab().toImage().pixelColor(guide) != accent
    editor.undo_stack.undo()
    assert editor.document.nodes[pair[0]].position == (96.0, 0.0)


def test_alt_leaves_guides_too(editor, hand, pair) -> None:
    intentions.move(editor, {pair[1]: (485.0, 300.0)})
    start = hand.middle(pair[0])
    hand.drag(start, start + QPointF(386, 0), modifiers=ALT)
    assert editor.document.nodes[pair[0]].position[0] == pytest.approx(482.0, abs=1.0)


def test_escape_takes_guides_away_with_the_move(editor, hand, view, pair) -> None:
    before = view.grab().toImage()
    intentions.set_size(editor, pair, 10)
    editor.selection.set((pair[0],))
    start = hand.middle(pair[0])
    hand.press(start)
    hand.move(start + QPointF(30, 200))
    hand.move(start + QPointF(382, 200))
    assert editor.document.nodes[pair[0]].position[0] == 480.0
    hand.key(Qt.Key.Key_Escape)
    assert editor.document.nodes[pair[0]].position == (96.0, 0.0)
    hand.release(start)
    editor.selection.clear()
    view.setFocus()
    assert before.size() == view.grab().toImage().size()
