"""What is dropped, added or written stands free of what is there."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from app.canvas.interaction import arranging
from app.commands import intentions
from tests.app.canvas.carrying import drop


def assert_apart(view) -> None:
    areas = [item.scene_area() for item in view.drawing.nodes.values()]
    assert not [pair for pair in combinations(areas, 2) if pair[0].intersects(pair[1])]


def test_a_model_dropped_on_a_node_stands_free_beside_it_as_near_as_can_be(editor, view):
    """It lay over the node."""
    drop(view, "neurons/leaky_integrate_and_fire", QPointF(300, 200))
    for at in (QPointF(390, 210), QPointF(300, 250), QPointF(220, 200), QPointF(300, 200)):
        drop(view, "stimuli/poisson", at)
        assert_apart(view)
        new = view.drawing.nodes[editor.selection.ids[0]].scene_area()
        assert (new.center() - at).manhattanLength() < 400
        assert view.visible_area().contains(new)
    right, below = (view.drawing.nodes[i].scene_area() for i in list(editor.document.nodes)[1:3])
    assert right.left() > 390 and below.top() > 250, "it goes the way that is nearest"


def test_a_model_dropped_close_to_a_node_or_into_a_large_note_stays_where_the_mouse_is(editor, view):
    note = intentions.add_note(editor, (0.0, 0.0), "A frame")
    intentions.resize_note(editor, note, 720.0, 480.0)
    for at in (QPointF(200, 240), QPointF(384, 240)):
        drop(view, "neurons/leaky_integrate_and_fire", at)
        new = view.drawing.nodes[editor.selection.ids[0]].scene_area()
        assert abs(new.center().x() - at.x()) < 24 and abs(new.center().y() - at.y()) < 24


def test_what_is_dropped_edge_to_edge_keeps_a_little_room(editor, view):
    drop(view, "neurons/leaky_integrate_and_fire", QPointF(300, 200))
    first = next(iter(view.drawing.nodes.values())).scene_area()
    for below in range(0, 48, 6):
        drop(view, "neurons/leaky_integrate_and_fire", QPointF(300, first.bottom() + first.height() / 2 + below))
        new = view.drawing.nodes[editor.selection.ids[0]].scene_area()
        assert 12 <= new.top() - first.bottom() <= 48
        editor.undo_stack.undo()


def test_what_quick_add_and_its_wire_add_stands_free_and_so_does_a_note(editor, view):
    drop(view, "neurons/leaky_integrate_and_fire", QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    edge = view.drawing.nodes[node.id].scene_area().bottomRight() + QPointF(8, 8)
    view.quick_add(edge)
    QTest.keyClicks(view.offered.field, "poisson")
    QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    assert_apart(view)
    view.offer_models(edge, node.id, "out")
    QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    assert len(editor.document.nodes) == 3 and len(editor.document.links) == 1
    assert_apart(view)
    view.centerOn(view.drawing.nodes[node.id].scene_area().center())
    view.add_note()
    assert len(editor.document.nodes) == 4
    assert_apart(view)


def test_a_note_covers_neither_badges_nor_threads(editor, view):
    """It was written over the synapse of a link."""
    drop(view, "neurons/leaky_integrate_and_fire", QPointF(0, 200))
    drop(view, "neurons/leaky_integrate_and_fire", QPointF(480, 200))
    first, second = editor.document.nodes
    ends = (first, second), (second, first), (first, first)
    badges = [intentions.connect(editor, source, "out", target, "in") for source, target in ends]
    for id in badges:
        editor.selection.set(())
        arranging.add_note(view, view.drawing.links[id].badge.topLeft())
        note = view.drawing.nodes[editor.selection.ids[0]].scene_area()
        links = [view.drawing.links[i] for i in badges]
        assert not [link for link in links if link.badge.intersects(note)]
        assert not [link for link in links if link.way.path.intersects(note)]
        assert_apart(view)


def test_the_key_of_quick_add_opens_it_under_the_mouse_however_near_nodes_are(editor, view):
    """It opened beyond the whole row of nodes that the mouse was close below, and the node came to stand there."""
    for x in (0.0, 300.0, 600.0):
        intentions.add_by_key(editor, "neurons/leaky_integrate_and_fire", (x, 0.0))
    view.fit()
    first = view.drawing.nodes[next(iter(editor.document.nodes))].scene_area()
    at = QPointF(first.center().x(), first.bottom() + 60.0)
    QCursor.setPos(view.viewport().mapToGlobal(view.mapFromScene(at)))
    view.quick_add()
    assert (view.offered.at - at).manhattanLength() < 4
    QTest.keyClicks(view.offered.field, "poisson")
    QTest.keyClick(view.offered.field, Qt.Key.Key_Return)
    assert_apart(view)
    new = view.drawing.nodes[editor.selection.ids[0]].scene_area()
    assert abs(new.center().x() - at.x()) < 24 and new.top() - first.bottom() < 60


def test_what_is_pasted_close_to_nodes_stands_where_it_is_nearest_to_the_mouse(editor, view):
    """It stood beyond the whole row."""
    ids = [intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (x, 0.0)) for x in (0.0, 300.0, 600.0)]
    view.fit()
    editor.selection.set(ids[:1])
    text = intentions.copy(editor)
    first = view.drawing.nodes[ids[0]].scene_area()
    arranging.paste(view, text, QPointF(first.center().x(), first.bottom() + 60.0))
    assert_apart(view)
    new = view.drawing.nodes[editor.selection.ids[0]].scene_area()
    assert abs(new.center().x() - first.center().x()) < 24 and new.top() - first.bottom() < 60


def test_a_note_that_is_asked_for_by_its_key_comes_where_the_mouse_is(editor, view):
    place = view.viewport().rect().topLeft() + QPoint(90, 120)
    QCursor.setPos(view.viewport().mapToGlobal(place))
    view.add_note()
    (note,) = (view.drawing.nodes[i].scene_area() for i in editor.document.nodes)
    assert (note.topLeft() - view.mapToScene(place)).manhattanLength() < 60
