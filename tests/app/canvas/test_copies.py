"""Copies stand free: beside what they were made of, around the mouse, and never half over what is there."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.canvas.interaction.arranging import duplicate_selected, paste
from app.canvas.popups.context_menu import menu_for
from app.canvas.scene.hit import Hit
from app.commands import intentions
from app.widgets.fields.quoting import quoted

NEURON = "neurons/leaky_integrate_and_fire"


def drawn_pair(editor, view) -> tuple[str, str]:
    first = intentions.add_node(editor, NEURON, (0.0, 0.0), title="First")
    second = intentions.add_node(editor, NEURON, (360.0, 0.0), title="Second")
    intentions.connect(editor, first, "out", second, "in")
    editor.selection.set((first,))
    view.fit()
    return first, second


def assert_apart(view) -> None:
    areas = [item.scene_area() for item in view.drawing.nodes.values()]
    assert not [pair for pair in combinations(areas, 2) if pair[0].intersects(pair[1])]


def test_duplicates_stand_free_beside_their_originals(editor, view):
    """A copy lay half over its original."""
    first, _ = drawn_pair(editor, view)
    for _ in range(3):
        duplicate_selected(view)
    assert len(editor.document.nodes) == 5
    assert_apart(view)
    place = view.drawing.nodes[editor.selection.ids[0]].scene_area()
    assert view.visible_area().contains(place)
    (copy,) = editor.selection.ids
    assert editor.document.nodes[copy].position[0] == editor.document.nodes[first].position[0]


def test_what_is_pasted_stands_around_the_mouse_and_again_beside_that(editor, view):
    drawn_pair(editor, view)
    text = intentions.copy(editor)
    at = QPointF(180.0, view.visible_area().bottom() - 100.0)
    QCursor.setPos(view.viewport().mapToGlobal(view.mapFromScene(at)))
    paste(view, text)
    (copy,) = editor.selection.ids
    assert view.drawing.nodes[copy].scene_area().contains(at)
    paste(view, text)
    assert_apart(view)
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    assert len(editor.document.nodes) == 2


def test_what_is_pasted_from_the_menu_stands_where_the_menu_was_opened(qtbot, editor, view):
    drawn_pair(editor, view)
    menu = menu_for(view, Hit(), QPointF(40.0, 600.0))
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(view.paste_requested) as asked:
        next(action for action in menu.actions() if action.shortcut() == "Ctrl+V").trigger()
    assert asked.args == [QPointF(40.0, 600.0)]


def test_a_copy_from_a_drawing_that_lay_elsewhere_is_seen(editor, view):
    """It stood where it had stood in the other drawing, thousands of pixels away."""
    far = intentions.add_node(editor, NEURON, (9000.0, -7000.0))
    text = intentions.copy(editor)
    intentions.delete(editor, (far,))
    drawn_pair(editor, view)
    paste(view, text)
    (copy,) = editor.selection.ids
    assert view.visible_area().intersects(view.drawing.nodes[copy].scene_area())
    QTest.keyClick(view, Qt.Key.Key_Escape)


def test_the_badge_of_a_copied_loop_is_seen_with_its_node(editor, view):
    """It stood above the upper edge."""
    node = intentions.add_node(editor, NEURON, (0.0, 0.0))
    intentions.connect(editor, node, "out", node, "in")
    editor.selection.set((node,))
    text = intentions.copy(editor)
    area = view.visible_area()
    paste(view, text, QPointF(area.center().x(), area.top() - 400.0))
    (copy,) = editor.selection.ids
    badge = next(item.badge for item in view.drawing.links.values() if item.link.source == copy)
    assert view.visible_area().contains(badge)


def test_a_pasted_page_is_quoted_in_one_short_line():
    assert quoted("poisson") == "poisson"
    said = quoted("a page\nof words " * 50)
    assert len(said) <= 40 and said.startswith("a page of words a page") and said.endswith("…")
